"""Auctions: what refuses, in the contract's order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from rwa.errors import LedgerError
from rwa.identifiers import NOBODY, Code, DocumentHash, Party
from rwa.ledger.auctions import PRIMARY_MARKET, Phase, Terms
from rwa.ledger.cash import UNLIMITED
from rwa.money import Quantity
from rwa.refusals.access import RoleRequired
from rwa.refusals.auctions import (
    AllotmentExceeded,
    AllotmentRefused,
    AuctionDecided,
    AuctionTimesRefused,
    AuctionUndecided,
    AuctionUnknown,
    BiddingClosed,
    BidNotSealed,
    BidUnknown,
    CommitmentMismatch,
    CutOffMissing,
    CutOffRefused,
    DecisionLate,
    DepositTooSmall,
    FaceMissing,
    NotBidder,
    OnlyItself,
    PageTooLong,
    PriceRefused,
    RevealNotOpen,
    RevealStillOpen,
    SettlementNotOpen,
    SettlementUnexplained,
    TargetRefused,
)
from rwa.refusals.cash import CashUnknown
from rwa.refusals.programme import (
    ClassLimitExceeded,
    DecimalsMismatch,
    InstrumentUnknown,
    ReservationExceeded,
)
from rwa.refusals.token import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    NotMultipleOfDenomination,
)
from rwa.roles import Role
from rwa.rules.auctions import (
    check_allot,
    check_announce,
    check_commit,
    check_reject,
    check_reveal,
    check_set_cut_off,
    check_settle,
    check_withdraw,
)
from tests.builders import (
    ALICE,
    BILL,
    CASH,
    DAY,
    FISCAL_AGENT,
    GOLD,
    ROLES,
    START,
    STRANGER,
    Story,
    opened,
)

DEALER = ROLES[Role.PRIMARY_DEALER]
SEAL, OTHER = DocumentHash("0x" + "11" * 32), DocumentHash("0x" + "22" * 32)
LOT = 500_000
PRICE = 98_3879
TERMS = Terms(
    BILL,
    target=4 * LOT,
    maximum=6 * LOT,
    uniform=False,
    bid_deadline=START + DAY,
    reveal_deadline=START + 2 * DAY,
    settlement_time=START + 3 * DAY,
    settlement_deadline=START + 4 * DAY,
    deposit_bps=100,
    deposit_floor=1_000,
    accrued=Fraction(0),
)


def paisa(amount: int) -> Quantity:
    return Quantity(amount, 2, "PKR")


def market(terms: Terms = TERMS) -> Story:
    """One auction is announced, and the dealer has cash that the market may take."""
    story = opened()
    story.tell(PRIMARY_MARKET, "CashAccepted", unit="PKR", token=CASH)
    about = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    story.tell(PRIMARY_MARKET, "AuctionAnnounced", auction=1, **about)
    story.tell(CASH, "Transfer", from_=NOBODY, to=DEALER, amount=100 * LOT)
    story.tell(CASH, "Approval", owner=DEALER, spender=PRIMARY_MARKET, amount=UNLIMITED)
    return story


def bid(story: Story, number: int, deposit: int = LOT) -> None:
    story.tell(
        PRIMARY_MARKET,
        "BidCommitted",
        auction=1,
        bid=number,
        dealer=DEALER,
        commitment=SEAL,
        deposit=deposit,
    )


def revealed(*bids: tuple[int, int], terms: Terms = TERMS) -> Story:
    """Bids of a face and a price are revealed, one more is not, and the time of reveals is over."""
    story = market(terms)
    for number in range(len(bids) + 1):
        bid(story, number)
    for number, (face, price) in enumerate(bids):
        told = {"investor": ALICE, "face": face, "price": price}
        story.tell(PRIMARY_MARKET, "BidRevealed", auction=1, bid=number, **told)
    story.wait(2 * DAY)
    story.price(Party("PKR / USD"), 36 * 10**14)
    story.price(Party("XAU / USD"), 2_500 * 10**8)
    return story


def cut_off(story: Story, price: int = PRICE, beside: int = PRICE) -> None:
    prices = {"cut_off": price, "non_competitive_price": beside}
    story.tell(PRIMARY_MARKET, "CutOffSet", auction=1, **prices)


def test_announce__in_order_of_refusal() -> None:
    story = market()
    ledger, now = story.ledger, story.now
    with pytest.raises(RoleRequired):
        check_announce(ledger, STRANGER, replace(TERMS, id=Code("NEW")), now)
    with pytest.raises(InstrumentUnknown):
        check_announce(ledger, FISCAL_AGENT, replace(TERMS, id=Code("NEW")), now)
    with pytest.raises(CashUnknown):
        check_announce(ledger, FISCAL_AGENT, replace(TERMS, id=GOLD), now)
    late = replace(TERMS, reveal_deadline=TERMS.bid_deadline, target=0)
    with pytest.raises(AuctionTimesRefused, match="when it is announced"):
        check_announce(ledger, FISCAL_AGENT, late, now)
    with pytest.raises(TargetRefused, match=r"PKR 0\.00 is not above zero"):
        check_announce(ledger, FISCAL_AGENT, replace(TERMS, target=0), now)
    with pytest.raises(NotMultipleOfDenomination):
        check_announce(ledger, FISCAL_AGENT, replace(TERMS, target=LOT + 1), now)
    check_announce(ledger, FISCAL_AGENT, TERMS, now)


def test_announce__cash_of_other_decimals__refused() -> None:
    story = market()
    book = story.ledger.cash[CASH]
    book.terms = replace(book.terms, decimals=6)
    with pytest.raises(DecimalsMismatch):
        check_announce(story.ledger, FISCAL_AGENT, TERMS, story.now)


def test_commit__in_order_of_refusal() -> None:
    story = market()
    with pytest.raises(RoleRequired):
        check_commit(story.ledger, FISCAL_AGENT, 2, 1, story.now)
    with pytest.raises(AuctionUnknown):
        check_commit(story.ledger, DEALER, 2, 1, story.now)
    with pytest.raises(BiddingClosed):
        check_commit(story.ledger, DEALER, 1, 1, TERMS.bid_deadline)
    with pytest.raises(DepositTooSmall) as caught:
        check_commit(story.ledger, DEALER, 1, 999, story.now)
    assert caught.value == DepositTooSmall(paisa(999), paisa(1_000))
    with pytest.raises(ERC20InsufficientBalance):
        check_commit(story.ledger, DEALER, 1, 100 * LOT + 1, story.now)
    story.tell(CASH, "Approval", owner=DEALER, spender=PRIMARY_MARKET, amount=0)
    with pytest.raises(ERC20InsufficientAllowance):
        check_commit(story.ledger, DEALER, 1, 1_000, story.now)


def test_withdraw__in_order_of_refusal() -> None:
    story = market()
    bid(story, 0)
    with pytest.raises(AuctionUnknown):
        check_withdraw(story.ledger, STRANGER, 2, 1, story.now)
    with pytest.raises(BiddingClosed):
        check_withdraw(story.ledger, STRANGER, 1, 1, TERMS.bid_deadline)
    with pytest.raises(BidUnknown):
        check_withdraw(story.ledger, STRANGER, 1, 1, story.now)
    with pytest.raises(NotBidder):
        check_withdraw(story.ledger, STRANGER, 1, 0, story.now)
    check_withdraw(story.ledger, DEALER, 1, 0, story.now)
    story.tell(PRIMARY_MARKET, "BidWithdrawn", auction=1, bid=0)
    with pytest.raises(BidNotSealed):
        check_withdraw(story.ledger, DEALER, 1, 0, story.now)


def test_reveal__in_order_of_refusal() -> None:
    story = market(replace(TERMS, accrued=Fraction(-1)))
    bid(story, 0, deposit=LOT // 100)
    ledger, open_ = story.ledger, TERMS.bid_deadline
    with pytest.raises(AuctionUnknown):
        check_reveal(ledger, 2, 1, OTHER, 0, 1, story.now)
    with pytest.raises(BidUnknown):
        check_reveal(ledger, 1, 1, OTHER, 0, 1, story.now)
    for time in (open_ - 1, TERMS.reveal_deadline):
        with pytest.raises(RevealNotOpen):
            check_reveal(ledger, 1, 0, OTHER, 0, 1, time)
    with pytest.raises(CommitmentMismatch):
        check_reveal(ledger, 1, 0, OTHER, 0, 1, open_)
    with pytest.raises(FaceMissing):
        check_reveal(ledger, 1, 0, SEAL, 0, 1, open_)
    with pytest.raises(NotMultipleOfDenomination):
        check_reveal(ledger, 1, 0, SEAL, LOT + 1, 1, open_)
    with pytest.raises(PriceRefused, match=r"a price of 1\.0000 with accrued interest of -1\.0000"):
        check_reveal(ledger, 1, 0, SEAL, 2 * LOT, 1_0000, open_)
    with pytest.raises(DepositTooSmall):
        check_reveal(ledger, 1, 0, SEAL, 2 * LOT, PRICE, open_)
    check_reveal(ledger, 1, 0, SEAL, LOT, PRICE, open_)
    check_reveal(ledger, 1, 0, SEAL, LOT, 0, open_)
    told = {"investor": ALICE, "face": LOT, "price": PRICE}
    story.tell(PRIMARY_MARKET, "BidRevealed", auction=1, bid=0, **told)
    with pytest.raises(BidNotSealed):
        check_reveal(ledger, 1, 0, OTHER, 0, 1, open_)


def test_set_cut_off__in_order_of_refusal() -> None:
    story = revealed((LOT, PRICE), terms=replace(TERMS, accrued=Fraction(-1)))
    ledger, now = story.ledger, story.now
    with pytest.raises(RoleRequired):
        check_set_cut_off(ledger, STRANGER, 2, 0, 0, now)
    with pytest.raises(AuctionUnknown):
        check_set_cut_off(ledger, FISCAL_AGENT, 2, 0, 0, now)
    with pytest.raises(RevealStillOpen):
        check_set_cut_off(ledger, FISCAL_AGENT, 1, 0, 0, now - 1)
    with pytest.raises(DecisionLate):
        check_set_cut_off(ledger, FISCAL_AGENT, 1, 0, 0, TERMS.settlement_time)
    for prices in ((0, 0), (PRICE, PRICE - 1)):
        with pytest.raises(CutOffRefused):
            check_set_cut_off(ledger, FISCAL_AGENT, 1, *prices, now)
    with pytest.raises(PriceRefused):
        check_set_cut_off(ledger, FISCAL_AGENT, 1, 1, 1, now)
    check_set_cut_off(ledger, FISCAL_AGENT, 1, PRICE, PRICE + 1, now)
    uniform = revealed((LOT, PRICE), terms=replace(TERMS, uniform=True)).ledger
    with pytest.raises(CutOffRefused):
        check_set_cut_off(uniform, FISCAL_AGENT, 1, PRICE, PRICE + 1, now)


def test_allot__in_order_of_refusal() -> None:
    story = revealed((2 * LOT, PRICE + 1), (9 * LOT, PRICE), (LOT, PRICE - 1), (LOT, 0))
    ledger, now = story.ledger, story.now
    with pytest.raises(CutOffMissing):
        check_allot(ledger, FISCAL_AGENT, 1, [0] * 9, now)
    cut_off(story, PRICE, PRICE + 2)
    with pytest.raises(PageTooLong):
        check_allot(ledger, FISCAL_AGENT, 1, [0] * 6, now)
    for number, amount in ((0, LOT), (1, 10 * LOT), (2, LOT), (3, 2 * LOT), (4, LOT)):
        amounts = [2 * LOT, 0, 0, 0, 0]
        amounts[number] = amount
        with pytest.raises(AllotmentRefused, match=f"bid {number + 1} of auction 1 gets PKR"):
            check_allot(ledger, FISCAL_AGENT, 1, amounts, now)
    with pytest.raises(NotMultipleOfDenomination):
        check_allot(ledger, FISCAL_AGENT, 1, [2 * LOT, 1], now)
    with pytest.raises(AllotmentExceeded):
        check_allot(ledger, FISCAL_AGENT, 1, [2 * LOT, 5 * LOT], now)
    with pytest.raises(CutOffRefused):
        check_allot(ledger, FISCAL_AGENT, 1, [2 * LOT, LOT, 0, LOT, 0], now)
    check_allot(ledger, FISCAL_AGENT, 1, [2 * LOT, LOT, 0, 0, 0], now)
    story.limit_usd(1_000_000, BILL=1, COMMODITY=1)
    with pytest.raises(ClassLimitExceeded):
        check_allot(ledger, FISCAL_AGENT, 1, [2 * LOT, LOT, 0, 0, 0], now)
    check_allot(ledger, FISCAL_AGENT, 1, [2 * LOT, LOT, 0, 0], now)


def test_allot__second_page__begins_where_the_first_ended() -> None:
    story = revealed((2 * LOT, PRICE + 1), (9 * LOT, PRICE))
    cut_off(story)
    story.tell(PRIMARY_MARKET, "BidAllotted", auction=1, bid=0, amount=2 * LOT)
    story.tell(PRIMARY_MARKET, "BidsExamined", auction=1, bids=1)
    with pytest.raises(AllotmentExceeded) as caught:
        check_allot(story.ledger, FISCAL_AGENT, 1, [5 * LOT, 0], story.now)
    assert caught.value == AllotmentExceeded(1, paisa(7 * LOT), paisa(6 * LOT))
    cut_off(story)
    with pytest.raises(AllotmentRefused):
        check_allot(story.ledger, FISCAL_AGENT, 1, [0], story.now)


def closed(*bids: tuple[int, int]) -> Story:
    story = revealed(*bids)
    cut_off(story)
    total = 0
    for number, (face, _) in enumerate(bids):
        story.tell(PRIMARY_MARKET, "BidAllotted", auction=1, bid=number, amount=face)
        total += face
    story.tell(PRIMARY_MARKET, "AuctionClosed", auction=1, allotted=total)
    story.tell("programme", "Reserved", id=BILL, amount=total)
    return story


def test_reject__in_order_of_refusal() -> None:
    story = revealed((LOT, PRICE))
    with pytest.raises(AuctionUnknown):
        check_reject(story.ledger, STRANGER, 2, story.now)
    with pytest.raises(RoleRequired):
        check_reject(story.ledger, STRANGER, 1, story.now - 1)
    with pytest.raises(RevealStillOpen):
        check_reject(story.ledger, FISCAL_AGENT, 1, story.now - 1)
    check_reject(story.ledger, FISCAL_AGENT, 1, story.now)
    check_reject(story.ledger, STRANGER, 1, TERMS.settlement_time)
    with pytest.raises(AuctionDecided):
        check_reject(closed((LOT, PRICE)).ledger, FISCAL_AGENT, 1, story.now)


def test_settle__in_order_of_refusal() -> None:
    story = revealed((LOT, PRICE))
    with pytest.raises(AuctionUnknown):
        check_settle(story.ledger, 2, [9], story.now)
    with pytest.raises(BidUnknown):
        check_settle(story.ledger, 1, [9], story.now)
    with pytest.raises(RevealStillOpen):
        check_settle(story.ledger, 1, [1], story.now - 1)
    with pytest.raises(AuctionUndecided):
        check_settle(story.ledger, 1, [1, 0], story.now)
    story = closed((LOT, PRICE))
    with pytest.raises(SettlementNotOpen):
        check_settle(story.ledger, 1, [1, 0], TERMS.settlement_time - 1)
    check_settle(story.ledger, 1, [0, 1], TERMS.settlement_time)


def test_ledger__reserved__counts_under_the_cap_until_settled_or_lapsed() -> None:
    story = closed((LOT, PRICE), (2 * LOT, PRICE))
    programme, book = story.ledger.programme, story.ledger.auctions
    assert (programme.instruments[BILL].reserved, book.reserved(BILL)) == (3 * LOT, 3 * LOT)
    assert programme.positions[0].bound(programme.basis) == 3 * LOT
    told = {"auction": 1, "bid": 0, "amount": LOT}
    story.tell(PRIMARY_MARKET, "AllotmentSettled", **told, cost=491_940)
    story.tell("programme", "ReservedIssued", id=BILL, to=ALICE, amount=LOT)
    story.tell(PRIMARY_MARKET, "AllotmentFailed", auction=1, bid=1, reason="KycExpired")
    story.tell(PRIMARY_MARKET, "AllotmentLapsed", auction=1, bid=1, amount=2 * LOT)
    story.tell(PRIMARY_MARKET, "DepositForfeited", auction=1, bid=1, amount=LOT)
    story.tell("programme", "Released", id=BILL, amount=2 * LOT)
    assert (programme.instruments[BILL].reserved, book.reserved(BILL)) == (0, 0)
    assert (programme.positions[0].outstanding, programme.positions[0].reserved) == (LOT, 0)
    auction = book.auctions[1]
    assert auction.bids[0].cost == auction.cost_of(auction.bids[0])
    assert auction.bids[1].failures == ("KycExpired",)
    assert auction.deposits == LOT


def test_ledger__rejected__nothing_reserved() -> None:
    story = revealed((LOT, PRICE))
    story.tell(PRIMARY_MARKET, "BidsRejected", auction=1)
    assert story.ledger.auctions.auctions[1].phase is Phase.REJECTED
    assert story.ledger.auctions.reserved(BILL) == 0


def test_ledger__what_cannot_be__an_error() -> None:
    story = revealed((LOT, PRICE))
    with pytest.raises(LedgerError, match="5 closed, 0 allotted"):
        story.tell(PRIMARY_MARKET, "AuctionClosed", auction=1, allotted=5)
    with pytest.raises(LedgerError, match="a deposit of 500000 ends as 5"):
        story.tell(PRIMARY_MARKET, "DepositReturned", auction=1, bid=0, amount=5)


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            AllotmentRefused(1, 2, paisa(LOT), paisa(0), paisa(0)),
            "bid 3 of auction 1 gets PKR 0.00, not PKR 5,000.00",
        ),
        (
            AllotmentRefused(1, 2, paisa(2 * LOT), paisa(0), paisa(LOT)),
            "bid 3 of auction 1 gets PKR 0.00 to PKR 5,000.00, not PKR 10,000.00",
        ),
        (
            SettlementUnexplained(1, 2),
            "settling number 3 of sale 1 failed without a reason; the call needs more gas",
        ),
        (OnlyItself(STRANGER), "the contract alone settles one by itself, not stranger"),
        (
            ReservationExceeded(BILL, paisa(LOT), paisa(0)),
            "PKR 0.00 of PK0000000015 is reserved, less than PKR 5,000.00",
        ),
    ],
)
def test_refusal__sentence__in_words_of_the_market(refusal: Exception, sentence: str) -> None:
    assert str(refusal) == sentence

"""Redemption in kind and in cash: what refuses, in the contracts' order; the cost and the cash."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from rwa.errors import LedgerError
from rwa.identifiers import NO_CODE, Code, DocumentHash, Party
from rwa.ledger.stock import StockBook
from rwa.ledger.token import TokenBook
from rwa.money import Quantity
from rwa.redemption import RedemptionPhase, RedemptionTerms, cash_rounded_down
from rwa.refusals.access import RoleRequired
from rwa.refusals.cash import CashUnknown
from rwa.refusals.holders import HolderBlocked
from rwa.refusals.programme import InstrumentUnknown, PriceStale
from rwa.refusals.redemptions import (
    BelowMinimumLot,
    DeliveryBeyondRequest,
    DeliveryBeyondStock,
    FeeTooLarge,
    NothingAsked,
    NothingDelivered,
    NotPaidInCash,
    NotRedeemable,
    PaymentNotCovered,
    PositionNotRecovered,
    RequestForCash,
    RequestForLots,
    RequestLapsed,
    RequestOver,
    RequestStands,
    RequestUnknown,
)
from rwa.refusals.reserves import LotGone, LotUnproved, OmittedTooMuch
from rwa.refusals.token import (
    ERC20InsufficientBalance,
    ERC7943InsufficientUnfrozenBalance,
    TokenPaused,
)
from rwa.rules.redemptions import (
    ProvedLot,
    check_deliver,
    check_end,
    check_pay,
    check_request,
    check_request_cash,
    check_set_terms,
    wallet_of,
)
from rwa.rules.reserves import check_attest
from tests.builders import (
    ALICE,
    BILL,
    CASH,
    CUSTODIAN,
    DAY,
    FISCAL_AGENT,
    GOLD,
    HINA,
    MINISTRY,
    PKR_FEED,
    STOCK,
    STRANGER,
    XAU_FEED,
    Story,
    opened,
)
from tests.rules.test_reserves import BY_ATTESTOR, BY_CUSTODIAN, attestation

REDEMPTIONS = "redemptions"
ROOT = DocumentHash("0x" + "77" * 32)
OTHER_ROOT = DocumentHash("0x" + "88" * 32)


PKR = Code("PKR")
TERMS = RedemptionTerms(430, DAY, first_come=False, fee_bps=50, currency=PKR)


def lot(number: int, weight: int = 398, root: DocumentHash = ROOT) -> ProvedLot:
    return ProvedLot(DocumentHash(f"0x{number:064x}"), weight, root)


@pytest.fixture
def story() -> Story:
    """Alice holds 1,000 of 1,194 units in the vaults and asks for 430 of them."""
    story = opened()
    story.wait(DAY)
    story.attest(1_194, root=ROOT)
    story.tell(REDEMPTIONS, "CashAccepted", unit=PKR, token=CASH)
    set_terms(story, PKR)
    story.issue(GOLD, ALICE, 1_000)
    return story


@pytest.fixture
def asked(story: Story) -> Story:
    """Alice's request stands."""
    ask(story, ALICE, 430)
    return story


def set_terms(story: Story, currency: Code) -> None:
    story.tell(
        REDEMPTIONS,
        "RedemptionTermsSet",
        id=GOLD,
        minimum=430,
        period=5 * DAY,
        first_come=False,
        fee_bps=50,
        currency=currency,
    )


def ask(story: Story, holder: Party, amount: int, currency: Code = NO_CODE) -> None:
    story.tell(
        REDEMPTIONS,
        "RedemptionRequested",
        number=len(story.ledger.redemptions.requests) + 1,
        id=GOLD,
        holder=holder,
        amount=amount,
        deadline=story.now + 5 * DAY,
        fee_bps=50 if currency else 0,
        currency=currency,
    )
    locked = story.ledger.tokens[GOLD].locked_amount(holder) + amount
    story.tell(GOLD, "Locked", account=holder, amount=locked)


def delivered(story: Story, weight: int = 398) -> None:
    """The first request is delivered with lot 1."""
    story.tell(
        REDEMPTIONS,
        "RedemptionDelivered",
        number=1,
        wallet=ALICE,
        weight=weight,
        burned=weight,
        lots=(lot(1).name,),
    )
    story.tell(STOCK, "LotDelivered", lot=lot(1).name, quantity=weight)
    story.tell(GOLD, "Locked", account=ALICE, amount=0)
    story.redeem(GOLD, ALICE, weight)


def set_aside(story: Story, amount: int) -> None:
    """The government account, which has no name here, holds cash that may be taken."""
    government = story.ledger.genesis.government
    story.ledger.cash[CASH].balances[government] = amount
    story.tell(CASH, "Approval", owner=government, spender=REDEMPTIONS, amount=amount)


def pay(story: Story, number: int = 1, by: Party = FISCAL_AGENT) -> None:
    check_pay(story.ledger, by, number, story.now)


def deliver(story: Story, *lots: ProvedLot, number: int = 1, by: Party = CUSTODIAN) -> None:
    check_deliver(story.ledger, by, number, lots, story.now)


def test_set_terms__role_then_instrument__refused(story: Story) -> None:
    with pytest.raises(RoleRequired):
        check_set_terms(story.ledger, CUSTODIAN, GOLD, TERMS, story.now)
    with pytest.raises(InstrumentUnknown):
        check_set_terms(story.ledger, MINISTRY, Code("NONE"), TERMS, story.now)
    with pytest.raises(NotRedeemable):
        check_set_terms(story.ledger, MINISTRY, BILL, TERMS, story.now)
    unknown = replace(TERMS, currency=Code("EUR"), fee_bps=10_000)
    with pytest.raises(CashUnknown):
        check_set_terms(story.ledger, MINISTRY, GOLD, unknown, story.now)
    with pytest.raises(FeeTooLarge, match=r"a fee of 100\.00 percent leaves nothing"):
        check_set_terms(story.ledger, MINISTRY, GOLD, replace(TERMS, fee_bps=10_000), story.now)
    check_set_terms(story.ledger, MINISTRY, GOLD, TERMS, story.now)


def test_request__no_terms__refused() -> None:
    story = opened()
    with pytest.raises(NotRedeemable):
        check_request(story.ledger, ALICE, GOLD, 430, story.now)


def test_request__in_the_order_of_the_contract__refused(story: Story) -> None:
    with pytest.raises(BelowMinimumLot, match=r"smallest lot of XAU-RESERVE-1 is XAU 0\.430"):
        check_request(story.ledger, ALICE, GOLD, 429, story.now)
    with pytest.raises(ERC20InsufficientBalance):
        check_request(story.ledger, ALICE, GOLD, 1_001, story.now)
    check_request(story.ledger, ALICE, GOLD, 1_000, story.now)
    ask(story, ALICE, 430)
    with pytest.raises(ERC7943InsufficientUnfrozenBalance):
        check_request(story.ledger, ALICE, GOLD, 571, story.now)
    check_request(story.ledger, ALICE, GOLD, 570, story.now)
    story.tell(GOLD, "Paused", by=MINISTRY)
    with pytest.raises(TokenPaused):
        check_request(story.ledger, ALICE, GOLD, 570, story.now)


def test_request_cash__in_the_order_of_the_contract__refused(story: Story) -> None:
    with pytest.raises(NotPaidInCash, match="XAU-RESERVE-1 is not redeemed in cash"):
        check_request_cash(opened().ledger, ALICE, GOLD, 0, story.now)
    with pytest.raises(NothingAsked):
        check_request_cash(story.ledger, ALICE, GOLD, 0, story.now)
    with pytest.raises(ERC20InsufficientBalance):
        check_request_cash(story.ledger, ALICE, GOLD, 1_001, story.now)
    check_request_cash(story.ledger, ALICE, GOLD, 1, story.now)
    set_terms(story, NO_CODE)
    with pytest.raises(NotPaidInCash):
        check_request_cash(story.ledger, ALICE, GOLD, 1, story.now)


def test_pay__in_the_order_of_the_contract__refused(story: Story) -> None:
    """A thousandth of an ounce at 2,500 dollars and 0.0036 a rupee, less 0.5 percent."""
    ask(story, ALICE, 430)
    with pytest.raises(RoleRequired):
        pay(story, by=CUSTODIAN)
    with pytest.raises(RequestUnknown):
        pay(story, number=2)
    with pytest.raises(RequestForLots, match="request 1 is for lots, not for cash"):
        pay(story)
    ask(story, ALICE, 1, PKR)
    with pytest.raises(RequestForCash, match="request 2 is for cash, not for lots"):
        deliver(story, lot(1), number=2)
    story.wait(1)
    with pytest.raises(PriceStale, match="the price of XAU"):
        pay(story, number=2)
    story.price(XAU_FEED, 2_500 * 10**8)
    with pytest.raises(PriceStale, match="the price of PKR"):
        pay(story, number=2)
    story.price(PKR_FEED, 36 * 10**14)
    with pytest.raises(PaymentNotCovered, match=r"due PKR 690\.97, and .* has set PKR 0\.00 aside"):
        pay(story, number=2)
    set_aside(story, 69_097)
    pay(story, number=2)
    story.block(1, ALICE)
    with pytest.raises(HolderBlocked):
        pay(story, number=2)
    story.wait(5 * DAY - 1)
    with pytest.raises(RequestLapsed):
        pay(story, number=2)


def test_pay__what_comes_to_nothing__refused(story: Story) -> None:
    ask(story, ALICE, 1, PKR)
    story.wait(1)
    story.price(XAU_FEED, 3_618)
    story.price(PKR_FEED, 36 * 10**14)
    with pytest.raises(NothingDelivered, match="nothing is delivered or paid on"):
        pay(story)


def test_book__cash_paid__request_over_at_the_posted_prices_and_allowance_spent(
    story: Story,
) -> None:
    ask(story, ALICE, 1, PKR)
    story.price(XAU_FEED, 2_500 * 10**8)
    story.price(PKR_FEED, 36 * 10**14)
    set_aside(story, 70_000)
    told = {"number": 1, "wallet": ALICE, "currency": PKR, "cash": 69_097}
    story.tell(REDEMPTIONS, "RedemptionPaid", **told)
    request = story.ledger.redemptions.requests[1]
    assert (request.phase, request.burned, request.cash) == (RedemptionPhase.PAID, 1, 69_097)
    assert request.prices == (Fraction(2_500), Fraction(36, 10_000))
    assert request.concluded == story.now
    government = story.ledger.genesis.government
    assert story.ledger.cash[CASH].allowance(government, Party(REDEMPTIONS)) == 903
    with pytest.raises(RequestOver, match="redemption request 1 is paid already"):
        pay(story)


@pytest.mark.parametrize(
    ("amount", "price", "currency_price", "decimals", "fee_bps", "cash"),
    [
        ("1.000", Fraction(4_200), Fraction(36, 10_000), 2, 0, 1_166_666_66),
        ("1.000", Fraction(4_200), Fraction(36, 10_000), 2, 50, 1_160_833_33),
        ("1.000", Fraction(4_200), Fraction(1), 6, 50, 4_179_000_000),
        ("0.001", Fraction(3_618, 10**8), Fraction(36, 10_000), 2, 50, 0),
        ("2.000", Fraction(1), Fraction(3), 0, 0, 0),
        ("3.000", Fraction(1), Fraction(3), 0, 0, 1),
    ],
)
def test_o21_cash__of_units_at_two_prices__one_exact_fraction_rounded_down_once(
    amount: str, price: Fraction, currency_price: Fraction, decimals: int, fee_bps: int, cash: int
) -> None:
    units = Quantity.parse(amount, 3, "XAU")
    assert cash_rounded_down(units, price, currency_price, decimals, fee_bps) == cash


def test_deliver__in_the_order_of_the_contract__refused(asked: Story) -> None:
    with pytest.raises(RoleRequired):
        deliver(asked, lot(1), by=STRANGER)
    with pytest.raises(RequestUnknown):
        deliver(asked, lot(1), number=2)
    with pytest.raises(NothingDelivered):
        deliver(asked)
    with pytest.raises(DeliveryBeyondStock):
        deliver(asked, lot(1, 1_195))
    with pytest.raises(DeliveryBeyondRequest):
        deliver(asked, lot(1, 431))
    with pytest.raises(LotUnproved):
        deliver(asked, lot(1, root=OTHER_ROOT))
    with pytest.raises(LotGone):
        deliver(asked, lot(1, 200), lot(1, 200))
    deliver(asked, lot(1))
    asked.block(1, ALICE)
    with pytest.raises(HolderBlocked):
        deliver(asked, lot(1))


def test_deliver__lapse__refused_from_that_second_on(asked: Story) -> None:
    asked.wait(5 * DAY - 1)
    deliver(asked, lot(1))
    asked.wait(1)
    with pytest.raises(RequestLapsed, match="stood through 2025-12-06, and it is 2025-12-07"):
        deliver(asked, lot(1))


def test_t25_deliver__twice__refused(asked: Story) -> None:
    delivered(asked)
    with pytest.raises(RequestOver, match="redemption request 1 is delivered already"):
        deliver(asked, lot(2))
    ask(asked, ALICE, 430)
    with pytest.raises(LotGone):
        deliver(asked, lot(1), number=2)
    deliver(asked, lot(2), number=2)


@pytest.mark.parametrize(("unit", "gone"), [("XAU", True), ("XAG", False)])
def test_t39_deliver__lot_delivered_from_another_reserve__refused_where_it_counts_in_the_unit(
    asked: Story, unit: str, gone: bool
) -> None:
    """A tank or a receipt of another commodity may bear the same number."""
    other, stock = Code("OTHER-RESERVE"), Party("OTHER-RESERVE stock")
    own = asked.ledger.tokens[GOLD].terms
    assert own.backing is not None
    terms = replace(own, code=other, unit=Code(unit), backing=replace(own.backing, stock=stock))
    asked.ledger.tokens[other] = TokenBook(terms)
    asked.ledger.stocks[stock] = StockBook()
    asked.tell(stock, "LotDelivered", lot=lot(1).name, quantity=398)
    if not gone:
        deliver(asked, lot(1))
        return
    with pytest.raises(LotGone):
        deliver(asked, lot(1, root=OTHER_ROOT))
    deliver(asked, lot(2))


def test_t39_stock__delivered_lots__deducted_until_a_count_leaves_them_out(asked: Story) -> None:
    book = asked.ledger.stocks[STOCK]
    delivered(asked)
    assert (book.stock, book.delivered) == (1_194 - 398, 398)
    asked.wait(1)
    beyond = attestation(as_of=asked.now, expiry=asked.now + DAY, omitted=399)
    with pytest.raises(OmittedTooMuch, match=r"XAU 0\.398 were delivered by then"):
        check_attest(asked.ledger, GOLD, beyond, BY_CUSTODIAN, BY_ATTESTOR, asked.now)
    asked.attest(1_194)
    assert book.stock == 1_194 - 398
    asked.wait(1)
    asked.attest(1_194 - 398, omitted=398)
    assert book.stock == 1_194 - 398


def test_end__others_before_it_lapses__refused(asked: Story) -> None:
    check_end(asked.ledger, ALICE, 1, asked.now)
    with pytest.raises(RequestStands):
        check_end(asked.ledger, CUSTODIAN, 1, asked.now)
    check_end(asked.ledger, STRANGER, 1, asked.now + 5 * DAY)


def test_t06_wallet__replaced_and_not_recovered__refused_until_it_is(asked: Story) -> None:
    asked.onboard("alice-2", "Binance", 1)
    asked.replace(ALICE, "alice-2")
    request = asked.ledger.redemptions.requests[1]
    with pytest.raises(PositionNotRecovered):
        wallet_of(asked.ledger, 1, request)
    with pytest.raises(PositionNotRecovered):
        check_end(asked.ledger, Party("alice-2"), 1, request.deadline - 1)
    check_end(asked.ledger, Party("alice-2"), 1, request.deadline)
    asked.recover(GOLD, ALICE, "alice-2", 1)
    assert wallet_of(asked.ledger, 1, request) == "alice-2"


@pytest.mark.parametrize(
    ("stock", "first_come", "cost"),
    [
        (1_000, False, 398),
        (1_200, False, 398),
        (999, False, 399),
        (500, False, 796),
        (500, True, 398),
    ],
)
def test_cost__in_a_shortfall__the_share_rounded_up(
    stock: int, first_come: bool, cost: int
) -> None:
    terms = RedemptionTerms(430, DAY, first_come)
    assert terms.cost_rounded_up(398, 1_000, stock) == cost


def test_book__what_cannot_be__no_ledger(asked: Story) -> None:
    with pytest.raises(LedgerError, match="request 3 follows on 1"):
        asked.tell(
            REDEMPTIONS,
            "RedemptionRequested",
            number=3,
            id=GOLD,
            holder=HINA,
            amount=1,
            deadline=asked.now,
            fee_bps=0,
            currency=NO_CODE,
        )
    asked.tell(REDEMPTIONS, "RedemptionEnded", number=1)
    assert asked.ledger.redemptions.requests[1].phase is RedemptionPhase.ENDED
    with pytest.raises(LedgerError, match="request 1 is over already"):
        asked.tell(REDEMPTIONS, "RedemptionEnded", number=1)
    asked.tell(STOCK, "LotDelivered", lot=lot(1).name, quantity=1)
    with pytest.raises(LedgerError, match="a second time"):
        asked.tell(STOCK, "LotDelivered", lot=lot(1).name, quantity=1)

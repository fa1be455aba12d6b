"""Tenders: what refuses, in the contract's order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from rwa.calendar import Timestamp
from rwa.errors import LedgerError
from rwa.identifiers import NO_CODE, NOBODY, Code, Party
from rwa.ledger.auctions import PRIMARY_MARKET
from rwa.ledger.tenders import TENDERS, InstructionState, TenderPhase
from rwa.refusals.access import RoleRequired
from rwa.refusals.auctions import PriceRefused
from rwa.refusals.cash import CashUnknown
from rwa.refusals.holders import HolderBlocked
from rwa.refusals.programme import InstrumentUnknown
from rwa.refusals.tenders import (
    AcceptanceRefused,
    AccruedUncovered,
    DrawingNotAllowed,
    FundsMissing,
    HighestPriceMissing,
    InstructionConcluded,
    InstructionUnknown,
    NothingTendered,
    NotTenderer,
    SeedRefused,
    TenderDecided,
    TenderDecisionLate,
    TenderedTooMuch,
    TendererRefused,
    TenderExceeded,
    TenderKindRefused,
    TenderNotDue,
    TenderNotOpen,
    TenderPageTooLong,
    TenderPriceDiffers,
    TenderStillOpen,
    TenderTermsRefused,
    TenderTimesRefused,
    TenderUndecided,
    TenderUnknown,
    TermsFixed,
)
from rwa.refusals.token import (
    ERC20InsufficientBalance,
    ERC7943InsufficientUnfrozenBalance,
    ListsDiffer,
    NotMultipleOfDenomination,
)
from rwa.rules.tenders import (
    check_accept,
    check_allow_drawing,
    check_announce_tender,
    check_deliver,
    check_draw,
    check_reject,
    check_set_highest_price,
    check_settle,
    check_tender,
    check_withdraw,
    hash_of,
)
from rwa.tender import NO_SEED, TenderKind, TenderTerms
from tests.builders import (
    ALICE,
    BILL,
    CASH,
    DAY,
    FISCAL_AGENT,
    GENESIS,
    GOLD,
    HINA,
    MINISTRY,
    PAPER,
    START,
    STRANGER,
    Story,
    opened,
)

LOT = 500_000
SEED = PAPER
TERMS = TenderTerms(
    BILL,
    TenderKind.PUT,
    maximum=0,
    price=98_0000,
    accrued=Fraction(0),
    new_id=NO_CODE,
    new_accrued=Fraction(0),
    ratio=0,
    opens=START,
    closes=Timestamp(START + DAY),
    settlement_time=Timestamp(START + 2 * DAY),
    settlement_deadline=Timestamp(START + 3 * DAY),
    seed_hash=NO_SEED,
)
BUY_BACK = replace(TERMS, kind=TenderKind.BUY_BACK, maximum=2 * LOT, price=0)
DRAWING = replace(TERMS, kind=TenderKind.DRAWING, maximum=2 * LOT, seed_hash=hash_of(SEED))
EXCHANGE = replace(
    TERMS, kind=TenderKind.EXCHANGE, maximum=2 * LOT, price=0, new_id=GOLD, ratio=100_0000
)
CLOSED, DUE = START + DAY, START + 2 * DAY


def announced(terms: TenderTerms = TERMS, *faces: int, price: int = 98_0000) -> Story:
    """A tender is announced, Alice holds four lots, half frozen, and these faces are tendered."""
    story = opened()
    for contract in (PRIMARY_MARKET, TENDERS):
        story.tell(contract, "CashAccepted", unit="PKR", token=CASH)
    story.issue(BILL, ALICE, 4 * LOT)
    story.freeze(BILL, ALICE, 2 * LOT)
    about = {name: getattr(terms, name) for name in TenderTerms.__dataclass_fields__}
    story.tell(TENDERS, "TenderAnnounced", tender=1, **about | {"kind": int(terms.kind)})
    for number, face in enumerate(faces):
        told = {"tender": 1, "instruction": number, "holder": ALICE, "face": face}
        story.tell(TENDERS, "Tendered", **told, price=price)
        lock(story, sum(faces[: number + 1]))
    return story


def lock(story: Story, amount: int) -> None:
    """So much of Alice's is locked, beside the half that the registrar froze."""
    story.tell(BILL, "Locked", account=ALICE, amount=amount)


def test_allow_drawing__in_order_of_refusal() -> None:
    ledger, now = announced().ledger, START
    with pytest.raises(RoleRequired):
        check_allow_drawing(ledger, FISCAL_AGENT, Code("NEW"), now)
    with pytest.raises(InstrumentUnknown):
        check_allow_drawing(ledger, MINISTRY, Code("NEW"), now)
    with pytest.raises(TermsFixed, match=r"fixed: PKR 20,000\.00 of it was issued"):
        check_allow_drawing(ledger, MINISTRY, BILL, now)
    check_allow_drawing(ledger, MINISTRY, GOLD, now)


def test_announce__in_order_of_refusal() -> None:
    ledger, now = announced().ledger, START

    def announce(terms: TenderTerms, caller: Party = FISCAL_AGENT, at: int = now) -> None:
        check_announce_tender(ledger, caller, terms, at)

    with pytest.raises(RoleRequired):
        announce(replace(TERMS, id=Code("NEW")), STRANGER)
    with pytest.raises(InstrumentUnknown):
        announce(replace(TERMS, id=Code("NEW")))
    with pytest.raises(CashUnknown):
        announce(replace(TERMS, id=GOLD))
    with pytest.raises(TenderTimesRefused, match="closes after it opens"):
        announce(replace(TERMS, price=0), at=CLOSED)
    with pytest.raises(TenderTermsRefused, match=r"a put has no maximum, and PKR 0\.01 is given"):
        announce(replace(TERMS, maximum=1))
    with pytest.raises(NotMultipleOfDenomination):
        announce(replace(DRAWING, maximum=1, accrued=Fraction(-98)))
    with pytest.raises(PriceRefused):
        announce(replace(DRAWING, accrued=Fraction(-98)))
    with pytest.raises(DrawingNotAllowed, match="do not provide for drawing by lot"):
        announce(DRAWING)
    with pytest.raises(CashUnknown):
        announce(EXCHANGE)
    announce(TERMS)
    announce(BUY_BACK)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (replace(TERMS, price=0), "a put has a price, and none is given"),
        (replace(TERMS, ratio=98_7500), "a put has no ratio, and 98.7500 is given"),
        (
            replace(TERMS, new_accrued=Fraction(1, 3)),
            "a put has no new instrument on which interest has accrued",
        ),
        (replace(BUY_BACK, price=98_0000), "a buy-back has no price, and 98.0000 is given"),
        (replace(BUY_BACK, maximum=0), "a buy-back has a maximum, and none is given"),
        (replace(EXCHANGE, price=98_0000), "an exchange has no price, and 98.0000 is given"),
        (replace(EXCHANGE, new_id=NO_CODE), "an exchange has a new instrument, and none is given"),
        (replace(EXCHANGE, new_id=BILL), "an exchange of an instrument for itself is none"),
        (replace(DRAWING, seed_hash=NO_SEED), "a drawing has a seed, and none is given"),
    ],
)
def test_announce__terms_of_another_kind__the_broken_rule_alone(
    terms: TenderTerms, sentence: str
) -> None:
    with pytest.raises(TenderTermsRefused) as refused:
        check_announce_tender(announced().ledger, FISCAL_AGENT, terms, START)
    assert str(refused.value) == sentence


def test_announce__exchange_in_which_a_holder_would_owe__both_accrued_figures() -> None:
    """For 100 given up at 80 there are 80 new, on which 2.00 has accrued."""
    refused = AccruedUncovered(199, 100, 80_0000, 5, 2)
    assert str(refused) == (
        "on 100 given up 1.990000000000000000 has accrued, and 2.000000000000000000 on the "
        "80.0000 given for them (2.500000000000000000 per 100): a holder would owe cash, and an "
        "exchange in which one does is not held"
    )


def test_tender__in_order_of_refusal() -> None:
    ledger, now = announced(TERMS, LOT).ledger, START
    with pytest.raises(TenderUnknown):
        check_tender(ledger, STRANGER, 2, 0, 0, now)
    with pytest.raises(TenderNotOpen):
        check_tender(ledger, STRANGER, 1, 0, 0, CLOSED)
    with pytest.raises(NothingTendered):
        check_tender(ledger, STRANGER, 1, 0, 0, now)
    with pytest.raises(NotMultipleOfDenomination):
        check_tender(ledger, STRANGER, 1, 1, 0, now)
    with pytest.raises(TenderPriceDiffers, match=r"at the price 98\.0000, not 97\.0000"):
        check_tender(ledger, STRANGER, 1, 9 * LOT, 97_0000, now)
    with pytest.raises(TendererRefused):
        check_tender(ledger, STRANGER, 1, 9 * LOT, 98_0000, now)
    with pytest.raises(TenderedTooMuch, match=r"tenders PKR 10,000\.00, and holds PKR 5,000\.00"):
        check_tender(ledger, ALICE, 1, 2 * LOT, 98_0000, now)
    check_tender(ledger, ALICE, 1, LOT, 98_0000, now)
    with pytest.raises(TenderKindRefused, match="tender 1 is a drawing"):
        check_tender(announced(DRAWING).ledger, ALICE, 1, LOT, 98_0000, CLOSED)
    with pytest.raises(PriceRefused):
        check_tender(announced(BUY_BACK).ledger, ALICE, 1, LOT, 0, now)


def test_withdraw__in_order_of_refusal() -> None:
    story = announced(TERMS, LOT, LOT)
    ledger, now = story.ledger, story.now
    with pytest.raises(TenderUnknown):
        check_withdraw(ledger, STRANGER, 2, 9, now)
    with pytest.raises(TenderNotOpen):
        check_withdraw(ledger, STRANGER, 1, 9, CLOSED)
    with pytest.raises(InstructionUnknown):
        check_withdraw(ledger, STRANGER, 1, 9, now)
    with pytest.raises(NotTenderer):
        check_withdraw(ledger, STRANGER, 1, 0, now)
    check_withdraw(ledger, ALICE, 1, 0, now)
    story.tell(TENDERS, "TenderWithdrawn", tender=1, instruction=0)
    lock(story, LOT)
    assert ledger.tenders.tenders[1].tendered == LOT
    with pytest.raises(InstructionConcluded):
        check_withdraw(ledger, ALICE, 1, 0, now)
    check_tender(ledger, ALICE, 1, LOT, 98_0000, now)
    with pytest.raises(TenderNotOpen):
        check_withdraw(ledger, ALICE, 1, 1, TERMS.settlement_deadline - 1)
    check_withdraw(ledger, ALICE, 1, 1, TERMS.settlement_deadline)


def test_withdraw__drawn_by_lot__never() -> None:
    story = announced(DRAWING)
    story.tell(TENDERS, "LotDrawn", tender=1, instruction=0, holder=ALICE, face=LOT)
    with pytest.raises(TenderNotOpen):
        check_withdraw(story.ledger, ALICE, 1, 0, DRAWING.settlement_deadline)


def test_accept__in_order_of_refusal() -> None:
    story = announced(BUY_BACK, LOT, 2 * LOT, LOT)
    ledger = story.ledger
    for check in (check_set_highest_price, check_accept):
        given = 0 if check is check_set_highest_price else []
        with pytest.raises(RoleRequired):
            check(ledger, STRANGER, 2, given, START)
        with pytest.raises(TenderUnknown):
            check(ledger, FISCAL_AGENT, 2, given, START)
        with pytest.raises(TenderKindRefused):
            check(announced().ledger, FISCAL_AGENT, 1, given, START)
        with pytest.raises(TenderStillOpen):
            check(ledger, FISCAL_AGENT, 1, given, START)
        with pytest.raises(TenderDecisionLate):
            check(ledger, FISCAL_AGENT, 1, given, DUE)
    with pytest.raises(PriceRefused):
        check_set_highest_price(ledger, FISCAL_AGENT, 1, 0, CLOSED)
    with pytest.raises(HighestPriceMissing):
        check_accept(ledger, FISCAL_AGENT, 1, [0] * 4, CLOSED)
    story.tell(TENDERS, "HighestPriceSet", tender=1, price=98_0000)
    with pytest.raises(TenderPageTooLong):
        check_accept(ledger, FISCAL_AGENT, 1, [0] * 4, CLOSED)
    with pytest.raises(AcceptanceRefused, match=r"PKR 0\.00 to PKR 5,000\.00 is accepted"):
        check_accept(ledger, FISCAL_AGENT, 1, [LOT + 1], CLOSED)
    with pytest.raises(NotMultipleOfDenomination):
        check_accept(ledger, FISCAL_AGENT, 1, [1], CLOSED)
    with pytest.raises(TenderExceeded):
        check_accept(ledger, FISCAL_AGENT, 1, [LOT, 2 * LOT], CLOSED)
    check_accept(ledger, FISCAL_AGENT, 1, [LOT, LOT], CLOSED)
    story.tell(TENDERS, "TenderRejected", tender=1)
    with pytest.raises(TenderDecided):
        check_accept(ledger, FISCAL_AGENT, 1, [0] * 4, CLOSED)


def test_accept__below_and_above_the_highest_price__all_or_nothing() -> None:
    story = announced(BUY_BACK, LOT)
    for price, amount in ((98_0001, 0), (97_9999, LOT)):
        story.tell(TENDERS, "HighestPriceSet", tender=1, price=price)
        with pytest.raises(AcceptanceRefused):
            check_accept(story.ledger, FISCAL_AGENT, 1, [amount], CLOSED)
        check_accept(story.ledger, FISCAL_AGENT, 1, [LOT - amount], CLOSED)


def test_draw__in_order_of_refusal() -> None:
    ledger = announced(DRAWING).ledger
    with pytest.raises(TenderKindRefused):
        check_draw(announced().ledger, FISCAL_AGENT, 1, SEED, [], [], CLOSED)
    with pytest.raises(ListsDiffer):
        check_draw(ledger, FISCAL_AGENT, 1, NO_SEED, [ALICE], [], CLOSED)
    with pytest.raises(SeedRefused, match="is not the one whose hash tender 1 announced"):
        check_draw(ledger, FISCAL_AGENT, 1, NO_SEED, [ALICE], [0], CLOSED)
    with pytest.raises(NothingTendered):
        check_draw(ledger, FISCAL_AGENT, 1, SEED, [ALICE], [0], CLOSED)
    with pytest.raises(NotMultipleOfDenomination):
        check_draw(ledger, FISCAL_AGENT, 1, SEED, [ALICE], [9 * LOT + 1], CLOSED)
    with pytest.raises(TenderExceeded, match=r"would take PKR 15,000\.00, above the PKR 10,000"):
        check_draw(ledger, FISCAL_AGENT, 1, SEED, [ALICE, HINA], [2 * LOT, LOT], CLOSED)
    check_draw(ledger, FISCAL_AGENT, 1, SEED, [ALICE, HINA], [LOT, LOT], CLOSED)


def test_reject__by_whom_and_when() -> None:
    ledger = announced(BUY_BACK).ledger
    with pytest.raises(TenderKindRefused):
        check_reject(announced().ledger, STRANGER, 1, START)
    with pytest.raises(RoleRequired):
        check_reject(ledger, STRANGER, 1, CLOSED)
    with pytest.raises(TenderStillOpen):
        check_reject(ledger, FISCAL_AGENT, 1, START)
    check_reject(ledger, FISCAL_AGENT, 1, CLOSED)
    check_reject(ledger, STRANGER, 1, DUE)
    with pytest.raises(TenderDecisionLate):
        check_reject(announced(EXCHANGE).ledger, FISCAL_AGENT, 1, DUE)


def test_settle__in_order_of_refusal() -> None:
    ledger = announced(BUY_BACK, LOT).ledger
    with pytest.raises(TenderUnknown):
        check_settle(ledger, 2, [9], START)
    with pytest.raises(TenderNotDue):
        check_settle(ledger, 1, [9], CLOSED)
    with pytest.raises(TenderUndecided):
        check_settle(ledger, 1, [9], DUE)
    with pytest.raises(InstructionUnknown):
        check_settle(announced(TERMS, LOT).ledger, 1, [0, 1], DUE)
    check_settle(announced(TERMS, LOT).ledger, 1, [0], DUE)


def test_deliver__holder_before_funds__then_settled() -> None:
    """A lot at 98.0000 is PKR 4,900.00."""
    story = announced(TERMS, LOT, LOT)
    ledger = story.ledger
    with pytest.raises(FundsMissing, match=r"is due PKR 4,900\.00, and the gov.* set PKR 0\.00"):
        check_deliver(ledger, 1, 0, DUE)
    payer = GENESIS.government
    story.tell(CASH, "Transfer", from_=NOBODY, to=MINISTRY, amount=490_000)
    story.tell(CASH, "Approval", owner=payer, spender=TENDERS, amount=490_000)
    with pytest.raises(FundsMissing):
        check_deliver(ledger, 1, 0, DUE)
    story.move(BILL, ALICE, HINA, 4 * LOT)
    with pytest.raises(ERC20InsufficientBalance):
        check_deliver(ledger, 1, 1, DUE)
    story.move(BILL, HINA, ALICE, 4 * LOT)
    story.freeze(BILL, ALICE, 5 * LOT)
    with pytest.raises(ERC7943InsufficientUnfrozenBalance, match=r"has PKR 0\.00 unfrozen"):
        check_deliver(ledger, 1, 1, DUE)
    lock(story, 2 * LOT)
    number = ledger.participants.holders[ALICE].identity
    story.tell("participants", "BlockSet", identity=number, wallets=(ALICE,), blocked=True)
    with pytest.raises(HolderBlocked):
        check_deliver(ledger, 1, 0, DUE)


def test_ledger__settled_and_lapsed__as_told() -> None:
    story = announced(TERMS, LOT, LOT)
    told = {"tender": 1, "instruction": 0}
    story.tell(TENDERS, "InstructionFailed", **told, reason="TokenPaused")
    settled = {"wallet": ALICE, "face": LOT, "cash": 0, "new_face": 0}
    story.tell(TENDERS, "InstructionSettled", **told, **settled)
    story.tell(TENDERS, "InstructionLapsed", tender=1, instruction=1)
    first, second = story.ledger.tenders.tenders[1].instructions.values()
    assert (first.state, first.failures) == (InstructionState.CONCLUDED, ("TokenPaused",))
    assert first.proceeds is not None
    assert second.lapsed
    assert [story.ledger.tenders.tenders[1].due(each, LOT) for each in (first, second)] == [0, 0]


def test_ledger__acceptance_that_does_not_add_up__cannot_be() -> None:
    story = announced(BUY_BACK, LOT)
    story.tell(TENDERS, "HighestPriceSet", tender=1, price=98_0000)
    story.tell(TENDERS, "InstructionAccepted", tender=1, instruction=0, face=LOT)
    with pytest.raises(LedgerError, match="1 told, 500000 accepted"):
        story.tell(TENDERS, "TenderAccepted", tender=1, accepted=1)
    story.tell(TENDERS, "TenderAccepted", tender=1, accepted=LOT)
    assert story.ledger.tenders.tenders[1].phase is TenderPhase.ACCEPTED

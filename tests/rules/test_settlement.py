"""Trades: what the rules refuse, in which order, and what becomes of a batch."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.calendar import Timestamp
from rwa.errors import RuleRefused
from rwa.identifiers import NOBODY, Code, Party, TradeId, document_hash
from rwa.money import Quantity
from rwa.refusals.cash import CashUnknown
from rwa.refusals.programme import InstrumentUnknown
from rwa.refusals.settlement import (
    BeyondRemaining,
    CashShort,
    NonceUsed,
    NothingToDeliver,
    NothingToPay,
    NotParty,
    PartsNotAgreed,
    SameParty,
    SignatureRefused,
    TradeEnded,
    TradeExpired,
    TradeNotDue,
)
from rwa.refusals.token import ERC20InsufficientAllowance, TokenPaused
from rwa.rules.settlement import Instruction, check_cancel, check_settle, verdicts
from rwa.trade import Trade, TradeStatus
from tests.builders import ALICE, BILL, CASH, DAY, GOLD, HINA, START, STRANGER, Story, opened
from tests.trades import tell_cancelled, tell_settled

REF = Code("T-1")
UNIT = 500_000
"""Base units of one bill."""


def agreed(**changes: object) -> Trade:
    """Alice sells two bills to Hina for PKR 9,850.00 and 1.00 accrued."""
    trade = Trade(
        REF, BILL, Code("PKR"), ALICE, HINA, 2 * UNIT, 985_000, 100,
        START, Timestamp(START + 2 * DAY), 1, 1, False,
    )  # fmt: skip
    return replace(trade, **changes)  # type: ignore[arg-type]


def handed_in(trade: Trade, amount: int | None = None, **changes: object) -> Instruction:
    """The trade signed by its own parties."""
    identifier = TradeId(document_hash(repr(trade).encode()))
    whole = trade.amount if amount is None else amount
    made = Instruction(identifier, trade, trade.seller, trade.buyer, whole)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def story() -> Story:
    """Alice holds four bills, Hina PKR 20,000.00, and both let the settlement take them."""
    return funded()


def funded() -> Story:
    story = opened()
    story.tell("settlement", "CashAccepted", unit="PKR", token=CASH)
    story.issue(BILL, ALICE, 4 * UNIT)
    story.tell(CASH, "Transfer", from_=NOBODY, to=HINA, amount=2_000_000)
    story.tell(BILL, "Approval", owner=ALICE, spender="settlement", amount=4 * UNIT)
    story.tell(CASH, "Approval", owner=HINA, spender="settlement", amount=2_000_000)
    return story


def refusal(story: Story, instruction: Instruction) -> RuleRefused | None:
    """The rules' verdict."""
    try:
        check_settle(story.ledger, instruction, story.now)
    except RuleRefused as refused:
        return refused
    return None


def rupees(amount: int) -> Quantity:
    return Quantity(amount, 2, "PKR")


CASES: list[tuple[str, dict[str, object], RuleRefused]] = [
    ("one with oneself", {"buyer": ALICE}, SameParty(REF, ALICE)),
    ("nothing delivered", {"amount": 0}, NothingToDeliver(REF)),
    ("nothing paid", {"accrued": -985_000}, NothingToPay(REF, 0)),
    ("negative", {"accrued": -985_001}, NothingToPay(REF, -1)),
    ("expired", {"expiry": START}, TradeExpired(REF, START, START)),
    (
        "not due",
        {"settlement_time": START + 1},
        TradeNotDue(REF, Timestamp(START + 1), START),
    ),
    ("no cash", {"currency": "XAU"}, CashUnknown(Code("XAU"))),
    ("unknown", {"instrument": "PK9"}, InstrumentUnknown(Code("PK9"))),
    (
        "dear",
        {"clean": 2_000_000},
        CashShort(CASH, HINA, rupees(2_000_000), rupees(2_000_100)),
    ),
    (
        "large",
        {"amount": 5 * UNIT},
        ERC20InsufficientAllowance(Party("settlement"), rupees(4 * UNIT), rupees(5 * UNIT)),
    ),
]


@pytest.mark.parametrize(
    ("changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_settle__terms_that_cannot_be__refused(
    story: Story, changes: dict[str, object], expected: RuleRefused
) -> None:
    assert refusal(story, handed_in(agreed(**changes))) == expected


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(CASES[:7])), ids=lambda case: case[0])
def test_settle__two_rules_at_once__the_earlier_refuses(
    story: Story,
    earlier: tuple[str, dict[str, object], RuleRefused],
    later: tuple[str, dict[str, object], RuleRefused],
) -> None:
    both = agreed(**{**later[1], **earlier[1]})
    assert type(refusal(story, handed_in(both))) is type(earlier[2])


def test_settle__signed_by_another__refused_seller_first(story: Story) -> None:
    trade = agreed(amount=0)
    both = handed_in(trade, seller_signer=STRANGER, buyer_signer=STRANGER)
    assert refusal(story, both) == SignatureRefused(REF, ALICE)
    assert refusal(story, handed_in(trade, buyer_signer=ALICE)) == SignatureRefused(REF, HINA)


@pytest.mark.parametrize("amount", [0, 3 * UNIT])
def test_settle__part_of_nothing_or_too_much__refused(story: Story, amount: int) -> None:
    expected = BeyondRemaining(REF, rupees(amount), rupees(2 * UNIT))
    assert refusal(story, handed_in(agreed(in_parts=True), amount)) == expected


def test_settle__part_not_agreed__refused(story: Story) -> None:
    expected = PartsNotAgreed(REF, rupees(UNIT), rupees(2 * UNIT))
    assert refusal(story, handed_in(agreed(), UNIT)) == expected
    assert refusal(story, handed_in(agreed(in_parts=True), UNIT)) is None


def test_t30_settle__ended__refused(story: Story) -> None:
    once = handed_in(agreed())
    tell_settled(story, once.id, once.trade, once.amount)
    assert refusal(story, once) == TradeEnded(REF, TradeStatus.SETTLED)
    other = handed_in(agreed(ref="T-2", buyer_nonce=2))
    assert refusal(story, other) == NonceUsed(ALICE, 1)
    dropped = handed_in(agreed(ref="T-3", seller_nonce=3, buyer_nonce=3))
    tell_cancelled(story, dropped.id, dropped.trade, HINA)
    assert refusal(story, dropped) == TradeEnded(Code("T-3"), TradeStatus.CANCELLED)


def test_settle__second_part_after_the_first__its_number_is_its_own(story: Story) -> None:
    parts = handed_in(agreed(in_parts=True), UNIT)
    tell_settled(story, parts.id, parts.trade, UNIT)
    assert refusal(story, parts) is None


def test_settle__allowance_used_up__known_without_the_cash_tokens_word(story: Story) -> None:
    once = handed_in(agreed())
    tell_settled(story, once.id, once.trade, once.amount)
    assert story.ledger.cash[CASH].allowance(HINA, Party("settlement")) == 2_000_000 - 985_100


def test_settle__instrument_paused__refused_by_the_token(story: Story) -> None:
    story.tell(BILL, "Paused", by="regulator")
    assert refusal(story, handed_in(agreed())) == TokenPaused()


def test_cancel__by_another_or_too_late__refused(story: Story) -> None:
    def verdict(caller: Party, now: int, trade: Trade) -> RuleRefused | None:
        try:
            check_cancel(story.ledger, handed_in(trade).id, trade, caller, now)
        except RuleRefused as refused:
            return refused
        return None

    trade = agreed()
    assert verdict(STRANGER, START, trade) == NotParty(REF, STRANGER)
    assert verdict(ALICE, trade.expiry, trade) == TradeExpired(REF, trade.expiry, trade.expiry)
    assert verdict(ALICE, START, trade) is verdict(HINA, START, trade) is None
    tell_settled(story, handed_in(trade).id, trade, trade.amount)
    assert verdict(HINA, START, trade) == TradeEnded(REF, TradeStatus.SETTLED)


def test_t02_batch__each_verdict__as_if_the_earlier_had_settled(story: Story) -> None:
    def numbered(number: int, **changes: object) -> Instruction:
        fields = {"ref": f"T-{number}", "seller_nonce": number, "buyer_nonce": number}
        return handed_in(agreed(**{**fields, **changes}))

    batch = [
        numbered(1),
        numbered(1),
        numbered(2, seller_nonce=1),
        numbered(3, instrument=GOLD),
        numbered(4),
        numbered(5),
    ]
    told = [type(verdict).__name__ for verdict in verdicts(story.ledger, batch, story.now)]
    assert told == [
        "NoneType",
        "TradeEnded",
        "NonceUsed",
        "ERC20InsufficientAllowance",
        "NoneType",
        "CashShort",
    ]
    assert story.ledger.trades.trades == {}
    assert story.ledger.cash[CASH].balance(HINA) == 2_000_000
    assert story.ledger.tokens[BILL].balance(ALICE) == 4 * UNIT


@given(total=st.integers(1, 10**30), whole=st.integers(1, 10**30), data=st.data())
def test_share__any_parts__come_to_the_whole_and_never_ahead(
    total: int, whole: int, data: st.DataObject
) -> None:
    trade = agreed(amount=whole, clean=total, accrued=0)
    settled, paid = 0, 0
    for _ in range(4):
        settled = data.draw(st.integers(settled, whole))
        paid += trade.share(settled) - paid
        assert 0 <= total * settled - paid * whole < whole
    assert trade.share(whole) == total

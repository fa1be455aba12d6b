"""Issue and redemption, the registry of instruments, and the programme's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rwa.calendar import Timestamp
from rwa.identifiers import NOBODY, Code, OrderId, Party
from rwa.ledger import Ledger
from rwa.ledger.participants import ParticipantBook
from rwa.ledger.token import MAX_SUPPLY, TokenBook
from rwa.programme import USD, Instrument
from rwa.programme import check_issue as check_limits
from rwa.refusals.programme import (
    ClassUnknown,
    DecimalsMismatch,
    FeedMismatch,
    FeedRequired,
    InDefault,
    InstrumentTaken,
    InstrumentUnknown,
    RepaymentDue,
    TooManyDecimals,
    TooManyPositions,
    UnitUnknown,
)
from rwa.refusals.token import (
    AmountTooLarge,
    ERC20InvalidSender,
    IssueNotOpen,
    Matured,
    NotMatured,
    TokenPaused,
)
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.orders import check_ordered
from rwa.rules.reserves import check_backed
from rwa.rules.transfers import (
    check_balance,
    check_delivery,
    check_receiver,
    check_same_length,
    check_side,
    check_unfrozen,
)

MAX_POSITIONS = 32
MAX_DECIMALS = 18


def check_register(ledger: Ledger, caller: Party, code: Code, now: int) -> None:
    """The ministry registers an instrument.

    Raises `RoleRequired`, `InstrumentTaken`, `ClassUnknown`, `UnitUnknown`, `DecimalsMismatch` or
    `TooManyPositions`.
    """
    check_role(ledger, caller, Role.MINISTRY, now)
    programme, terms = ledger.programme, ledger.tokens[code].terms
    if code in programme.instruments:
        raise InstrumentTaken(code)
    if not programme.class_limits.get(terms.asset_class):
        raise ClassUnknown(terms.asset_class)
    unit = programme.units.get(terms.unit)
    if unit is None:
        raise UnitUnknown(terms.unit)
    if terms.decimals != unit.decimals:
        raise DecimalsMismatch(unit.code, unit.decimals, terms.decimals)
    pairs = {(position.asset_class, position.unit) for position in programme.positions}
    if (terms.asset_class, terms.unit) not in pairs and len(pairs) >= MAX_POSITIONS:
        raise TooManyPositions


def check_issue(
    ledger: Ledger, caller: Party, code: Code, to: Party, amount: int, now: int
) -> None:
    """The fiscal agent issues to an eligible holder, within class limit, cap and volume.

    Raises `RoleRequired`, `InstrumentUnknown`, `RepaymentDue`, `InDefault`, `TokenPaused`,
    `IssueNotOpen`, `Matured`, `ERC20InvalidReceiver`, `NotMultipleOfDenomination`, the receiver's
    refusals of a transfer, `AmountTooLarge`, then as `rwa.rules.reserves.check_backed` and
    `rwa.programme.check_issue`.
    """
    instrument = _check_issuer(ledger, caller, code, now)
    _check_open(instrument, now)
    _check_mint(ledger.participants, ledger.tokens[code], to, amount, now)
    check_backed(ledger, code, ledger.tokens[code].supply + amount, now)
    check_limits(ledger.programme.figures(), instrument, amount, now)


def check_issue_batch(
    ledger: Ledger,
    caller: Party,
    code: Code,
    receivers: Sequence[Party],
    amounts: Sequence[int],
    now: int,
) -> None:
    """The fiscal agent issues to many: each receiver first, then the limits for all of it together.

    Raises `ListsDiffer` after the instrument's refusal, else as `check_issue`.
    """
    instrument = _check_issuer(ledger, caller, code, now)
    _check_open(instrument, now)
    check_same_length(receivers, amounts)
    book = ledger.tokens[code].copy()
    for to, amount in zip(receivers, amounts, strict=True):
        _check_mint(ledger.participants, book, to, amount, now)
        book.move(NOBODY, to, amount)
    check_backed(ledger, code, book.supply, now)
    check_limits(ledger.programme.figures(), instrument, sum(amounts), now)


def check_redeem(
    ledger: Ledger, caller: Party, code: Code, holder: Party, amount: int, now: int
) -> None:
    """The fiscal agent redeems from a holder, whatever their state.

    Raises `RoleRequired`, `InstrumentUnknown`, `NotMatured`, `ERC20InvalidSender` or
    `ERC20InsufficientBalance`.
    """
    _check_issuer(ledger, caller, code, now)
    book = ledger.tokens[code]
    check_redeemable(book, now)
    if holder == NOBODY:
        raise ERC20InvalidSender(holder)
    check_balance(book, holder, amount)


def check_cancel(
    ledger: Ledger,
    caller: Party,
    code: Code,
    holder: Party,
    amount: int,
    now: int,
    unlocked: int = 0,
) -> None:
    """The contract of tenders cancels what a holder gives up before maturity, and has `unlocked`.

    Raises `RoleRequired`, `InstrumentUnknown`, `RepaymentDue`, `TokenPaused`, `IssueNotOpen`,
    `Matured`, the sender's refusals of a transfer, `ERC20InsufficientBalance` or
    `ERC7943InsufficientUnfrozenBalance`.
    """
    _check_repaid(_check_issuer(ledger, caller, code, now, Role.TENDERS), now)
    check_giving(ledger, ledger.tokens[code], holder, amount, now, unlocked)


def check_giving(
    ledger: Ledger, book: TokenBook, holder: Party, amount: int, now: int, unlocked: int = 0
) -> None:
    """A holder gives up units, asked as the sender of a transfer; what is `unlocked` for it is held
    no longer.

    Raises `TokenPaused`, `IssueNotOpen`, `Matured`, the sender's refusals of a transfer,
    `ERC20InsufficientBalance` or `ERC7943InsufficientUnfrozenBalance`.
    """
    if book.paused:
        raise TokenPaused
    _check_current(book, now)
    check_side(ledger.participants, book, holder, now)
    check_balance(book, holder, amount)
    check_unfrozen(book, holder, amount, unlocked)


def check_exchange(
    ledger: Ledger,
    caller: Party,
    code: Code,
    holder: Party,
    amount: int,
    new_code: Code,
    new_amount: int,
    now: int,
    unlocked: int = 0,
) -> None:
    """The contract of tenders cancels one instrument of a holder and issues another in its place.

    Raises as `check_cancel`, then of the new instrument as `check_issue` without the role.
    """
    check_cancel(ledger, caller, code, holder, amount, now, unlocked)
    instrument = _check_issuer(ledger, caller, new_code, now, Role.TENDERS)
    _check_open(instrument, now)
    _check_mint(ledger.participants, ledger.tokens[new_code], holder, new_amount, now)
    left = ledger.tokens[new_code].supply - (amount if new_code == code else 0)
    check_backed(ledger, new_code, left + new_amount, now)
    before = ledger.programme.instruments[code]
    after = replace(before, supply=before.supply - amount)
    figures = ledger.programme.figures().recounted(before, after)
    check_limits(figures, after if new_code == code else instrument, new_amount, now)


def check_redeemable(book: TokenBook, now: int) -> None:
    """An instrument is redeemed from maturity on, or from its call. Raises `NotMatured`."""
    due = book.redemption_time
    if due is not None and now < due:
        raise NotMatured(due, Timestamp(now))


def check_set_cap(ledger: Ledger, caller: Party, order: OrderId, now: int) -> None:
    """The cap changes. Raises `RoleRequired`, `OrderNotApproved` or `OrderTooEarly`."""
    check_ordered(ledger, caller, Role.MINISTRY, order, now)


def check_set_class_limit(ledger: Ledger, caller: Party, order: OrderId, now: int) -> None:
    """A class limit changes.

    Raises `RoleRequired`, `OrderNotApproved` or `OrderTooEarly`.
    """
    check_ordered(ledger, caller, Role.MINISTRY, order, now)


def check_set_unit(
    ledger: Ledger,
    caller: Party,
    code: Code,
    decimals: int,
    feed: Party,
    heartbeat: int,
    order: OrderId,
    now: int,
) -> None:
    """A unit of account is added, or its feed changed; `feed` is nobody for none.

    Raises `RoleRequired`, `OrderNotApproved`, `OrderTooEarly`, `DecimalsMismatch`,
    `TooManyDecimals`, `FeedRequired` or `FeedMismatch`.
    """
    check_ordered(ledger, caller, Role.MINISTRY, order, now)
    known = ledger.programme.units.get(code)
    if known is not None and known.decimals != decimals:
        raise DecimalsMismatch(code, known.decimals, decimals)
    if decimals > MAX_DECIMALS:
        raise TooManyDecimals(code, decimals)
    if code == USD:
        if feed != NOBODY:
            raise FeedRequired(code)
        return
    if feed == NOBODY or not heartbeat:
        raise FeedRequired(code)
    if feed != f"{code} / USD":
        raise FeedMismatch(code, feed)
    if (feed_decimals := ledger.genesis.feeds[feed].decimals) > MAX_DECIMALS:
        raise TooManyDecimals(code, feed_decimals)


def _check_issuer(
    ledger: Ledger, caller: Party, code: Code, now: int, role: Role = Role.FISCAL_AGENT
) -> Instrument:
    check_role(ledger, caller, role, now)
    if code not in ledger.programme.instruments:
        raise InstrumentUnknown(code)
    return ledger.programme.instruments[code]


def _check_mint(
    participants: ParticipantBook, book: TokenBook, to: Party, amount: int, now: int
) -> None:
    if book.paused:
        raise TokenPaused
    _check_current(book, now)
    check_delivery(book, to, amount)
    check_receiver(participants, book, to, now)
    room = MAX_SUPPLY - book.supply
    if amount > room:
        raise AmountTooLarge(book.terms.quantity(amount), book.terms.quantity(room))


def _check_open(instrument: Instrument, now: int) -> None:
    """An instrument that may be issued: no payment on it is in default."""
    _check_repaid(instrument, now)
    if instrument.defaults:
        raise InDefault(instrument.code)


def _check_repaid(instrument: Instrument, now: int) -> None:
    """Its units are alike: no repayment is pending to the holders of an earlier record date."""
    closed_from = instrument.closed_from
    if closed_from is not None and now >= closed_from:
        raise RepaymentDue(instrument.code, closed_from, Timestamp(now))


def _check_current(book: TokenBook, now: int) -> None:
    terms, due = book.terms, book.redemption_time
    if terms.issue_time is not None and now < terms.issue_time:
        raise IssueNotOpen(terms.issue_time, Timestamp(now))
    if due is not None and now >= due:
        raise Matured(due, Timestamp(now))

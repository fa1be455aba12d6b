"""Redemption: units are locked, lots delivered or cash paid against them, or the request ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.identifiers import NO_CODE, Code, DocumentHash, Party
from rwa.ledger import Ledger
from rwa.ledger.cash import CashBook
from rwa.ledger.redemptions import REDEMPTIONS, Request
from rwa.ledger.stock import StockBook
from rwa.programme import price_for_issue
from rwa.redemption import BPS, RedemptionPhase, RedemptionTerms, cash_rounded_down
from rwa.refusals.cash import CashUnknown
from rwa.refusals.programme import InstrumentUnknown
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
from rwa.refusals.reserves import LotGone, LotUnproved, NoAttestation
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.supply import check_giving


@dataclass(frozen=True, slots=True)
class ProvedLot:
    """A lot as it is handed in: its name and weight, and whether its proof leads to `root`."""

    name: DocumentHash
    weight: int
    root: DocumentHash


def check_set_terms(
    ledger: Ledger, caller: Party, code: Code, terms: RedemptionTerms, now: int
) -> None:
    """The ministry sets the terms of a reserve.

    Raises `RoleRequired`, `InstrumentUnknown`, of debt `NotRedeemable`, `CashUnknown` or
    `FeeTooLarge`.
    """
    check_role(ledger, caller, Role.MINISTRY, now)
    if code not in ledger.programme.instruments:
        raise InstrumentUnknown(code)
    if ledger.tokens[code].terms.backing is None:
        raise NotRedeemable(code)
    if terms.currency != NO_CODE:
        cash_of(ledger, terms.currency)
    if terms.fee_bps >= BPS:
        raise FeeTooLarge(terms.fee_bps)


def check_request(ledger: Ledger, caller: Party, code: Code, amount: int, now: int) -> None:
    """A holder asks for lots.

    Raises `NotRedeemable`, `BelowMinimumLot`, then as `rwa.rules.supply.check_giving`.
    """
    minimum = ledger.redemptions.terms_of(code).minimum
    if not minimum:
        raise NotRedeemable(code)
    book = ledger.tokens[code]
    if amount < minimum:
        raise BelowMinimumLot(code, book.terms.quantity(amount), book.terms.quantity(minimum))
    check_giving(ledger, book, caller, amount, now)


def check_request_cash(ledger: Ledger, caller: Party, code: Code, amount: int, now: int) -> None:
    """A holder asks for cash.

    Raises `NotPaidInCash`, `NothingAsked`, then as `rwa.rules.supply.check_giving`.
    """
    if ledger.redemptions.terms_of(code).currency == NO_CODE:
        raise NotPaidInCash(code)
    if not amount:
        raise NothingAsked(code)
    check_giving(ledger, ledger.tokens[code], caller, amount, now)


def check_deliver(
    ledger: Ledger, caller: Party, number: int, lots: Sequence[ProvedLot], now: int
) -> None:
    """The custodian confirms that lots were delivered.

    Raises `RoleRequired`, `RequestUnknown`, `RequestOver`, `RequestForCash`, `RequestLapsed`,
    `NothingDelivered`, `NoAttestation`, `DeliveryBeyondStock`, `DeliveryBeyondRequest`,
    `PositionNotRecovered`, `LotGone`, `LotUnproved`, then as `rwa.rules.supply.check_giving` with
    the lock lifted.
    """
    check_role(ledger, caller, Role.CUSTODIAN, now)
    request = _open(ledger, number)
    if request.currency != NO_CODE:
        raise RequestForCash(number)
    _check_timely(number, request, now)
    weight = sum(lot.weight for lot in lots)
    if not weight:
        raise NothingDelivered(number)
    book, stock = ledger.tokens[request.id], stock_of(ledger, request.id)
    if stock.last is None:
        raise NoAttestation(0)
    quantity = book.terms.quantity
    if weight > stock.stock:
        raise DeliveryBeyondStock(number, quantity(weight), quantity(stock.stock))
    terms = ledger.redemptions.terms_of(request.id)
    burned = terms.cost_rounded_up(weight, book.supply, stock.stock)
    if burned > request.amount:
        raise DeliveryBeyondRequest(number, quantity(burned), quantity(request.amount))
    wallet = wallet_of(ledger, number, request)
    _check_lots(ledger, request.id, lots)
    check_giving(ledger, book, wallet, burned, now, unlocked=request.amount)


def check_pay(ledger: Ledger, caller: Party, number: int, now: int) -> None:
    """The fiscal agent has the government account pay what a holder asked for in cash.

    Raises `RoleRequired`, `RequestUnknown`, `RequestOver`, `RequestForLots`, `RequestLapsed`, as
    `cash_due`, `NothingDelivered`, `PaymentNotCovered`, `PositionNotRecovered`, then as
    `rwa.rules.supply.check_giving` with the lock lifted.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    request = _open(ledger, number)
    if request.currency == NO_CODE:
        raise RequestForLots(number)
    _check_timely(number, request, now)
    label, cash = cash_of(ledger, request.currency)
    due = cash_due(ledger, request, now)
    if not due:
        raise NothingDelivered(number)
    payer = ledger.genesis.government
    funds = min(cash.balance(payer), cash.allowance(payer, REDEMPTIONS))
    if due > funds:
        quantity = cash.terms.quantity
        raise PaymentNotCovered(number, label, quantity(due), quantity(funds))
    wallet, book = wallet_of(ledger, number, request), ledger.tokens[request.id]
    check_giving(ledger, book, wallet, request.amount, now, unlocked=request.amount)


def cash_due(ledger: Ledger, request: Request, now: int) -> int:
    """What a request for cash comes to in minor units, paid now.

    Raises the refusals of `rwa.programme.price_for_issue`, of the reserve's unit and then of the
    currency.
    """
    terms, figures = ledger.tokens[request.id].terms, ledger.programme.figures()
    units = figures.units[terms.unit], figures.units[request.currency]
    price, currency_price = (
        Fraction(price_for_issue(figures, unit, now), 10**unit.feed_decimals) for unit in units
    )
    decimals = cash_of(ledger, request.currency)[1].terms.decimals
    amount = terms.quantity(request.amount)
    return cash_rounded_down(amount, price, currency_price, decimals, request.fee_bps)


def check_end(ledger: Ledger, caller: Party, number: int, now: int) -> None:
    """The holder ends a request, or anyone once it has lapsed.

    Raises `RequestUnknown`, `RequestOver`, `PositionNotRecovered` or `RequestStands`.
    """
    request = _open(ledger, number)
    if now < request.deadline and caller != wallet_of(ledger, number, request):
        raise RequestStands(number, request.deadline, Timestamp(now))


def wallet_of(ledger: Ledger, number: int, request: Request) -> Party:
    """Where the locked units are: with the holder, or with the wallet its position was recovered
    to. Raises `PositionNotRecovered`.
    """
    successor = ledger.participants.successor_of(request.holder)
    if successor is None:
        return request.holder
    if ledger.tokens[request.id].position_of(request.holder) != successor:
        raise PositionNotRecovered(number, request.holder, successor)
    return successor


def cash_of(ledger: Ledger, currency: Code) -> tuple[Party, CashBook]:
    """The cash of a currency, and what it is called. Raises `CashUnknown`."""
    if currency not in ledger.redemptions.accepted:
        raise CashUnknown(currency)
    label = ledger.redemptions.accepted[currency]
    return label, ledger.cash[label]


def stock_of(ledger: Ledger, code: Code) -> StockBook:
    """The attested stock of a reserve."""
    backing = ledger.tokens[code].terms.backing
    if backing is None:
        raise ValueError(f"{code} is no reserve")
    return ledger.stocks[backing.stock]


def _check_lots(ledger: Ledger, code: Code, lots: Sequence[ProvedLot]) -> None:
    """No lot was delivered before, from any reserve that counts in the unit; each is proved."""
    unit = ledger.tokens[code].terms.unit
    seen = {
        name
        for book in ledger.tokens.values()
        if book.terms.unit == unit and book.terms.backing is not None
        for name in ledger.stocks[book.terms.backing.stock].deliveries
    }
    for lot in lots:
        if lot.name in seen:
            raise LotGone(lot.name)
        seen.add(lot.name)
    root = stock_of(ledger, code).rounds[-1].attestation.root
    for lot in lots:
        if lot.root != root:
            raise LotUnproved(lot.name)


def _check_timely(number: int, request: Request, now: int) -> None:
    if now >= request.deadline:
        raise RequestLapsed(number, request.deadline, Timestamp(now))


def _open(ledger: Ledger, number: int) -> Request:
    request = ledger.redemptions.requests.get(number)
    if request is None:
        raise RequestUnknown(number)
    if request.phase is not RedemptionPhase.OPEN:
        raise RequestOver(number, request.phase)
    return request

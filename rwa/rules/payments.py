"""Debt service: announcing, funding, default, paying, and money held in holders' names."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rwa.calendar import Timestamp
from rwa.entitlements import due_rounded_down
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger import Ledger
from rwa.ledger.cash import CashBook
from rwa.ledger.payments import PAYING_AGENT, Payment
from rwa.ledger.token import TokenBook
from rwa.money import WHOLE, divide_down, divide_up
from rwa.payment import BPS, Outcome, PaymentKind, PaymentPhase, PaymentTerms
from rwa.refusals.cash import CashUnknown
from rwa.refusals.payments import (
    EarlierPaymentOpen,
    NothingClaimed,
    NothingHeld,
    NotPrescribed,
    PaymentExceeded,
    PaymentInPhase,
    PaymentNotDue,
    PaymentSettled,
    PaymentTimesRefused,
    PaymentUnknown,
    PeriodRefused,
    RatioRefused,
    RedemptionStands,
    RepaymentPending,
    RepaymentTimeRefused,
    StillHeld,
    TaxRatesMissing,
    TaxRatesRefused,
    TaxRateTooHigh,
    TooManyPayments,
    WithinGrace,
)
from rwa.refusals.programme import InstrumentUnknown, PrincipalExceeded
from rwa.refusals.token import CallTimeRefused, IssueCalled, NotCallable, RecordDateOpen
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.cash import check_take
from rwa.rules.supply import check_redeemable

MAX_UNFUNDED = 128


def check_announce(
    ledger: Ledger, caller: Party, code: Code, terms: PaymentTerms, now: int
) -> None:
    """The fiscal agent announces a payment.

    Raises `RoleRequired`, `InstrumentUnknown`, `CashUnknown`, `RatioRefused`,
    `PaymentTimesRefused`, `TaxRatesMissing`, `TooManyPayments`, `PeriodRefused`,
    `RepaymentPending`, `PrincipalExceeded` or `RepaymentTimeRefused`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    _find_cash(ledger, code)
    _check_ratio(terms)
    if terms.grace_end < terms.pay_time:
        raise PaymentTimesRefused(terms.grace_end, terms.pay_time)
    if terms.pay_time <= now:
        raise PaymentTimesRefused(terms.pay_time, Timestamp(now))
    _check_rates(ledger, terms)
    if len(ledger.payments.unfunded(code)) >= MAX_UNFUNDED:
        raise TooManyPayments(code)
    if terms.kind is PaymentKind.COUPON:
        _check_period(ledger, code, terms)
    _check_principal(ledger, code, terms, now)


def check_announce_call(ledger: Ledger, caller: Party, code: Code, time: int, now: int) -> None:
    """The ministry gives notice that the whole issue is redeemed from a time on.

    Raises `RoleRequired`, `NotCallable`, `IssueCalled` or `CallTimeRefused`.
    """
    check_role(ledger, caller, Role.MINISTRY, now)
    book = ledger.tokens[code]
    earliest, maturity = book.terms.notice_end(now), book.terms.maturity_time
    if earliest is None or maturity is None:
        raise NotCallable
    if book.call_time is not None:
        raise IssueCalled(book.call_time)
    if not earliest <= time < maturity:
        raise CallTimeRefused(Timestamp(time), earliest, maturity)


def check_withdraw(ledger: Ledger, caller: Party, code: Code, number: int, now: int) -> None:
    """The fiscal agent withdraws a payment while it is open who will receive it.

    Raises `RoleRequired`, `PaymentUnknown`, `PaymentInPhase`, `PaymentSettled` or
    `RedemptionStands`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    payment = find_payment(ledger, code, number)
    if payment.phase is not PaymentPhase.ANNOUNCED:
        raise PaymentInPhase(code, number, payment.phase)
    settled = payment.terms.pay_time
    if payment.terms.kind is PaymentKind.COUPON:
        settled = ledger.tokens[code].record_times[payment.terms.period]
    if now >= settled:
        raise PaymentSettled(code, number, settled, Timestamp(now))
    if payment.terms.principal and _redemption_stands(ledger, code):
        raise RedemptionStands(code)


def check_fund(ledger: Ledger, caller: Party, code: Code, number: int, now: int) -> None:
    """Anyone funds a payment.

    Raises `PaymentUnknown`, `PaymentInPhase`, `EarlierPaymentOpen`, `PaymentNotDue` for a
    redemption, `RecordDateOpen`, `CashUnknown`, `ERC20InsufficientAllowance` or
    `ERC20InsufficientBalance`.
    """
    payment = find_payment(ledger, code, number)
    if payment.phase > PaymentPhase.DEFAULTED:
        raise PaymentInPhase(code, number, payment.phase)
    if earlier := [each for each in ledger.payments.unfunded(code) if each.number < number]:
        raise EarlierPaymentOpen(code, earlier[-1].number)
    if payment.terms.kind is PaymentKind.REDEMPTION:
        _check_due(payment, now)
    else:
        _check_passed(ledger.tokens[code], payment.terms.period, now)
    due = amount_due(ledger, payment)
    check_take(_find_cash(ledger, code), caller, PAYING_AGENT, PAYING_AGENT, due)


def check_declare_default(ledger: Ledger, caller: Party, code: Code, number: int, now: int) -> None:
    """The regulator declares a default once grace is over.

    Raises `RoleRequired`, `PaymentUnknown`, `PaymentInPhase` or `WithinGrace`.
    """
    check_role(ledger, caller, Role.REGULATOR, now)
    payment = find_payment(ledger, code, number)
    if payment.phase is not PaymentPhase.ANNOUNCED:
        raise PaymentInPhase(code, number, payment.phase)
    if now < payment.terms.grace_end:
        raise WithinGrace(code, number, payment.terms.grace_end, Timestamp(now))


def check_pay(ledger: Ledger, code: Code, number: int, wallets: Sequence[Party], now: int) -> None:
    """Anyone has holders paid.

    Raises `PaymentUnknown`, `PaymentInPhase`, `PaymentNotDue`, `NotMatured` or `PaymentExceeded`.
    """
    payment = find_payment(ledger, code, number)
    if payment.phase is not PaymentPhase.FUNDED:
        raise PaymentInPhase(code, number, payment.phase)
    _check_due(payment, now)
    if payment.terms.kind is PaymentKind.REDEMPTION and any(
        units_to_pay(ledger, payment, wallet) for wallet in wallets
    ):
        check_redeemable(ledger.tokens[code], now)
    ratio = payment.terms.ratio
    gross = payment.gross + sum(
        divide_down(units_to_pay(ledger, payment, wallet) * ratio.numerator, ratio.denominator)
        for wallet in dict.fromkeys(wallets)
    )
    if gross > payment.due:
        quantity = ledger.tokens[code].terms.quantity
        raise PaymentExceeded(code, number, quantity(gross), quantity(payment.due))


def check_release(ledger: Ledger, unit: Code, wallet: Party, now: int) -> None:
    """Anyone has held money paid out.

    Raises `CashUnknown`, `NothingHeld` or `StillHeld`.
    """
    _check_held(ledger, unit, wallet)
    _find_payee(ledger, wallet, now)


def check_prescribe(ledger: Ledger, caller: Party, unit: Code, wallet: Party, now: int) -> None:
    """The fiscal agent returns the oldest of what is unclaimed to the ministry.

    Raises `RoleRequired`, `CashUnknown`, `NothingHeld`, `StillHeld` or `NotPrescribed`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    _check_held(ledger, unit, wallet)
    payee = ledger.participants.successor_of(wallet) or wallet
    if outcome_of(ledger, payee, now) is Outcome.HELD_BLOCKED:
        raise StillHeld(payee, Outcome.HELD_BLOCKED, _kyc_expiry(ledger, payee))
    since = ledger.payments.holdings[unit, wallet].since
    end = Timestamp(since + ledger.genesis.prescription)
    if now < end:
        raise NotPrescribed(wallet, end, Timestamp(now))


def check_honour(ledger: Ledger, caller: Party, unit: Code, wallet: Party, now: int) -> None:
    """The fiscal agent pays what was returned and is still claimed, out of the government account.

    Raises `RoleRequired`, `CashUnknown`, `NothingClaimed`, `StillHeld`,
    `ERC20InsufficientAllowance` or `ERC20InsufficientBalance`.
    """
    check_role(ledger, caller, Role.FISCAL_AGENT, now)
    if unit not in ledger.payments.cash:
        raise CashUnknown(unit)
    claim = ledger.payments.prescribed.get((unit, wallet))
    if claim is None:
        raise NothingClaimed(unit, wallet)
    payee = _find_payee(ledger, wallet, now)
    book = ledger.cash[ledger.payments.cash[unit]]
    check_take(book, ledger.genesis.government, PAYING_AGENT, payee, claim.amount)


def check_set_tax_rates(
    ledger: Ledger, caller: Party, start: int, rates: Sequence[int], now: int
) -> None:
    """The ministry sets the withholding rates from a time on.

    Raises `RoleRequired`, `TaxRatesRefused` or `TaxRateTooHigh`.
    """
    check_role(ledger, caller, Role.MINISTRY, now)
    known = ledger.payments.tax_rates
    earliest = max(now, known[-1][0] + 1) if known else now
    if start < earliest:
        raise TaxRatesRefused(Timestamp(start), Timestamp(earliest))
    for rate in rates:
        if rate > BPS:
            raise TaxRateTooHigh(rate)


def find_payment(ledger: Ledger, code: Code, number: int) -> Payment:
    """A payment by its number from zero. Raises `PaymentUnknown`."""
    payments = ledger.payments.of(code)
    if not 0 <= number < len(payments):
        raise PaymentUnknown(code, number)
    return payments[number]


def outcome_of(ledger: Ledger, wallet: Party, now: int) -> Outcome:
    """Whether a holder can be paid, and why not."""
    holder = ledger.participants.holders.get(wallet)
    if holder is not None and holder.blocked:
        return Outcome.HELD_BLOCKED
    if holder is None or not holder.sponsored:
        return Outcome.HELD_UNKNOWN
    return Outcome.PAID if holder.kyc_expiry > now else Outcome.HELD_KYC


def amount_due(ledger: Ledger, payment: Payment) -> int:
    """What a payment is funded with: on the supply at its record date, or as long as that is ahead,
    and for a redemption, on that of now.
    """
    if payment.phase >= PaymentPhase.FUNDED:
        return payment.due
    return due_rounded_down(units_due(ledger, payment), payment.terms.ratio)


def units_due(ledger: Ledger, payment: Payment) -> int:
    """The base units on which a payment is, or is to be, funded."""
    if payment.phase >= PaymentPhase.FUNDED:
        return payment.supply
    token, terms = ledger.tokens[payment.code], payment.terms
    coupon = terms.kind is PaymentKind.COUPON
    return token.supply_at(terms.period) if coupon else token.supply


def units_to_pay(ledger: Ledger, payment: Payment, wallet: Party) -> int:
    """The base units for which a wallet is paid now: none where an older payment comes first."""
    return 0 if is_older_due(ledger, payment, wallet) else unpaid_units(ledger, payment, wallet)


def unpaid_units(ledger: Ledger, payment: Payment, wallet: Party) -> int:
    """The base units for which a wallet has not received a payment."""
    token = ledger.tokens[payment.code]
    if payment.terms.kind is PaymentKind.REDEMPTION:
        return token.balance(wallet)
    if ledger.payments.settled(payment.code, wallet) > payment.terms.period:
        return 0
    return token.balance_at(wallet, payment.terms.period)


def is_older_due(ledger: Ledger, payment: Payment, wallet: Party) -> bool:
    """Whether a wallet has the payment of an older record date to receive before this one."""
    if payment.terms.kind is PaymentKind.REDEMPTION:
        return False
    return any(
        unpaid_units(ledger, each, wallet)
        for each in ledger.payments.standing(payment.code)
        if each.number < payment.number and each.terms.kind is PaymentKind.COUPON
    )


def pending_repayment(ledger: Ledger, code: Code) -> Payment | None:
    """The payment that will repay principal and has not, told by the factor: those that have come
    to what is gone of it.
    """
    gone = WHOLE - ledger.programme.factor(code)
    for payment in ledger.payments.standing(code):
        gone -= payment.terms.principal
        if gone < 0:
            return payment
    return None


def _check_ratio(terms: PaymentTerms) -> None:
    ratio = terms.ratio
    untaxed = Fraction(terms.principal, WHOLE)
    if (
        not ratio.denominator
        or Fraction(ratio.taxable, ratio.denominator) + untaxed
        > Fraction(ratio.numerator, ratio.denominator)
        or (terms.principal and terms.kind is PaymentKind.REDEMPTION)
    ):
        raise RatioRefused(ratio.numerator, ratio.taxable, ratio.denominator, terms.principal)


def _check_principal(ledger: Ledger, code: Code, terms: PaymentTerms, now: int) -> None:
    """A redemption pays what is left at most; a repayment less, for a record date ahead, with its
    notice kept, and only one at a time.
    """
    left, pending = ledger.programme.factor(code), pending_repayment(ledger, code)
    if terms.kind is PaymentKind.REDEMPTION:
        left -= pending.terms.principal if pending else 0
        face = divide_up(terms.ratio.numerator * WHOLE, terms.ratio.denominator)
        if face > left:
            raise PrincipalExceeded(code, face, left)
        return
    if not terms.principal:
        return
    if pending:
        raise RepaymentPending(code, pending.number)
    if _redemption_stands(ledger, code):
        left = 0
    if terms.principal >= left:
        raise PrincipalExceeded(code, terms.principal, left)
    book = ledger.tokens[code]
    if (record_time := book.record_times[terms.period]) <= now:
        raise PaymentTimesRefused(record_time, Timestamp(now))
    earliest, latest = _repayment_times(book, terms, now)
    if not earliest <= terms.pay_time <= latest:
        raise RepaymentTimeRefused(code, terms.pay_time, earliest, latest)


def _redemption_stands(ledger: Ledger, code: Code) -> bool:
    kinds = (payment.terms.kind for payment in ledger.payments.standing(code))
    return PaymentKind.REDEMPTION in kinds


def _repayment_times(book: TokenBook, terms: PaymentTerms, now: int) -> tuple[Timestamp, Timestamp]:
    """Between which times a part of the principal may be repaid: an instalment without notice."""
    never = Timestamp(0)
    instalment = book.terms.instalments.get(book.record_times[terms.period], 0)
    earliest = never if terms.principal <= instalment else book.terms.notice_end(now)
    return (never, never) if earliest is None else (earliest, book.redemption_time or never)


def _check_rates(ledger: Ledger, terms: PaymentTerms) -> None:
    if ledger.payments.rate_bps(0, terms.pay_time) is None:
        raise TaxRatesMissing(terms.pay_time)


def _check_due(payment: Payment, now: int) -> None:
    if now < payment.terms.pay_time:
        raise PaymentNotDue(payment.code, payment.number, payment.terms.pay_time, Timestamp(now))


def _check_period(ledger: Ledger, code: Code, terms: PaymentTerms) -> None:
    times = ledger.tokens[code].record_times
    if terms.period >= len(times):
        raise PeriodRefused(code, terms.period)
    if terms.pay_time < times[terms.period]:
        raise PaymentTimesRefused(terms.pay_time, times[terms.period])
    for earlier in reversed(ledger.payments.standing(code)):
        if earlier.terms.kind is PaymentKind.COUPON:
            if terms.period <= earlier.terms.period:
                raise PeriodRefused(code, terms.period)
            break


def _check_passed(token: TokenBook, period: int, now: int) -> None:
    if now < token.record_times[period]:
        raise RecordDateOpen(period, token.record_times[period], Timestamp(now))


def _kyc_expiry(ledger: Ledger, wallet: Party) -> Timestamp:
    """Until when a wallet's due diligence is valid; zero for one that never had a record."""
    holder = ledger.participants.holders.get(wallet)
    return holder.kyc_expiry if holder else Timestamp(0)


def _check_held(ledger: Ledger, unit: Code, wallet: Party) -> None:
    if unit not in ledger.payments.cash:
        raise CashUnknown(unit)
    if (unit, wallet) not in ledger.payments.holdings or wallet == NOBODY:
        raise NothingHeld(unit, wallet)


def _find_payee(ledger: Ledger, wallet: Party, now: int) -> Party:
    """Who is paid in a wallet's name, the wallet in a lost one's place. Raises `StillHeld`."""
    payee = ledger.participants.successor_of(wallet) or wallet
    reason = outcome_of(ledger, payee, now)
    if reason is not Outcome.PAID:
        raise StillHeld(payee, reason, _kyc_expiry(ledger, payee))
    return payee


def _find_cash(ledger: Ledger, code: Code) -> CashBook:
    if code not in ledger.programme.instruments:
        raise InstrumentUnknown(code)
    unit = ledger.tokens[code].terms.unit
    if unit not in ledger.payments.cash:
        raise CashUnknown(unit)
    return ledger.cash[ledger.payments.cash[unit]]

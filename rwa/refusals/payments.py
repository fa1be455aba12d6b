"""Refusals of debt service."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, compared_text, through_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.money import Quantity, format_units
from rwa.payment import Outcome, PaymentPhase


@dataclass(unsafe_hash=True)
class PaymentUnknown(RuleRefused):
    """There is no payment of this number."""

    rule = "payment"
    id: Code
    number: int

    @property
    def sentence(self) -> str:
        return f"{self.id} has no payment {self.number + 1}"


@dataclass(unsafe_hash=True)
class PaymentInPhase(RuleRefused):
    """The phase of the payment does not allow it."""

    rule = "payment"
    id: Code
    number: int
    phase: PaymentPhase

    @property
    def sentence(self) -> str:
        return f"payment {self.number + 1} of {self.id} is {self.phase}"


@dataclass(unsafe_hash=True)
class PaymentTimesRefused(RuleRefused):
    """A payment's times are out of order."""

    rule = "payment"
    time: Timestamp
    after: Timestamp

    @property
    def sentence(self) -> str:
        time, after = compared_text(self.time, self.after)
        if self.time == self.after:
            return f"{time} is too early: it is to lie ahead"
        return f"{time} is too early: not before {after}"


@dataclass(unsafe_hash=True)
class RatioRefused(RuleRefused):
    """A ratio without a denominator, or less than what is taxed and the principal together.

    The principal is in 1e-10 of face; a redemption says none.
    """

    rule = "payment"
    numerator: int
    taxable: int
    denominator: int
    principal: int

    @property
    def sentence(self) -> str:
        return (
            f"no unit can earn {self.numerator} / {self.denominator} "
            f"of which {self.taxable} / {self.denominator} is taxed "
            f"and {format_units(self.principal, 8)} percent of face is principal"
        )


@dataclass(unsafe_hash=True)
class RepaymentPending(RuleRefused):
    """One repayment at a time is pending."""

    rule = "repayment"
    id: Code
    number: int

    @property
    def sentence(self) -> str:
        return f"payment {self.number + 1} of {self.id} repays principal and is not paid yet"


@dataclass(unsafe_hash=True)
class RepaymentTimeRefused(RuleRefused):
    """Before the redemption principal is repaid in the instalments of the terms, or as a call in
    part with its notice: here between two times, or never, which zeros tell.
    """

    rule = "call"
    id: Code
    pay_time: Timestamp
    earliest: Timestamp
    latest: Timestamp

    @property
    def sentence(self) -> str:
        if not self.latest:
            return f"{self.id} has no such instalment by its terms and cannot be called"
        if self.pay_time > self.latest:
            return (
                f"{self.id} is redeemed on {time_text(self.latest)}, "
                f"and no part of it is repaid later, on {time_text(self.pay_time)}"
            )
        earliest, pay_time = compared_text(self.earliest, self.pay_time)
        return (
            f"part of {self.id} may be called for {earliest} at the earliest, "
            f"its notice kept, and not for {pay_time}"
        )


@dataclass(unsafe_hash=True)
class PaymentSettled(RuleRefused):
    """From its record time or a redemption's time on a payment stands."""

    rule = "payment"
    id: Code
    number: int
    settled: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"payment {self.number + 1} of {self.id} stands since {time_text(self.settled)} "
            f"and cannot be withdrawn on {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class RedemptionStands(RuleRefused):
    """A redemption is announced of what a repayment leaves, and is withdrawn before it."""

    rule = "repayment"
    id: Code

    @property
    def sentence(self) -> str:
        return f"the redemption of what is left of {self.id} is announced, and is withdrawn first"


@dataclass(unsafe_hash=True)
class PeriodRefused(RuleRefused):
    """A record date is announced for one payment alone, in their order."""

    rule = "record-date"
    id: Code
    period: int

    @property
    def sentence(self) -> str:
        return (
            f"record date {self.period + 1} of {self.id} is not announced, "
            "or an earlier payment rests on it or on a later one"
        )


@dataclass(unsafe_hash=True)
class TooManyPayments(RuleRefused):
    """At most 128 payments of an instrument are neither funded nor withdrawn."""

    rule = "payment"
    id: Code

    @property
    def sentence(self) -> str:
        return f"{self.id} has 128 payments that are not funded, which is the most"


@dataclass(unsafe_hash=True)
class EarlierPaymentOpen(RuleRefused):
    """Payments are funded in their order."""

    rule = "payment-order"
    id: Code
    number: int

    @property
    def sentence(self) -> str:
        return f"payment {self.number + 1} of {self.id} comes first and is not funded"


@dataclass(unsafe_hash=True)
class PaymentNotDue(RuleRefused):
    """It is not time yet."""

    rule = "payment"
    id: Code
    number: int
    pay_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"payment {self.number + 1} of {self.id} is paid from {time_text(self.pay_time)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class PaymentExceeded(RuleRefused):
    """More would be discharged than was funded."""

    rule = "payment"
    id: Code
    number: int
    gross: Quantity
    due: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"payment {self.number + 1} of {self.id} would come to {self.gross}, "
            f"and {self.due} was funded"
        )


@dataclass(unsafe_hash=True)
class WithinGrace(RuleRefused):
    """Late is not default."""

    rule = "grace"
    id: Code
    number: int
    grace_end: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"payment {self.number + 1} of {self.id} may be funded {through_text(self.grace_end)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class TaxRatesMissing(RuleRefused):
    """No tax rates hold at this time."""

    rule = "tax"
    time: Timestamp

    @property
    def sentence(self) -> str:
        return f"no withholding rates hold on {time_text(self.time)}"


@dataclass(unsafe_hash=True)
class TaxRatesRefused(RuleRefused):
    """Tax rates are set in the order of their times, none of the past."""

    rule = "tax"
    start: Timestamp
    earliest: Timestamp

    @property
    def sentence(self) -> str:
        start, earliest = compared_text(self.start, self.earliest)
        return f"withholding rates from {start} come too late: they can be set from {earliest} on"


@dataclass(unsafe_hash=True)
class TaxRateTooHigh(RuleRefused):
    """A tax rate is at most 100 %."""

    rule = "tax"
    rate: int

    @property
    def sentence(self) -> str:
        whole, hundredths = divmod(self.rate, 100)
        return f"a withholding rate of {whole}.{hundredths:02d} percent is above 100 percent"


@dataclass(unsafe_hash=True)
class NothingHeld(RuleRefused):
    """Nothing is held in this name."""

    rule = "held-money"
    unit: Code
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"no {self.unit} is held for {self.wallet}"


@dataclass(unsafe_hash=True)
class NothingClaimed(RuleRefused):
    """Nothing returned to the ministry is still claimed in this name."""

    rule = "claim"
    unit: Code
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"no {self.unit} that was returned to the ministry is claimed by {self.wallet}"


@dataclass(unsafe_hash=True)
class StillHeld(RuleRefused):
    """The holder still cannot be paid."""

    rule = "held-money"
    wallet: Party
    reason: Outcome
    kyc_expiry: Timestamp

    @property
    def sentence(self) -> str:
        told = f"the money of {self.wallet} stays where it is: {self.reason}"
        if self.reason is not Outcome.HELD_KYC:
            return told
        return f"{told}; it was valid {through_text(self.kyc_expiry)}"


@dataclass(unsafe_hash=True)
class NotPrescribed(RuleRefused):
    """Unclaimed money is held for its whole period."""

    rule = "prescription"
    wallet: Party
    end: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"what is held for {self.wallet} may be returned from {time_text(self.end)}, "
            f"and it is {time_text(self.time)}"
        )

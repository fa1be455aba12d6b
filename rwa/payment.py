"""Payments on debt: what they are, how far they have come, and what each base unit earns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rwa.calendar import Timestamp

BPS = 10_000
"""Hundredths of a percent in a whole."""
CATEGORIES = 16
"""Holder categories a tax table tells apart; one beyond is taxed like the last."""


class PaymentKind(IntEnum):
    """A coupon (or rental) goes to the holders of its record date, a redemption to those of now."""

    COUPON = 0
    REDEMPTION = 1

    def __str__(self) -> str:
        return self.name.lower()


class PaymentPhase(IntEnum):
    """How far a payment has come; a default is cured by funding."""

    ANNOUNCED = 0
    DEFAULTED = 1
    FUNDED = 2
    CLOSED = 3
    WITHDRAWN = 4

    def __str__(self) -> str:
        return _PHASES[self]


class Outcome(IntEnum):
    """What became of a holder's net amount; a holder with an older payment to receive is passed
    over.
    """

    PAID = 0
    HELD_UNKNOWN = 1
    HELD_BLOCKED = 2
    HELD_KYC = 3
    OLDER_FIRST = 4

    def __str__(self) -> str:
        return _OUTCOMES[self]


_PHASES = {
    PaymentPhase.ANNOUNCED: "announced and not funded",
    PaymentPhase.DEFAULTED: "in default",
    PaymentPhase.FUNDED: "funded",
    PaymentPhase.CLOSED: "paid in full",
    PaymentPhase.WITHDRAWN: "withdrawn",
}
_OUTCOMES = {
    Outcome.PAID: "the holder can be paid",
    Outcome.HELD_UNKNOWN: "no exchange answers for the wallet",
    Outcome.HELD_BLOCKED: "the holder is blocked",
    Outcome.HELD_KYC: "the holder's due diligence has run out",
    Outcome.OLDER_FIRST: "an older payment comes first",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """What one base unit earns in minor units of cash: `numerator` / `denominator`, of which
    `taxable` / `denominator` is taxed.
    """

    numerator: int
    taxable: int
    denominator: int


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """A payment as announced; a redemption has no record period and says zero.

    `principal` is what a payment of record repays of each unit's original face, in 1e-10; the ratio
    includes it.
    """

    kind: PaymentKind
    period: int
    pay_time: Timestamp
    grace_end: Timestamp
    ratio: Ratio
    principal: int = 0


def unpack_discharge(payout: int, discharge: int) -> tuple[str, int, int, int, int]:
    """A holder's wallet, units, gross, tax and outcome, out of two words of the event: wallet (160
    bits) | net (96), and outcome (8) | units (120) | gross (96).
    """
    amount = (1 << 96) - 1
    gross = discharge & amount
    units, outcome = discharge >> 96 & (1 << 120) - 1, discharge >> 216
    return (
        f"0x{payout >> 96:040x}",
        units,
        gross,
        gross - (payout & amount if units else 0),
        outcome,
    )

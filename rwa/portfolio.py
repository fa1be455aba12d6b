"""What a debt office says of its debt as a whole: when it falls due, when it is repriced, what it
costs.

Definitions are those of the medium-term debt management strategies of the World Bank and the IMF:
times are years of 365 days from the day of the report, weighted by the principal that falls due;
debt at a fixed rate is repriced when it matures, debt at a floating rate at its next reset.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

YEAR = 365
_HUNDREDTH = Decimal("0.01")
_TEN_THOUSANDTH = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due on one day, in minor units."""

    day: date
    principal: int
    interest: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Debt:
    """One issue as the report's day finds it.

    `dues` are what is still to be paid, overdue or ahead; `rate` is its cost in percent a year,
    none where it is not known; `refixing` is the next day on which a floating rate is set, none for
    a fixed rate.
    """

    name: str
    unit: str
    dues: tuple[Due, ...]
    rate: Decimal | None
    refixing: date | None = None

    @property
    def principal(self) -> int:
        """The principal still to be repaid, in minor units."""
        return sum(due.principal for due in self.dues)


@dataclass(frozen=True, slots=True)
class Measures:
    """A portfolio in one unit of account; nothing where there is no debt.

    What is overdue falls due at once. Times are years and shares and cost percent, each rounded
    half up to the last digit shown: two decimals, the cost four. The cost is that of the debt whose
    cost is known.
    """

    principal: int
    average_time_to_maturity: Decimal
    average_time_to_refixing: Decimal
    fixed_share: Decimal
    floating_share: Decimal
    weighted_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A year from July to June, called after both, as in `2025-26`."""

    start: int

    @classmethod
    def of(cls, day: date) -> FiscalYear:
        """The fiscal year a day lies in."""
        return cls(day.year if day.month >= 7 else day.year - 1)

    def __str__(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class YearOfService:
    """Principal and interest that fall due in one fiscal year, in minor units."""

    year: FiscalYear
    principal: int
    interest: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.principal + self.interest


def measures(debts: Sequence[Debt], day: date) -> Measures | None:
    """The measures of debts in one unit of account on a day; none where no principal is left.

    Raises `ValueError` where the debts are in several units.
    """
    units = {debt.unit for debt in debts}
    if len(units) > 1:
        raise ValueError(f"debts in several units have no common measure: {sorted(units)}")
    total = sum(debt.principal for debt in debts)
    if not total:
        return None
    to_maturity = sum(_days_to_maturity(debt, day) for debt in debts)
    to_refixing = sum(_days_to_refixing(debt, day) for debt in debts)
    fixed = sum(debt.principal for debt in debts if debt.refixing is None)
    fixed_share = _rounded_half_up(Fraction(100 * fixed, total), _HUNDREDTH)
    return Measures(
        total,
        _rounded_half_up(Fraction(to_maturity, YEAR * total), _HUNDREDTH),
        _rounded_half_up(Fraction(to_refixing, YEAR * total), _HUNDREDTH),
        fixed_share,
        100 - fixed_share,
        _weighted_cost(debts),
    )


def overdue(dues: Iterable[Due], day: date) -> Due:
    """What fell due before a day and is still to be paid, together."""
    late = [due for due in dues if due.day < day]
    return Due(day, sum(due.principal for due in late), sum(due.interest for due in late))


def service_by_year(dues: Iterable[Due], day: date) -> list[YearOfService]:
    """The debt-service calendar from a day on: every fiscal year from the first to the last in
    which something falls due.
    """
    sums: dict[int, tuple[int, int]] = {}
    for due in dues:
        if due.day < day:
            continue
        year = FiscalYear.of(due.day).start
        principal, interest = sums.get(year, (0, 0))
        sums[year] = principal + due.principal, interest + due.interest
    if not sums:
        return []
    return [
        YearOfService(FiscalYear(year), *sums.get(year, (0, 0)))
        for year in range(min(sums), max(sums) + 1)
    ]


def _weighted_cost(debts: Sequence[Debt]) -> Decimal | None:
    known = [(debt.principal, debt.rate) for debt in debts if debt.rate is not None]
    weight = sum(principal for principal, _ in known)
    if not weight:
        return None
    cost = sum((principal * Fraction(rate) for principal, rate in known), Fraction(0))
    return _rounded_half_up(cost / weight, _TEN_THOUSANDTH)


def _days_to_maturity(debt: Debt, day: date) -> int:
    return sum(due.principal * max(0, (due.day - day).days) for due in debt.dues)


def _days_to_refixing(debt: Debt, day: date) -> int:
    """Principal that is repaid before the next reset is repriced when it is repaid."""
    if debt.refixing is None:
        return _days_to_maturity(debt, day)
    reset = debt.refixing
    return sum(due.principal * max(0, (min(due.day, reset) - day).days) for due in debt.dues)


def _rounded_half_up(value: Fraction, quantum: Decimal) -> Decimal:
    """The exact value rounded half up to a quantum; nothing here is negative."""
    steps = value / Fraction(quantum)
    return Decimal((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * quantum

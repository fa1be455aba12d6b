"""The terms of a debt issue: every convention belongs to the issue, none to its class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from rwa.business_days import EVERY_DAY, BusinessCalendar, Convention, Shift
from rwa.daycount import DayCount, Grid
from rwa.instruments.cycles import Cycle, Stub, cycle_dates
from rwa.instruments.errors import InvalidTerms

PAR = Fraction(100)


@dataclass(frozen=True, slots=True)
class Words:
    """What an issue's parts are called: a sukuk pays rental, and nothing accrues on it."""

    interest: str
    accrued: str


CONVENTIONAL = Words("coupon", "accrued interest")
IJARA = Words("rental", "price premium due to higher first rental")


@dataclass(frozen=True, slots=True)
class FixedRate:
    """The same rate in percent a year from issue to maturity; zero for none."""

    percent: Fraction


@dataclass(frozen=True, slots=True)
class FloatingRate:
    """A published reference plus a margin in percent, set anew on each reset day.

    Resets are counted from `first`, or from the start of interest; `initial` is the rate until the
    first reset where that comes later.
    """

    reference: str
    margin: Fraction
    cycle: Cycle
    first: date | None = None
    initial: Fraction | None = None
    floor: Fraction | None = None
    ceiling: Fraction | None = None

    def rate(self, fixing: Fraction) -> Fraction:
        """The rate of a fixing: plus the margin, within floor and ceiling."""
        percent = fixing + self.margin
        if self.floor is not None:
            percent = max(percent, self.floor)
        return percent if self.ceiling is None else min(percent, self.ceiling)


Rate = FixedRate | FloatingRate


@dataclass(frozen=True, slots=True)
class Instalment:
    """Principal that is repaid on a day before maturity."""

    day: date
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Call:
    """The issuer may redeem the whole issue on this day, at a price per 100."""

    day: date
    price: Fraction = PAR


@dataclass(frozen=True, slots=True)
class Terms:
    """What an issue pays and when; amounts are in whole units of account, exact.

    Without a `cycle` interest is paid at maturity alone. Interest due up to `capitalised_until` is
    added to the principal. `decimals` rounds each payment half up to so many places; without it
    payments are exact. `first_interest` anchors the cycle where the first interest date is not one
    cycle after issue. `record_days` are calendar days before the unadjusted due date.
    """

    issue: str
    notional: Fraction
    start: date
    maturity: date
    rate: Rate
    day_count: DayCount = DayCount.ACT_365
    cycle: Cycle | None = None
    first_interest: date | None = None
    stub: Stub = Stub.NONE
    end_of_month: bool = False
    calendar: BusinessCalendar = EVERY_DAY
    convention: Convention = Convention.UNADJUSTED
    shift: Shift = Shift.CALCULATE_THEN_SHIFT
    issue_price: Fraction = PAR
    redemption_price: Fraction = PAR
    initial_exchange: bool = True
    capitalised_until: date | None = None
    instalments: tuple[Instalment, ...] = ()
    calls: tuple[Call, ...] = ()
    record_days: int = 0
    decimals: int | None = None
    words: Words = CONVENTIONAL

    def __post_init__(self) -> None:
        if self.maturity <= self.start:
            reason = f"maturity on {self.maturity} is not after issue on {self.start}"
            raise InvalidTerms(self.issue, reason, field="maturity_date", day=self.maturity)
        if self.notional <= 0:
            raise InvalidTerms(self.issue, "the principal is above zero", field="principal")
        if self.day_count is DayCount.ACT_ACT_ICMA and not (self.cycle and self.cycle.months):
            reason = "Actual/Actual (ICMA) counts periods of months, and the cycle has none"
            raise InvalidTerms(self.issue, reason, field="cycle")
        self._check_instalments()
        self.interest_dates()

    def interest_dates(self) -> tuple[date, ...]:
        """The unadjusted days on which interest is due, in order; the last is maturity.

        Raises `InvalidTerms` for a cycle that never lands on maturity where no stub is allowed.
        """
        first = self.first_interest
        if first is not None and not self.start < first <= self.maturity:
            reason = f"the first interest date {first} is outside {self.start} to {self.maturity}"
            raise InvalidTerms(self.issue, reason, field="first_interest", day=first)
        try:
            days = cycle_dates(
                first or self.start,
                self.maturity,
                self.cycle,
                self.stub,
                end_of_month=self.end_of_month,
            )
        except ValueError as error:
            raise InvalidTerms(self.issue, str(error), field="cycle", day=self.maturity) from error
        return days if first is not None else days[1:]

    @property
    def grid(self) -> Grid | None:
        """The notional periods of Actual/Actual (ICMA): regular ones, from the end without a
        stub.
        """
        if self.cycle is None or not self.cycle.months:
            return None
        from_start = self.stub in (Stub.SHORT_LAST, Stub.LONG_LAST)
        anchor = (self.first_interest or self.start) if from_start else self.maturity
        return Grid(anchor, self.cycle.months, self.end_of_month)

    def called(self, day: date) -> Terms:
        """The terms once the issue is called for a day. Raises `InvalidTerms` where it may not
        be.
        """
        for call in self.calls:
            if call.day == day:
                kept = tuple(each for each in self.instalments if each.day < day)
                return replace(
                    self,
                    maturity=day,
                    redemption_price=call.price,
                    instalments=kept,
                    calls=(),
                    stub=self.stub if self._is_interest_date(day) else Stub.SHORT_LAST,
                )
        days = ", ".join(str(call.day) for call in self.calls) or "no day"
        reason = f"it may be called on {days}, not on {day}"
        raise InvalidTerms(self.issue, reason, field="calls", day=day)

    def _is_interest_date(self, day: date) -> bool:
        return day in self.interest_dates()

    def _check_instalments(self) -> None:
        last = self.start
        for instalment in self.instalments:
            if not last < instalment.day < self.maturity or instalment.amount <= 0:
                reason = (
                    f"the instalment of {instalment.day} is out of order, outside the issue's life "
                    "or not above zero"
                )
                raise InvalidTerms(self.issue, reason, field="instalments", day=instalment.day)
            last = instalment.day
        repaid = sum((each.amount for each in self.instalments), Fraction(0))
        if repaid >= self.notional and self.capitalised_until is None:
            reason = f"instalments of {repaid} in all leave nothing of {self.notional} for maturity"
            raise InvalidTerms(self.issue, reason, field="instalments", day=last)

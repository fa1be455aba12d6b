"""Prices and yields of bills and bonds, as the market of Pakistan quotes them.

Everything is per 100 of face. What is quoted has four decimals, rounded half up; what is settled,
such as accrued interest, stays an exact fraction until it is an amount of money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from rwa.daycount import DayCount, Grid, year_fraction
from rwa.errors import MalformedValue
from rwa.money import divide_up
from rwa.rates import PRICE_PLACES, half_up

YEAR = 365
DIGITS = 60
"""Digits that a yield is sought with; it is shown with four decimals."""
_THIRTY = frozenset({DayCount.THIRTY_360, DayCount.THIRTY_E_360})


def bill_price(yield_percent: Fraction, days: int) -> Decimal:
    """The price of a bill of `days` to maturity: 100 / (1 + y d / 365), simple, Actual/365.

    Source: State Bank of Pakistan, auction of Market Treasury Bills of 9 September 2020, whose rows
    it reproduces. Raises `MalformedValue` where no price above zero comes of it.
    """
    growth = 1 + yield_percent * days / (100 * YEAR)
    price = half_up(100 / growth, PRICE_PLACES) if days > 0 and growth > 0 else Decimal(0)
    if price <= 0:
        raise MalformedValue("a yield", str(half_up(yield_percent, PRICE_PLACES)), _NO_PRICE)
    return price


def bill_yield(price: Fraction, days: int) -> Fraction:
    """The exact yield of a bill in percent, (100 / P - 1) 365 / d, unrounded: what averages weight.

    Raises `ValueError` for a price or a number of days that is not above zero.
    """
    if days < 1 or price <= 0:
        raise ValueError("a bill has a price and days to maturity above zero")
    return (100 / price - 1) * 100 * YEAR / days


def cost_rounded_up(face: int, dirty: Fraction) -> int:
    """What the issuer is paid for `face` at a price and accrued interest per 100 together: face *
    dirty / 100 in the minor units of the face, rounded up once, in the issuer's favour.

    The contracts' `_costRoundedUp` is the same. Up, so that nothing is issued for nothing and bids
    never gain by being split. The State Bank's sheets of 9 September 2020 and 3 March 2021 print
    realised amounts to the thousand, half up, and cannot tell what is done with part of a paisa: a
    multiple of PKR 5,000 at a price of four decimals costs whole or half paise, where up and half
    up are the same; they could differ by a paisa only where interest has accrued.
    """
    return divide_up(face * dirty.numerator, 100 * dirty.denominator)


@dataclass(frozen=True, slots=True)
class Flow:
    """What a bond pays per 100 of face on a day, and the coupon periods until then."""

    day: date
    kind: str
    amount: Fraction
    periods: Fraction


@dataclass(frozen=True, slots=True)
class FixedBond:
    """A bond with a fixed coupon of `coupon` percent a year, paid `frequency` times a year on the
    notional dates counted back from maturity.

    A trade that settles more than zero and at most `record_days` calendar days before a coupon is
    ex-coupon: the record date has passed, and the seller is paid.
    """

    coupon: Fraction
    issue: date
    maturity: date
    frequency: int
    day_count: DayCount
    record_days: int = 0

    def __post_init__(self) -> None:
        if self.frequency not in (1, 2, 4, 12):
            raise MalformedValue("a frequency", str(self.frequency), "known: 1, 2, 4 and 12")
        if self.maturity <= self.issue:
            reason = f"it is not after issue on {self.issue}"
            raise MalformedValue("a maturity date", self.maturity.isoformat(), reason)
        if not self._lands():
            raise MalformedValue(
                "an issue date",
                self.issue.isoformat(),
                f"coupons every {12 // self.frequency} months never lead from it to maturity "
                f"on {self.maturity}",
            )

    @property
    def grid(self) -> Grid:
        """The notional coupon dates."""
        return Grid(self.maturity, 12 // self.frequency)

    def accrued(self, settlement: date) -> Fraction:
        """Accrued interest per 100, unrounded; negative where the trade is ex-coupon."""
        last, following = self._around(settlement)
        if self._is_ex(settlement, following):
            return -self._interest(settlement, following)
        return self._interest(last, settlement)

    def flows(self, settlement: date) -> tuple[Flow, ...]:
        """What a buyer who settles on a day receives, in order.

        Raises `MalformedValue` for a day on which the bond is not traded.
        """
        if not self.issue <= settlement < self.maturity:
            reason = f"the bond is traded from {self.issue} until before {self.maturity}"
            raise MalformedValue("a settlement date", settlement.isoformat(), reason)
        grid, flows = self.grid, []
        _, following = self._around(settlement)
        ahead = grid.periods(settlement, following, thirty=self.day_count in _THIRTY)
        first = grid.number(following)
        for number in range(first, 1):
            start, day = grid.day(number - 1), grid.day(number)
            periods = ahead + number - first
            if day != following or not self._is_ex(settlement, following):
                flows.append(Flow(day, "coupon", self._interest(start, day), periods))
        flows.append(Flow(self.maturity, "redemption", Fraction(100), ahead - first))
        return tuple(flows)

    def price(self, yield_percent: Fraction, settlement: date) -> Decimal:
        """The clean price at a yield compounded `frequency` times a year.

        P + AI = sum of CF_k / (1 + y/f)^(k - 1 + w). Source: State Bank of Pakistan, auction of
        Pakistan Investment Bonds of 3 March 2021, whose rows it reproduces.
        """
        dirty = _present_value(self.flows(settlement), yield_percent, self.frequency)
        return half_up(Fraction(dirty) - self.accrued(settlement), PRICE_PLACES)

    def yield_of(self, price: Fraction, settlement: date) -> Decimal:
        """The yield in percent, compounded `frequency` times a year, at a clean price."""
        return half_up(self.exact_yield(price, settlement), PRICE_PLACES)

    def exact_yield(self, price: Fraction, settlement: date) -> Fraction:
        """The yield before it is rounded, to far more digits than are shown: what averages weight.

        Raises `MalformedValue` where price and accrued interest together are not above zero.
        """
        dirty = price + self.accrued(settlement)
        if dirty <= 0:
            shown = str(half_up(price, PRICE_PLACES))
            raise MalformedValue("a price", shown, "with accrued interest it is not above zero")
        return _yield_of_value(self.flows(settlement), dirty, self.frequency)

    def _interest(self, start: date, end: date) -> Fraction:
        return self.coupon * year_fraction(self.day_count, start, end, self.grid)

    def _around(self, settlement: date) -> tuple[date, date]:
        """The coupon dates around a day: the last one on or before it, and the next."""
        number = self.grid.number(settlement)
        return self.grid.day(number), self.grid.day(number + 1)

    def _is_ex(self, settlement: date, following: date) -> bool:
        return (
            settlement > following - timedelta(days=self.record_days) if self.record_days else False
        )

    def _lands(self) -> bool:
        return self.grid.day(self.grid.number(self.issue)) == self.issue


def _present_value(flows: Sequence[Flow], yield_percent: Fraction, frequency: int) -> Decimal:
    with localcontext(prec=DIGITS):
        growth = 1 + _decimal(yield_percent) / (100 * frequency)
        if growth <= 0:
            raise MalformedValue("a yield", str(half_up(yield_percent, PRICE_PLACES)), _NO_PRICE)
        return sum((_decimal(f.amount) / growth ** _decimal(f.periods) for f in flows), Decimal(0))


def _yield_of_value(flows: Sequence[Flow], value: Fraction, frequency: int) -> Fraction:
    """Newton's method from the side where the value is too high: value falls with the yield and is
    convex in it, so that every step stays on that side and comes closer.
    """
    with localcontext(prec=DIGITS):
        target, tolerance = _decimal(value), Decimal(10) ** (20 - DIGITS)
        growth = Decimal(1)
        terms = [(_decimal(flow.amount), _decimal(flow.periods)) for flow in flows]
        while sum(amount / growth**periods for amount, periods in terms) < target:
            growth /= 2
        while True:
            excess = sum(amount / growth**periods for amount, periods in terms) - target
            slope = sum(periods * amount / growth ** (periods + 1) for amount, periods in terms)
            step = excess / slope
            growth += step
            if abs(step) <= tolerance * growth:
                return Fraction((growth - 1) * 100 * frequency)


def _decimal(value: Fraction) -> Decimal:
    """A fraction to the digits of the context."""
    return Decimal(value.numerator) / value.denominator


_NO_PRICE = "no price above zero comes of it"

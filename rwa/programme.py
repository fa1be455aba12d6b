"""The cap in exact integers: what is outstanding in kind, valued in micro-USD at prices fit for an
issue.

USD used is the sum over positions of ceil(amount * price * 10^6 / 10^(unit decimals + feed
decimals)): each product is rounded up once, then summed, so that the parts never undercut the
whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from rwa.calendar import Timestamp
from rwa.identifiers import Code, Party
from rwa.money import USD_DECIMALS, WHOLE, MicroUsd, Quantity, divide_down, divide_up
from rwa.refusals.programme import (
    CapExceeded,
    ClassLimitExceeded,
    IssueVolumeExceeded,
    PriceFromFuture,
    PriceMissing,
    PriceNotPositive,
    PriceStale,
    PriceTooLarge,
)

USD = Code("USD")
MAX_PRICE = 2**104 - 1
"""The largest price the programme values with, in a feed's own decimals."""


class CapBasis(IntEnum):
    """What the cap binds."""

    OUTSTANDING = 0
    CUMULATIVE_ISSUANCE = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of account: decimals of its instruments, its feed and that feed's decimals, seconds a
    price holds.

    USD itself has no feed: its price is one, of no decimals.
    """

    code: Code
    decimals: int
    feed: Party | None
    feed_decimals: int
    heartbeat: int


@dataclass(frozen=True, slots=True)
class Price:
    """USD per one whole unit, in the feed's decimals, and when it was observed."""

    answer: int
    updated_at: Timestamp


@dataclass(frozen=True, slots=True)
class Position:
    """What is owed in one asset class and unit of account, in base units of face; what is reserved
    is not owed yet.
    """

    asset_class: Code
    unit: Code
    outstanding: int = 0
    issued: int = 0
    reserved: int = 0

    def bound(self, basis: CapBasis) -> int:
        """The amount the cap binds: what is reserved counts as if it were issued."""
        return (self.outstanding if basis is CapBasis.OUTSTANDING else self.issued) + self.reserved

    def plus_issue(self, face: int) -> Position:
        """The position once `face` more is issued."""
        return replace(self, outstanding=self.outstanding + face, issued=self.issued + face)

    def recounted(self, before: Instrument, after: Instrument) -> Position:
        """The position once one of its instruments counts for something else."""
        owed, bound = after.owed - before.owed, after.bound - before.bound
        outstanding, reserved = self.outstanding + owed, self.reserved + bound - owed
        return replace(self, outstanding=outstanding, reserved=reserved)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A registered instrument: its position, and in base units the volume, what was issued, what is
    reserved and what is there now.

    Of each unit's original face `factor` / 10^10 is left. Nothing is issued from `closed_from`
    on, or while some of its payments are in declared default.
    """

    code: Code
    position: int
    volume: int
    issued: int = 0
    reserved: int = 0
    supply: int = 0
    factor: int = WHOLE
    closed_from: Timestamp | None = None
    defaults: int = 0

    @property
    def owed(self) -> int:
        """The face outstanding."""
        return face_rounded_up(self.supply, self.factor)

    @property
    def bound(self) -> int:
        """The face outstanding once all that is reserved is issued."""
        return face_rounded_up(self.supply + self.reserved, self.factor)

    def added_face(self, amount: int) -> int:
        """What `amount` more units, issued or reserved, add to the face that the cap binds."""
        return replace(self, reserved=self.reserved + amount).bound - self.bound


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the cap depends on. Prices are by unit; USD has none."""

    basis: CapBasis
    cap_usd: MicroUsd
    class_limits: Mapping[Code, MicroUsd]
    units: Mapping[Code, Unit]
    prices: Mapping[Code, Price]
    positions: Sequence[Position]

    def recounted(self, before: Instrument, after: Instrument) -> Figures:
        """The figures once an instrument counts for something else."""
        positions = list(self.positions)
        positions[after.position] = positions[after.position].recounted(before, after)
        return replace(self, positions=tuple(positions))


@dataclass(frozen=True, slots=True)
class Usage:
    """Micro-USD used in all and by position, and whether every price used was fit for an issue."""

    total: MicroUsd
    by_position: tuple[MicroUsd, ...]
    fresh: bool


def face_rounded_up(units: int, factor: int) -> int:
    """The face left of so many base units at a pool factor, rounded up to the base unit."""
    return divide_up(units * factor, WHOLE)


def usd_value_rounded_up(amount: int, unit: Unit, price: int) -> MicroUsd:
    """Micro-USD of `amount` base units at `price`, rounded up."""
    scale: int = 10 ** (unit.decimals + unit.feed_decimals)
    return MicroUsd(divide_up(amount * price * 10**USD_DECIMALS, scale))


def price_for_issue(figures: Figures, unit: Unit, now: int) -> int:
    """The unit's price if an issue may rest on it.

    Raises the price's refusal, in the contract's order.
    """
    if unit.code == USD:
        return 1
    price = figures.prices.get(unit.code)
    if price is None:
        raise PriceMissing(unit.code)
    if price.answer <= 0:
        raise PriceNotPositive(unit.code, price.answer)
    if price.answer > MAX_PRICE:
        raise PriceTooLarge(unit.code, price.answer)
    if price.updated_at > now:
        raise PriceFromFuture(unit.code, price.updated_at, Timestamp(now))
    if now - price.updated_at > unit.heartbeat:
        raise PriceStale(unit.code, price.updated_at, unit.heartbeat, Timestamp(now))
    return price.answer


def check_issue(figures: Figures, instrument: Instrument, amount: int, now: int) -> None:
    """Refuse an issue or reservation of `amount` base units that prices, class limit, cap or volume
    do not allow, in this order.

    The position issued and every other with anything bound needs a price; positions are asked in
    their order. Raises `PriceMissing`, `PriceNotPositive`, `PriceTooLarge`, `PriceFromFuture`,
    `PriceStale`, `ClassLimitExceeded`, `CapExceeded` or `IssueVolumeExceeded`.
    """
    index = instrument.position
    issued = figures.positions[index].plus_issue(instrument.added_face(amount))
    values = _values_for_issue(figures, index, issued, now)
    of_class = MicroUsd(
        sum(
            value
            for position, value in zip(figures.positions, values, strict=True)
            if position.asset_class == issued.asset_class
        )
    )
    limit = figures.class_limits[issued.asset_class]
    if of_class > limit:
        raise ClassLimitExceeded(issued.asset_class, of_class, limit)
    total = MicroUsd(sum(values))
    if total > figures.cap_usd:
        raise CapExceeded(total, figures.cap_usd)
    counted = instrument.issued + instrument.reserved + amount
    if counted > instrument.volume:
        unit = figures.units[issued.unit]
        raise IssueVolumeExceeded(
            instrument.code,
            Quantity(counted, unit.decimals, unit.code),
            Quantity(instrument.volume, unit.decimals, unit.code),
        )


def largest_issue_rounded_down(figures: Figures, instrument: Instrument, now: int) -> int:
    """The most base units that `check_issue` accepts now; zero where it accepts none.

    Raises a price's refusal.
    """
    index = instrument.position
    position = figures.positions[index]
    values = _values_for_issue(figures, index, position, now)
    unit = figures.units[position.unit]
    others = sum(values) - values[index]
    of_class = sum(
        value
        for place, (other, value) in enumerate(zip(figures.positions, values, strict=True))
        if other.asset_class == position.asset_class and place != index
    )
    room = min(figures.cap_usd - others, figures.class_limits[position.asset_class] - of_class)
    scale: int = 10 ** (unit.decimals + unit.feed_decimals)
    micro_price = price_for_issue(figures, unit, now) * 10**USD_DECIMALS
    within = divide_down(room * scale, micro_price) - position.bound(figures.basis)
    there = instrument.supply + instrument.reserved
    units = divide_down((within + instrument.bound) * WHOLE, instrument.factor) - there
    return max(0, min(units, instrument.volume - instrument.issued - instrument.reserved))


def used_usd(figures: Figures, now: int) -> Usage:
    """USD used at the last prices, fresh or not; a price that is missing or unusable counts as
    zero.
    """
    values: list[MicroUsd] = []
    fresh = True
    for position in figures.positions:
        amount = position.bound(figures.basis)
        unit = figures.units[position.unit]
        price = 1 if unit.code == USD else 0
        if amount and unit.code != USD:
            try:
                price = price_for_issue(figures, unit, now)
            except (PriceFromFuture, PriceStale):
                fresh = False
                price = figures.prices[unit.code].answer
            except (PriceMissing, PriceNotPositive, PriceTooLarge):
                fresh = False
        values.append(usd_value_rounded_up(amount, unit, price))
    return Usage(MicroUsd(sum(values)), tuple(values), fresh)


def usage_by_class(figures: Figures, usage: Usage) -> dict[Code, MicroUsd]:
    """Micro-USD used by asset class, in the order of the limits; classes without a position stand
    at zero.
    """
    used = dict.fromkeys(figures.class_limits, MicroUsd(0))
    for position, value in zip(figures.positions, usage.by_position, strict=True):
        used[position.asset_class] = MicroUsd(used[position.asset_class] + value)
    return used


@dataclass(frozen=True, slots=True)
class Breach:
    """The programme over its cap, or a class over its limit, without an issue having done it."""

    asset_class: Code | None
    used: MicroUsd
    limit: MicroUsd

    @property
    def subject(self) -> str:
        """What stands too high."""
        return f"the class {self.asset_class.lower()}" if self.asset_class else "the programme"

    @property
    def excess(self) -> MicroUsd:
        """How far above."""
        return MicroUsd(self.used - self.limit)


def passive_breaches(figures: Figures, now: int) -> list[Breach]:
    """The cap and the class limits that the programme stands above at the last prices; nothing but
    issuance stops.
    """
    usage = used_usd(figures, now)
    found = []
    if usage.total > figures.cap_usd:
        found.append(Breach(None, usage.total, figures.cap_usd))
    for asset_class, used in usage_by_class(figures, usage).items():
        if used > figures.class_limits[asset_class]:
            found.append(Breach(asset_class, used, figures.class_limits[asset_class]))
    return found


def _values_for_issue(figures: Figures, index: int, issued: Position, now: int) -> list[MicroUsd]:
    """Micro-USD of every position at prices fit for an issue, with `issued` at `index`; zero where
    nothing is bound.
    """
    values: list[MicroUsd] = []
    for place, position in enumerate(figures.positions):
        counted = issued if place == index else position
        amount = counted.bound(figures.basis)
        if not amount and place != index:
            values.append(MicroUsd(0))
            continue
        unit = figures.units[counted.unit]
        values.append(usd_value_rounded_up(amount, unit, price_for_issue(figures, unit, now)))
    return values

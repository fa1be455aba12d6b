"""What constructors fixed and no event says: the ground on which events are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rwa.calendar import Timestamp
from rwa.identifiers import NOBODY, Code, FunctionName, Party
from rwa.money import Quantity
from rwa.programme import CapBasis
from rwa.roles import Role


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a reserve's units: `stock` names what attests it, which believes
    `capacity` base units at most; what was counted `max_age` seconds ago is too old, and
    `margin_bps` hundredths of a percent of it stay unissued.
    """

    stock: Party
    capacity: int
    max_age: int
    margin_bps: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A token's terms.

    Amounts are in base units; a debt instrument has an issue and a maturity time. One that the
    issuer may call is so from `callable_from` on, with `call_notice` seconds of notice; a
    sinking one repays in `instalments` so much of each unit's original face, in 1e-10, to the
    holders of a record time. A reserve has its `backing`.
    """

    code: Code
    asset_class: Code
    unit: Code
    decimals: int
    denomination: int
    issue_time: Timestamp | None = None
    maturity_time: Timestamp | None = None
    callable_from: Timestamp | None = None
    call_notice: int = 0
    instalments: Mapping[Timestamp, int] = field(default_factory=dict)
    backing: Backing | None = None

    def notice_end(self, now: int) -> Timestamp | None:
        """The earliest time for which a call may be announced now; none where none ever may."""
        if self.callable_from is None:
            return None
        return Timestamp(max(self.callable_from, now + self.call_notice))

    def quantity(self, amount: int) -> Quantity:
        """An amount of this token's base units."""
        return Quantity(amount, self.decimals, self.unit)


@dataclass(frozen=True, slots=True)
class Cash:
    """Settlement cash in one currency, as its minor units are counted."""

    unit: Code
    decimals: int

    def quantity(self, amount: int) -> Quantity:
        """An amount of minor units."""
        return Quantity(amount, self.decimals, self.unit)


@dataclass(frozen=True, slots=True)
class Feed:
    """A price feed's decimals, and the largest change of one post in hundredths of a percent."""

    decimals: int
    max_change_bps: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may propose and approve orders of one function, and the seconds an approved one waits."""

    function: FunctionName
    proposers: frozenset[Role]
    approvers: frozenset[Role]
    delay: int


@dataclass(frozen=True, slots=True)
class Genesis:
    """The fixed ground of one programme.

    A feed's label is its description, as in `PKR / USD`; a policy's is its function's name; cash in
    PKR is called `cash-PKR`. Unclaimed money is held for `prescription` seconds. What is bought
    back is paid by `government`.
    """

    basis: CapBasis = CapBasis.OUTSTANDING
    tokens: Mapping[Code, Terms] = field(default_factory=dict)
    feeds: Mapping[Party, Feed] = field(default_factory=dict)
    policies: Mapping[FunctionName, Policy] = field(default_factory=dict)
    cash: Mapping[Party, Cash] = field(default_factory=dict)
    prescription: int = 0
    government: Party = NOBODY

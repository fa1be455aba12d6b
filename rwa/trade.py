"""A trade as two parties agree it: units from seller to buyer against cash from buyer to seller."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rwa.calendar import Timestamp
from rwa.identifiers import Code, Party
from rwa.money import divide_down


class TradeStatus(IntEnum):
    """How a trade stands; one past its expiry is over whatever this says."""

    PENDING = 0
    SETTLED = 1
    CANCELLED = 2


@dataclass(frozen=True, slots=True)
class Trade:
    """What both sign, in the order of the contract's struct.

    `amount` is in base units of the instrument, `clean` and `accrued` in minor units of cash;
    accrued is negative where the seller keeps the coming coupon. Of all trades of a party under one
    nonce, one settles.
    """

    ref: Code
    instrument: Code
    currency: Code
    seller: Party
    buyer: Party
    amount: int
    clean: int
    accrued: int
    settlement_time: Timestamp
    expiry: Timestamp
    seller_nonce: int
    buyer_nonce: int
    in_parts: bool

    @property
    def total(self) -> int:
        """What the buyer pays in all."""
        return self.clean + self.accrued

    def share(self, settled: int) -> int:
        """Cash paid once `settled` base units have been: their share of the whole, rounded down, so
        that parts come to the whole exactly.
        """
        return divide_down(self.total * settled, self.amount)

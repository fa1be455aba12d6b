"""Refusals of the programme: its registry of instruments, its cap, its prices and its papers."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, duration_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Code, DocumentHash, Party
from rwa.money import MicroUsd, Quantity, divide_up, format_units, usd_text


@dataclass(unsafe_hash=True)
class InstrumentUnknown(RuleRefused):
    """There is no instrument with this ISIN or commodity code."""

    rule = "instrument"
    id: Code

    @property
    def sentence(self) -> str:
        return f"{self.id} is not in the registry of instruments"


@dataclass(unsafe_hash=True)
class InstrumentTaken(RuleRefused):
    """The ISIN or commodity code is taken."""

    rule = "instrument"
    id: Code

    @property
    def sentence(self) -> str:
        return f"{self.id} is in the registry of instruments already"


@dataclass(unsafe_hash=True)
class ForeignToken(RuleRefused):
    """The token answers to another programme."""

    rule = "instrument"
    token: Party

    @property
    def sentence(self) -> str:
        return f"the token {self.token} answers to another programme"


@dataclass(unsafe_hash=True)
class UnitUnknown(RuleRefused):
    """The unit of account is unknown."""

    rule = "unit"
    unit: Code

    @property
    def sentence(self) -> str:
        return f"{self.unit} is not a unit of account of the programme"


@dataclass(unsafe_hash=True)
class DecimalsMismatch(RuleRefused):
    """A unit keeps its decimals, and an instrument has those of its unit."""

    rule = "unit"
    unit: Code
    decimals: int
    given: int

    @property
    def sentence(self) -> str:
        return f"{self.unit} has {self.decimals} decimals, not {self.given}"


@dataclass(unsafe_hash=True)
class TooManyDecimals(RuleRefused):
    """A unit and its feed have at most 18 decimals."""

    rule = "unit"
    unit: Code
    decimals: int

    @property
    def sentence(self) -> str:
        return f"{self.unit} or its feed has {self.decimals} decimals, above 18"


@dataclass(unsafe_hash=True)
class FeedMismatch(RuleRefused):
    """The feed prices something else."""

    rule = "unit"
    unit: Code
    description: str

    @property
    def sentence(self) -> str:
        return f"the feed of {self.unit} prices {self.description!r}, not '{self.unit} / USD'"


@dataclass(unsafe_hash=True)
class FeedRequired(RuleRefused):
    """A unit other than USD needs a feed and a heartbeat, and USD has none."""

    rule = "unit"
    unit: Code

    @property
    def sentence(self) -> str:
        return f"{self.unit} needs a price feed and a heartbeat, and only USD has none"


@dataclass(unsafe_hash=True)
class ClassUnknown(RuleRefused):
    """The asset class has no limit."""

    rule = "class"
    asset_class: Code

    @property
    def sentence(self) -> str:
        return f"the asset class {self.asset_class} has no limit and is not admitted"


@dataclass(unsafe_hash=True)
class TooManyPositions(RuleRefused):
    """At most 32 pairs of asset class and unit."""

    rule = "class"

    @property
    def sentence(self) -> str:
        return "the programme has 32 pairs of asset class and unit, the most there can be"


@dataclass(unsafe_hash=True)
class PriceNotPositive(RuleRefused):
    """The unit's price is not above zero. The price is in the feed's own decimals."""

    rule = "price"
    unit: Code
    price: int

    @property
    def sentence(self) -> str:
        return f"the price of {self.unit} is {self.price}, not above zero"


@dataclass(unsafe_hash=True)
class PriceTooLarge(RuleRefused):
    """The unit's price is beyond what the programme reckons with."""

    rule = "price"
    unit: Code
    price: int

    @property
    def sentence(self) -> str:
        return f"the price of {self.unit}, {self.price}, is too large to reckon with"


@dataclass(unsafe_hash=True)
class PriceFromFuture(RuleRefused):
    """The unit's price is dated after now."""

    rule = "price"
    unit: Code
    updated_at: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        dated, now = time_text(self.updated_at), time_text(self.time)
        return f"the price of {self.unit} is dated {dated}, and it is {now}"


@dataclass(unsafe_hash=True)
class PriceStale(RuleRefused):
    """The unit's price is older than its heartbeat (seconds)."""

    rule = "price"
    unit: Code
    updated_at: Timestamp
    heartbeat: int
    time: Timestamp

    @property
    def sentence(self) -> str:
        age = self.time - self.updated_at
        return (
            f"the price of {self.unit} of {time_text(self.updated_at)} is stale: "
            f"it is {duration_text(age)} old, and a price holds for {duration_text(self.heartbeat)}"
        )


@dataclass(unsafe_hash=True)
class PriceMissing(RuleRefused):
    """The unit's feed does not answer."""

    rule = "price"
    unit: Code

    @property
    def sentence(self) -> str:
        return f"there is no price of {self.unit}"


@dataclass(unsafe_hash=True)
class ClassLimitExceeded(RuleRefused):
    """The issue would carry its asset class over its limit."""

    rule = "class-limit"
    asset_class: Code
    used_usd: MicroUsd
    limit_usd: MicroUsd

    @property
    def sentence(self) -> str:
        used, limit = usd_text(self.used_usd), usd_text(self.limit_usd)
        name = self.asset_class.lower()
        return f"the class {name} would stand at {used}, above its limit of {limit}"


@dataclass(unsafe_hash=True)
class CapExceeded(RuleRefused):
    """The issue would carry the programme over its cap."""

    rule = "cap"
    used_usd: MicroUsd
    cap_usd: MicroUsd

    @property
    def sentence(self) -> str:
        used, cap = usd_text(self.used_usd), usd_text(self.cap_usd)
        return f"the programme would stand at {used}, above its cap of {cap}"


@dataclass(unsafe_hash=True)
class ReservationExceeded(RuleRefused):
    """Less than the amount is reserved."""

    rule = "reservation"
    id: Code
    amount: Quantity
    reserved: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.reserved} of {self.id} is reserved, less than {self.amount}"


@dataclass(unsafe_hash=True)
class RepaymentDue(RuleRefused):
    """Nothing is issued or taken back between the record time of a repayment and its payment."""

    rule = "repayment"
    id: Code
    closed_from: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"part of the principal of {self.id} is repaid to the holders of before "
            f"{time_text(self.closed_from)}; nothing is issued or taken back until it is"
        )


@dataclass(unsafe_hash=True)
class InDefault(RuleRefused):
    """Nothing is issued of what is in declared default."""

    rule = "default"
    id: Code

    @property
    def sentence(self) -> str:
        return f"{self.id} is in declared default; nothing is issued until it is cured"


@dataclass(unsafe_hash=True)
class PrincipalExceeded(RuleRefused):
    """A redemption pays no more of each unit's face than is left, a repayment less; in 1e-10."""

    rule = "repayment"
    id: Code
    principal: int
    left: int

    @property
    def sentence(self) -> str:
        return (
            f"{format_units(self.principal, 8)} percent of the face of {self.id} would be paid, "
            f"and {format_units(self.left, 8)} percent is left, the last of it to be redeemed"
        )


@dataclass(unsafe_hash=True)
class IssueVolumeExceeded(RuleRefused):
    """The issue would pass the instrument's volume; `issued` counts it."""

    rule = "volume"
    id: Code
    issued: Quantity
    volume: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.issued} of {self.id} would be issued, above its volume of {self.volume}"


@dataclass(unsafe_hash=True)
class NoAnswer(RuleRefused):
    """No price was posted in this round."""

    rule = "price"
    round: int

    @property
    def sentence(self) -> str:
        return f"the feed has no price in round {self.round}"


@dataclass(unsafe_hash=True)
class AnswerNotPositive(RuleRefused):
    """A price is above zero. The answer is in the feed's own decimals."""

    rule = "price"
    answer: int

    @property
    def sentence(self) -> str:
        return f"a price of {self.answer} is not above zero"


@dataclass(unsafe_hash=True)
class AnswerTooLarge(RuleRefused):
    """The answer does not fit a round of the feed. It is in the feed's own decimals."""

    rule = "price"
    answer: int

    @property
    def sentence(self) -> str:
        return f"a price of {self.answer} does not fit the feed"


@dataclass(unsafe_hash=True)
class AnswerFromFuture(RuleRefused):
    """A price is observed before it is posted."""

    rule = "price"
    updated_at: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        dated, now = time_text(self.updated_at), time_text(self.time)
        return f"a price dated {dated} cannot be posted at {now}"


@dataclass(unsafe_hash=True)
class AnswerOutOfOrder(RuleRefused):
    """A price is newer than the one before."""

    rule = "price"
    updated_at: Timestamp
    previous: Timestamp

    @property
    def sentence(self) -> str:
        dated, last = time_text(self.updated_at), time_text(self.previous)
        return f"a price dated {dated} is not newer than the last, of {last}"


@dataclass(unsafe_hash=True)
class AnswerJump(RuleRefused):
    """A price moves at most `max_change_bps` (hundredths of a percent) from the one before."""

    rule = "price-jump"
    answer: int
    previous: int
    max_change_bps: int

    @property
    def sentence(self) -> str:
        change = divide_up(abs(self.answer - self.previous) * 10**6, self.previous)
        return (
            f"the price would move by {format_units(change, 4)} percent (rounded up) from the last "
            f"one, above the {format_units(self.max_change_bps, 2)} percent one post may move it"
        )


@dataclass(unsafe_hash=True)
class DocumentIncomplete(RuleRefused):
    """A document has a name and a hash."""

    rule = "document"
    name: Code
    document_hash: DocumentHash

    @property
    def sentence(self) -> str:
        return f"document {self.name!r} needs a name and a hash, and has {self.document_hash[:10]}…"


@dataclass(unsafe_hash=True)
class DocumentUnknown(RuleRefused):
    """There is no document of this name."""

    rule = "document"
    name: Code

    @property
    def sentence(self) -> str:
        return f"the instrument has no document {self.name!r}"

"""Refusals of commodity reserves: attestations of stock, and issues against it."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, duration_text, end_text, through_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Code, DocumentHash, Party
from rwa.money import Quantity, format_units


@dataclass(unsafe_hash=True)
class OtherCommodity(RuleRefused):
    """The attestation is about another commodity."""

    rule = "attestation"
    commodity: Code
    given: Code

    @property
    def sentence(self) -> str:
        return f"the attestation is of {self.given}, and {self.commodity} is attested here"


@dataclass(unsafe_hash=True)
class NotSignedBy(RuleRefused):
    """The account has not signed this attestation."""

    rule = "signature"
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} has not signed the attestation as it was handed in"


@dataclass(unsafe_hash=True)
class OwnCountersignature(RuleRefused):
    """The custodian cannot countersign for itself."""

    rule = "signature"
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} attests stock in its own custody; an independent attestor must"


@dataclass(unsafe_hash=True)
class AttestationFromFuture(RuleRefused):
    """The stock is said to be counted after now."""

    rule = "attestation"
    as_of: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        as_of, now = end_text(self.as_of), time_text(self.time)
        return f"the attestation is as of {as_of}, which lies ahead: it is {now}"


@dataclass(unsafe_hash=True)
class AttestationOutOfOrder(RuleRefused):
    """The last attestation is as recent or more."""

    rule = "attestation"
    as_of: Timestamp
    last: Timestamp

    @property
    def sentence(self) -> str:
        as_of, last = end_text(self.as_of), end_text(self.last)
        return f"the attestation is as of {as_of}, and the last one as of {last}"


@dataclass(unsafe_hash=True)
class AttestationExpired(RuleRefused):
    """The attestation holds no longer."""

    rule = "attestation"
    expiry: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        through, now = through_text(self.expiry), time_text(self.time)
        return f"the attestation of the stock was valid {through}, and it is {now}"


@dataclass(unsafe_hash=True)
class StockAbsurd(RuleRefused):
    """More than the vaults can hold."""

    rule = "attestation"
    total: Quantity
    capacity: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.total} are attested, and the vaults hold {self.capacity} at most"


@dataclass(unsafe_hash=True)
class OmittedTooMuch(RuleRefused):
    """The count leaves out more than was delivered by its time."""

    rule = "attestation"
    omitted: Quantity
    delivered: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"the attestation leaves {self.omitted} out as delivered, and {self.delivered} were "
            "delivered by then"
        )


@dataclass(unsafe_hash=True)
class LotUnproved(RuleRefused):
    """The lot does not stand in the newest list."""

    rule = "lot"
    lot: DocumentHash

    @property
    def sentence(self) -> str:
        return f"lot {self.lot[:10]}… is not proved to stand in the newest attested list"


@dataclass(unsafe_hash=True)
class LotGone(RuleRefused):
    """The lot was delivered before."""

    rule = "lot"
    lot: DocumentHash

    @property
    def sentence(self) -> str:
        return f"lot {self.lot[:10]}… was delivered before; no list brings it back"


@dataclass(unsafe_hash=True)
class NoAttestation(RuleRefused):
    """There is no attestation of this number, or none at all."""

    rule = "attestation"
    round: int

    @property
    def sentence(self) -> str:
        if self.round:
            return f"there is no attestation {self.round}"
        return "no stock of this reserve is attested"


@dataclass(unsafe_hash=True)
class MarginTooLarge(RuleRefused):
    """The margin leaves something to issue."""

    rule = "margin"
    margin_bps: int

    @property
    def sentence(self) -> str:
        return f"a margin of {format_units(self.margin_bps, 2)} percent leaves nothing to issue"


@dataclass(unsafe_hash=True)
class StockMissing(RuleRefused):
    """Nothing is to be learnt of the stock."""

    rule = "stock"
    feed: Party

    @property
    def sentence(self) -> str:
        return f"{self.feed} does not say what stands in the vaults"


@dataclass(unsafe_hash=True)
class StockNegative(RuleRefused):
    """The stock is below zero."""

    rule = "stock"
    stock: int

    @property
    def sentence(self) -> str:
        return f"the stock is told as {self.stock:,}, below zero"


@dataclass(unsafe_hash=True)
class StockTooLarge(RuleRefused):
    """The stock is more than a register could count."""

    rule = "stock"
    stock: int

    @property
    def sentence(self) -> str:
        return f"the stock is told as {self.stock:,}, which is more than can be counted"


@dataclass(unsafe_hash=True)
class StockFromFuture(RuleRefused):
    """The stock is dated after now."""

    rule = "stock"
    updated_at: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        at, now = time_text(self.updated_at), time_text(self.time)
        return f"the stock is as of {at}, which lies ahead: it is {now}"


@dataclass(unsafe_hash=True)
class StockStale(RuleRefused):
    """The stock was counted too long ago."""

    rule = "stock"
    updated_at: Timestamp
    max_age: int
    time: Timestamp

    @property
    def sentence(self) -> str:
        age = duration_text(self.time - self.updated_at)
        return (
            f"the stock of {time_text(self.updated_at)} is stale: it is {age} old, "
            f"and it holds for {duration_text(self.max_age)}"
        )


@dataclass(unsafe_hash=True)
class StockExceeded(RuleRefused):
    """What would be outstanding and reserved is more than the stock less its margin."""

    rule = "stock"
    units: Quantity
    issuable: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"{self.units} would be outstanding and reserved, and the attested stock less its "
            f"margin backs {self.issuable}"
        )

"""Refusals of tenders: puts, buy-backs, exchanges and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rwa.accrued import accrued_text
from rwa.calendar import Timestamp, through_text, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Code, DocumentHash, Party
from rwa.money import Quantity
from rwa.refusals.auctions import price_text
from rwa.tender import NO_SEED, PAR, TenderKind


@dataclass(unsafe_hash=True)
class TermsFixed(RuleRefused):
    """An instrument's terms are fixed once some of it was issued or reserved."""

    rule = "terms"
    id: Code
    issued: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"the terms of {self.id} are fixed: {self.issued} of it was issued or is reserved, and "
            "drawing by lot is provided for before"
        )


@dataclass(unsafe_hash=True)
class TenderUnknown(RuleRefused):
    """There is no tender of this number."""

    rule = "tender"
    tender: int

    @property
    def sentence(self) -> str:
        return f"tender {self.tender} was not announced"


@dataclass(unsafe_hash=True)
class TenderTimesRefused(RuleRefused):
    """A tender's times lie ahead and follow each other."""

    rule = "tender"
    opens: Timestamp
    closes: Timestamp
    settlement_time: Timestamp
    settlement_deadline: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"a tender of {time_text(self.opens)} {through_text(self.closes)}, settled from "
            f"{time_text(self.settlement_time)} {through_text(self.settlement_deadline)}: it "
            f"closes after it opens and after {time_text(self.time)}, when it is announced, and "
            "settles later"
        )


@dataclass(unsafe_hash=True)
class TenderTermsRefused(RuleRefused):
    """Each kind of tender has terms of its own and no others."""

    rule = "tender"
    kind: TenderKind
    maximum: Quantity
    price: int
    ratio: int
    new_id: Code
    new_accrued: int
    seed_hash: DocumentHash

    @property
    def sentence(self) -> str:
        return next(self._broken())

    def _broken(self) -> Iterator[str]:
        """Each rule that the terms break."""
        kind, exchanged = self.kind, self.kind is TenderKind.EXCHANGE
        price, ratio = map(price_text, (self.price, self.ratio))
        for due, given, what, told in (
            (kind is not TenderKind.PUT, self.maximum.amount, "maximum", self.maximum),
            (kind in (TenderKind.PUT, TenderKind.DRAWING), self.price, "price", price),
            (exchanged, self.ratio, "ratio", ratio),
            (exchanged, self.new_id, "new instrument", self.new_id),
            (kind is TenderKind.DRAWING, self.seed_hash != NO_SEED, "seed", self.seed_hash),
        ):
            if due and not given:
                yield f"{kind.with_article} has a {what}, and none is given"
            if given and not due:
                yield f"{kind.with_article} has no {what}, and {told} is given"
        if self.new_accrued and not exchanged:
            yield f"{kind.with_article} has no new instrument on which interest has accrued"
        yield f"{kind.with_article} of an instrument for itself is none"


@dataclass(unsafe_hash=True)
class AccruedUncovered(RuleRefused):
    """What has accrued on what is given up covers what has accrued on the new instrument."""

    rule = "tender"
    accrued: int
    accrued_divisor: int
    ratio: int
    new_accrued: int
    new_accrued_divisor: int

    @property
    def sentence(self) -> str:
        accrued = Fraction(self.accrued, self.accrued_divisor)
        new = Fraction(self.new_accrued, self.new_accrued_divisor)
        due = new * Fraction(self.ratio, PAR)
        return (
            f"on 100 given up {accrued_text(accrued)} has accrued, and {accrued_text(due)} on the "
            f"{price_text(self.ratio)} given for them ({accrued_text(new)} per 100): a holder "
            "would owe cash, and an exchange in which one does is not held"
        )


@dataclass(unsafe_hash=True)
class DrawingNotAllowed(RuleRefused):
    """The terms of the instrument do not provide for drawing by lot."""

    rule = "terms"
    id: Code

    @property
    def sentence(self) -> str:
        return f"the terms of {self.id} do not provide for drawing by lot"


@dataclass(unsafe_hash=True)
class UnitsDiffer(RuleRefused):
    """Instruments are exchanged within one unit of account."""

    rule = "tender"
    id: Code
    new_id: Code

    @property
    def sentence(self) -> str:
        return f"{self.id} and {self.new_id} are not of one unit of account"


@dataclass(unsafe_hash=True)
class TenderKindRefused(RuleRefused):
    """This is not done in a tender of this kind."""

    rule = "tender"
    tender: int
    kind: TenderKind

    @property
    def sentence(self) -> str:
        return f"tender {self.tender} is {self.kind.with_article}, in which this is not done"


@dataclass(unsafe_hash=True)
class TenderNotOpen(RuleRefused):
    """Instructions are taken and withdrawn between two times."""

    rule = "tender"
    tender: int
    opens: Timestamp
    closes: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"tender {self.tender} is open from {time_text(self.opens)} "
            f"{through_text(self.closes)}, and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class NothingTendered(RuleRefused):
    """Instructions are for something."""

    rule = "tender"
    tender: int

    @property
    def sentence(self) -> str:
        return f"the instruction in tender {self.tender} is for nothing"


@dataclass(unsafe_hash=True)
class TenderPriceDiffers(RuleRefused):
    """The price is the tender's, but for a buy-back."""

    rule = "price"
    tender: int
    price: int
    due: int

    @property
    def sentence(self) -> str:
        return (
            f"tender {self.tender} is at the price {price_text(self.due)}, "
            f"not {price_text(self.price)}"
        )


@dataclass(unsafe_hash=True)
class TendererRefused(RuleRefused):
    """The account could not give the instrument up now."""

    rule = "eligibility"
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} could not give the instrument up now"


@dataclass(unsafe_hash=True)
class TenderedTooMuch(RuleRefused):
    """A holder tenders at most what they hold unfrozen; what is tendered already is frozen."""

    rule = "balance"
    account: Party
    tendered: Quantity
    unfrozen: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"{self.account} tenders {self.tendered}, and holds {self.unfrozen} "
            "neither frozen nor tendered already"
        )


@dataclass(unsafe_hash=True)
class InstructionUnknown(RuleRefused):
    """The tender has no instruction of this number."""

    rule = "tender"
    tender: int
    instruction: int

    @property
    def sentence(self) -> str:
        return f"tender {self.tender} has no instruction {self.instruction + 1}"


@dataclass(unsafe_hash=True)
class NotTenderer(RuleRefused):
    """The instruction is another holder's."""

    rule = "tender"
    account: Party
    tender: int
    instruction: int

    @property
    def sentence(self) -> str:
        return f"instruction {self.instruction + 1} of tender {self.tender} is not {self.account}'s"


@dataclass(unsafe_hash=True)
class InstructionConcluded(RuleRefused):
    """The instruction was withdrawn, settled or has lapsed."""

    rule = "tender"
    tender: int
    instruction: int

    @property
    def sentence(self) -> str:
        return (
            f"instruction {self.instruction + 1} of tender {self.tender} was withdrawn, settled "
            "or has lapsed"
        )


@dataclass(unsafe_hash=True)
class TenderStillOpen(RuleRefused):
    """Instructions are still taken."""

    rule = "tender"
    tender: int
    closes: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"tender {self.tender} is open {through_text(self.closes)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class TenderDecided(RuleRefused):
    """The tender is accepted or rejected."""

    rule = "tender"
    tender: int

    @property
    def sentence(self) -> str:
        return f"tender {self.tender} is decided"


@dataclass(unsafe_hash=True)
class TenderUndecided(RuleRefused):
    """The buy-back is neither accepted nor rejected."""

    rule = "tender"
    tender: int

    @property
    def sentence(self) -> str:
        return f"tender {self.tender} is neither accepted nor rejected yet"


@dataclass(unsafe_hash=True)
class TenderDecisionLate(RuleRefused):
    """The tender was to be decided before settlement."""

    rule = "tender"
    tender: int
    settlement_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"tender {self.tender} is decided before {time_text(self.settlement_time)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class HighestPriceMissing(RuleRefused):
    """No highest price has been set."""

    rule = "acceptance"
    tender: int

    @property
    def sentence(self) -> str:
        return f"tender {self.tender} has no highest price yet"


@dataclass(unsafe_hash=True)
class TenderPageTooLong(RuleRefused):
    """More amounts are given than instructions are left to go through."""

    rule = "acceptance"
    tender: int
    given: int
    left: int

    @property
    def sentence(self) -> str:
        return (
            f"{self.given} amounts are given for the {self.left} instructions that are left in "
            f"tender {self.tender}"
        )


@dataclass(unsafe_hash=True)
class AcceptanceRefused(RuleRefused):
    """Cheaper instructions are accepted in full, those at the highest price may be cut."""

    rule = "acceptance"
    tender: int
    instruction: int
    amount: Quantity
    least: Quantity
    most: Quantity

    @property
    def sentence(self) -> str:
        due = f"{self.most}" if self.least == self.most else f"{self.least} to {self.most}"
        return (
            f"of instruction {self.instruction + 1} of tender {self.tender} {due} is accepted, "
            f"not {self.amount}"
        )


@dataclass(unsafe_hash=True)
class TenderExceeded(RuleRefused):
    """More would be accepted or drawn than was announced."""

    rule = "acceptance"
    tender: int
    accepted: Quantity
    maximum: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"tender {self.tender} would take {self.accepted}, above the {self.maximum} announced"
        )


@dataclass(unsafe_hash=True)
class SeedRefused(RuleRefused):
    """This is not the seed whose hash was announced."""

    rule = "drawing"
    tender: int
    seed: DocumentHash

    @property
    def sentence(self) -> str:
        return f"the seed {self.seed} is not the one whose hash tender {self.tender} announced"


@dataclass(unsafe_hash=True)
class TenderNotDue(RuleRefused):
    """Instructions are settled from the settlement time on."""

    rule = "settlement"
    tender: int
    settlement_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return (
            f"tender {self.tender} settles from {time_text(self.settlement_time)}, "
            f"and it is {time_text(self.time)}"
        )


@dataclass(unsafe_hash=True)
class FundsMissing(RuleRefused):
    """The government account has not set enough cash aside."""

    rule = "funds"
    tender: int
    instruction: int
    needed: Quantity
    funds: Quantity

    @property
    def sentence(self) -> str:
        return (
            f"instruction {self.instruction + 1} of tender {self.tender} is due {self.needed}, and "
            f"the government account has set {self.funds} aside"
        )

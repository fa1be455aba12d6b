"""Acts of tenders: puts, buy-backs, exchanges and drawings by lot."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from rwa.scenario.acts.act import Act
from rwa.scenario.acts.register import OfInstrument
from rwa.scenario.fields import (
    Accrued,
    Amount,
    Day,
    InstrumentId,
    PlainAmount,
    Price,
    Slug,
    TenderId,
    WalletName,
)
from rwa.tender import TenderKind

KIND_FIELDS = {
    "put": {"price"},
    "buy_back": {"maximum"},
    "exchange": {"maximum", "new_instrument", "ratio"},
    "drawing": {"maximum", "price"},
}
"""What each kind of tender says of itself and no other does."""


class AnnounceTender(OfInstrument):
    """The fiscal agent announces a tender under a name.

    A put and a drawing are at a price per 100, an exchange gives `ratio` new per 100 of old; all
    but a put take at most a maximum. Holders tender from the day `opens`, at once without one,
    through another; instructions settle on a day, and lapse after another. Accrued interest at
    settlement is per 100 of face, in an exchange of the old and of the new; it follows from the
    terms unless it is told.
    """

    tender: Slug
    kind: Literal["put", "buy_back", "exchange", "drawing"]
    maximum: Amount | None = None
    price: Price | None = None
    accrued: Accrued | None = None
    new_instrument: InstrumentId | None = None
    new_accrued: Accrued | None = None
    ratio: Price | None = None
    opens: Day | None = None
    open_through: Day
    settlement: Day
    settles_through: Day

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        named = set().union(*KIND_FIELDS.values())
        given = {name for name in named if getattr(self, name) is not None}
        if given != (due := KIND_FIELDS[self.kind]):
            kind = TenderKind[self.kind.upper()].with_article
            raise ValueError(f"{kind} has {', '.join(sorted(due))} and no other terms")
        if self.new_accrued is not None and self.new_instrument is None:
            raise ValueError("new_accrued is told of what is given in exchange alone")
        return self


class OfTender(Act):
    """An act on a whole tender: rejected, drawn from its seed and the register at its close, or
    settled as far as it can be.
    """

    tender: TenderId


class OfInstruction(OfTender):
    """A holder withdraws an instruction."""

    instruction: Slug


class GiveTender(OfInstruction):
    """A holder tenders face under a name, in a buy-back at the price asked."""

    holder: WalletName
    face: PlainAmount
    price: Price | None = None


class AcceptTenders(OfTender):
    """The fiscal agent accepts what was asked below the highest price in full, and at it in
    proportion up to the maximum.
    """

    highest_price: Price

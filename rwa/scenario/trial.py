"""A checked trial: its sections, its persons, and what its words stand for in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from rwa.identifiers import Code
from rwa.money import Quantity, parse_units
from rwa.rates import minor_units
from rwa.redemption import RedemptionTerms
from rwa.reserves.lots import LotList
from rwa.scenario.acts.market import SealBid
from rwa.scenario.acts.reserves import Attest
from rwa.scenario.acts.trades import Agree
from rwa.scenario.auctions import bids_of
from rwa.scenario.bid_files import BidFile
from rwa.scenario.debt import accrued_on
from rwa.scenario.lot_files import LotKey, commodity_of, lot_key
from rwa.scenario.models import (
    BillSection,
    BondSection,
    CommoditySection,
    TrialSection,
)
from rwa.scenario.population import Persons

DAY = 86_400


@dataclass(frozen=True, slots=True)
class NumberedTrade:
    """A trade of the trial and its number, which both parties sign with it."""

    number: int
    terms: Agree


class Trial:
    """A trial whose names are known to be declared and whose amounts are known to fit their
    units.
    """

    def __init__(
        self,
        sections: TrialSection,
        bid_files: Mapping[str, BidFile] | None = None,
        lot_lists: Mapping[LotKey, LotList] | None = None,
    ) -> None:
        self.sections = sections
        self.bid_files = bid_files or {}
        self.lot_lists = lot_lists or {}

    def with_seed(self, seed: int) -> Trial:
        """The same trial with other draws."""
        sections = self.sections.model_copy(update={"seed": seed})
        return Trial(sections, self.bid_files, self.lot_lists)

    @property
    def name(self) -> str:
        """The trial's short name, safe in a path."""
        return self.sections.trial

    @property
    def seed(self) -> int:
        """What every draw of the trial starts from."""
        return self.sections.seed

    @cached_property
    def persons(self) -> Persons:
        """The persons drawn from the seed."""
        return Persons(self.sections.population, self.seed)

    @cached_property
    def trades(self) -> Mapping[str, NumberedTrade]:
        """Every trade that holders agree on, by name, numbered from 1 in the order of the file."""
        doings = (
            directive.attempt or directive
            for day in self.sections.days
            for directive in day.directives
        )
        agreed = (terms for doing in doings if (terms := doing.agree or doing.settle) is not None)
        return {terms.trade: NumberedTrade(number, terms) for number, terms in enumerate(agreed, 1)}

    def bids(self, auction: str) -> Mapping[str, SealBid]:
        """The bids of an auction by name, those of its file first."""
        file = self.bid_files.get(auction)
        return {**(file.bids if file else {}), **bids_of(self.sections, auction)}

    def rates(self, auction: str) -> Mapping[Decimal, Fraction]:
        """The yields, by price, that the file of an auction's bids names."""
        file = self.bid_files.get(auction)
        return file.rates if file else {}

    def lots(self, act: Attest, today: date) -> LotList | None:
        """The list of lots that an attestation of a day rests on; none where it tells a total."""
        key = lot_key(act, today)
        return None if key is None else self.lot_lists[key]

    def margin_bps(self, section: CommoditySection) -> int:
        """What stays unissued of a reserve's stock, in hundredths of a percent."""
        if section.margin_percent is not None:
            return section.margin_percent
        held = commodity_of(section)
        return held.margin_bps if held else 0

    def redemption_terms(self, key: str) -> RedemptionTerms | None:
        """On what terms a reserve is redeemed; none where the trial says nothing."""
        section = self.instrument(key)
        if not isinstance(section, CommoditySection) or (terms := section.redemption) is None:
            return None
        held = commodity_of(section)
        minimum = held.minimum_lot if held else 0
        if terms.minimum is not None:
            minimum = self.base_units(key, terms.minimum)
        told = minimum, terms.days * DAY, terms.shortfall == "first_come"
        if (cash := terms.cash) is None:
            return RedemptionTerms(*told)
        return RedemptionTerms(*told, cash.fee_percent, Code(cash.currency))

    def currency(self, terms: Agree) -> str:
        """The currency of a trade's cash."""
        return terms.currency or self.instrument(terms.instrument).unit

    def trade_accrued(self, terms: Agree) -> int:
        """The accrued interest of a trade in minor units: what the parties agree, or what the terms
        give on the face it is for, rounded half up.
        """
        decimals = self.sections.units[self.currency(terms)].decimals
        if terms.accrued is not None:
            return parse_units(terms.accrued, decimals)
        section = self.instrument(terms.instrument)
        accrued = accrued_on(self.sections, section, terms.settlement)
        return minor_units(Fraction(terms.amount) * accrued, decimals)

    def instrument(self, key: str) -> BillSection | BondSection | CommoditySection:
        """An instrument's terms, by its key in the file."""
        return self.sections.instruments[key]

    def decimals(self, instrument: str) -> int:
        """The decimals of an instrument's amounts."""
        return self.sections.units[self.instrument(instrument).unit].decimals

    def base_units(self, instrument: str, text: str) -> int:
        """An amount of an instrument, as the file writes it, in base units."""
        return parse_units(text, self.decimals(instrument))

    def quantity(self, instrument: str, amount: int) -> Quantity:
        """Base units of an instrument with their decimals and unit."""
        return Quantity(amount, self.decimals(instrument), self.instrument(instrument).unit)

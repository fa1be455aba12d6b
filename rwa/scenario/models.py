"""A trial file's sections, as frozen models: who takes part, what may be issued, what happens on
which day.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rwa.daycount import DayCount
from rwa.identifiers import CommodityCode, Isin
from rwa.payment import CATEGORIES
from rwa.scenario.debt_fields import Count as DayCountName
from rwa.scenario.debt_fields import FacePart, Floating, Percent, Reference
from rwa.scenario.directives import Directive
from rwa.scenario.expect import Expect
from rwa.scenario.fields import (
    Amount,
    BasisPoints,
    Count,
    Country,
    CouponRate,
    Day,
    DealerId,
    Decimals,
    ExchangeId,
    InstrumentId,
    Margin,
    Model,
    Prefix,
    Slug,
    Title,
    UnitCode,
    Usd,
)

CLASSES = ("bill", "bond", "commodity")
CURRENCIES = frozenset({"PKR", "USD"})
"""Units of account that are money; settlement cash exists in these."""
MAX_PERSONS = 20_000
"""Persons of one trial."""
USD = "USD"
"""The unit that needs no price."""


class ProgrammeSection(Model):
    """The programme: its name, the cap in USD and what it binds, and a limit for each asset
    class.
    """

    name: Title
    cap_usd: Usd
    cap_basis: Literal["outstanding", "cumulative_issuance"] = "outstanding"
    class_limits_usd: dict[Slug, Usd]
    prescription_years: Annotated[int, Field(ge=1, le=50)] = 10


class Feed(Model):
    """How a unit is priced: decimals of a price, hours until it is stale, largest change of one
    post in percent.
    """

    decimals: Decimals
    heartbeat_hours: Annotated[int, Field(ge=1, le=24 * 366)]
    largest_change_percent: BasisPoints


class UnitSection(Model):
    """A unit of account: the decimals of every instrument in it and, unless it is USD, its price
    feed.
    """

    decimals: Decimals
    price: Feed | None = None


class Parties(Model):
    """The parties of the programme by name, one account each; two accounts hold the issuer's money
    and the tax withheld.
    """

    ministry: Title
    regulator: Title
    registrar: Title
    fiscal_agent: Title
    custodian: Title
    oracle: Title
    attestor: Title = "Reserve Attestor"
    government_account: Title = "Government account"
    tax_account: Title = "Tax account"


class ExchangeSection(Model):
    """An exchange: its name, and whether it is invented for the trial."""

    name: Title
    fictional: bool


class DealerSection(ExchangeSection):
    """A primary dealer, which bids at auctions: its name, and whether it is invented."""


class HolidaysSection(Model):
    """What was declared of Pakistan's calendar: holidays late, and estimates that fell."""

    declared: tuple[Day, ...] = ()
    working: tuple[Day, ...] = ()


class StageLimits(Model):
    """What a stage of entry allows: customers, USD they hold together, USD of one transfer."""

    customers: Count
    exposure_usd: Usd
    transfer_usd: Usd


class StageLimitsSection(Model):
    """The limits of each stage from the start of the trial."""

    applicant: StageLimits
    noc: StageLimits
    goaml: StageLimits
    licence_applicant: StageLimits
    licensed: StageLimits


class InstrumentSection(Model):
    """What every instrument has; amounts are in its unit of account."""

    name: Title
    symbol: Annotated[Title, AfterValidator(lambda text: _within_bytes(text, 31))]
    unit: UnitCode
    denomination: Amount
    volume: Amount


class DebtSection(InstrumentSection):
    """What every debt instrument has: `stock` says whether the units are new debt or stand for
    stock immobilised in the central bank's register.
    """

    isin: Annotated[str, AfterValidator(Isin)]
    issue_date: Day
    maturity_date: Day
    kind: Literal["conventional", "ijara"] = "conventional"
    stock: Literal["new", "immobilised"] = "new"

    @property
    def code(self) -> str:
        """Its ISIN."""
        return self.isin


class BillSection(DebtSection):
    """A treasury bill, a discount sukuk or a zero-coupon issue: bought at a discount, face at
    maturity.
    """

    asset_class: Literal["bill"] = Field(alias="class")


class InstalmentSection(Model):
    """Part of the principal repaid on an interest date, in percent of original face."""

    date: Day
    percent: FacePart


class CallSection(Model):
    """From when the issuer may redeem the issue, whole or in part, and with how much notice."""

    start: Day = Field(alias="from")
    notice_days: Annotated[int, Field(ge=0, le=366)]


class BondSection(DebtSection):
    """A bond or Ijara sukuk: percent of face a year, fixed or floating, paid `frequency` times a
    year.

    With `record_days` every interest date has its record date, so many calendar days before; or
    `record_dates` are named; more can be announced. `instalments` repay the principal of a sinking
    issue, the last of them at maturity; `call` lets the issuer redeem it sooner. On `put_dates`
    holders may have it bought back; `by_lot` lets a part of it be redeemed from holders on whom the
    lot falls.
    """

    asset_class: Literal["bond"] = Field(alias="class")
    coupon_percent: CouponRate | None = None
    floating: Floating | None = None
    frequency: Literal[1, 2, 4, 12]
    day_count: DayCountName = DayCount.ACT_ACT_ICMA
    record_days: Annotated[int, Field(ge=0, le=366)] | None = None
    record_dates: tuple[Day, ...] = ()
    instalments: tuple[InstalmentSection, ...] = ()
    call: CallSection | None = None
    put_dates: tuple[Day, ...] = ()
    by_lot: bool = False

    @model_validator(mode="after")
    def _one_rate_and_one_way_to_record_dates(self) -> Self:
        if (self.coupon_percent is None) == (self.floating is None):
            raise ValueError("either coupon_percent or floating is expected")
        if self.record_days is not None and self.record_dates:
            raise ValueError("either record_days or record_dates is expected, not both")
        return self


class CashRedemptionSection(Model):
    """In what cash a reserve is redeemed instead, and what of it is kept as a fee."""

    currency: UnitCode
    fee_percent: Margin = 0


class RedemptionSection(Model):
    """On what terms a reserve is redeemed in kind: the fewest units, unless told those of the
    commodity it holds; the days for which a request stands; whether in a shortfall each lot costs
    its share, so that nobody gains by being first, or first come is first served. Cash is an
    alternative where its terms are told.
    """

    minimum: Amount | None = None
    days: Annotated[int, Field(ge=1, le=366)]
    shortfall: Literal["pro_rata", "first_come"] = "pro_rata"
    cash: CashRedemptionSection | None = None


class CommoditySection(InstrumentSection):
    """A commodity reserve, by its code.

    `holds` names what stands in the vaults, whose lists of lots can then be attested; its margin
    stays unissued of the stock, or `margin_percent`. More than `capacity`, unless told twice the
    volume, is not believed of the vaults, and no stock that was counted `max_age_days` ago.
    """

    asset_class: Literal["commodity"] = Field(alias="class")
    commodity: Annotated[str, AfterValidator(CommodityCode)]
    holds: Slug | None = None
    margin_percent: Margin | None = None
    capacity: Amount | None = None
    max_age_days: Annotated[int, Field(ge=1, le=3_660)] = 366
    redemption: RedemptionSection | None = None

    @model_validator(mode="after")
    def _counted_in_kind(self) -> Self:
        if self.unit in CURRENCIES:
            raise ValueError(f"a reserve is counted in kind, and {self.unit} is a currency")
        return self

    @property
    def code(self) -> str:
        """Its commodity code."""
        return self.commodity


Instrument = Annotated[
    BillSection | BondSection | CommoditySection, Field(discriminator="asset_class")
]


class Group(Model):
    """Persons drawn from the seed: named by prefix and number, due diligence valid through a
    date.
    """

    prefix: Prefix
    persons: Annotated[int, Field(ge=1, le=10_000)]
    kyc_through: Day


class Population(Model):
    """The persons of the trial. Countries and categories are drawn by weight; categories are
    numbered from 1.
    """

    countries: dict[Country, Annotated[int, Field(ge=1)]]
    categories: dict[Slug, Annotated[int, Field(ge=1)]]
    groups: tuple[Group, ...]

    @model_validator(mode="after")
    def _something_to_draw_from(self) -> Self:
        if (total := sum(group.persons for group in self.groups)) > MAX_PERSONS:
            raise ValueError(f"{total:,} persons are too many: {MAX_PERSONS:,} at most")
        if not self.countries or not self.categories:
            raise ValueError("countries and categories each need at least one entry")
        if len(self.categories) >= CATEGORIES:
            count = len(self.categories)
            raise ValueError(f"{count} categories are too many: {CATEGORIES - 1} at most")
        return self


class DaySection(Model):
    """What happens on one day, in the order written."""

    date: Day
    note: Title | None = None
    directives: tuple[Directive, ...]


class TrialSection(Model):
    """A whole trial file."""

    trial: Slug
    title: Title
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    start: Day
    programme: ProgrammeSection
    units: dict[UnitCode, UnitSection]
    parties: Parties
    stage_limits: StageLimitsSection
    exchanges: dict[ExchangeId, ExchangeSection]
    dealers: dict[DealerId, DealerSection] = Field(default_factory=dict)
    fixings: dict[Reference, dict[str, Percent]] = Field(default_factory=dict)
    holidays: HolidaysSection = HolidaysSection()
    instruments: dict[InstrumentId, Instrument]
    population: Population
    days: tuple[DaySection, ...]
    expect: Expect = Expect()

    @property
    def end(self) -> date:
        """The last day on which something happens."""
        return self.days[-1].date if self.days else self.start


def _within_bytes(text: str, limit: int) -> str:
    if len(text.encode()) > limit:
        raise ValueError(f"{text!r} is longer than {limit} bytes")
    return text

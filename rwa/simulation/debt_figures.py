"""The debt of a programme at a moment: what is still to be paid on each issue, and at what cost.

Floating interest beyond the known fixings is projected at the last of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rwa.calendar import day_of
from rwa.identifiers import Code
from rwa.instruments import CashFlow, Kind, MissingFixing, cash_flows
from rwa.ledger import Ledger
from rwa.portfolio import Debt, Due
from rwa.pricing import bill_yield
from rwa.rates import half_up, minor_units
from rwa.scenario.debt import fixings_of, terms_of
from rwa.scenario.models import BillSection, BondSection
from rwa.scenario.trial import Trial

COST_PLACES = 4


@dataclass(frozen=True, slots=True)
class IssuedDebt:
    """One issue outstanding, and whether it is new debt or immobilised stock."""

    debt: Debt
    code: Code
    stock: str


def outstanding_debt(trial: Trial, ledger: Ledger, now: int) -> list[IssuedDebt]:
    """Every bill and bond of which units are outstanding, in the order of the file."""
    day, found = day_of(now), []
    for key, section in trial.sections.instruments.items():
        if not isinstance(section, BillSection | BondSection):
            continue
        code = Code(section.isin)
        supply = ledger.tokens[code].supply
        if not supply:
            continue
        flows = cash_flows(terms_of(trial.sections, section), _Projected(trial))
        face = Fraction(supply, 10 ** trial.decimals(key))
        dues = tuple(_dues(flows, face, trial.decimals(key), day))
        resets = [flow.due for flow in flows if flow.kind is Kind.RATE_RESET and flow.due > day]
        floating = isinstance(section, BondSection) and section.floating is not None
        last = max((due.day for due in dues), default=day)
        refixing = (resets[0] if resets else last) if floating else None
        cost = _cost(section, ledger, flows, day)
        debt = Debt(section.name, section.unit, dues, cost, refixing)
        found.append(IssuedDebt(debt, code, section.stock))
    return found


class _Projected:
    """The fixings of a trial, and beyond them the last one known."""

    def __init__(self, trial: Trial) -> None:
        self._observed = fixings_of(trial.sections).observed

    def fixing(self, issue: str, reference: str, day: date) -> Fraction:
        known = self._observed.get(reference, {})
        past = [each for each in known if each <= day]
        if not past:
            raise MissingFixing(issue, reference, day, "nothing was observed by then")
        return known[max(past)]


def _dues(flows: tuple[CashFlow, ...], face: Fraction, decimals: int, day: date) -> list[Due]:
    """What the flows after a day come to on a face, each to the minor unit, half up."""
    dues: list[Due] = []
    for flow in flows:
        if flow.day < day or flow.kind in (Kind.INITIAL_EXCHANGE, Kind.RATE_RESET):
            continue
        amount = minor_units(flow.amount * face, decimals)
        interest = flow.kind is Kind.INTEREST
        dues.append(Due(flow.day, 0 if interest else amount, amount if interest else 0))
    return dues


def _cost(
    section: BillSection | BondSection, ledger: Ledger, flows: tuple[CashFlow, ...], day: date
) -> Decimal | None:
    """A bond's rate on a day; a bill's yield at its average auction price, where it was
    auctioned.
    """
    if isinstance(section, BondSection):
        rates = [flow.rate for flow in flows if flow.due <= day] or [flows[0].rate]
        return half_up(rates[-1], COST_PLACES)
    average = average_price(ledger, Code(section.isin))
    if average is None:
        return None
    days = (section.maturity_date - section.issue_date).days
    return half_up(bill_yield(average, days), COST_PLACES)


def average_price(ledger: Ledger, code: Code) -> Fraction | None:
    """What buyers paid per 100 of face at the auctions of an issue; none where there was none."""
    settled = [
        bid
        for auction in ledger.auctions.auctions.values()
        if auction.terms.id == code
        for bid in auction.bids.values()
        if bid.cost is not None and bid.allotted
    ]
    face = sum(bid.allotted for bid in settled)
    cost = sum(bid.cost or 0 for bid in settled)
    return Fraction(100 * cost, face) if face else None

"""The debt of a programme at a moment: what is still to be paid on each issue, and at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rwa.calendar import day_of
from rwa.identifiers import Code
from rwa.instruments import CashFlow, Kind, cash_flows
from rwa.ledger import Ledger
from rwa.portfolio import Debt, Due
from rwa.pricing import bill_yield
from rwa.rates import PRICE_PLACES, half_up
from rwa.scenario.debt import Projected, terms_of
from rwa.scenario.models import BondSection, DebtSection
from rwa.scenario.trial import Trial
from rwa.simulation.obligations import obligations

COST_PLACES = 4


@dataclass(frozen=True, slots=True)
class IssuedDebt:
    """One issue, whether it is new debt or immobilised stock, and at which fixings its interest is
    projected: the day and percent of each reference.
    """

    debt: Debt
    code: Code
    stock: str
    projected: Mapping[str, tuple[date, Fraction]]


def outstanding_debt(trial: Trial, ledger: Ledger, now: int) -> list[IssuedDebt]:
    """Every bill and bond on which something is still to be paid, in the order of the file."""
    day, found = day_of(now), []
    for section in trial.sections.instruments.values():
        if not isinstance(section, DebtSection):
            continue
        owed = [each for each in obligations(trial, section, ledger, now) if each.left]
        if not owed:
            continue
        dues = tuple(
            Due(each.day, 0 if each.interest else each.left, each.left if each.interest else 0)
            for each in owed
        )
        fixings = Projected(trial.sections)
        flows = cash_flows(terms_of(trial.sections, section), fixings)
        resets = [flow.due for flow in flows if flow.kind is Kind.RATE_RESET and flow.due > day]
        floating = isinstance(section, BondSection) and section.floating is not None
        last = max(due.day for due in dues)
        refixing = (resets[0] if resets else last) if floating else None
        code = Code(section.isin)
        debt = Debt(section.name, section.unit, dues, _cost(section, ledger, flows, day), refixing)
        found.append(IssuedDebt(debt, code, section.stock, fixings.projected))
    return found


def _cost(
    section: DebtSection, ledger: Ledger, flows: tuple[CashFlow, ...], day: date
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
    """What buyers paid per 100 of face at the auctions of an issue, to four decimals half up, as an
    average is published; none where there was no auction.
    """
    settled = [
        bid
        for auction in ledger.auctions.auctions.values()
        if auction.terms.id == code
        for bid in auction.bids.values()
        if bid.cost is not None and bid.allotted
    ]
    face = sum(bid.allotted for bid in settled)
    cost = sum(bid.cost or 0 for bid in settled)
    return Fraction(half_up(Fraction(100 * cost, face), PRICE_PLACES)) if face else None

"""The price above which a bill's redemption is taxed, beside what its auctions came to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rwa.findings import Finding
from rwa.identifiers import Code
from rwa.ledger import Ledger
from rwa.payment import PaymentKind
from rwa.rates import PRICE_PLACES, half_up
from rwa.scenario.models import BillSection
from rwa.scenario.trial import Trial
from rwa.simulation.debt_figures import average_price

CHECK = "average-price"


def tax_base_differences(trial: Trial, ledger: Ledger) -> Iterator[Finding]:
    """Every redemption of a bill that is taxed above another price than the issue's weighted
    average, of bills issued at auctions of the trial alone: what was issued otherwise has a price
    that the trial does not know.
    """
    for section in trial.sections.instruments.values():
        code = Code(section.code)
        if not isinstance(section, BillSection) or not _auctioned(ledger, code):
            continue
        average = min(average_price(ledger, code) or Fraction(100), Fraction(100))
        for payment in ledger.payments.standing(code):
            ratio = payment.terms.ratio
            base = 100 - Fraction(100 * ratio.taxable, ratio.denominator)
            if payment.terms.kind is PaymentKind.REDEMPTION and base != average:
                told, due = (half_up(each, PRICE_PLACES) for each in (base, average))
                sentence = (
                    f"payment {payment.number + 1} is taxed above {told} per 100, "
                    f"and the auctions of the issue came to {due} on average"
                )
                yield Finding(CHECK, code, sentence)


def _auctioned(ledger: Ledger, code: Code) -> bool:
    """Whether something was issued, and all of it at auctions."""
    allotted = sum(
        bid.allotted
        for auction in ledger.auctions.auctions.values()
        if auction.terms.id == code
        for bid in auction.bids.values()
        if bid.cost is not None
    )
    return 0 < allotted == ledger.programme.turnover(code).issued

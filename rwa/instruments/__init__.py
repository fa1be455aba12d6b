"""Debt issues: their terms, and the dated cash flows that follow from them."""

from rwa.instruments.cash_flows import (
    CashFlow,
    Kind,
    accrued_interest,
    cash_flows,
    each_cash_flow,
)
from rwa.instruments.cycles import Cycle, Stub, cycle_dates, parse_cycle
from rwa.instruments.errors import InvalidTerms, MissingFixing, RateGap
from rwa.instruments.fixings import AuctionBenchmarks, Benchmark, Fixings, Series
from rwa.instruments.terms import Call, FixedRate, FloatingRate, Instalment, Terms, Words

__all__ = [
    "AuctionBenchmarks",
    "Benchmark",
    "Call",
    "CashFlow",
    "Cycle",
    "FixedRate",
    "Fixings",
    "FloatingRate",
    "Instalment",
    "InvalidTerms",
    "Kind",
    "MissingFixing",
    "RateGap",
    "Series",
    "Stub",
    "Terms",
    "Words",
    "accrued_interest",
    "cash_flows",
    "cycle_dates",
    "each_cash_flow",
    "parse_cycle",
]

"""The primary market: bids in, allotments out. Clearing is a pure function; the clock and the rules
of the day are passed in.
"""

from rwa.auction.bids import Bid, BidUnclear, Category, Kind, Quote
from rwa.auction.bids_file import FormulaMissing, bids_by_line, read_bids
from rwa.auction.clearing import allotted_by_hand, clear, reject_all
from rwa.auction.pricing import BillPricing, BondPricing, Pricing, bond_of
from rwa.auction.result import Allotment, Level, Outcome, Result
from rwa.auction.rules import Rules, Tie, rules_on
from rwa.auction.terms import Auction, Method
from rwa.auction.voids import Reason, VoidedBid

__all__ = [
    "Allotment",
    "Auction",
    "Bid",
    "BidUnclear",
    "BillPricing",
    "BondPricing",
    "Category",
    "FormulaMissing",
    "Kind",
    "Level",
    "Method",
    "Outcome",
    "Pricing",
    "Quote",
    "Reason",
    "Result",
    "Rules",
    "Tie",
    "VoidedBid",
    "allotted_by_hand",
    "bids_by_line",
    "bond_of",
    "clear",
    "read_bids",
    "reject_all",
    "rules_on",
]

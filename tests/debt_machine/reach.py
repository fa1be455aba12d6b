"""What a run must meet: every rule of debt service, sales and settlement, act and danger."""

from __future__ import annotations

from rwa.refusals import REFUSALS, auctions, cash, offers, payments, settlement
from tests.campaign.reach import Wanted

DEBT_RULES = frozenset(
    name
    for name, kind in REFUSALS.items()
    if kind.__module__ in {each.__name__ for each in (auctions, cash, offers, payments, settlement)}
)
"""The refusals of the contracts that sell debt, settle trades in it and serve it."""

_ITSELF = "only the contract calls it, within itself"
_GAS = "the machine's transactions have gas enough"

OUT_OF_REACH = {
    "OnlyItself": _ITSELF,
    "NotItself": _ITSELF,
    "GasTooLow": _GAS,
    "SettlementUnexplained": _GAS,
    "RecordDatePassed": "it is why a settlement failed, and refuses no act",
    "CashMismatch": "the programme's own cash moves what it says",
    "TooManyPayments": "128 of them make every step slow",
}
"""Refusals of debt that the machine's acts cannot meet, and why."""

ALSO = frozenset(
    {
        "RoleRequired",
        "InstrumentUnknown",
        "NotMultipleOfDenomination",
        "RecordDateOpen",
        "RecordTimeRefused",
        "PriceStale",
        "CapExceeded",
        "ClassLimitExceeded",
        "ERC20InsufficientAllowance",
        "ERC20InsufficientBalance",
        "ERC7943InsufficientUnfrozenBalance",
        "HolderBlocked",
        "KycExpired",
        "HolderReplaced",
        "WalletFrozen",
        "TokenPaused",
        "Matured",
        "NotMatured",
        "PrincipalExceeded",
        "RepaymentDue",
        "InDefault",
        "NotCallable",
        "IssueCalled",
        "CallTimeRefused",
    }
)
"""Refusals of others that decide acts on debt."""

ACTS = frozenset(
    {
        "announce",
        "announce repayment",
        "call",
        "fund",
        "withdraw payment",
        "declare default",
        "pay",
        "release",
        "prescribe",
        "honour",
        "set tax rates",
        "announce record date",
        "announce auction",
        "commit bid",
        "withdraw bid",
        "reveal bid",
        "set cut-off",
        "allot",
        "reject bids",
        "settle auction",
        "announce offer",
        "subscribe",
        "close offer",
        "settle offer",
        "issue",
        "redeem",
        "transfer",
        "settle trade",
        "settle batch",
        "cancel trade",
        "post price",
        "pause",
        "unpause",
        "block",
        "unblock",
        "freeze wallet",
        "set frozen",
        "set KYC expiry",
        "remove",
        "onboard",
        "replace wallet",
        "recover",
        "credit cash",
        "take cash back",
    }
)

DANGERS = frozenset(
    {
        "remainder",
        "closed",
        "held: blocked",
        "held: due diligence",
        "held: no sponsor",
        "late",
        "default",
        "cure",
        "paid twice is tried",
        "paid across a recovery",
        "passed over for an older payment",
        "sold between record and payment",
        "redeemed",
        "principal repaid",
        "withdrawn repayment",
        "released to a successor",
        "record dates pass untouched",
        "trade settled",
        "trade settled ex-coupon",
        "trade settled in parts",
        "trade failed in a batch",
        "auction allotted",
        "allotment settled",
        "settlement failed",
        "allotment lapsed",
        "bid never revealed",
        "offer sold",
        "offer failed",
        "subscription settled",
        "subscription refunded",
        "subscription failed",
        "record date passed a sale",
    }
)
"""What an invariant must have stood up to."""

WANTED = Wanted(DEBT_RULES - set(OUT_OF_REACH) | ALSO, ACTS, DANGERS, done=5)

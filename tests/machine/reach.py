"""What a run of the machine must meet: rules that decide, acts that are done, dangers."""

from __future__ import annotations

from rwa.refusals import REFUSALS
from tests.campaign.reach import Wanted

UNTOUCHED = "several record dates passed untouched before an act"
STALE = "a price went stale before an act"
DANGERS = (UNTOUCHED, STALE)

_NO_ROLE_CHANGES = "roles do not change in the machine"
_NO_REGISTRATION = "instruments and units are set up before the machine starts"
_A_VIEW = "only a view refuses so"
_NO_PAPERS = "papers are not part of the machine"
_NO_PERMITS = "allowances are given by call"
_NO_PAYMENTS = "payments are no part of the machine"
_NO_CALLS = "calls of bonds are no part of the machine"

_OTHER_DESKS = (
    "auctions",
    "cash",
    "offers",
    "payments",
    "redemptions",
    "reserves",
    "settlement",
    "tenders",
)
"""Subjects of refusals that are no part of the machine."""

OUT_OF_REACH = {
    **{
        name: f"{subject} are no part of the machine"
        for name, refusal in REFUSALS.items()
        if (subject := refusal.__module__.rpartition(".")[2]) in _OTHER_DESKS
    },
    "AccessManagerUnauthorizedAccount": _NO_ROLE_CHANGES,
    "LastAdminCannotLeave": _NO_ROLE_CHANGES,
    "InstrumentTaken": _NO_REGISTRATION,
    "ForeignToken": _NO_REGISTRATION,
    "UnitUnknown": _NO_REGISTRATION,
    "DecimalsMismatch": _NO_REGISTRATION,
    "TooManyDecimals": _NO_REGISTRATION,
    "FeedMismatch": _NO_REGISTRATION,
    "FeedRequired": _NO_REGISTRATION,
    "ClassUnknown": _NO_REGISTRATION,
    "TooManyPositions": _NO_REGISTRATION,
    "MaturityBeforeIssue": _NO_REGISTRATION,
    "TooManyExchanges": "175 of them make every step slow",
    "NoAnswer": _A_VIEW,
    "RecordDateOpen": _A_VIEW,
    "DocumentIncomplete": _NO_PAPERS,
    "DocumentUnknown": _NO_PAPERS,
    "ERC2612ExpiredSignature": _NO_PERMITS,
    "ERC2612InvalidSigner": _NO_PERMITS,
    "ReservationExceeded": "auctions are no part of the machine",
    "RepaymentDue": _NO_PAYMENTS,
    "InDefault": _NO_PAYMENTS,
    "PrincipalExceeded": _NO_PAYMENTS,
    "NotCallable": _NO_CALLS,
    "IssueCalled": _NO_CALLS,
    "CallTimeRefused": _NO_CALLS,
    "NotProgramme": "the rules have no way past the programme",
    "ERC20InvalidApprover": "nobody owns the zero address",
}
"""Refusals that the machine's acts cannot meet, and why."""

ACTS = frozenset(
    {
        "enrol",
        "set operator",
        "grant NOC",
        "reach milestone",
        "set NOC expiry",
        "suspend",
        "reinstate",
        "revoke",
        "set stage limits",
        "refresh standing",
        "onboard",
        "onboard batch",
        "set KYC expiry",
        "remove",
        "re-sponsor",
        "block",
        "unblock",
        "replace wallet",
        "transfer",
        "transfer from",
        "batch transfer",
        "allow",
        "pause",
        "unpause",
        "set transfer limit",
        "freeze wallet",
        "unfreeze wallet",
        "batch freeze wallets",
        "set frozen",
        "freeze part",
        "unfreeze part",
        "batch freeze part",
        "batch unfreeze part",
        "issue",
        "issue batch",
        "redeem",
        "set cap",
        "set class limit",
        "post price",
        "announce record date",
        "close record dates",
        "propose order",
        "approve order",
        "cancel order",
        "forced transfer",
        "batch forced transfer",
        "recover",
    }
)
"""Every act of the machine."""

WANTED = Wanted(set(REFUSALS) - set(OUT_OF_REACH), ACTS, DANGERS)

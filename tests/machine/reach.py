"""How often each rule decided and each act was done, over a whole run."""

from __future__ import annotations

from collections import Counter

from rwa.refusals import REFUSALS

MIN_REFUSED = 5
MIN_DONE = 20
MIN_MET = 5
UNTOUCHED = "several record dates passed untouched before an act"
STALE = "a price went stale before an act"
DANGERS = (UNTOUCHED, STALE)

_NO_ROLE_CHANGES = "roles do not change in the machine"
_NO_REGISTRATION = "instruments and units are set up before the machine starts"
_A_VIEW = "only a view refuses so"
_NO_PAPERS = "papers are not part of the machine"
_NO_PERMITS = "allowances are given by call"

_OTHER_DESKS = ("auctions", "cash", "offers", "payments", "settlement", "tenders")
"""Subjects of refusals that are no part of the machine."""

OUT_OF_REACH = {
    **{
        name: f"{subject} are no part of the machine"
        for name, refusal in REFUSALS.items()
        if (subject := refusal.__module__.rpartition(".")[2]) in _OTHER_DESKS
    },
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
    "NotProgramme": "the rules have no way past the programme",
    "ERC20InvalidApprover": "nobody owns the zero address",
}
"""Refusals that the machine's acts cannot meet, and why."""


class Reach:
    """Counts of one run."""

    def __init__(self) -> None:
        self.steps = 0
        self.done: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.met: Counter[str] = Counter()

    def count(self, act: str, refusal: str | None) -> None:
        """One step: an act, and the refusal that decided it, if any."""
        self.steps += 1
        self.tried[act] += 1
        if refusal is None:
            self.done[act] += 1
        else:
            self.refused[refusal] += 1

    def shortfalls(self, acts: frozenset[str]) -> list[str]:
        """What the run met too seldom."""
        rules = sorted(set(REFUSALS) - set(OUT_OF_REACH))
        return (
            [
                f"{name} decided {self.refused[name]} times"
                for name in rules
                if self.refused[name] < MIN_REFUSED
            ]
            + [
                f"{name} done {self.done[name]} times"
                for name in sorted(acts)
                if self.done[name] < MIN_DONE
            ]
            + [f"{name}: {self.met[name]} times" for name in DANGERS if self.met[name] < MIN_MET]
        )

    def table(self) -> str:
        """Every count, the rarest first."""
        acts = [
            f"{self.done[name]:6} of {count:5}  {name}"
            for name, count in sorted(self.tried.items(), key=lambda item: self.done[item[0]])
        ]
        rules = [
            f"{self.refused[name]:6}  {name}"
            for name in sorted(
                set(REFUSALS) - set(OUT_OF_REACH), key=lambda name: self.refused[name]
            )
        ]
        met = [f"{self.met[name]:6}  {name}" for name in DANGERS]
        return "\n".join(
            [f"{self.steps} steps", "acts done:", *acts, "rules that decided:", *rules, *met]
        )


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

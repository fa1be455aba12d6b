"""How often each rule decided and each act was done, over a whole run."""

from __future__ import annotations

from collections import Counter

from rwa.refusals import REFUSALS

MIN_REFUSED = 5
MIN_DONE = 20

_NO_ROLE_CHANGES = "roles do not change in the machine"
_NO_REGISTRATION = "instruments and units are set up before the machine starts"
_A_VIEW = "only a view refuses so"
_NO_PAPERS = "papers are not part of the machine"
_NO_CASH = "cash is not part of the machine"
_NO_TRADES = "settlement is not part of the machine"
_NO_AUCTIONS = "auctions are not part of the machine"
_NO_SERVICE = "debt service is not part of the machine"
_NO_PERMITS = "allowances are given by call"

OUT_OF_REACH = {
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
    "CashUnknown": _NO_CASH,
    "CashMismatch": _NO_CASH,
    "SignatureRefused": _NO_TRADES,
    "SameParty": _NO_TRADES,
    "NothingToDeliver": _NO_TRADES,
    "NothingToPay": _NO_TRADES,
    "TradeEnded": _NO_TRADES,
    "TradeNotDue": _NO_TRADES,
    "TradeExpired": _NO_TRADES,
    "BeyondRemaining": _NO_TRADES,
    "PartsNotAgreed": _NO_TRADES,
    "NonceUsed": _NO_TRADES,
    "CashShort": _NO_TRADES,
    "NotParty": _NO_TRADES,
    "GasTooLow": _NO_TRADES,
    "NotItself": _NO_TRADES,
    "AuctionUnknown": _NO_AUCTIONS,
    "AuctionTimesRefused": _NO_AUCTIONS,
    "TargetRefused": _NO_AUCTIONS,
    "PriceRefused": _NO_AUCTIONS,
    "BiddingClosed": _NO_AUCTIONS,
    "DepositTooSmall": _NO_AUCTIONS,
    "BidUnknown": _NO_AUCTIONS,
    "NotBidder": _NO_AUCTIONS,
    "BidNotSealed": _NO_AUCTIONS,
    "RevealNotOpen": _NO_AUCTIONS,
    "CommitmentMismatch": _NO_AUCTIONS,
    "FaceMissing": _NO_AUCTIONS,
    "RevealStillOpen": _NO_AUCTIONS,
    "DecisionLate": _NO_AUCTIONS,
    "AuctionDecided": _NO_AUCTIONS,
    "AuctionUndecided": _NO_AUCTIONS,
    "CutOffMissing": _NO_AUCTIONS,
    "CutOffRefused": _NO_AUCTIONS,
    "PageTooLong": _NO_AUCTIONS,
    "AllotmentRefused": _NO_AUCTIONS,
    "AllotmentExceeded": _NO_AUCTIONS,
    "SettlementNotOpen": _NO_AUCTIONS,
    "SettlementUnexplained": _NO_AUCTIONS,
    "OnlyItself": _NO_AUCTIONS,
    "ReservationExceeded": _NO_AUCTIONS,
    "PaymentUnknown": _NO_SERVICE,
    "PaymentInPhase": _NO_SERVICE,
    "PaymentTimesRefused": _NO_SERVICE,
    "RatioRefused": _NO_SERVICE,
    "PeriodRefused": _NO_SERVICE,
    "TooManyPayments": _NO_SERVICE,
    "EarlierPaymentOpen": _NO_SERVICE,
    "PaymentNotDue": _NO_SERVICE,
    "WithinGrace": _NO_SERVICE,
    "PaymentExceeded": _NO_SERVICE,
    "TaxRatesMissing": _NO_SERVICE,
    "TaxRatesRefused": _NO_SERVICE,
    "TaxRateTooHigh": _NO_SERVICE,
    "NothingHeld": _NO_SERVICE,
    "StillHeld": _NO_SERVICE,
    "NotPrescribed": _NO_SERVICE,
    "OfferUnknown": _NO_AUCTIONS,
    "OfferTimesRefused": _NO_AUCTIONS,
    "OfferClosed": _NO_AUCTIONS,
    "NothingSubscribed": _NO_AUCTIONS,
    "OfferFull": _NO_AUCTIONS,
    "SubscriberRefused": _NO_AUCTIONS,
    "OfferStillOpen": _NO_AUCTIONS,
    "OfferDecided": _NO_AUCTIONS,
    "OfferUndecided": _NO_AUCTIONS,
    "SubscriptionUnknown": _NO_AUCTIONS,
    "OfferNotDue": _NO_AUCTIONS,
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
        return [
            f"{name} decided {self.refused[name]} times"
            for name in rules
            if self.refused[name] < MIN_REFUSED
        ] + [
            f"{name} done {self.done[name]} times"
            for name in sorted(acts)
            if self.done[name] < MIN_DONE
        ]

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
        return "\n".join(
            [f"{self.steps} steps", "acts done:", *acts, "rules that decided:", *rules]
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

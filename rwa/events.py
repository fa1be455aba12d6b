"""A chain event in the trial's words: the same record on every engine, without gas and transaction
hashes.

One line of JSON each, keys sorted, so that a run's log is the same bytes wherever it ran. Integers
above 2^53 are decimal strings there, because readers in other languages would round them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from rwa.calendar import Timestamp, iso_text, parse_iso
from rwa.entry import Milestone, Stage, Status
from rwa.errors import RwaError
from rwa.identifiers import DocumentHash, Identity
from rwa.payment import CATEGORIES, unpack_discharge
from rwa.roles import role_name
from rwa.words import Words, code_of

Value = str | int | bool | tuple[str, ...]
"""What an event says of one thing: text, a number, yes and no, or several names."""

_SAFE_INTEGER = 2**53


class EventUnknown(RwaError):
    """A contract emitted an event that the ledger has no place for."""

    def __init__(self, contract: str, name: str) -> None:
        self.contract = contract
        self.name = name
        super().__init__(f"{contract} emitted {name}, which the ledger does not know")


@dataclass(frozen=True, slots=True)
class Event:
    """What one contract said, at which second, as number `sequence` of the run.

    `contract` is its label: `participants`, `programme`, `orders`, `authority`, a feed's label, or
    an instrument's code.
    """

    sequence: int
    time: Timestamp
    contract: str
    name: str
    args: Mapping[str, Value]

    def text(self, key: str) -> str:
        """An argument that is text."""
        value = self.args[key]
        if not isinstance(value, str):
            raise TypeError(f"{self.name}.{key} is not text: {value!r}")
        return value

    def number(self, key: str) -> int:
        """An argument that is a number."""
        value = self.args[key]
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{self.name}.{key} is not a number: {value!r}")
        return value

    def flag(self, key: str) -> bool:
        """An argument that is yes or no."""
        return self.args[key] is True

    def names(self, key: str) -> tuple[str, ...]:
        """An argument that is several names."""
        value = self.args[key]
        if not isinstance(value, tuple):
            raise TypeError(f"{self.name}.{key} is not a list: {value!r}")
        return value

    def fraction(self, key: str) -> Fraction:
        """An argument that is a fraction; its divisor is told beside it."""
        return Fraction(self.number(key), self.number(f"{key}_divisor"))

    def numbers(self, key: str) -> tuple[int, ...]:
        """An argument that is several numbers."""
        return tuple(int(number) for number in self.names(key))

    def to_json(self) -> str:
        """The event as one line of JSON."""
        args = {
            key: str(value) if type(value) is int and abs(value) > _SAFE_INTEGER else value
            for key, value in self.args.items()
        }
        record = {
            "args": args,
            "contract": self.contract,
            "name": self.name,
            "sequence": self.sequence,
            "time": iso_text(self.time),
        }
        return json.dumps(record, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> Event:
        """The inverse of `to_json`. Raises `EventUnknown`."""
        record = json.loads(line)
        form = _form(record["contract"], record["name"])
        args = {
            key: _FROM_JSON[form[key]](value) if form[key] in _FROM_JSON else value
            for key, value in record["args"].items()
        }
        time = parse_iso(record["time"])
        return cls(record["sequence"], time, record["contract"], record["name"], args)


def event_of(
    words: Words,
    sequence: int,
    time: int,
    address: str,
    name: str,
    arguments: Mapping[str, Any],
) -> Event:
    """Put a decoded log into the trial's words. `arguments` are in the order of the Solidity event.

    Raises `EventUnknown`.
    """
    contract = words.party(address)
    form = _form(contract, name)
    raw = _FLATTENED[name](words, arguments) if name in _FLATTENED else tuple(arguments.values())
    args = {
        key: _READERS[kind](words, value)
        for (key, kind), value in zip(form.items(), raw, strict=True)
    }
    return Event(sequence, Timestamp(time), contract, name, MappingProxyType(args))


def _form(contract: str, name: str) -> Mapping[str, str]:
    if name not in EVENTS:
        raise EventUnknown(contract, name)
    return EVENTS[name]


_READERS: Mapping[str, Callable[[Words, Any], Value]] = {
    "party": lambda words, value: words.party(value),
    "parties": lambda words, value: tuple(words.party(address) for address in value),
    "exchange": lambda words, value: words.exchange(value),
    "exchanges": lambda words, value: tuple(words.exchange(number) for number in value),
    "code": lambda _, value: code_of(value),
    "hash": lambda _, value: DocumentHash("0x" + value.hex()),
    "identity": lambda _, value: Identity.from_bits(
        int(value, 16) if isinstance(value, str) else value
    ),
    "role": lambda _, value: role_name(value),
    "error": lambda words, value: words.error(value),
    "milestone": lambda _, value: Milestone(value).name.lower(),
    "stage": lambda _, value: Stage(value).name.lower(),
    "status": lambda _, value: Status(value).name.lower(),
    "time": lambda _, value: int(value),
    "number": lambda _, value: int(value),
    "numbers": lambda _, value: tuple(str(number) for number in value),
    "hashes": lambda _, value: tuple("0x" + each.hex() for each in value),
    "flag": lambda _, value: bool(value),
    "text": lambda _, value: str(value),
}
_FROM_JSON: Mapping[str, Callable[[Any], Value]] = {
    "time": int,
    "number": int,
    "parties": tuple,
    "exchanges": tuple,
    "numbers": tuple,
    "hashes": tuple,
}


def _holder(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    """A holder's word, unpacked: KYC expiry (40 bits) | exchange (8) | country (16) | category (8)
    | … | identity (160).
    """
    wallet, exchange, word = arguments.values()
    country = code_of((word >> 192 & 0xFFFF).to_bytes(2, "big"))
    return wallet, exchange, word >> 216, country, word >> 184 & 0xFF, word & (1 << 160) - 1


def _limits(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    stage, limits = arguments.values()
    return (stage, *limits)


def _standing(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    """The standing word, unpacked: epoch (40 bits) | earliest NOC expiry (40) | bitmap of exchanges
    (176).
    """
    (word,) = arguments.values()
    listed = [number for number in range(176) if word >> number & 1]
    return word >> 216, word >> 176 & (1 << 40) - 1, listed


def _proposal(words: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    order, target, data, document, proposer, capacity = arguments.values()
    return order, target, words.function(data[:4]), "0x" + data.hex(), document, proposer, capacity


def _trade(words: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    """A trade's fields one by one, and why it failed by the refusal's name and its bytes."""
    trade, terms, *rest = arguments.values()
    if rest and isinstance(rest[-1], bytes):
        rest[-1:] = [words.error(rest[-1][:4]), "0x" + rest[-1].hex()]
    return (trade, *terms, *rest)


def _payment(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    code, number, terms = arguments.values()
    return code, number, *terms


def _discharges(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    """What each holder was paid, unpacked, column by column."""
    code, number, *words = arguments.values()
    rows = [unpack_discharge(*pair) for pair in zip(*words, strict=True)]
    columns = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return code, number, *columns


def _tax_rates(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    """The rates word, unpacked: 16 bits a category."""
    start, word = arguments.values()
    return start, [word >> 16 * category & 0xFFFF for category in range(CATEGORIES)]


def _attestation(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    number, attestation, *signers = arguments.values()
    return (number, *attestation, *signers)


def _sale(_: Words, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    number, terms = arguments.values()
    return (number, *terms)


_FLATTENED: Mapping[str, Callable[[Words, Mapping[str, Any]], tuple[Any, ...]]] = {
    "HolderOnboarded": _holder,
    "StageLimitsSet": _limits,
    "StandingChanged": _standing,
    "OrderProposed": _proposal,
    "PaymentAnnounced": _payment,
    "PaymentMade": _discharges,
    "TaxRatesSet": _tax_rates,
    "TradeSettled": _trade,
    "SettlementFailed": _trade,
    "TradeCancelled": _trade,
    "AuctionAnnounced": _sale,
    "OfferAnnounced": _sale,
    "TenderAnnounced": _sale,
    "StockAttested": _attestation,
}

_TRADE: Mapping[str, str] = {
    "trade": "hash",
    "ref": "code",
    "instrument": "code",
    "currency": "code",
    "seller": "party",
    "buyer": "party",
    "amount": "number",
    "clean": "number",
    "accrued": "number",
    "settlement_time": "time",
    "expiry": "time",
    "seller_nonce": "number",
    "buyer_nonce": "number",
    "in_parts": "flag",
}
"""What every event of a trade says of it."""

EVENTS: Mapping[str, Mapping[str, str]] = {
    # Participants
    "ExchangeEnrolled": {"exchange": "exchange", "operator": "party", "document": "hash"},
    "OperatorChanged": {"exchange": "exchange", "operator": "party"},
    "MilestoneReached": {"exchange": "exchange", "milestone": "milestone", "document": "hash"},
    "NocExpirySet": {"exchange": "exchange", "expiry": "time", "document": "hash"},
    "StatusChanged": {"exchange": "exchange", "status": "status", "document": "hash"},
    "StageLimitsSet": {
        "stage": "stage",
        "customers": "number",
        "exposure_usd": "number",
        "transfer_usd": "number",
    },
    "HolderOnboarded": {
        "wallet": "party",
        "exchange": "exchange",
        "kyc_expiry": "time",
        "country": "text",
        "category": "number",
        "identity": "identity",
    },
    "KycExpirySet": {"wallet": "party", "expiry": "time"},
    "HolderRemoved": {"wallet": "party", "exchange": "exchange"},
    "HolderResponsored": {"wallet": "party", "from": "exchange", "to": "exchange"},
    "BlockSet": {"identity": "identity", "wallets": "parties", "blocked": "flag"},
    "WalletReplaced": {"wallet": "party", "successor": "party", "document": "hash"},
    "StandingChanged": {"epoch": "number", "earliest_expiry": "time", "whitelisted": "exchanges"},
    # Authority
    "RoleGranted": {
        "role": "role",
        "account": "party",
        "delay": "number",
        "since": "time",
        "new_member": "flag",
    },
    "RoleRevoked": {"role": "role", "account": "party"},
    "RoleLabel": {"role": "role", "label": "text"},
    # Orders
    "OrderProposed": {
        "order": "hash",
        "target": "party",
        "function": "text",
        "data": "text",
        "document": "hash",
        "proposer": "party",
        "capacity": "role",
    },
    "OrderApproved": {
        "order": "hash",
        "approver": "party",
        "capacity": "role",
        "not_before": "time",
    },
    "OrderCancelled": {"order": "hash", "account": "party", "capacity": "role"},
    "OrderUsed": {"order": "hash", "document": "hash"},
    # Programme and price feeds
    "CapSet": {"cap_usd": "number"},
    "ClassLimitSet": {"asset_class": "code", "limit_usd": "number"},
    "UnitSet": {
        "code": "code",
        "decimals": "number",
        "feed": "party",
        "feed_decimals": "number",
        "heartbeat": "number",
    },
    "InstrumentRegistered": {
        "id": "code",
        "token": "party",
        "asset_class": "code",
        "unit": "code",
        "volume": "number",
    },
    "Issued": {"id": "code", "to": "party", "amount": "number"},
    "Redeemed": {"id": "code", "from": "party", "amount": "number"},
    "Cancelled": {"id": "code", "from": "party", "amount": "number"},
    "Reserved": {"id": "code", "amount": "number"},
    "ReservedIssued": {"id": "code", "to": "party", "amount": "number"},
    "Released": {"id": "code", "amount": "number"},
    "PrincipalRepaid": {"id": "code", "principal": "number", "factor": "number"},
    "IssueClosedFrom": {"id": "code", "closed_from": "time"},
    "DefaultsCounted": {"id": "code", "defaults": "number"},
    "AnswerPosted": {"round": "number", "answer": "number", "updated_at": "time"},
    # Attested stock of commodities
    "StockAttested": {
        "round": "number",
        "commodity": "code",
        "as_of": "time",
        "expiry": "time",
        "total": "number",
        "omitted": "number",
        "root": "hash",
        "report": "hash",
        "custodian": "party",
        "attestor": "party",
    },
    "LotDelivered": {"lot": "hash", "quantity": "number"},
    # Redemption in kind
    "RedemptionTermsSet": {
        "id": "code",
        "minimum": "number",
        "period": "number",
        "first_come": "flag",
        "fee_bps": "number",
        "currency": "code",
    },
    "RedemptionRequested": {
        "number": "number",
        "id": "code",
        "holder": "party",
        "amount": "number",
        "deadline": "time",
        "fee_bps": "number",
        "currency": "code",
    },
    "RedemptionDelivered": {
        "number": "number",
        "wallet": "party",
        "weight": "number",
        "burned": "number",
        "lots": "hashes",
    },
    "RedemptionPaid": {
        "number": "number",
        "wallet": "party",
        "currency": "code",
        "cash": "number",
    },
    "RedemptionEnded": {"number": "number"},
    "Locked": {"account": "party", "amount": "number"},
    # Contracts that take and pay settlement cash
    "CashAccepted": {"unit": "code", "token": "party"},
    # Delivery versus payment
    "TradeSettled": {**_TRADE, "part": "number", "cash": "number"},
    "SettlementFailed": {**_TRADE, "part": "number", "refusal": "text", "data": "text"},
    "TradeCancelled": {**_TRADE, "account": "party"},
    # Debt service
    "PaymentAnnounced": {
        "id": "code",
        "number": "number",
        "kind": "number",
        "period": "number",
        "pay_time": "time",
        "grace_end": "time",
        "principal": "number",
        "numerator": "number",
        "taxable": "number",
        "denominator": "number",
    },
    "PaymentFunded": {
        "id": "code",
        "number": "number",
        "account": "party",
        "supply": "number",
        "due": "number",
        "late": "flag",
    },
    "DefaultDeclared": {"id": "code", "number": "number"},
    "PaymentMade": {
        "id": "code",
        "number": "number",
        "wallets": "parties",
        "units": "numbers",
        "gross": "numbers",
        "tax": "numbers",
        "outcomes": "numbers",
    },
    "PaymentWithdrawn": {"id": "code", "number": "number"},
    "PaymentClosed": {"id": "code", "number": "number", "remainder": "number"},
    "TaxRatesSet": {"start": "time", "rates": "numbers"},
    "HoldingReleased": {
        "unit": "code",
        "wallet": "party",
        "payee": "party",
        "amount": "number",
    },
    "HoldingPrescribed": {"unit": "code", "wallet": "party", "amount": "number"},
    "ClaimHonoured": {"unit": "code", "wallet": "party", "payee": "party", "amount": "number"},
    # Tenders
    "DrawingAllowed": {"id": "code"},
    "TenderAnnounced": {
        "tender": "number",
        "id": "code",
        "kind": "number",
        "maximum": "number",
        "price": "number",
        "accrued": "number",
        "accrued_divisor": "number",
        "new_id": "code",
        "new_accrued": "number",
        "new_accrued_divisor": "number",
        "ratio": "number",
        "opens": "time",
        "closes": "time",
        "settlement_time": "time",
        "settlement_deadline": "time",
        "seed_hash": "hash",
    },
    "Tendered": {
        "tender": "number",
        "instruction": "number",
        "holder": "party",
        "face": "number",
        "price": "number",
    },
    "TenderWithdrawn": {"tender": "number", "instruction": "number"},
    "LotDrawn": {
        "tender": "number",
        "instruction": "number",
        "holder": "party",
        "face": "number",
    },
    "SeedRevealed": {"tender": "number", "seed": "hash"},
    "HighestPriceSet": {"tender": "number", "price": "number"},
    "InstructionAccepted": {"tender": "number", "instruction": "number", "face": "number"},
    "InstructionsExamined": {"tender": "number", "instructions": "number"},
    "TenderAccepted": {"tender": "number", "accepted": "number"},
    "TenderRejected": {"tender": "number"},
    "InstructionSettled": {
        "tender": "number",
        "instruction": "number",
        "wallet": "party",
        "face": "number",
        "cash": "number",
        "new_face": "number",
    },
    "InstructionFailed": {"tender": "number", "instruction": "number", "reason": "error"},
    "InstructionLapsed": {"tender": "number", "instruction": "number"},
    "InstructionReleased": {"tender": "number", "instruction": "number"},
    # The primary market
    "AuctionAnnounced": {
        "auction": "number",
        "id": "code",
        "target": "number",
        "maximum": "number",
        "uniform": "flag",
        "bid_deadline": "time",
        "reveal_deadline": "time",
        "settlement_time": "time",
        "settlement_deadline": "time",
        "deposit_bps": "number",
        "deposit_floor": "number",
        "accrued": "number",
        "accrued_divisor": "number",
    },
    "BidCommitted": {
        "auction": "number",
        "bid": "number",
        "dealer": "party",
        "commitment": "hash",
        "deposit": "number",
    },
    "BidWithdrawn": {"auction": "number", "bid": "number"},
    "BidRevealed": {
        "auction": "number",
        "bid": "number",
        "investor": "party",
        "face": "number",
        "price": "number",
    },
    "BidVoided": {"auction": "number", "bid": "number"},
    "CutOffSet": {"auction": "number", "cut_off": "number", "non_competitive_price": "number"},
    "BidAllotted": {"auction": "number", "bid": "number", "amount": "number"},
    "BidsExamined": {"auction": "number", "bids": "number"},
    "AuctionClosed": {"auction": "number", "allotted": "number"},
    "BidsRejected": {"auction": "number"},
    "DepositReturned": {"auction": "number", "bid": "number", "amount": "number"},
    "DepositForfeited": {"auction": "number", "bid": "number", "amount": "number"},
    "AllotmentSettled": {
        "auction": "number",
        "bid": "number",
        "amount": "number",
        "cost": "number",
    },
    "AllotmentFailed": {"auction": "number", "bid": "number", "reason": "error"},
    "AllotmentLapsed": {"auction": "number", "bid": "number", "amount": "number"},
    "OfferAnnounced": {
        "offer": "number",
        "id": "code",
        "minimum": "number",
        "maximum": "number",
        "price": "number",
        "accrued": "number",
        "accrued_divisor": "number",
        "deadline": "time",
        "settlement_time": "time",
        "settlement_deadline": "time",
    },
    "Subscribed": {
        "offer": "number",
        "subscription": "number",
        "holder": "party",
        "face": "number",
        "paid": "number",
    },
    "OfferSold": {"offer": "number", "sold": "number"},
    "OfferFailed": {"offer": "number", "sold": "number"},
    "SubscriptionSettled": {"offer": "number", "subscription": "number", "cost": "number"},
    "SubscriptionLapsed": {"offer": "number", "subscription": "number"},
    "SubscriptionRefunded": {"offer": "number", "subscription": "number"},
    "SubscriptionFailed": {"offer": "number", "subscription": "number", "reason": "error"},
    # Tokens
    "Transfer": {"from": "party", "to": "party", "amount": "number"},
    "Approval": {"owner": "party", "spender": "party", "amount": "number"},
    "Frozen": {"account": "party", "amount": "number"},
    "TokensFrozen": {"account": "party", "amount": "number"},
    "TokensUnfrozen": {"account": "party", "amount": "number"},
    "AddressFrozen": {"account": "party", "frozen": "flag", "by": "party"},
    "ForcedTransfer": {"from": "party", "to": "party", "amount": "number"},
    "OrderExecuted": {
        "from": "party",
        "to": "party",
        "amount": "number",
        "document": "hash",
        "waived": "number",
    },
    "RecoverySuccess": {"lost": "party", "new": "party", "identity": "identity"},
    "Paused": {"by": "party"},
    "Unpaused": {"by": "party"},
    "TransferLimitSet": {"limit": "number"},
    "RecordDateAnnounced": {"period": "number", "record_time": "time"},
    "RecordDateClosed": {"period": "number", "supply": "number"},
    "CallAnnounced": {"call_time": "time"},
    "DocumentUpdated": {"name": "code", "uri": "text", "document": "hash"},
    "DocumentRemoved": {"name": "code", "uri": "text", "document": "hash"},
}
"""Every event of the contracts: its arguments in the order of Solidity, and what kind of thing each
is.
"""

"""An alert: what a rule found, why, and the transactions it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rwa.aml.movements import Act, Customer, Movement
from rwa.aml.rules import REFERENCE_DECIMALS, Rule
from rwa.calendar import Timestamp, iso_text
from rwa.identifiers import Code
from rwa.money import Quantity
from rwa.programme import Unit


@dataclass(frozen=True, slots=True)
class Alert:
    """One pattern in the dealings of one customer, told to the exchange that sponsors them."""

    rule: str
    terms: Rule
    subject: Customer
    time: Timestamp
    why: str
    transactions: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """How values of the reference are told."""

    reference: str

    def __call__(self, value: int) -> str:
        return str(Quantity(value, REFERENCE_DECIMALS, self.reference))


def alert_record(
    alert: Alert, reference: str, units: Mapping[Code, Unit], unit_of: Mapping[Code, Code]
) -> dict[str, Any]:
    """An alert as a case keeps it, and as goAML needs it."""
    return {
        "rule": alert.rule,
        "parameters": alert.terms.model_dump(mode="json"),
        "subject": alert.subject.identity,
        "exchange": alert.subject.exchange,
        "time": iso_text(alert.time),
        "reference": reference,
        "why": alert.why,
        "transactions": [
            _transaction_record(movement, units[unit_of[movement.instrument]])
            for movement in alert.transactions
        ],
    }


def case_id(record: Mapping[str, Any]) -> str:
    """The id of the case that an alert opens: the same alert is the same case, however often a run
    is scanned.
    """
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return "C-" + hashlib.sha256(canonical).hexdigest()[:10]


def _transaction_record(movement: Movement, unit: Unit) -> dict[str, Any]:
    quantity = Quantity(movement.amount, unit.decimals, unit.code)
    value = movement.value
    return {
        "place": "refusal" if movement.from_refusals else "event",
        "number": movement.number,
        "refused": movement.refusal if movement.act is Act.ATTEMPT else "",
        "time": iso_text(movement.time),
        "instrument": movement.instrument,
        "unit": unit.code,
        "amount": quantity.decimal,
        "value": None if value is None else Quantity(value, REFERENCE_DECIMALS, "").decimal,
        "from": _party(movement.sender, movement.sent_by),
        "to": _party(movement.receiver, movement.received_by),
    }


def _party(wallet: str, customer: Customer | None) -> dict[str, str]:
    if customer is None:
        return {"wallet": wallet, "exchange": "", "country": "", "identity": ""}
    return {
        "wallet": wallet,
        "exchange": customer.exchange,
        "country": customer.country,
        "identity": customer.identity,
    }

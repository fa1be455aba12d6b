"""Logs become events in the trial's words, and events survive their JSON line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from rwa.calendar import Timestamp
from rwa.chain.compiler import Artifact
from rwa.events import EVENTS, Event, EventUnknown, event_of
from rwa.words import Words

TOKEN = "0x" + "11" * 20
ALICE = "0x" + "aa" * 20
HINA = "0x" + "bb" * 20
TIME = 1_767_589_200  # 2026-01-05 10:00 in Karachi

FOREIGN = {
    "EIP712DomainChanged",
    "OperationCanceled",
    "OperationExecuted",
    "OperationScheduled",
    "RoleAdminChanged",
    "RoleGrantDelayChanged",
    "RoleGuardianChanged",
    "TargetAdminDelayUpdated",
    "TargetClosed",
    "TargetFunctionRoleUpdated",
}
"""Events of OpenZeppelin's contracts that no act of a programme makes them emit."""

FLATTENED = {
    "HolderOnboarded",
    "StageLimitsSet",
    "StandingChanged",
    "OrderProposed",
    "TradeSettled",
    "SettlementFailed",
    "TradeCancelled",
    "AuctionAnnounced",
    "PaymentAnnounced",
    "PaymentMade",
    "TaxRatesSet",
    "OfferAnnounced",
    "TenderAnnounced",
    "StockAttested",
}
"""Events whose packed or nested arguments are told one by one."""


class Limits(NamedTuple):
    customers: int
    exposure: int
    transfer: int


@pytest.fixture
def words() -> Words:
    words = Words()
    words.name_party(TOKEN, "PK0000000015")
    words.name_party(ALICE, "alice")
    words.name_exchange(1, "Binance")
    words.name_exchange(3, "HTX")
    words.name_function(b"\x01\x02\x03\x04", "setCap")
    return words


def told(words: Words, name: str, arguments: Mapping[str, Any]) -> Event:
    return event_of(words, 7, TIME, TOKEN, name, arguments)


def test_event__unknown_name__refused(words: Words) -> None:
    with pytest.raises(EventUnknown, match="PK0000000015 emitted Surprise"):
        told(words, "Surprise", {})
    line = told(words, "Paused", {"userAddress": ALICE}).to_json().replace("Paused", "Surprise")
    with pytest.raises(EventUnknown):
        Event.from_json(line)


def test_event__argument_of_another_kind__wrong_use(words: Words) -> None:
    event = told(words, "Transfer", {"from": ALICE, "to": HINA, "value": 5})
    for read in (
        lambda: event.number("from"),
        lambda: event.text("amount"),
        lambda: event.names("to"),
    ):
        with pytest.raises(TypeError):
            read()
    with pytest.raises(TypeError):
        told(words, "AddressFrozen", {"a": ALICE, "b": True, "c": ALICE}).number("frozen")


def test_events__compiled_contracts__every_event_and_argument(
    artifacts: Mapping[str, Artifact],
) -> None:
    theirs = {
        entry["name"]: len(entry["inputs"])
        for artifact in artifacts.values()
        for entry in artifact.abi
        if entry["type"] == "event"
    }
    assert set(theirs) - set(EVENTS) == FOREIGN
    assert set(EVENTS) <= set(theirs)
    for name, form in EVENTS.items():
        if name not in FLATTENED:
            assert len(form) == theirs[name], name


def test_event__transfer__names_not_addresses(words: Words) -> None:
    event = told(words, "Transfer", {"from": ALICE, "to": HINA, "value": 5})
    assert (event.contract, event.sequence, event.time) == ("PK0000000015", 7, TIME)
    assert event.args == {"from": "alice", "to": HINA, "amount": 5}


def test_event__holder_word__unpacked(words: Words) -> None:
    # KYC expiry (40) | exchange (8) | country (16) | category (8) | flags (8) | … | identity
    word = (TIME << 216) | (3 << 208) | (0x504B << 192) | (2 << 184) | (1 << 176) | 0xABC
    event = told(words, "HolderOnboarded", {"wallet": ALICE, "exchange": 3, "holder": word})
    assert event.args == {
        "wallet": "alice",
        "exchange": "HTX",
        "kyc_expiry": TIME,
        "country": "PK",
        "category": 2,
        "identity": f"0x{0xABC:040x}",
    }


def test_event__standing_word__unpacked(words: Words) -> None:
    word = (5 << 216) | (TIME << 176) | (1 << 3) | (1 << 1)
    event = told(words, "StandingChanged", {"standing": word})
    assert event.args == {"epoch": 5, "earliest_expiry": TIME, "whitelisted": ("Binance", "HTX")}


def test_event__limits_and_proposal__told_one_by_one(words: Words) -> None:
    limits = told(words, "StageLimitsSet", {"stage": 2, "limits": Limits(9, 2**60, 0)})
    assert limits.args["stage"] == "goaml"
    assert limits.number("exposure_usd") == 2**60
    proposal = told(
        words,
        "OrderProposed",
        {
            "order": bytes(32),
            "target": TOKEN,
            "data": b"\x01\x02\x03\x04\x05",
            "document": b"\x01" * 32,
            "proposer": ALICE,
            "capacity": 1,
        },
    )
    assert proposal.text("function") == "setCap"
    assert proposal.text("data") == "0x0102030405"
    assert proposal.text("capacity") == "ministry"


def test_event__recovery__identity_read_from_its_address_form(words: Words) -> None:
    arguments = {"lost": ALICE, "new": HINA, "id": "0x" + "0" * 38 + "0F"}
    assert told(words, "RecoverySuccess", arguments).text("identity") == "0x" + "0" * 39 + "f"


def test_event__discharges__unpacked_holder_by_holder(words: Words) -> None:
    # wallet (160) | net (96), and outcome (8) | units (120) | gross (96)
    payouts = [(int(ALICE, 16) << 96) | 85, (int(HINA, 16) << 96) | 170, int(HINA, 16) << 96]
    packed = [(2**100 << 96) | 100, (2 << 216) | (2 << 96) | 200, 4 << 216]
    arguments = {"id": b"A", "number": 3, "payouts": payouts, "discharges": packed}
    event = told(words, "PaymentMade", arguments)
    assert event.names("wallets") == ("alice", HINA, HINA)
    assert event.numbers("units") == (2**100, 2, 0)
    assert event.numbers("gross") == (100, 200, 0)
    assert event.numbers("tax") == (15, 30, 0)
    assert event.numbers("outcomes") == (0, 2, 4)


@pytest.mark.parametrize("amount", [0, 2**53, 2**53 + 1, 2**256 - 1])
def test_json__any_integer__same_event_and_large_ones_as_text(words: Words, amount: int) -> None:
    event = told(words, "Transfer", {"from": ALICE, "to": HINA, "value": amount})
    line = event.to_json()
    shown = json.loads(line)["args"]["amount"]
    assert shown == (amount if amount <= 2**53 else str(amount))
    assert Event.from_json(line) == event


def test_json__lists_and_flags__same_event(words: Words) -> None:
    blocked = told(words, "BlockSet", {"identity": 1, "wallets": [ALICE, HINA], "blocked": True})
    assert Event.from_json(blocked.to_json()) == blocked


def test_o20__json__one_ascii_line_with_sorted_keys(words: Words) -> None:
    words.name_party(HINA, "hina\n\u202etxt")
    line = told(words, "Transfer", {"from": ALICE, "to": HINA, "value": 1}).to_json()
    assert line.isascii()
    assert line.isprintable()
    assert line.startswith(
        '{"args":{"amount":1,"from":"alice","to":"hina\\n\\u202etxt"},"contract":'
    )
    assert json.loads(line)["time"] == "2026-01-05T10:00:00+05:00"
    assert Timestamp(TIME) == Event.from_json(line).time

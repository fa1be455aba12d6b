"""Raw values of the chain become the trial's words, in refusals as in events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from rwa.entry import Milestone, Status
from rwa.identifiers import NOBODY
from rwa.money import Quantity
from rwa.refusals import REFUSALS
from rwa.refusals.access import RoleRequired, SelectorNotOrdered
from rwa.refusals.entry import ExchangeUnknown, MilestonesMissing, StatusRefused
from rwa.refusals.programme import CapExceeded, PriceMissing
from rwa.refusals.token import ERC20InsufficientBalance, NotMultipleOfDenomination
from rwa.words import Words, code_of

ALICE = "0x" + "Aa" * 20
ZERO = "0x" + "0" * 40


@pytest.fixture
def words() -> Words:
    words = Words()
    words.name_party(ALICE, "alice")
    words.name_exchange(1, "Binance")
    words.name_function(bytes.fromhex("47786d37"), "setCap")
    words.measure_token("PK0000000015", "PKR", 2)
    return words


def test_refusal__not_one_of_the_programmes__none(words: Words) -> None:
    assert words.refusal("Panic", {"code": 17}) is None


def test_refusal__another_number_of_arguments__wrong_use(words: Words) -> None:
    with pytest.raises(ValueError, match="zip"):
        words.refusal("ExchangeUnknown", {})


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("ExchangeUnknown", {"exchange": 1}, ExchangeUnknown("Binance")),  # type: ignore[arg-type]
        ("ExchangeUnknown", {"exchange": 9}, ExchangeUnknown("exchange 9")),  # type: ignore[arg-type]
        (
            "RoleRequired",
            {"account": ALICE.lower(), "role": 4},
            RoleRequired("alice", "fiscal agent"),  # type: ignore[arg-type]
        ),
        ("RoleRequired", {"account": ZERO, "role": 99}, RoleRequired(NOBODY, "role 99")),  # type: ignore[arg-type]
        (
            "SelectorNotOrdered",
            {"selector": bytes.fromhex("47786d37")},
            SelectorNotOrdered("setCap"),  # type: ignore[arg-type]
        ),
        (
            "SelectorNotOrdered",
            {"selector": b"\x01\x02\x03\x04"},
            SelectorNotOrdered("0x01020304"),  # type: ignore[arg-type]
        ),
        (
            "MilestonesMissing",
            {"exchange": 1, "milestone": 3, "missing": 0b110},
            MilestonesMissing(
                "Binance",  # type: ignore[arg-type]
                Milestone.LICENCE_APPLICATION,
                frozenset({Milestone.GOAML, Milestone.INCORPORATION}),
            ),
        ),
        (
            "StatusRefused",
            {"exchange": 1, "status": 3, "next": 1},
            StatusRefused("Binance", Status.REVOKED, Status.ACTIVE),  # type: ignore[arg-type]
        ),
        ("PriceMissing", {"unit": b"PKR" + bytes(29)}, PriceMissing("PKR")),  # type: ignore[arg-type]
        ("CapExceeded", {"usedUsd": 2, "capUsd": 1}, CapExceeded(2, 1)),  # type: ignore[arg-type]
    ],
)
def test_refusal__raw_arguments__typed_and_named(
    words: Words, name: str, arguments: Mapping[str, Any], expected: Exception
) -> None:
    assert words.refusal(name, arguments) == expected


def test_refusal__amounts__in_the_instruments_unit(words: Words) -> None:
    raw = {"sender": ALICE, "balance": 100, "needed": 250}
    refusal = words.refusal("ERC20InsufficientBalance", raw, "PK0000000015")
    alice = words.party(ALICE)
    assert refusal == ERC20InsufficientBalance(
        alice, Quantity(100, 2, "PKR"), Quantity(250, 2, "PKR")
    )
    assert str(refusal) == "alice holds PKR 1.00, and PKR 2.50 is needed"


def test_refusal__amounts_of_no_known_instrument__base_units(words: Words) -> None:
    refusal = words.refusal("NotMultipleOfDenomination", {"amount": 5, "denomination": 2})
    unit = "base units"
    assert refusal == NotMultipleOfDenomination(Quantity(5, 0, unit), Quantity(2, 0, unit))


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_refusal__every_kind__can_be_read_and_told(words: Words, name: str) -> None:
    refusal = words.refusal(name, raw_arguments(name))
    assert refusal is not None
    assert refusal == words.refusal(name, raw_arguments(name))
    assert len(str(refusal)) > 10
    assert "\n" not in str(refusal)


def test_code_of__not_printable__hexadecimal() -> None:
    assert code_of(b"XAU-RESERVE-1" + bytes(19)) == "XAU-RESERVE-1"
    assert code_of(b"\xff" + bytes(31)) == "0xff" + "00" * 31
    assert code_of(b"a\nb" + bytes(29)).startswith("0x610a62")


def raw_arguments(name: str) -> dict[str, Any]:
    """Something the chain could hand over for each field of a refusal."""
    samples: dict[str, Any] = {
        "Party": ALICE,
        "ExchangeName": 1,
        "FunctionName": b"\x01\x02\x03\x04",
        "RoleName": 2,
        "Code": b"PKR" + bytes(29),
        "DocumentHash": bytes(32),
        "OrderId": bytes(32),
        "str": "PKR / EUR",
        "bool": True,
    }
    kind = REFUSALS[name]
    return {field.name: samples.get(str(field.type), 1) for field in fields(kind)}  # type: ignore[arg-type]

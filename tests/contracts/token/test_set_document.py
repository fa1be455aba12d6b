"""Documents of a token (ERC-1643): the ministry's on debt, the custodian's on a reserve."""

from __future__ import annotations

import pytest

from rwa.roles import Role
from tests.contracts.system import DAY, DOCUMENT, Market, keccak, refuses

KEEPERS = {
    "bill": ("ministry", Role.MINISTRY),
    "bond": ("ministry", Role.MINISTRY),
    "gold": ("custodian", Role.CUSTODIAN),
}
TERMS, BARS = b"terms".ljust(32, b"\0"), b"bar list".ljust(32, b"\0")
URI = "https://example.org/terms.pdf"


@pytest.mark.parametrize("token", KEEPERS)
@pytest.mark.parametrize(
    "caller", ["ministry", "custodian", "regulator", "registrar", "fiscal_agent", "holder"]
)
def test_set_document__by_anyone__only_the_keeper_of_its_class_may(
    market: Market, token: str, caller: str
) -> None:
    contract, account = getattr(market, token), getattr(market, caller)
    keeper, role = KEEPERS[token]
    calls = (("setDocument", TERMS, URI, DOCUMENT), ("removeDocument", TERMS))
    for call in calls:
        if caller == keeper:
            contract.send(*call, sender=account)
            continue
        with refuses("RoleRequired", account=account, role=int(role)):
            contract.send(*call, sender=account)


@pytest.mark.parametrize(
    ("name", "paper"), [(bytes(32), DOCUMENT), (TERMS, bytes(32)), (bytes(32), bytes(32))]
)
def test_set_document__without_name_or_hash__refused(
    market: Market, name: bytes, paper: bytes
) -> None:
    with refuses("DocumentIncomplete", name=name, documentHash=paper):
        market.gold.send("setDocument", name, URI, paper, sender=market.custodian)


def test_remove_document__unknown__refused(market: Market) -> None:
    with refuses("DocumentUnknown", name=TERMS):
        market.gold.send("removeDocument", TERMS, sender=market.custodian)


def test_remove_document__twice__refused(market: Market) -> None:
    market.gold.send("setDocument", TERMS, URI, DOCUMENT, sender=market.custodian)
    market.gold.send("removeDocument", TERMS, sender=market.custodian)
    with refuses("DocumentUnknown", name=TERMS):
        market.gold.send("removeDocument", TERMS, sender=market.custodian)


def test_set_document__new__kept_and_told(market: Market) -> None:
    receipt = market.gold.send("setDocument", TERMS, URI, DOCUMENT, sender=market.custodian)
    assert [(log.event, list(log.args.values())) for log in receipt.logs] == [
        ("DocumentUpdated", [TERMS, URI, DOCUMENT])
    ]
    assert tuple(market.gold.call("getDocument", TERMS)) == (URI, DOCUMENT, receipt.timestamp)
    assert market.gold.call("getAllDocuments") == [TERMS]


def test_set_document__again__replaced_and_named_once(market: Market) -> None:
    market.gold.send("setDocument", TERMS, URI, DOCUMENT, sender=market.custodian)
    market.wait(DAY)
    newer = keccak(b"second edition")
    receipt = market.gold.send("setDocument", TERMS, "", newer, sender=market.custodian)
    assert tuple(market.gold.call("getDocument", TERMS)) == ("", newer, receipt.timestamp)
    assert market.gold.call("getAllDocuments") == [TERMS]


def test_remove_document__known__gone_and_told(market: Market) -> None:
    for name in (TERMS, BARS):
        market.gold.send("setDocument", name, URI, DOCUMENT, sender=market.custodian)
    receipt = market.gold.send("removeDocument", TERMS, sender=market.custodian)
    assert [(log.event, list(log.args.values())) for log in receipt.logs] == [
        ("DocumentRemoved", [TERMS, URI, DOCUMENT])
    ]
    assert market.gold.call("getAllDocuments") == [BARS]
    assert tuple(market.gold.call("getDocument", TERMS)) == ("", bytes(32), 0)


def test_get_document__unknown__empty(market: Market) -> None:
    assert tuple(market.gold.call("getDocument", TERMS)) == ("", bytes(32), 0)
    assert market.gold.call("getAllDocuments") == []

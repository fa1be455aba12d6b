"""Roles, orders and the programme's own figures, rebuilt from events."""

from __future__ import annotations

import pytest

from rwa.errors import LedgerError
from rwa.identifiers import Code, FunctionName
from rwa.ledger.register import REGISTER_COLUMNS, register_rows
from rwa.programme import used_usd
from rwa.roles import Role
from tests.builders import (
    ALICE,
    BILL,
    BINANCE,
    DAY,
    GOLD,
    HINA,
    MINISTRY,
    PKR_FEED,
    REGULATOR,
    START,
    STRANGER,
    Story,
    opened,
    order_id,
    person,
)


def grant(story: Story, delay: int, since: int, *, new: bool) -> None:
    story.tell(
        "authority",
        "RoleGranted",
        role="ministry",
        account=STRANGER,
        delay=delay,
        since=since,
        new_member=new,
    )


def test_roles__granted_for_later__held_from_then() -> None:
    story = Story()
    grant(story, 0, START + 10, new=True)
    roles = story.ledger.roles
    assert not roles.holds(STRANGER, Role.MINISTRY, START + 9)
    assert roles.holds(STRANGER, Role.MINISTRY, START + 10)
    assert roles.members(Role.MINISTRY) == [STRANGER]


def test_roles__held_with_a_delay__does_not_count_until_it_ends() -> None:
    story = Story()
    grant(story, 5, START, new=True)
    roles = story.ledger.roles
    assert not roles.holds(STRANGER, Role.MINISTRY, START)
    grant(story, 0, START + 5, new=False)
    assert not roles.holds(STRANGER, Role.MINISTRY, START + 4)
    assert roles.holds(STRANGER, Role.MINISTRY, START + 5)


def test_roles__revoked__gone_and_labels_change_nothing() -> None:
    story = opened()
    story.tell("authority", "RoleLabel", role="ministry", label="Ministry")
    story.tell("authority", "RoleRevoked", role="ministry", account=MINISTRY)
    assert not story.ledger.roles.holds(MINISTRY, Role.MINISTRY, START)
    with pytest.raises(LedgerError):
        story.tell("authority", "RoleRevoked", role="ministry", account=MINISTRY)


def test_orders__proposed_approved_used__pending_until_used() -> None:
    story = opened()
    order = order_id(1)
    story.propose(order, FunctionName("setCap"), MINISTRY, Role.MINISTRY)
    pending = story.ledger.orders.pending
    assert pending[order].not_before is None
    story.approve(order, REGULATOR, Role.REGULATOR, 2 * DAY)
    assert pending[order].not_before == START + 2 * DAY
    story.tell("orders", "OrderUsed", order=order, document=pending[order].document)
    assert pending == {}


def test_orders__cancelled__gone_and_not_again() -> None:
    story = opened()
    order = order_id(1)
    story.propose(order, FunctionName("setCap"), MINISTRY, Role.MINISTRY)
    story.tell("orders", "OrderCancelled", order=order, account=MINISTRY, capacity="ministry")
    with pytest.raises(LedgerError, match="orders says OrderCancelled"):
        story.tell("orders", "OrderCancelled", order=order, account=MINISTRY, capacity="ministry")


def test_programme__issued_and_redeemed__positions_and_instruments() -> None:
    story = opened()
    story.issue(BILL, ALICE, 1_000_000)
    story.issue(GOLD, HINA, 40)
    story.redeem(BILL, ALICE, 400_000)
    book = story.ledger.programme
    bills, gold = book.positions
    assert (bills.outstanding, bills.issued, gold.outstanding) == (600_000, 1_000_000, 40)
    assert book.instruments[BILL].issued == 1_000_000
    # 6,000.00 PKR at 0.0036 and 0.040 oz at 2,500: 21.60 + 100.00
    assert used_usd(book.figures(), START).total == 121_600_000


def test_programme__second_instrument_of_a_pair__shares_the_position() -> None:
    story = opened()
    story.tell(
        "programme",
        "InstrumentRegistered",
        id="PK0000000023",
        token="PK0000000023",  # noqa: S106
        asset_class="BILL",
        unit="PKR",
        volume=1,
    )
    book = story.ledger.programme
    assert len(book.positions) == 2
    assert book.instruments[Code("PK0000000023")].position == 0


def test_programme__unit_without_feed__is_usd_and_last_price_counts() -> None:
    story = opened()
    story.tell(
        "programme", "UnitSet", code="USD", decimals=6, feed="nobody", feed_decimals=0, heartbeat=0
    )
    story.wait(5)
    story.price(PKR_FEED, 4 * 10**15)
    figures = story.ledger.programme.figures()
    assert figures.units[Code("USD")].feed is None
    assert figures.prices[Code("PKR")].answer == 4 * 10**15
    assert figures.prices[Code("PKR")].updated_at == START + 5


def test_register__rows__sorted_exact_and_with_what_stops_them() -> None:
    story = opened()
    story.onboard("aamir", BINANCE, 5, kyc=DAY)
    story.onboard("zara", BINANCE, 6)
    for wallet in ("zara", ALICE, "aamir", "asad"):
        story.issue(GOLD, wallet, 1_500)
    story.move(GOLD, HINA, HINA, 0)
    story.freeze(GOLD, ALICE, 500)
    story.freeze_wallet(GOLD, ALICE)
    story.block(6, "zara")
    story.tell("participants", "HolderRemoved", wallet="asad", exchange=BINANCE)
    story.wait(DAY)
    rows = register_rows(story.ledger, story.now)
    assert [(row.wallet, row.state) for row in rows] == [
        ("aamir", "kyc expired"),
        (ALICE, "frozen"),
        ("asad", "unknown"),
        ("zara", "blocked"),
    ]
    assert dict(zip(REGISTER_COLUMNS, rows[1].cells(), strict=True)) == {
        "instrument": GOLD,
        "wallet": ALICE,
        "person": person(1),
        "exchange": BINANCE,
        "country": "PK",
        "category": "1",
        "kyc_valid": "through 2026-11-30",
        "balance": "1.500",
        "frozen": "0.500",
        "pool_factor": "1.0000000000",
        "face_left": "1.500",
        "unit": "XAU",
        "state": "frozen",
    }


def test_register__lost_wallet_not_yet_recovered__replaced_and_strangers_unknown() -> None:
    story = opened()
    story.onboard("alice 2", BINANCE, 1)
    story.issue(GOLD, ALICE, 1)
    story.issue(GOLD, STRANGER, 1)
    story.replace(ALICE, "alice 2")
    states = {row.wallet: row.state for row in register_rows(story.ledger, story.now)}
    assert states == {ALICE: "replaced", STRANGER: "unknown"}

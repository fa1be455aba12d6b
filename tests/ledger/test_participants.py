"""Exchanges, holders and persons, rebuilt from events."""

from __future__ import annotations

import pytest

from rwa.entry import Limits, Milestone, Stage, Status
from rwa.errors import LedgerError
from tests.builders import ALICE, ASAD, BINANCE, HTX, PAPER, START, YEAR, Story, opened, person


def test_apply__customer_of_an_unknown_exchange__refused() -> None:
    story = Story()
    with pytest.raises(LedgerError, match="participants says HolderOnboarded, which cannot be"):
        story.onboard("alice", "Nowhere", 1)


def test_apply__wallet_removed_twice__refused() -> None:
    story = opened()
    story.tell("participants", "HolderRemoved", wallet=ALICE, exchange=BINANCE)
    with pytest.raises(LedgerError, match="alice has no sponsor"):
        story.tell("participants", "HolderRemoved", wallet=ALICE, exchange=BINANCE)


def test_apply__unknown_event_of_a_book__refused() -> None:
    with pytest.raises(LedgerError, match="event 0: participants says Paused"):
        Story().tell("participants", "Paused", by="x")


def test_exchange__enrolled_and_admitted__record_papers_and_stage() -> None:
    book = opened().ledger.participants
    record = book.exchanges[BINANCE]
    assert (record.status, record.stage, record.noc_expiry) == (
        Status.ACTIVE,
        Stage.GOAML,
        START + YEAR,
    )
    assert record.milestones == {Milestone.NOC, Milestone.GOAML}
    assert (BINANCE, "goAML registration", PAPER) in book.documents
    assert book.stage_limits[Stage.GOAML] == Limits(3, 0, 0)  # type: ignore[arg-type]


def test_exchange__new_operator__only_the_operator_changes() -> None:
    story = opened()
    story.tell("participants", "OperatorChanged", exchange=BINANCE, operator="new key")
    record = story.ledger.participants.exchanges[BINANCE]
    assert (record.operator, record.customers) == ("new key", 2)


def test_customers__second_wallet_of_a_person__counted_once() -> None:
    story = opened()
    story.onboard("alice 2", BINANCE, 1)
    book = story.ledger.participants
    assert book.exchanges[BINANCE].customers == 2
    assert book.wallets_of(person(1)) == [ALICE, "alice 2"]
    story.tell("participants", "HolderRemoved", wallet="alice 2", exchange=BINANCE)
    assert book.exchanges[BINANCE].customers == 2
    story.tell("participants", "HolderRemoved", wallet=ALICE, exchange=BINANCE)
    assert book.exchanges[BINANCE].customers == 1
    assert not book.holders[ALICE].sponsored


def test_t53__removed_wallet_onboarded_again__customer_of_the_new_sponsor() -> None:
    story = opened()
    story.tell("participants", "HolderRemoved", wallet=ALICE, exchange=BINANCE)
    story.onboard(ALICE, HTX, 1)
    book = story.ledger.participants
    assert book.holders[ALICE].exchange == HTX
    assert (book.exchanges[BINANCE].customers, book.exchanges[HTX].customers) == (1, 3)


def test_responsored__from_one_to_another__both_counts_move() -> None:
    story = opened()
    story.tell("participants", "HolderResponsored", wallet=ALICE, from_=BINANCE, to=HTX)
    book = story.ledger.participants
    assert (book.exchanges[BINANCE].customers, book.exchanges[HTX].customers) == (1, 3)
    assert book.sponsors(person(1)) == [HTX]


def test_blocked__person_and_wallets_named__both_until_unblocked() -> None:
    story = opened()
    book = story.ledger.participants
    story.block(1, ALICE)
    assert person(1) in book.blocked
    assert book.holders[ALICE].blocked
    assert not book.holders[ASAD].blocked
    story.block(1, ALICE, blocked=False)
    assert person(1) not in book.blocked
    assert not book.holders[ALICE].blocked


def test_replaced__lost_wallet__knows_its_successor_and_leaves_its_sponsor() -> None:
    story = opened()
    story.onboard("alice 2", HTX, 1)
    story.replace(ALICE, "alice 2")
    book = story.ledger.participants
    assert book.holders[ALICE].successor == "alice 2"
    assert not book.holders[ALICE].sponsored
    assert book.exchanges[BINANCE].customers == 1


def test_kyc__set_and_standing_repeated__only_the_expiry_moves() -> None:
    story = opened()
    story.tell("participants", "KycExpirySet", wallet=ALICE, expiry=5)
    story.tell("participants", "StandingChanged", epoch=2, earliest_expiry=1, whitelisted=())
    assert story.ledger.participants.holders[ALICE].kyc_expiry == 5


def test_copy__tried_on__the_book_itself_unchanged() -> None:
    story = opened()
    twin = story.ledger.participants.copy()
    twin.holders.clear()
    twin.wallets.clear()
    assert ALICE in story.ledger.participants.holders
    assert story.ledger.participants.wallets[BINANCE, person(1)] == 1

"""One register rebuilt from events: balances, freezes, and balances at record dates."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.errors import LedgerError
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger.token import NO_LIMIT
from tests.builders import ALICE, ASAD, DAY, GOLD, HINA, PAPER, START, Story, opened


def test_t52__transfer_of_more_than_held__refused() -> None:
    story = opened()
    with pytest.raises(LedgerError, match=r"alice sends XAU 0\.001 and holds XAU 0\.000"):
        story.move(GOLD, ALICE, HINA, 1)


def test_t52__record_date_closed_on_another_supply__refused() -> None:
    story = opened()
    story.tell(GOLD, "RecordDateAnnounced", period=0, record_time=START + DAY)
    story.issue(GOLD, ALICE, 5)
    story.wait(DAY)
    with pytest.raises(
        LedgerError, match=r"record date 1 closes on XAU 0\.004, and the supply was"
    ):
        story.tell(GOLD, "RecordDateClosed", period=0, supply=4)


def test_apply__record_date_never_announced__refused() -> None:
    with pytest.raises(LedgerError, match="which cannot be"):
        opened().tell(GOLD, "RecordDateClosed", period=0, supply=0)


def test_issue_transfer_redeem__balances_add_up_to_the_supply() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 100)
    story.move(GOLD, ALICE, HINA, 30)
    story.redeem(GOLD, HINA, 10)
    book = story.ledger.tokens[GOLD]
    assert (book.balance(ALICE), book.balance(HINA), book.supply) == (70, 20, 90)
    assert book.holders() == [ALICE, HINA]


def test_t05__frozen_beyond_the_balance__unfrozen_is_zero_and_the_excess_stays() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 100)
    story.freeze(GOLD, ALICE, 150)
    book = story.ledger.tokens[GOLD]
    assert (book.frozen_amount(ALICE), book.unfrozen(ALICE)) == (150, 0)
    story.issue(GOLD, ALICE, 60)
    assert book.unfrozen(ALICE) == 10


def test_switches__pause_limit_allowance_wallet__as_last_said() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    assert (book.paused, book.transfer_limit) == (False, NO_LIMIT)
    story.tell(GOLD, "Paused", by="regulator")
    story.tell(GOLD, "TransferLimitSet", limit=7)
    story.tell(GOLD, "Approval", owner=ALICE, spender=HINA, amount=9)
    story.freeze_wallet(GOLD, ALICE)
    assert (book.paused, book.transfer_limit) == (True, 7)
    assert book.allowances[ALICE, HINA] == 9
    assert book.frozen_wallets == {ALICE}
    story.tell(GOLD, "Unpaused", by="regulator")
    story.freeze_wallet(GOLD, ALICE, frozen=False)
    assert (book.paused, book.frozen_wallets) == (False, set())


def test_documents__attached_and_removed() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    story.tell(GOLD, "DocumentUpdated", name="bars", uri="https://x", document=PAPER)
    assert (book.documents[Code("bars")].hash, book.documents[Code("bars")].time) == (PAPER, START)
    story.tell(GOLD, "DocumentRemoved", name="bars", uri="https://x", document=PAPER)
    assert book.documents == {}


def test_t22__changes_in_the_second_of_the_record_time__come_after_it() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    story.tell(GOLD, "RecordDateAnnounced", period=0, record_time=START + DAY)
    story.issue(GOLD, ALICE, 100)
    story.wait(DAY - 1)
    story.move(GOLD, ALICE, HINA, 40)
    story.wait(1)
    story.tell(GOLD, "RecordDateClosed", period=0, supply=100)
    story.move(GOLD, HINA, ALICE, 40)
    story.issue(GOLD, ASAD, 1)
    assert book.holders_at(0) == {ALICE: 60, HINA: 40}
    assert (book.supply_at(0), book.supply) == (100, 101)


def test_t06__recovery__balance_freezes_and_past_move() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    story.onboard("alice 2", "HTX", 1)
    story.tell(GOLD, "RecordDateAnnounced", period=0, record_time=START + DAY)
    story.issue(GOLD, ALICE, 100)
    story.freeze(GOLD, ALICE, 30)
    story.freeze_wallet(GOLD, ALICE)
    story.wait(2 * DAY)
    story.tell(GOLD, "RecordDateClosed", period=0, supply=100)
    story.replace(ALICE, "alice 2")
    successor = Party("alice 2")
    story.recover(GOLD, ALICE, successor, 1)
    assert (book.balance(ALICE), book.balance(successor)) == (0, 100)
    assert (book.frozen_amount(ALICE), book.frozen_amount(successor)) == (0, 30)
    assert book.frozen_wallets == {successor}
    assert (book.balance_at(ALICE, 0), book.balance_at(successor, 0)) == (0, 100)
    assert book.predecessors == {successor: ALICE}


def test_t24__recovery_to_a_wallet_that_holds__the_past_is_what_both_held() -> None:
    """A moment that is no record date, such as the close of a drawing, is asked for too."""
    story = opened()
    book, successor = story.ledger.tokens[GOLD], Party("alice 2")
    story.onboard("alice 2", "HTX", 1)
    story.issue(GOLD, ALICE, 10)
    story.issue(GOLD, HINA, 10)
    story.issue(GOLD, successor, 50)
    moments = [story.now]
    for sender, receiver, amount in ((ALICE, HINA, 4), (successor, HINA, 5), (HINA, ALICE, 1)):
        story.wait(10)
        moments.append(story.now)
        story.move(GOLD, sender, receiver, amount)
    story.wait(10)
    moments.append(story.now)
    before = [book.held_before(moment) for moment in moments]
    story.replace(ALICE, successor)
    story.recover(GOLD, ALICE, successor, 1)
    for moment, held in zip(moments, before, strict=True):
        held[successor] = held.get(successor, 0) + held.pop(ALICE, 0)
        assert book.held_before(moment) == {who: held[who] for who in held if held[who]}
    assert book.balance(successor) == 52


def test_used__frozen__until_it_is_not() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    assert not book.used(ALICE, story.now)
    story.freeze(GOLD, ALICE, 1)
    assert book.used(ALICE, story.now)
    story.freeze(GOLD, ALICE, 0)
    assert not book.used(ALICE, story.now)
    story.freeze_wallet(GOLD, ALICE)
    assert book.used(ALICE, story.now)
    story.freeze_wallet(GOLD, ALICE, frozen=False)
    assert not book.used(ALICE, story.now)


def test_t24__used__nothing_received_on_both_sides_of_a_record_date__not_used() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    close_record_date(story, 0)
    story.move(GOLD, ALICE, HINA, 0)
    close_record_date(story, 1)
    story.move(GOLD, ALICE, HINA, 0)
    assert not book.used(HINA, story.now)


def test_used__held_and_left__only_if_a_record_date_lay_between() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    story.issue(GOLD, ALICE, 5)
    assert not book.used(ALICE, story.now)
    story.move(GOLD, ALICE, HINA, 5)
    assert not book.used(ALICE, story.now)
    close_record_date(story, 0, supply=5)
    story.move(GOLD, HINA, ALICE, 5)
    assert book.used(HINA, story.now)


def test_used__forced_transfer_to_itself__touches_nobody() -> None:
    story = opened()
    book = story.ledger.tokens[GOLD]
    story.issue(GOLD, ALICE, 5)
    close_record_date(story, 0, supply=5)
    story.move(GOLD, ALICE, ALICE, 5)
    story.tell(GOLD, "ForcedTransfer", from_=ALICE, to=ALICE, amount=5)
    story.redeem(GOLD, ALICE, 5)
    assert book.used(ALICE, story.now)
    close_record_date(story, 1)
    story.move(GOLD, ASAD, ASAD, 0)
    story.tell(GOLD, "ForcedTransfer", from_=ASAD, to=ASAD, amount=0)
    assert not book.used(ASAD, story.now)


def close_record_date(story: Story, period: int, supply: int = 0) -> None:
    story.tell(GOLD, "RecordDateAnnounced", period=period, record_time=story.now + 1)
    story.wait(1)
    story.tell(GOLD, "RecordDateClosed", period=period, supply=supply)


def test_copy__tried_on__the_book_itself_unchanged() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 5)
    twin = story.ledger.tokens[GOLD].copy()
    twin.move(ALICE, NOBODY, 5)
    twin.frozen[ALICE] = 1
    book = story.ledger.tokens[GOLD]
    assert (twin.supply, book.supply, book.balance(ALICE), book.frozen_amount(ALICE)) == (
        0,
        5,
        5,
        0,
    )


MOVES = st.lists(
    st.tuples(
        st.integers(0, 3 * DAY),
        st.sampled_from([NOBODY, ALICE, ASAD, HINA]),
        st.sampled_from([NOBODY, ALICE, ASAD, HINA]),
        st.integers(0, 50),
    ),
    max_size=30,
)


@given(MOVES)
def test_t22__record_dates__as_photographed_on_the_day(
    moves: list[tuple[int, Party, Party, int]],
) -> None:
    """Balances at record dates equal a photograph taken as the clock passes each of them."""
    story = Story()
    book = story.ledger.tokens[GOLD]
    times = [START + day * DAY for day in (2, 5, 6, 20)]
    for period, time in enumerate(times):
        story.tell(GOLD, "RecordDateAnnounced", period=period, record_time=time)
    photographs: dict[int, dict[Party, int]] = {}
    balances: defaultdict[Party, int] = defaultdict(int)
    for wait, sender, to, amount in moves:
        story.wait(wait)
        for time in times:
            if story.now >= time and time not in photographs:
                photographs[time] = {who: held for who, held in balances.items() if held}
        if sender == to or (sender != NOBODY and balances[sender] < amount):
            continue
        story.move(GOLD, sender, to, amount)
        for account, change in ((sender, -amount), (to, amount)):
            if account != NOBODY:
                balances[account] += change
    for period, time in enumerate(times):
        if time in photographs:
            assert book.holders_at(period) == photographs[time]
            assert book.supply_at(period) == sum(photographs[time].values())


def test_audit__recovery_to_a_wallet_touched_before__its_past_is_the_lost_ones() -> None:
    """An empty transfer to the successor, then a record date, then the recovery."""
    story = opened()
    book = story.ledger.tokens[GOLD]
    story.onboard("alice 2", "HTX", 1)
    successor = Party("alice 2")
    story.tell(GOLD, "RecordDateAnnounced", period=0, record_time=START + DAY)
    story.issue(GOLD, ALICE, 100)
    story.wait(60)
    story.move(GOLD, ALICE, successor, 0)
    story.wait(DAY)
    story.tell(GOLD, "RecordDateClosed", period=0, supply=100)
    story.replace(ALICE, "alice 2")
    story.recover(GOLD, ALICE, successor, 1)
    assert (book.balance_at(ALICE, 0), book.balance_at(successor, 0)) == (0, 100)
    assert book.holders_at(0) == {successor: 100}

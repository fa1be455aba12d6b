"""Balances and supply at past record dates, beside a plain book that copies all (T21, T22)."""

from __future__ import annotations

import itertools

import pytest

from rwa.chain.accounts import Address
from rwa.events import event_of
from rwa.identifiers import Code
from rwa.ledger.genesis import Terms
from rwa.ledger.token import TokenBook
from rwa.words import Words
from tests.contracts.system import DAY, Market, refuses
from tests.contracts.token.conftest import FREE_CODE, OpenMarket
from tests.contracts.token.walk import Walk

STEPS = 1_000
WEIGHTS = {
    "transfer": 30,
    "transfer_from": 3,
    "batch_transfer": 6,
    "mint": 5,
    "mint_batch": 2,
    "burn": 5,
    "force": 4,
    "freeze": 3,
    "freeze_some": 2,
    "unfreeze_some": 2,
    "freeze_wallet": 1,
    "thaw_wallet": 2,
    "limit": 1,
    "pause": 1,
    "announce": 5,
    "close": 2,
    "wait": 14,
    "newcomer": 2,
    "block": 1,
    "unblock": 3,
    "remove": 1,
    "onboard_again": 2,
    "recover": 4,
}
REACHED = {
    "transfer accepted": 100,
    "transferFrom accepted": 10,
    "batch accepted": 12,
    "force accepted": 12,
    "recovered": 10,
    "moved to a record time": 25,
}


def announce(open_market: OpenMarket, *days: int) -> None:
    """Announce record dates so many days ahead."""
    market = open_market.market
    for each in days:
        when = market.now + each * DAY
        open_market.reserve.send("announceRecordDate", when, sender=market.fiscal_agent)


def check_past(walk: Walk, latest: int = 64) -> None:
    """Every balance of every wallet at the latest record dates that have passed, and their sums."""
    token, book = walk.stamped, walk.book
    wallets = list(walk.person)
    periods = range(max(0, len(book.past) - latest), len(book.past))
    pairs = list(itertools.product(wallets, periods))
    kept = token.call_many("balanceOfAt", pairs)
    assert kept == [book.past[period][wallet] for wallet, period in pairs]
    supplies = token.call_many("totalSupplyAt", [(period,) for period in periods])
    assert supplies == [book.past[period].total() for period in periods]
    by_period = [
        sum(balance for (_, at), balance in zip(pairs, kept, strict=True) if at == period)
        for period in periods
    ]
    assert by_period == supplies
    now = token.call_many("balanceOf", [(wallet,) for wallet in wallets])
    assert now == [book.balances[wallet] for wallet in wallets]
    assert token.call("totalSupply") == sum(now) == book.supply
    assert token.call("recordTimes") == book.record_times


@pytest.mark.parametrize("period", [0, 1, 63, 64, 2**256 - 1])
def test_balance_of_at__none_announced__refused(market: Market, period: int) -> None:
    refused = {"period": period, "recordTime": 0, "time": market.now}
    with refuses("RecordDateOpen", **refused):
        market.gold.call("balanceOfAt", market.holder, period)
    with refuses("RecordDateOpen", **refused):
        market.gold.call("totalSupplyAt", period)


def test_t22__a_second_before_the_record_time__refused_at_it_answered(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    announce(open_market, 1)
    (when,) = token.call("recordTimes")
    market.engine.advance_to(when - 1)
    refused = {"period": 0, "recordTime": when, "time": when - 1}
    with refuses("RecordDateOpen", **refused):
        token.call("balanceOfAt", market.holder, 0)
    with refuses("RecordDateOpen", **refused):
        token.call("totalSupplyAt", 0)
    open_market.mint(token, market.holder, 10)
    market.engine.advance_to(when)
    assert token.call("closedPeriods") == 0
    assert token.call("balanceOfAt", market.holder, 0) == 10
    assert token.call("totalSupplyAt", 0) == 10


def test_t22__changes_in_the_second_of_the_record_time__come_after_it(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    announce(open_market, 1)
    (when,) = token.call("recordTimes")
    open_market.mint(token, market.holder, 1_000)
    market.engine.advance_to(when - 1)
    token.send("transfer", market.other_holder, 100, sender=market.holder)
    market.engine.advance_to(when)
    token.send("transfer", market.other_holder, 10, sender=market.holder)
    open_market.mint(token, market.distant_holder, 5)
    open_market.burn(token, market.holder, 1)
    wallets = [(each, 0) for each in (market.holder, market.other_holder, market.distant_holder)]
    assert token.call_many("balanceOfAt", wallets) == [900, 100, 0]
    assert token.call("totalSupplyAt", 0) == 1_000
    assert token.call("totalSupply") == 1_004


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_t22__order_of_transfers_after_the_cut__changes_nothing(
    open_market: OpenMarket, order: tuple[int, ...]
) -> None:
    market, token = open_market.market, open_market.reserve
    wallets = [market.holder, market.other_holder, market.distant_holder]
    announce(open_market, 1)
    for wallet in wallets:
        open_market.mint(token, wallet, 100)
    market.wait(DAY)
    for at in order:
        token.send("transfer", wallets[(at + 1) % 3], 100, sender=wallets[at])
    kept = token.call_many("balanceOfAt", [(wallet, 0) for wallet in wallets])
    assert kept == [100, 100, 100]


def test_t21__units_moved_after_the_record_date__count_once(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    wallets = [market.holder, market.other_holder, market.distant_holder]
    announce(open_market, 1)
    open_market.mint(token, market.holder, 100)
    market.wait(DAY)
    for sender, receiver in itertools.pairwise([*wallets, *wallets]):
        token.send("transfer", receiver, 100, sender=sender)
    kept = token.call_many("balanceOfAt", [(wallet, 0) for wallet in wallets])
    assert kept == [100, 0, 0]


def test_t24__zero_amount_pokes_by_others__change_no_past(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    announce(open_market, 1, 2, 3)
    open_market.mint(token, market.holder, 100)
    market.wait(DAY)
    token.send("transfer", market.holder, 0, sender=market.other_holder)
    market.wait(DAY)
    open_market.burn(token, market.holder, 0)
    market.wait(DAY)
    token.send("setFrozenTokens", market.holder, 5, sender=market.registrar)
    kept = token.call_many("balanceOfAt", [(market.holder, period) for period in range(3)])
    assert kept == [100, 100, 100]
    pokes = [(market.other_holder, period) for period in range(3)]
    assert token.call_many("balanceOfAt", pokes) == [0, 0, 0]


def test_t22__record_dates_passed_untouched__read_from_the_next_written(
    open_market: OpenMarket,
) -> None:
    market, token = open_market.market, open_market.reserve
    announce(open_market, *range(1, 11))
    open_market.mint(token, market.holder, 100)
    market.wait(4 * DAY)
    token.send("transfer", market.other_holder, 30, sender=market.holder)
    market.wait(6 * DAY)
    for wallet, expected in (
        (market.holder, [100] * 4 + [70] * 6),
        (market.other_holder, [0] * 4 + [30] * 6),
    ):
        rows = [(wallet, period) for period in range(10)]
        assert token.call_many("balanceOfAt", rows) == expected
    assert token.call("closedPeriods") == 4
    token.send("closeRecordDates", 10, sender=market.stranger)
    rows = [(market.holder, period) for period in range(10)]
    assert token.call_many("balanceOfAt", rows) == [100] * 4 + [70] * 6


@pytest.fixture
def walked(local: OpenMarket) -> Walk:
    """A long walk over many record dates, checked against the book on the way."""
    walk = Walk(local, [local.reserve], WEIGHTS, seed=21)
    walk.go(STEPS, 50, lambda: check_past(walk, latest=6))
    return walk


@pytest.mark.slow
def test_t21_t22__a_long_walk__every_past_balance_is_the_books(walked: Walk) -> None:
    """T52 as well: what the events tell adds up to what the token says."""
    check_past(walked)
    missed = {name: walked.met[name] for name in REACHED if walked.met[name] < REACHED[name]}
    assert not missed
    assert len(walked.book.past) >= 30
    replayed = replay(walked)
    check_replayed(walked, replayed)


def replay(walk: Walk) -> TokenBook:
    """The token's state from its events alone."""
    words = Words()
    words.name_party(walk.stamped.address, FREE_CODE)
    terms = Terms(Code(FREE_CODE), Code("COMMODITY"), Code("XAU"), 3, 1)
    book = TokenBook(terms)
    for sequence, (time, log) in enumerate(walk.logs):
        book.apply(event_of(words, sequence, time, log.address, log.event, log.args))
    return book


def check_replayed(walk: Walk, replayed: TokenBook) -> None:
    """Every getter of the token agrees with the replay."""
    token, wallets = walk.stamped, list(walk.person)

    def asked(view: str, *rest: int) -> dict[Address, int]:
        rows = [(wallet, *rest) for wallet in wallets]
        return dict(zip(wallets, token.call_many(view, rows), strict=True))

    party = Words().party
    assert asked("balanceOf") == {each: replayed.balance(party(each)) for each in wallets}
    frozen = {each: replayed.frozen_amount(party(each)) for each in wallets}
    assert asked("getFrozenTokens") == frozen
    whole = {each: party(each) in replayed.frozen_wallets for each in wallets}
    assert asked("isFrozen") == whole
    before = {
        party(each): party(str(lost))
        for each, lost in asked("predecessorOf").items()
        if int(str(lost), 16)
    }
    assert before == replayed.predecessors
    for period in range(token.call("closedPeriods")):
        past = {each: replayed.balance_at(party(each), period) for each in wallets}
        assert asked("balanceOfAt", period) == past
        assert token.call("totalSupplyAt", period) == replayed.supply_at(period)
    pairs = list(walk.book.allowances)
    assert len(pairs) >= 20
    given = token.call_many("allowance", pairs)
    assert given == [replayed.allowances[party(owner), party(to)] for owner, to in pairs]
    assert token.call("totalSupply") == replayed.supply
    assert token.call("paused") is replayed.paused
    assert token.call("transferLimit") == replayed.transfer_limit
    assert token.call("recordTimes") == replayed.record_times
    assert token.call("closedPeriods") == len(replayed.closed_supplies)

"""Issue, redemption and registration: what refuses, in the contracts' order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.entry import Status
from rwa.identifiers import NOBODY, Code, Party
from rwa.ledger import Ledger
from rwa.ledger.genesis import Feed
from rwa.ledger.token import MAX_SUPPLY
from rwa.refusals.access import OrderNotApproved, RoleRequired
from rwa.refusals.entry import ExchangeNotWhitelisted
from rwa.refusals.holders import HolderUnknown
from rwa.refusals.programme import (
    CapExceeded,
    ClassLimitExceeded,
    ClassUnknown,
    DecimalsMismatch,
    FeedMismatch,
    FeedRequired,
    InstrumentTaken,
    InstrumentUnknown,
    IssueVolumeExceeded,
    PriceMissing,
    PriceStale,
    TooManyDecimals,
    TooManyPositions,
    UnitUnknown,
)
from rwa.refusals.token import (
    AmountTooLarge,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC7943InsufficientUnfrozenBalance,
    IssueNotOpen,
    ListsDiffer,
    Matured,
    NotMatured,
    NotMultipleOfDenomination,
    TokenPaused,
    WalletFrozen,
)
from rwa.rules.supply import (
    check_cancel,
    check_exchange,
    check_issue,
    check_issue_batch,
    check_redeem,
    check_register,
    check_set_cap,
    check_set_class_limit,
    check_set_unit,
)
from tests.builders import (
    ALICE,
    BILL,
    DAY,
    FISCAL_AGENT,
    GENESIS,
    GOLD,
    HINA,
    HTX,
    MINISTRY,
    PKR_FEED,
    START,
    STRANGER,
    TENDERS,
    XAU_FEED,
    Story,
    opened,
    order_id,
)

LOT = 500_000


def issue(story: Story, amount: int, to: Party = ALICE, code: Code = BILL, now: int = 0) -> None:
    check_issue(story.ledger, FISCAL_AGENT, code, to, amount, now or story.now)


def test_issue__stranger_then_unknown_instrument__refused() -> None:
    story = opened()
    with pytest.raises(RoleRequired):
        check_issue(story.ledger, STRANGER, Code("X"), NOBODY, 1, story.now)
    with pytest.raises(InstrumentUnknown, match="X is not in the registry of instruments"):
        issue(story, 1, NOBODY, Code("X"))


def test_t27__issue__paused_not_open_or_matured__refused() -> None:
    story = opened()
    with pytest.raises(IssueNotOpen):
        issue(story, 1, NOBODY, now=START - 1)
    with pytest.raises(Matured):
        issue(story, 1, NOBODY, now=START + 84 * DAY)
    story.tell(BILL, "Paused", by="regulator")
    with pytest.raises(TokenPaused):
        issue(story, 1, NOBODY, now=START - 1)


def test_issue__receiver_refused__before_prices_are_asked() -> None:
    story = opened()
    story.wait(DAY + 1)
    with pytest.raises(ERC20InvalidReceiver):
        issue(story, 1, NOBODY)
    with pytest.raises(NotMultipleOfDenomination):
        issue(story, 1)
    with pytest.raises(HolderUnknown):
        issue(story, LOT, STRANGER)
    story.set_status(HTX, Status.SUSPENDED)
    with pytest.raises(ExchangeNotWhitelisted):
        issue(story, LOT, HINA)
    with pytest.raises(AmountTooLarge):
        issue(story, (MAX_SUPPLY // LOT + 1) * LOT)
    with pytest.raises(PriceStale, match="24 h 1 s old, and a price holds for 24 h"):
        issue(story, LOT)


def test_issue__no_price_posted__refused() -> None:
    story = Story()
    story.appoint()
    story.limit_customers(1)
    story.open_exchange("Binance")
    story.onboard(ALICE, "Binance", 1)
    story.limit_usd(1, BILL=1)
    story.register(BILL)
    with pytest.raises(PriceMissing):
        issue(story, LOT)


def test_issue__class_limit_cap_volume__in_this_order() -> None:
    story = opened()
    # one lot is PKR 5,000.00, worth US$18.00; 600,000 / 18 = 33,333.3 lots
    with pytest.raises(ClassLimitExceeded, match=r"class bill would stand at US\$600,012\.00"):
        issue(story, 33_334 * LOT)
    issue(story, 33_333 * LOT)
    story.issue(BILL, ALICE, 33_333 * LOT)
    story.issue(GOLD, ALICE, 160_000)
    story.tell("programme", "ClassLimitSet", asset_class="COMMODITY", limit_usd=10**12)
    with pytest.raises(CapExceeded, match=r"US\$1,050,044\.00"):
        issue(story, 20_020, code=GOLD)
    small = opened()
    small.register(GOLD, volume=10)
    with pytest.raises(IssueVolumeExceeded, match=r"XAU 0\.011 of XAU-RESERVE-1 would be issued"):
        issue(small, 11, code=GOLD)


def test_t02__issue_batch__receivers_one_by_one_then_limits_together() -> None:
    story = opened()
    ledger, now = story.ledger, story.now
    with pytest.raises(InstrumentUnknown):
        check_issue_batch(ledger, FISCAL_AGENT, Code("X"), [ALICE], [], now)
    with pytest.raises(ListsDiffer):
        check_issue_batch(ledger, FISCAL_AGENT, BILL, [ALICE], [], now)
    with pytest.raises(HolderUnknown):
        check_issue_batch(ledger, FISCAL_AGENT, BILL, [ALICE, STRANGER], [40_000 * LOT, LOT], now)
    half = 20_000 * LOT
    with pytest.raises(ClassLimitExceeded, match=r"US\$720,000\.00"):
        check_issue_batch(ledger, FISCAL_AGENT, BILL, [ALICE, HINA], [half, half], now)
    check_issue_batch(ledger, FISCAL_AGENT, BILL, [ALICE, ALICE], [LOT, LOT], now)
    assert ledger.tokens[BILL].supply == 0


def test_t16__issue__a_hundred_thousand_single_units__stay_under_the_cap() -> None:
    story = opened()
    story.tell("programme", "CapSet", cap_usd=2_499_999)
    batches = [[ALICE] * 1_000] * 100
    with pytest.raises(CapExceeded):
        issue(story, 1, code=GOLD)
    story.tell("programme", "CapSet", cap_usd=99_999 * 2_500_000)
    for batch in batches[:-1]:
        check_issue_batch(story.ledger, FISCAL_AGENT, GOLD, batch, [1] * 1_000, story.now)
        story.issue(GOLD, ALICE, 1_000)
    with pytest.raises(CapExceeded, match=r"US\$250,000\.00, above its cap of US\$249,997\.50"):
        check_issue_batch(story.ledger, FISCAL_AGENT, GOLD, batches[-1], [1] * 1_000, story.now)


def test_t15__redeem__before_maturity_nobody_or_too_much__refused() -> None:
    story = opened()
    story.issue(BILL, ALICE, LOT)
    ledger, matured = story.ledger, START + 84 * DAY
    with pytest.raises(RoleRequired):
        check_redeem(ledger, STRANGER, Code("X"), NOBODY, 1, story.now)
    with pytest.raises(InstrumentUnknown):
        check_redeem(ledger, FISCAL_AGENT, Code("X"), NOBODY, 1, story.now)
    with pytest.raises(NotMatured, match="matures on 2026-02-23, and it is 2026-02-22"):
        check_redeem(ledger, FISCAL_AGENT, BILL, NOBODY, 1, matured - DAY)
    with pytest.raises(ERC20InvalidSender):
        check_redeem(ledger, FISCAL_AGENT, BILL, NOBODY, 1, matured)
    with pytest.raises(ERC20InsufficientBalance):
        check_redeem(ledger, FISCAL_AGENT, BILL, ALICE, LOT + 1, matured)


def test_t15_cancel__in_order_of_refusal() -> None:
    story = opened()
    ledger, now, matured = story.ledger, story.now, START + 84 * DAY
    story.issue(BILL, ALICE, 2 * LOT)
    story.freeze(BILL, ALICE, LOT)
    story.freeze_wallet(BILL, HINA)
    with pytest.raises(RoleRequired, match="does not hold the role of tenders"):
        check_cancel(ledger, FISCAL_AGENT, Code("X"), STRANGER, 1, now)
    with pytest.raises(InstrumentUnknown):
        check_cancel(ledger, TENDERS, Code("X"), STRANGER, 1, now)
    with pytest.raises(Matured):
        check_cancel(ledger, TENDERS, BILL, STRANGER, 1, matured)
    with pytest.raises(HolderUnknown):
        check_cancel(ledger, TENDERS, BILL, STRANGER, 1, now)
    with pytest.raises(WalletFrozen):
        check_cancel(ledger, TENDERS, BILL, HINA, 1, now)
    with pytest.raises(ERC20InsufficientBalance):
        check_cancel(ledger, TENDERS, BILL, ALICE, 2 * LOT + 1, now)
    with pytest.raises(ERC7943InsufficientUnfrozenBalance):
        check_cancel(ledger, TENDERS, BILL, ALICE, LOT + 1, now)
    check_cancel(ledger, TENDERS, BILL, ALICE, LOT, now)
    story.tell(BILL, "Paused", by=STRANGER)
    with pytest.raises(TokenPaused):
        check_cancel(ledger, TENDERS, BILL, ALICE, LOT, matured)


def test_cancel__locks_beyond_the_balance__what_was_unlocked_for_it_may_go() -> None:
    """Of three lots locked, two for this, a seizure leaves two, of which half a one is frozen."""
    story = opened()
    ledger, now, half = story.ledger, story.now, LOT // 2
    story.issue(BILL, ALICE, 2 * LOT)
    story.tell(BILL, "Locked", account=ALICE, amount=3 * LOT)
    check_cancel(ledger, TENDERS, BILL, ALICE, 2 * LOT, now, unlocked=2 * LOT)
    for unlocked in (0, 2 * LOT - half):
        with pytest.raises(ERC7943InsufficientUnfrozenBalance):
            check_cancel(ledger, TENDERS, BILL, ALICE, 2 * LOT, now, unlocked=unlocked)
    story.freeze(BILL, ALICE, half)
    check_cancel(ledger, TENDERS, BILL, ALICE, 2 * LOT - half, now, unlocked=2 * LOT)
    with pytest.raises(ERC7943InsufficientUnfrozenBalance) as caught:
        check_cancel(ledger, TENDERS, BILL, ALICE, 2 * LOT, now, unlocked=2 * LOT)
    assert caught.value.unfrozen.amount == 2 * LOT - half


def test_t14_exchange__what_is_outstanding_after_both__within_the_limits() -> None:
    """A lot of the bill is worth USD 18 and an ounce USD 2,500; the cap is USD 1,000,000, the limit
    of bills 600,000.
    """
    story = opened()
    ledger, now = story.ledger, story.now
    story.issue(BILL, ALICE, 2 * LOT)
    story.issue(GOLD, ALICE, 200_000)

    def exchange(amount: int, new_amount: int) -> None:
        check_exchange(ledger, TENDERS, GOLD, ALICE, amount, BILL, new_amount, now)

    with pytest.raises(ERC20InsufficientBalance):
        exchange(200_001, LOT)
    with pytest.raises(NotMultipleOfDenomination):
        exchange(1, LOT + 1)
    with pytest.raises(ClassLimitExceeded):
        exchange(200_000, 34_000 * LOT)
    exchange(40_000, 33_300 * LOT)
    with pytest.raises(CapExceeded):
        exchange(39_600, 33_300 * LOT)
    with pytest.raises(InstrumentUnknown):
        check_exchange(ledger, TENDERS, GOLD, ALICE, 1, Code("X"), LOT, now)


def test_t04__redeem__paused_frozen_blocked_expired__accepted() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 10)
    story.tell(GOLD, "Paused", by="regulator")
    story.freeze(GOLD, ALICE, 10)
    story.freeze_wallet(GOLD, ALICE)
    story.block(1, ALICE)
    story.wait(400 * DAY)
    check_redeem(story.ledger, FISCAL_AGENT, GOLD, ALICE, 10, story.now)


def test_register__in_order_of_refusal() -> None:
    story = Story()
    ledger, now = story.ledger, story.now
    with pytest.raises(RoleRequired):
        check_register(ledger, MINISTRY, BILL, now)
    story.appoint()
    with pytest.raises(ClassUnknown):
        check_register(ledger, MINISTRY, BILL, now)
    story.tell("programme", "ClassLimitSet", asset_class="BILL", limit_usd=1)
    with pytest.raises(UnitUnknown):
        check_register(ledger, MINISTRY, BILL, now)
    story.tell(
        "programme", "UnitSet", code="PKR", decimals=3, feed=PKR_FEED, feed_decimals=18, heartbeat=1
    )
    with pytest.raises(DecimalsMismatch, match="PKR has 3 decimals, not 2"):
        check_register(ledger, MINISTRY, BILL, now)
    story.limit_usd(1, BILL=1)
    check_register(ledger, MINISTRY, BILL, now)
    for number in range(32):
        story.tell(
            "programme",
            "InstrumentRegistered",
            id=f"X{number}",
            token="t",  # noqa: S106
            asset_class=f"C{number}",
            unit="PKR",
            volume=1,
        )
    with pytest.raises(TooManyPositions):
        check_register(ledger, MINISTRY, BILL, now)
    story.register(BILL)
    with pytest.raises(InstrumentTaken):
        check_register(ledger, MINISTRY, BILL, now)


def test_t47__set_limits__ministry_alone__refused() -> None:
    story = opened()
    for check in (check_set_cap, check_set_class_limit):
        with pytest.raises(RoleRequired):
            check(story.ledger, STRANGER, order_id(1), story.now)
        with pytest.raises(OrderNotApproved):
            check(story.ledger, MINISTRY, order_id(1), story.now)
    order = story.ordered(1)
    for check in (check_set_cap, check_set_class_limit):
        check(story.ledger, MINISTRY, order, story.now)


def test_set_unit__in_order_of_refusal() -> None:
    story = opened()
    ledger, now = story.ledger, story.now
    xag, usd = Code("XAG"), Code("USD")
    with pytest.raises(OrderNotApproved):
        check_set_unit(ledger, MINISTRY, Code("PKR"), 3, NOBODY, 0, order_id(1), now)
    order = story.ordered(1)
    with pytest.raises(DecimalsMismatch):
        check_set_unit(ledger, MINISTRY, Code("PKR"), 3, NOBODY, 0, order, now)
    with pytest.raises(TooManyDecimals):
        check_set_unit(ledger, MINISTRY, xag, 19, NOBODY, 0, order, now)
    for code, feed, heartbeat in ((xag, NOBODY, 1), (xag, XAU_FEED, 0), (usd, XAU_FEED, 1)):
        with pytest.raises(FeedRequired):
            check_set_unit(ledger, MINISTRY, code, 3, feed, heartbeat, order, now)
    with pytest.raises(FeedMismatch, match="prices 'XAU / USD', not 'XAG / USD'"):
        check_set_unit(ledger, MINISTRY, xag, 3, XAU_FEED, 1, order, now)
    check_set_unit(ledger, MINISTRY, Code("XAU"), 3, XAU_FEED, 1, order, now)
    check_set_unit(ledger, MINISTRY, usd, 6, NOBODY, 0, order, now)
    fine = Ledger(replace(GENESIS, feeds={XAU_FEED: Feed(19, 2_000)}))
    for event in opened().events[:6]:
        fine.apply(event)
    fine.orders = ledger.orders
    with pytest.raises(TooManyDecimals, match="XAU or its feed has 19 decimals, above 18"):
        check_set_unit(fine, MINISTRY, Code("XAU"), 3, XAU_FEED, 1, order, now)

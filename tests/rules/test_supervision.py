"""Pause, limits, freezes, record dates, papers, prices: what refuses, in the contracts' order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rwa.identifiers import NO_DOCUMENT, Code, Party
from rwa.ledger.token import NO_LIMIT
from rwa.refusals.access import RoleRequired
from rwa.refusals.programme import (
    AnswerFromFuture,
    AnswerJump,
    AnswerNotPositive,
    AnswerOutOfOrder,
    AnswerTooLarge,
    DocumentIncomplete,
    DocumentUnknown,
)
from rwa.refusals.token import (
    AmountTooLarge,
    FreezeBeyond,
    ListsDiffer,
    RecordTimeRefused,
    TokenNotPaused,
    TokenPaused,
    TooManyRecordDates,
)
from rwa.roles import Role
from rwa.rules.documents import check_remove_document, check_set_document
from rwa.rules.freezes import (
    check_batch_freeze_partial,
    check_batch_set_address_frozen,
    check_batch_unfreeze_partial,
    check_freeze_partial,
    check_pause,
    check_set_address_frozen,
    check_set_frozen_tokens,
    check_set_transfer_limit,
    check_unfreeze_partial,
    check_unpause,
)
from rwa.rules.prices import MAX_ANSWER, check_post
from rwa.rules.record_dates import check_announce
from tests.builders import (
    ALICE,
    BILL,
    DAY,
    FISCAL_AGENT,
    GOLD,
    HINA,
    MINISTRY,
    ORACLE,
    PAPER,
    PKR_FEED,
    REGISTRAR,
    REGULATOR,
    ROLES,
    START,
    STRANGER,
    XAU_FEED,
    Story,
    opened,
)

PRICE = 36 * 10**14


def test_every_act__stranger__refused_first() -> None:
    story = opened()
    ledger, now, none = story.ledger, story.now, Code("")
    acts: tuple[Callable[[], None], ...] = (
        lambda: check_pause(ledger, GOLD, STRANGER, now),
        lambda: check_unpause(ledger, GOLD, STRANGER, now),
        lambda: check_set_transfer_limit(ledger, GOLD, STRANGER, 2**256 - 1, now),
        lambda: check_set_address_frozen(ledger, GOLD, STRANGER, ALICE, now),
        lambda: check_set_frozen_tokens(ledger, GOLD, STRANGER, ALICE, 1, now),
        lambda: check_freeze_partial(ledger, GOLD, STRANGER, ALICE, 1, now),
        lambda: check_unfreeze_partial(ledger, GOLD, STRANGER, ALICE, 1, now),
        lambda: check_batch_set_address_frozen(ledger, STRANGER, [ALICE], [], now),
        lambda: check_batch_freeze_partial(ledger, GOLD, STRANGER, [ALICE], [], now),
        lambda: check_batch_unfreeze_partial(ledger, GOLD, STRANGER, [ALICE], [], now),
        lambda: check_announce(ledger, GOLD, STRANGER, 0, now),
        lambda: check_set_document(ledger, GOLD, STRANGER, none, NO_DOCUMENT, now),
        lambda: check_remove_document(ledger, GOLD, STRANGER, none, now),
        lambda: check_post(ledger, PKR_FEED, STRANGER, 0, 0, now),
    )
    for act in acts:
        with pytest.raises(RoleRequired, match="stranger does not hold the role of"):
            act()


def test_pause__already_as_asked__refused() -> None:
    story = opened()
    check_pause(story.ledger, GOLD, REGULATOR, story.now)
    with pytest.raises(TokenNotPaused):
        check_unpause(story.ledger, GOLD, REGULATOR, story.now)
    story.tell(GOLD, "Paused", by=REGULATOR)
    check_unpause(story.ledger, GOLD, REGULATOR, story.now)
    with pytest.raises(TokenPaused):
        check_pause(story.ledger, GOLD, REGULATOR, story.now)


def test_t19__set_transfer_limit__beyond_its_field__refused() -> None:
    story = opened()
    check_set_transfer_limit(story.ledger, GOLD, REGULATOR, NO_LIMIT, story.now)
    with pytest.raises(AmountTooLarge):
        check_set_transfer_limit(story.ledger, GOLD, REGULATOR, NO_LIMIT + 1, story.now)


def test_t05__partial_freezes__beyond_what_there_is__refused() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 100)
    story.freeze(GOLD, ALICE, 30)
    ledger, now = story.ledger, story.now
    with pytest.raises(FreezeBeyond, match=r"XAU 0\.071 of alice is more than the XAU 0\.070"):
        check_freeze_partial(ledger, GOLD, REGISTRAR, ALICE, 71, now)
    with pytest.raises(FreezeBeyond):
        check_unfreeze_partial(ledger, GOLD, REGISTRAR, ALICE, 31, now)
    check_freeze_partial(ledger, GOLD, REGISTRAR, ALICE, 70, now)
    check_unfreeze_partial(ledger, GOLD, REGISTRAR, ALICE, 30, now)
    check_set_frozen_tokens(ledger, GOLD, REGISTRAR, ALICE, 2**256 - 1, now)
    check_set_address_frozen(ledger, GOLD, REGISTRAR, STRANGER, now)


def test_t02__batch_freezes__refuse_as_one_after_the_other() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 100)
    story.freeze(GOLD, ALICE, 30)
    ledger, now, twice = story.ledger, story.now, [ALICE, ALICE]
    for check in (check_batch_freeze_partial, check_batch_unfreeze_partial):
        with pytest.raises(ListsDiffer):
            check(ledger, GOLD, REGISTRAR, twice, [1], now)
    with pytest.raises(ListsDiffer):
        check_batch_set_address_frozen(ledger, REGISTRAR, twice, [True], now)
    with pytest.raises(FreezeBeyond, match=r"more than the XAU 0\.020"):
        check_batch_freeze_partial(ledger, GOLD, REGISTRAR, twice, [50, 21], now)
    with pytest.raises(FreezeBeyond, match=r"more than the XAU 0\.010"):
        check_batch_unfreeze_partial(ledger, GOLD, REGISTRAR, twice, [20, 11], now)
    check_batch_freeze_partial(ledger, GOLD, REGISTRAR, twice, [50, 20], now)
    check_batch_unfreeze_partial(ledger, GOLD, REGISTRAR, twice, [20, 10], now)
    check_batch_set_address_frozen(ledger, REGISTRAR, [ALICE, HINA], [True, False], now)
    assert ledger.tokens[GOLD].frozen_amount(ALICE) == 30


def test_announce__now_out_of_order_or_endless__refused() -> None:
    story = opened()
    ledger, now = story.ledger, story.now
    for time in (0, now, 2**40 - 1):
        with pytest.raises(RecordTimeRefused):
            check_announce(ledger, GOLD, FISCAL_AGENT, time, now)
    check_announce(ledger, GOLD, FISCAL_AGENT, now + 1, now)
    story.tell(GOLD, "RecordDateAnnounced", period=0, record_time=now + DAY)
    with pytest.raises(
        RecordTimeRefused, match=r"2025-12-02 00:00:00 must come after 2025-12-02 00:00:00"
    ):
        check_announce(ledger, GOLD, FISCAL_AGENT, now + DAY, now)
    check_announce(ledger, GOLD, FISCAL_AGENT, now + DAY + 1, now)


def test_announce__64_dates__refused() -> None:
    story = opened()
    for period in range(64):
        story.tell(GOLD, "RecordDateAnnounced", period=period, record_time=START + 1 + period)
    with pytest.raises(TooManyRecordDates):
        check_announce(story.ledger, GOLD, FISCAL_AGENT, 0, story.now)


@pytest.mark.parametrize(
    ("token", "keeper", "other"),
    [(BILL, MINISTRY, ROLES[Role.CUSTODIAN]), (GOLD, ROLES[Role.CUSTODIAN], MINISTRY)],
)
def test_documents__keeper_of_the_class__and_nobody_else(
    token: Code, keeper: Party, other: Party
) -> None:
    story = opened()
    ledger, now, name = story.ledger, story.now, Code("terms")
    with pytest.raises(RoleRequired):
        check_set_document(ledger, token, other, name, PAPER, now)
    for incomplete in ((Code(""), PAPER), (name, NO_DOCUMENT)):
        with pytest.raises(DocumentIncomplete):
            check_set_document(ledger, token, keeper, *incomplete, now)
    check_set_document(ledger, token, keeper, name, PAPER, now)
    with pytest.raises(DocumentUnknown):
        check_remove_document(ledger, token, keeper, name, now)
    story.tell(token, "DocumentUpdated", name=name, uri="", document=PAPER)
    check_remove_document(ledger, token, keeper, name, now)


def post(story: Story, answer: int, updated_at: int, feed: Party = PKR_FEED) -> None:
    check_post(story.ledger, feed, ORACLE, answer, updated_at, story.now)


def test_post__in_order_of_refusal() -> None:
    story = opened()
    for answer in (0, -1):
        with pytest.raises(AnswerNotPositive):
            post(story, answer, story.now + 1)
    with pytest.raises(AnswerTooLarge):
        post(story, MAX_ANSWER + 1, story.now + 1)
    with pytest.raises(AnswerFromFuture):
        post(story, 10 * PRICE, story.now + 1)
    with pytest.raises(AnswerOutOfOrder):
        post(story, 10 * PRICE, story.now)


def test_t40__post__a_jump__refused_at_one_unit_beyond_the_bound() -> None:
    story = opened()
    story.wait(1)
    most, least = PRICE * 12 // 10, PRICE * 8 // 10
    for answer in (most, least):
        post(story, answer, story.now)
    for answer in (most + 1, least - 1):
        with pytest.raises(AnswerJump, match=r"above the 20\.00 percent one post may move it"):
            post(story, answer, story.now)


def test_post__first_price__any_size_accepted() -> None:
    story = Story()
    story.appoint()
    post(story, MAX_ANSWER, story.now, XAU_FEED)

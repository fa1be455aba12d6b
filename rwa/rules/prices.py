"""Posting a price."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.identifiers import Party
from rwa.ledger import Ledger
from rwa.refusals.programme import (
    AnswerFromFuture,
    AnswerJump,
    AnswerNotPositive,
    AnswerOutOfOrder,
    AnswerTooLarge,
)
from rwa.roles import Role
from rwa.rules.access import check_role

MAX_ANSWER = 2**191 - 1
BPS = 10_000


def check_post(
    ledger: Ledger, feed: Party, caller: Party, answer: int, updated_at: int, now: int
) -> None:
    """The oracle posts `answer`, in the feed's decimals, as observed at `updated_at`.

    Raises `RoleRequired`, `AnswerNotPositive`, `AnswerTooLarge`, `AnswerFromFuture`,
    `AnswerOutOfOrder` or `AnswerJump`.
    """
    check_role(ledger, caller, Role.ORACLE, now)
    if answer <= 0:
        raise AnswerNotPositive(answer)
    if answer > MAX_ANSWER:
        raise AnswerTooLarge(answer)
    if updated_at > now:
        raise AnswerFromFuture(Timestamp(updated_at), Timestamp(now))
    last = ledger.programme.prices.get(feed)
    if last is None:
        return
    if updated_at <= last.updated_at:
        raise AnswerOutOfOrder(Timestamp(updated_at), last.updated_at)
    bound = ledger.genesis.feeds[feed].max_change_bps
    if abs(answer - last.answer) * BPS > last.answer * bound:
        raise AnswerJump(answer, last.answer, bound)

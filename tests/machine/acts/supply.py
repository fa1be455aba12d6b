"""Acts that change supply and what bounds it, and record dates."""

from __future__ import annotations

from rwa.chain.deployment import code32
from rwa.identifiers import Code, Party
from rwa.rules import prices, record_dates
from rwa.rules import supply as rules
from tests.machine import cast
from tests.machine.world import Act, World


def issue(world: World, caller: Party, code: Code, to: Party, amount: int) -> Act:
    return Act(
        "issue",
        lambda ledger, now: rules.check_issue(ledger, caller, code, to, amount, now),
        world.contract("programme").request(
            "issue", code32(code), world.address(to), amount, sender=world.address(caller)
        ),
        _known(code),
    )


def issue_batch(
    world: World, caller: Party, code: Code, receivers: list[Party], amounts: list[int]
) -> Act:
    return Act(
        "issue batch",
        lambda ledger, now: rules.check_issue_batch(ledger, caller, code, receivers, amounts, now),
        world.contract("programme").request(
            "issueBatch",
            code32(code),
            world.addresses(receivers),
            amounts,
            sender=world.address(caller),
        ),
        _known(code),
    )


def redeem(world: World, caller: Party, code: Code, holder: Party, amount: int) -> Act:
    return Act(
        "redeem",
        lambda ledger, now: rules.check_redeem(ledger, caller, code, holder, amount, now),
        world.contract("programme").request(
            "redeem", code32(code), world.address(holder), amount, sender=world.address(caller)
        ),
        _known(code),
    )


def set_cap(world: World, caller: Party, cap_usd: int) -> Act:
    request = world.contract("programme").request("setCap", cap_usd, sender=world.address(caller))
    order = world.order_id(request)
    return Act(
        "set cap", lambda ledger, now: rules.check_set_cap(ledger, caller, order, now), request
    )


def set_class_limit(world: World, caller: Party, asset_class: Code, limit_usd: int) -> Act:
    request = world.contract("programme").request(
        "setClassLimit", code32(asset_class), limit_usd, sender=world.address(caller)
    )
    order = world.order_id(request)
    return Act(
        "set class limit",
        lambda ledger, now: rules.check_set_class_limit(ledger, caller, order, now),
        request,
    )


def post(world: World, caller: Party, feed: Party, answer: int, updated_at: int) -> Act:
    return Act(
        "post price",
        lambda ledger, now: prices.check_post(ledger, feed, caller, answer, updated_at, now),
        world.contract(feed).request("post", answer, updated_at, sender=world.address(caller)),
    )


def announce(world: World, caller: Party, token: Code, record_time: int) -> Act:
    return Act(
        "announce record date",
        lambda ledger, now: record_dates.check_announce(ledger, token, caller, record_time, now),
        world.contract(token).request(
            "announceRecordDate", record_time, sender=world.address(caller)
        ),
        token,
    )


def close_record_dates(world: World, caller: Party, token: Code, most: int) -> Act:
    return Act(
        "close record dates",
        lambda ledger, now: None,
        world.contract(token).request("closeRecordDates", most, sender=world.address(caller)),
        token,
    )


def _known(code: Code) -> Code | None:
    """The instrument, if there is one of this code."""
    return code if code in cast.CODES else None

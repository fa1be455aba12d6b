"""Acts that a programme starts with: units of account and instruments."""

from __future__ import annotations

from rwa.chain.deployment import code32
from rwa.identifiers import Code, Party
from rwa.rules import supply as rules
from tests.machine import cast
from tests.machine.world import Act, World


def set_silver(world: World, caller: Party) -> Act:
    """The unit of account whose feed says whatever it is told."""
    request = world.contract("programme").request(
        "setUnit",
        [code32("XAG"), 3, world.contract(cast.XAG_FEED).address, cast.HEARTBEAT],
        sender=world.address(caller),
    )
    order = world.order_id(request)
    return Act(
        "set unit",
        lambda ledger, now: rules.check_set_unit(
            ledger, caller, Code("XAG"), 3, cast.XAG_FEED, cast.HEARTBEAT, order, now
        ),
        request,
    )


def register(world: World, caller: Party, code: Code) -> Act:
    return Act(
        "register",
        lambda ledger, now: rules.check_register(ledger, caller, code, now),
        world.contract("programme").request(
            "register",
            world.contract(code).address,
            cast.VOLUMES[code],
            sender=world.address(caller),
        ),
        code,
    )

"""Acts of holders on what they hold."""

from __future__ import annotations

from rwa.identifiers import Code, Party
from rwa.rules import transfers as rules
from tests.machine.world import Act, World


def transfer(world: World, token: Code, sender: Party, to: Party, amount: int) -> Act:
    return Act(
        "transfer",
        lambda ledger, now: rules.check_transfer(ledger, token, sender, to, amount, now),
        world.contract(token).request(
            "transfer", world.address(to), amount, sender=world.address(sender)
        ),
        token,
    )


def transfer_from(
    world: World, token: Code, spender: Party, owner: Party, to: Party, amount: int
) -> Act:
    return Act(
        "transfer from",
        lambda ledger, now: rules.check_transfer_from(
            ledger, token, spender, owner, to, amount, now
        ),
        world.contract(token).request(
            "transferFrom",
            world.address(owner),
            world.address(to),
            amount,
            sender=world.address(spender),
        ),
        token,
    )


def batch_transfer(
    world: World, token: Code, sender: Party, receivers: list[Party], amounts: list[int]
) -> Act:
    return Act(
        "batch transfer",
        lambda ledger, now: rules.check_batch_transfer(
            ledger, token, sender, receivers, amounts, now
        ),
        world.contract(token).request(
            "batchTransfer", world.addresses(receivers), amounts, sender=world.address(sender)
        ),
        token,
    )


def allow(world: World, token: Code, owner: Party, spender: Party, amount: int) -> Act:
    return Act(
        "allow",
        lambda ledger, now: rules.check_allowance(spender),
        world.contract(token).request(
            "approve", world.address(spender), amount, sender=world.address(owner)
        ),
        token,
    )

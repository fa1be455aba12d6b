"""Two-party orders, and the forced transfers and recoveries that take them."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.chain.engine import Request
from rwa.identifiers import Code, DocumentHash, Identity, OrderId, Party
from rwa.rules import forced
from rwa.rules import orders as rules
from tests.machine.acts.exchanges import raw
from tests.machine.draws import PAPER
from tests.machine.world import Act, World


@dataclass(frozen=True)
class Force:
    """A forced transfer of one token."""

    token: Code
    sender: Party
    to: Party
    amount: int


def propose(
    world: World, caller: Party, request: Request, document: DocumentHash, capacity: int
) -> Act:
    order = world.order_id(request)
    function = world.words.function(request.data[:4])
    return Act(
        "propose order",
        lambda ledger, now: rules.check_propose(
            ledger, caller, order, function, document, capacity, now
        ),
        world.contract("orders").request(
            "propose",
            request.to,
            request.data,
            raw(document),
            capacity,
            sender=world.address(caller),
        ),
    )


def approve(
    world: World,
    caller: Party,
    order: OrderId,
    capacity: int,
    document: DocumentHash = PAPER,
) -> Act:
    return Act(
        "approve order",
        lambda ledger, now: rules.check_approve(ledger, caller, order, document, capacity, now),
        world.contract("orders").request(
            "approve",
            bytes.fromhex(order[2:]),
            raw(document),
            capacity,
            sender=world.address(caller),
        ),
    )


def cancel(world: World, caller: Party, order: OrderId, capacity: int) -> Act:
    return Act(
        "cancel order",
        lambda ledger, now: rules.check_cancel(ledger, caller, order, capacity, now),
        world.contract("orders").request(
            "cancel", bytes.fromhex(order[2:]), capacity, sender=world.address(caller)
        ),
    )


def force_request(world: World, caller: Party, force: Force) -> Request:
    """The call an order for a forced transfer is for."""
    return world.contract(force.token).request(
        "forcedTransfer",
        world.address(force.sender),
        world.address(force.to),
        force.amount,
        sender=world.address(caller),
    )


def force_transfer(world: World, caller: Party, force: Force) -> Act:
    request = force_request(world, caller, force)
    order = world.order_id(request)
    return Act(
        "forced transfer",
        lambda ledger, now: forced.check_forced_transfer(
            ledger, force.token, caller, force.sender, force.to, force.amount, order, now
        ),
        request,
        force.token,
    )


def force_transfers(
    world: World, caller: Party, token: Code, forces: list[Force], amounts: list[int]
) -> Act:
    """Forced transfers of one token; `amounts` are those of the forces, or a list too long."""
    orders = [world.order_id(force_request(world, caller, force)) for force in forces]
    senders, receivers = [force.sender for force in forces], [force.to for force in forces]
    return Act(
        "batch forced transfer",
        lambda ledger, now: forced.check_batch_forced_transfer(
            ledger, token, caller, senders, receivers, amounts, orders, now
        ),
        world.contract(token).request(
            "batchForcedTransfer",
            world.addresses(senders),
            world.addresses(receivers),
            amounts,
            sender=world.address(caller),
        ),
        token,
    )


def recover(
    world: World, caller: Party, token: Code, lost: Party, successor: Party, identity: Identity
) -> Act:
    return Act(
        "recover",
        lambda ledger, now: forced.check_recovery(
            ledger, token, caller, lost, successor, identity, now
        ),
        world.contract(token).request(
            "recoveryAddress",
            world.address(lost),
            world.address(successor),
            "0x" + identity.bits.to_bytes(20).hex(),
            sender=world.address(caller),
        ),
        token,
    )

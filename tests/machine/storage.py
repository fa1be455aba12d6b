"""The chain's words themselves, past every view: cheap enough to be read at every step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rwa.chain.deployment import keccak
from rwa.identifiers import Code, Party
from tests.campaign.storage import entry_of, slot_of
from tests.machine import cast
from tests.machine.expected import holder_word, standing_word
from tests.machine.world import World

BALANCE = 2**120 - 1
ACCOUNT_FROZEN, HAS_FROZEN_TOKENS, RECOVERED = 1 << 160, 1 << 161, 1 << 162
Line = tuple[str, int, int]


def sweep(world: World, codes: Iterable[Code], frozen: dict[tuple[Code, Party], int]) -> None:
    """Compare participants, positions and these tokens' accounts with the ledger, and what is
    frozen with `frozen`.
    """
    lines = [*_participants(world), *_positions(world)]
    for code in codes:
        lines += _token(world, code, frozen)
    wrong = [f"{name}: {due} is due, {found} stored" for name, due, found in lines if due != found]
    assert not wrong, "\n".join(wrong)


def _token(world: World, code: Code, frozen: dict[tuple[Code, Party], int]) -> Iterator[Line]:
    token, book = world.contract(code), world.ledger.tokens[code]
    accounts, amounts = slot_of(token, "_accounts"), slot_of(token, "_frozen")
    state = world.engine.storage(token.address, slot_of(token, "_state"))
    total = 0
    for wallet in cast.SEEN:
        address = int(world.address(wallet), 16)
        word = world.engine.storage(token.address, entry_of(address, accounts))
        total += word & BALANCE
        amount = world.engine.storage(token.address, entry_of(address, amounts))
        due = frozen.get((code, wallet), 0)
        yield f"{code} balance of {wallet}", book.balance(wallet), word & BALANCE
        yield f"{code} frozen of {wallet}", due, amount
        yield f"{code} ledger's frozen of {wallet}", book.frozen_amount(wallet), amount
        yield f"{code} frozen flag of {wallet}", amount != 0, word & HAS_FROZEN_TOKENS != 0
        yield (
            f"{code} freeze of {wallet}",
            wallet in book.frozen_wallets,
            word & ACCOUNT_FROZEN != 0,
        )
        yield f"{code} recovery of {wallet}", book.recovered(wallet), word & RECOVERED != 0
    yield f"{code} sum of balances", state & BALANCE, total
    yield f"{code} supply", book.supply, state & BALANCE
    yield f"{code} pause", int(book.paused), state >> 120 & 0xFF
    yield f"{code} closed periods", len(book.closed_supplies), state >> 128 & 0xFF
    yield f"{code} limit", book.transfer_limit, state >> 176


def _participants(world: World) -> Iterator[Line]:
    contract, book = world.contract("participants"), world.ledger.participants
    holders = slot_of(contract, "_holders")
    for wallet in cast.SEEN:
        holder = book.holders.get(wallet)
        due = 0 if holder is None else holder_word(holder)
        place = entry_of(int(world.address(wallet), 16), holders)
        yield f"record of {wallet}", due, world.engine.storage(contract.address, place)
    exchanges = slot_of(contract, "_exchanges")
    for number, (name, exchange) in enumerate(book.exchanges.items(), 1):
        milestones = sum(1 << step for step in exchange.milestones)
        operator = int(world.address(exchange.operator), 16)
        due = (
            exchange.noc_expiry << 208
            | exchange.customers << 176
            | exchange.status << 168
            | milestones << 160
            | operator
        )
        found = world.engine.storage(contract.address, entry_of(number, exchanges))
        yield f"record of {name}", due, found
    standing = world.engine.storage(contract.address, slot_of(contract, "_standing"))
    yield "standing", standing_word(world, standing), standing


def _positions(world: World) -> Iterator[Line]:
    """In kind: each position is the sum of the supplies counted in it."""
    contract, programme = world.contract("programme"), world.ledger.programme
    first = int.from_bytes(keccak(slot_of(contract, "_positions").to_bytes(32)))
    for place, position in enumerate(programme.positions):
        found = world.engine.storage(contract.address, first + 4 * place + 2)
        supplies = sum(
            world.ledger.tokens[code].supply
            for code, instrument in programme.instruments.items()
            if instrument.position == place
        )
        name = f"{position.asset_class} in {position.unit}"
        yield f"outstanding {name}", supplies, found & 2**128 - 1
        yield f"ledger's outstanding {name}", position.outstanding, found & 2**128 - 1
        yield f"issued {name}", position.issued, found >> 128

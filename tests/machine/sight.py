"""The ledger rebuilt from logs against what the contracts' views say, in one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rwa.identifiers import Code, Party
from rwa.ledger.participants import Holder
from rwa.programme import used_usd
from tests.machine import cast
from tests.machine.expected import holder_word, standing_word
from tests.machine.world import World

Line = tuple[str, int]


def look(world: World, focus: Code, wallets: Sequence[Party], periods: Sequence[int]) -> None:
    """Compare both on the programme, every exchange and token, these wallets, and `focus`.

    Of `focus` the balances of all holders at the record dates numbered `periods`, which have
    passed, are compared as well.
    """
    row = world.contract("lens").call(
        "look",
        [
            world.contract("participants").address,
            world.contract("programme").address,
            [world.contract(code).address for code in cast.CODES],
            world.contract(focus).address,
            world.addresses(list(wallets)),
            world.addresses(list(cast.SEEN)),
            list(periods),
        ],
    )
    due = [
        *_programme(world),
        *_participants(world, row, wallets),
        *_tokens(world),
        *_accounts(world, focus, wallets, periods),
    ]
    wrong = [
        f"{name}: ledger {value}, chain {found}"
        for (name, value), found in zip(due, row, strict=True)
        if value != found
    ]
    assert not wrong, "\n".join(wrong)


def _programme(world: World) -> Iterator[Line]:
    programme = world.ledger.programme
    usage = used_usd(programme.figures(), world.now)
    yield "cap", programme.cap_usd
    yield "used", usage.total
    yield "fresh", int(usage.fresh)
    for place, position in enumerate(programme.positions):
        yield f"outstanding {position.asset_class} {position.unit}", position.outstanding
        yield f"issued {position.asset_class} {position.unit}", position.issued
        yield f"used by {position.asset_class} {position.unit}", usage.by_position[place]


def _participants(world: World, row: Sequence[int], wallets: Sequence[Party]) -> Iterator[Line]:
    book = world.ledger.participants
    standing = row[3 + 3 * len(world.ledger.programme.positions)]
    yield "standing", standing_word(world, standing)
    yield "exchanges", len(book.exchanges)
    for name, exchange in book.exchanges.items():
        yield f"operator of {name}", int(world.address(exchange.operator), 16)
        yield f"milestones of {name}", sum(1 << step for step in exchange.milestones)
        yield f"standing of {name}", int(exchange.status)
        yield f"customers of {name}", exchange.customers
        yield f"NOC expiry of {name}", exchange.noc_expiry
        yield f"whitelisted {name}", int(exchange.whitelisted(world.now))
    for wallet in wallets:
        holder = book.holders.get(wallet)
        yield f"record of {wallet}", 0 if holder is None else holder_word(holder)
        yield f"verified {wallet}", int(holder is not None and _verified(holder, world.now))


def _tokens(world: World) -> Iterator[Line]:
    for code in cast.CODES:
        book = world.ledger.tokens[code]
        yield f"supply of {code}", book.supply
        yield f"pause of {code}", int(book.paused)
        yield f"limit of {code}", book.transfer_limit
        yield f"closed periods of {code}", len(book.closed_supplies)


def _accounts(
    world: World, focus: Code, wallets: Sequence[Party], periods: Sequence[int]
) -> Iterator[Line]:
    book = world.ledger.tokens[focus]
    for wallet in wallets:
        yield f"balance of {wallet}", book.balance(wallet)
        yield f"frozen of {wallet}", book.frozen_amount(wallet)
        yield f"freeze of {wallet}", int(wallet in book.frozen_wallets)
    for period in periods:
        yield f"supply at {period}", book.supply_at(period)
        for wallet in cast.SEEN:
            yield f"balance at {period} of {wallet}", book.balance_at(wallet, period)


def _verified(holder: Holder, now: int) -> bool:
    return holder.sponsored and not holder.blocked and holder.kyc_expiry > now

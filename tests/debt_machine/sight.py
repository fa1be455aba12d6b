"""The ledger rebuilt from logs against what the contracts answer, in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rwa.chain.deployment import cash_label, code32
from rwa.identifiers import Code, Party
from rwa.ledger.auctions import PRIMARY_MARKET, Auction
from rwa.ledger.payments import PAYING_AGENT, Payment
from tests.campaign.storage import entry_of, slot_of
from tests.debt_machine import cast
from tests.debt_machine.world import World

RECENT = 1
"""Auctions and offers looked at at every step, the latest ones; the others at the end."""
_LABELS = (*cast.DEBT, *(Code(cash_label(unit)) for unit in cast.CURRENCIES))
_ACCOUNTS = (*cast.SEEN, *cast.DEALERS, cast.GOVERNMENT, cast.TAX, PAYING_AGENT, PRIMARY_MARKET)
Line = tuple[str, int]
BALANCE = 2**120 - 1
"""The bits of an account word that are its balance; cash is less as well."""


def look(world: World) -> None:
    """Compare every position, payment and holding, and the latest sales."""
    registry, ledger = world.registry, world.ledger
    payments = ledger.payments.all()
    holdings = list({**ledger.payments.holdings, **ledger.payments.prescribed})
    auctions = list(ledger.auctions.auctions)[-RECENT:]
    offers = list(ledger.offers.offers)[-RECENT:]
    row = world.lens.call(
        "look",
        [
            registry.contract("programme").address,
            registry.contract(PAYING_AGENT).address,
            registry.contract(PRIMARY_MARKET).address,
            [[code32(each.code), each.number] for each in payments],
            [[code32(unit), world.address(wallet)] for unit, wallet in holdings],
            auctions,
            offers,
        ],
    )
    due = [
        *_positions(world),
        *(line for payment in payments for line in _payment(payment)),
        *(line for key in holdings for line in _holding(world, key)),
        ("auctions", len(ledger.auctions.auctions)),
        *(line for each in auctions for line in _auction(ledger.auctions.auctions[each])),
        ("offers", len(ledger.offers.offers)),
        *(line for each in offers for line in _offer(world, each)),
    ]
    compare((*line, found) for line, found in zip(due, row, strict=True))


def sweep(world: World) -> None:
    """Compare every balance, in every token and cash, past every view."""
    compare(line for label in _LABELS for line in _balances(world, label))


def compare(lines: Iterable[tuple[str, int, int]]) -> None:
    """All that differs, at once."""
    wrong = [
        f"{name}: ledger {value}, chain {found}" for name, value, found in lines if value != found
    ]
    assert not wrong, "\n".join(wrong)


def _balances(world: World, label: Code) -> Iterator[tuple[str, int, int]]:
    contract, engine = world.registry.contract(label), world.engine
    book = world.ledger.tokens.get(label) or world.ledger.cash[Party(label)]
    slot = slot_of(contract, "_accounts" if label in cast.DEBT else "_balances")
    for account in _ACCOUNTS:
        place = entry_of(int(world.address(account), 16), slot)
        found = engine.storage(contract.address, place) & BALANCE
        yield f"{label} of {account}", book.balance(Party(account)), found


def _positions(world: World) -> Iterator[Line]:
    for each in world.ledger.programme.positions:
        name = f"{each.asset_class} in {each.unit}"
        yield f"{name}: outstanding", each.outstanding
        yield f"{name}: issued", each.issued
        yield f"{name}: reserved", each.reserved


def _payment(payment: Payment) -> Iterator[Line]:
    name = f"{payment.code} payment {payment.number}"
    yield f"{name}: phase", int(payment.phase)
    yield f"{name}: due", payment.due
    yield f"{name}: gross", payment.gross
    yield f"{name}: units", payment.units


def _holding(world: World, key: tuple[Code, Party]) -> Iterator[Line]:
    book = world.ledger.payments
    yield f"held for {key}", book.holdings[key].amount if key in book.holdings else 0
    claim = book.prescribed.get(key)
    yield f"returned of {key}", claim.amount if claim else 0


def _auction(auction: Auction) -> Iterator[Line]:
    name = f"auction {auction.number}"
    yield f"{name}: phase", int(auction.phase)
    yield f"{name}: cut-off", auction.cut_off
    yield f"{name}: examined", auction.examined
    yield f"{name}: allotted", auction.allotted
    yield f"{name}: bids", len(auction.bids)
    for bid in auction.bids.values():
        yield f"{name}: state of bid {bid.number}", int(bid.state)
        yield f"{name}: allotted to bid {bid.number}", bid.allotted


def _offer(world: World, number: int) -> Iterator[Line]:
    offer = world.ledger.offers.offers[number]
    yield f"offer {number}: phase", int(offer.phase)
    yield f"offer {number}: sold", offer.sold
    yield f"offer {number}: subscriptions", len(offer.subscriptions)
    for each in offer.subscriptions.values():
        yield f"offer {number}: end of subscription {each.number}", int(each.concluded)

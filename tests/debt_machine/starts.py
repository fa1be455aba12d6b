"""Prepared systems to start from, each with some danger near at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rwa.calendar import Timestamp
from rwa.chain.compiler import Artifact
from rwa.entry import Milestone
from rwa.identifiers import Code, FunctionName, Party, document_hash
from rwa.ledger.auctions import Terms
from rwa.ledger.cash import UNLIMITED
from rwa.ledger.offers import OfferTerms
from rwa.ledger.payments import PAYING_AGENT
from rwa.ledger.trades import SETTLEMENT
from rwa.payment import CATEGORIES, PaymentKind, PaymentTerms, Ratio
from rwa.programme import largest_issue_rounded_down
from rwa.registry import (
    Registry,
    Step,
    auctions,
    cash,
    exchanges,
    holders,
    offers,
    orders,
    payments,
    register,
    supply,
)
from rwa.registry.auctions import SealedBid
from rwa.roles import Role
from rwa.rules.holders import Onboarding
from tests.debt_machine import cast, money
from tests.debt_machine.notes import cash_now
from tests.debt_machine.world import World

PAPER = document_hash(b"a paper")
DAY = cast.DAY
_HOLDINGS = {
    cast.BILL: {"asad-1": 12, "bano-1": 7, "chand-1": 3, "emin-1": 1},
    cast.BOND: {"asad-1": 10_001_37, "bano-1": 333_33, "chand-1": 1, "dara-1": 777_77, "faiz-1": 2},
    cast.NOTE: {"asad-1": 40, "dara-1": 33, "emin-1": 17, "faiz-1": 1},
}
"""First holdings, in units of the denomination."""


def populated(artifacts: Mapping[str, Artifact], fixtures: Mapping[str, Artifact]) -> World:
    """Two exchanges, six holders of odd amounts, two dealers, cash and room under every limit."""
    world = World(artifacts, fixtures)
    registry = world.registry
    for name in cast.EXCHANGES:
        _do(world, exchanges.enrol(registry, name, PAPER, by="regulator"))
        expiry = Timestamp(world.now + 9 * cast.YEAR)
        _do(world, exchanges.grant_noc(registry, name, expiry, PAPER, by="regulator"))
        _do(world, exchanges.reach(registry, name, Milestone.GOAML, PAPER, by="regulator"))
    for place, exchange in enumerate(cast.EXCHANGES):
        batch = [onboarding(world, each) for each in cast.WALLETS[place::2]]
        _do(world, holders.onboard(registry, exchange, batch, by=exchange))
    for code in cast.TOKENS:
        _do(world, supply.register(registry, code, cast.VOLUMES[code], by="ministry"))
    post_prices(world)
    for code, holdings in _HOLDINGS.items():
        unit = world.ledger.tokens[code].terms.denomination
        amounts = [units * unit for units in holdings.values()]
        _do(world, supply.issue(registry, code, list(holdings), amounts, by="fiscal agent"))
    for party in (*cast.WALLETS, *cast.DEALERS, cast.GOVERNMENT):
        _provide(world, party)
    for wallet in cast.SEEN:
        for code in cast.DEBT:
            _do(world, register.allow(registry, code, SETTLEMENT, UNLIMITED, by=wallet))
    return world


def bare(world: World) -> None:
    """No tax rates yet, and the first from after the second record date."""
    _set_rates(world, world.now + 21 * DAY)


def one_batch_left(world: World) -> None:
    """A coupon paid but for a blocked holder, one whose due diligence ran out and one who lost
    their wallet since the record date; and the next coupon announced.
    """
    _set_rates(world, world.now)
    _announce(world, cast.BOND, coupon(0, cast.GENESIS_TIME + 15 * DAY))
    _announce(world, cast.BOND, coupon(1, cast.GENESIS_TIME + 22 * DAY))
    world.advance_to(cast.GENESIS_TIME + 11 * DAY)
    _do(world, register.transfer(world.registry, cast.BOND, "asad-1", "emin-1", 77, by="asad-1"))
    replace_wallet(world, "dara-1", "dara-2")
    _do(world, register.recover(world.registry, cast.BOND, "dara-1", "dara-2", by="registrar"))
    _do(world, holders.set_blocked(world.registry, "bano-1", True, by="registrar"))
    lapsed = holders.set_kyc_expiry(world.registry, "chand-1", world.now, by="Alpha")
    _do(world, lapsed)
    _fund(world, cast.BOND, 0)
    world.advance_to(cast.GENESIS_TIME + 15 * DAY)
    _pay(world, cast.BOND, 0, ["asad-1", "faiz-1"])
    post_prices(world)


def before_the_reveal_deadline(world: World) -> None:
    """Sealed bids, some revealed, and an hour left; an allotment to settle, an offer to close."""
    _set_rates(world, world.now)
    registry, now = world.registry, world.now
    for dealer in cast.DEALERS:
        _do(world, cash.allow(registry, "PKR", "primary-market", UNLIMITED, by=dealer))
    for _ in range(2):
        times = [Timestamp(now + hours * 3_600) for hours in (6, 12, 24, 48)]
        target = 20 * 5_000_00
        terms = Terms(cast.BILL, target, 2 * target, False, *times, 500, 100, 0)
        _do(world, auctions.announce(registry, terms, by="fiscal agent"))
    bids = {number: [_bid(world, number, place) for place in range(4)] for number in (1, 2)}
    times = [Timestamp(now + hours * 3_600) for hours in (12, 24, 48)]
    offer = OfferTerms(cast.NOTE, 3_00, 20_00, 99_0000, 0, *times)
    _do(world, offers.announce(registry, offer, by="fiscal agent"))
    _do(world, offers.subscribe(registry, 1, 4_00, by="asad-1"))
    _do(world, offers.subscribe(registry, 1, 1_00, by="emin-1"))
    world.advance_to(now + 11 * 3_600)
    for number, shown in ((1, 4), (2, 2)):
        for place, sealed in enumerate(bids[number][:shown]):
            _do(world, auctions.reveal(registry, number, place, sealed, by="stranger"))


def unfunded(world: World) -> None:
    """Three coupons announced and due, their record dates passed untouched, grace over; a holder
    is blocked, and nobody has posted a price since.
    """
    _set_rates(world, world.now)
    for period, days in ((0, 11), (1, 21), (2, 31)):
        _announce(world, cast.BOND, coupon(period, cast.GENESIS_TIME + days * DAY))
    for period, days in ((0, 13), (1, 14)):
        _announce(world, cast.NOTE, coupon(period, cast.GENESIS_TIME + days * DAY))
    world.advance_to(cast.GENESIS_TIME + 35 * DAY)
    _do(world, holders.set_blocked(world.registry, "asad-1", True, by="registrar"))


def matured(world: World) -> None:
    """The bill has matured, its redemption is funded and half paid; money waits for a holder whose
    due diligence ran out long ago.
    """
    _set_rates(world, world.now)
    maturity = cast.GENESIS_TIME + 84 * DAY
    terms = PaymentTerms(
        PaymentKind.REDEMPTION,
        0,
        Timestamp(maturity),
        Timestamp(maturity + DAY),
        Ratio(10_000, 113, 10_000),
    )
    _announce(world, cast.BILL, terms)
    _announce(world, cast.BOND, coupon(0, cast.GENESIS_TIME + 11 * DAY))
    world.advance_to(cast.GENESIS_TIME + 12 * DAY)
    for wallet, exchange in (("chand-1", "Alpha"), ("bano-1", "Beta")):
        _do(world, holders.set_kyc_expiry(world.registry, wallet, world.now, by=exchange))
    _fund(world, cast.BOND, 0)
    _pay(world, cast.BOND, 0, ["chand-1", "bano-1", "asad-1"])
    world.advance_to(maturity)
    _fund(world, cast.BILL, 0)
    _pay(world, cast.BILL, 0, ["asad-1", "chand-1"])
    world.advance_to(cast.GENESIS_TIME + 90 * DAY)
    post_prices(world)


def near_the_cap(world: World) -> None:
    """A few bills fit under the class limit, a few bonds under the cap."""
    _set_rates(world, world.now)
    for code, room in ((cast.BILL, 6 * 5_000_00), (cast.BOND, 9_999)):
        programme = world.ledger.programme
        most = largest_issue_rounded_down(
            programme.figures(), programme.instruments[code], world.now
        )
        unit = world.ledger.tokens[code].terms.denomination
        amount = [(most - room) // unit * unit]
        _do(world, supply.issue(world.registry, code, ["faiz-1"], amount, by="fiscal agent"))


STARTS: tuple[Callable[[World], None], ...] = (
    bare,
    one_batch_left,
    before_the_reveal_deadline,
    unfunded,
    matured,
    near_the_cap,
)


def onboarding(world: World, wallet: str) -> Onboarding:
    """What an exchange says of a holder; categories go by the person."""
    category = cast.WALLETS.index(f"{wallet[:-2]}-1")
    expiry = Timestamp(world.now + 9 * cast.YEAR)
    return Onboarding(Party(wallet), expiry, "PK", category, cast.identity(wallet))


def coupon(period: int, pay_time: int) -> PaymentTerms:
    """A coupon of which rounding leaves something over, with a day of grace."""
    times = Timestamp(pay_time), Timestamp(pay_time + DAY)
    return PaymentTerms(PaymentKind.COUPON, period, *times, Ratio(9, 9, 365))


def replace_wallet(world: World, lost: str, successor: str) -> None:
    """A wallet is lost, and by order another stands in its place."""
    registry = world.registry
    exchange = str(world.ledger.participants.holders[Party(lost)].exchange)
    _do(world, holders.onboard(registry, exchange, [onboarding(world, successor)], by=exchange))
    step = holders.replace_wallet(registry, lost, successor, by="registrar")
    for each in replacement(registry, step):
        _do(world, each)


def replacement(registry: Registry, step: Step) -> Iterable[Step]:
    """The order for the replacement of a wallet, and the replacement."""
    function = FunctionName("replaceWallet")
    yield orders.propose(registry, step, function, PAPER, by="registrar", capacity=Role.REGISTRAR)
    yield orders.approve(registry, step, PAPER, by="regulator", capacity=Role.REGULATOR)
    yield step


def post_prices(world: World) -> None:
    """Every price as it was first, observed now."""
    for feed, price in cast.FIRST_PRICES.items():
        _do(world, supply.post_price(world.registry, feed, price, world.now, by="oracle"))


def _provide(world: World, party: str) -> None:
    registry = world.registry
    spenders = (SETTLEMENT, "primary-market", PAYING_AGENT)
    for unit in cast.CURRENCIES:
        _do(world, cash.credit(registry, unit, party, 10**9, by="fiscal agent"))
        for spender in spenders if party == cast.GOVERNMENT else spenders[:2]:
            _do(world, cash.allow(registry, unit, spender, UNLIMITED, by=party))


def _set_rates(world: World, start: int) -> None:
    rates = [1_500, 3_000, 0, 3_333] * (CATEGORIES // 4)
    step = payments.set_tax_rates(world.registry, Timestamp(start), rates, by="ministry")
    _do(world, step)


def _announce(world: World, code: Code, terms: PaymentTerms) -> None:
    _do(world, payments.announce(world.registry, code, terms, by="fiscal agent"))


def _fund(world: World, code: Code, number: int) -> None:
    _do(world, payments.fund(world.registry, code, number, by=cast.GOVERNMENT), "fund")


def _pay(world: World, code: Code, number: int, wallets: list[str]) -> None:
    _do(world, payments.pay(world.registry, code, number, wallets, by="stranger"), "pay")
    payment = world.ledger.payments.of(code)[number]
    money.check_discharges(world, payment, payment.discharges)


def _bid(world: World, number: int, place: int) -> SealedBid:
    dealer = cast.DEALERS[place % 2]
    prices = (98_0000, 98_3879, 0, 99_0000)
    face = (place + 2) * 5_000_00
    salt = document_hash(f"{number}/{place}".encode())
    sealed = SealedBid(dealer, cast.WALLETS[place], face, prices[place], salt)
    commitment = auctions.commitment_of(world.registry, number, sealed)
    world.notes.sealed[commitment] = sealed
    _do(world, auctions.commit(world.registry, number, commitment, face // 19, by=dealer))
    return sealed


def _do(world: World, step: Step, act: str = "") -> None:
    before = cash_now(world.ledger)
    refusal = world.attempt(step)
    assert refusal is None, refusal
    money.note_flows(world, act, before)

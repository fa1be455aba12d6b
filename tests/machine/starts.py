"""Populated systems to start from, each with some danger near at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rwa.calendar import Timestamp
from rwa.chain.compiler import Artifact
from rwa.entry import Milestone, Status
from rwa.identifiers import Code, ExchangeName, Party
from rwa.programme import Price, usage_by_class, used_usd
from rwa.rules.holders import Onboarding
from tests.machine import cast
from tests.machine.acts import exchanges, freezes, holders, orders, setup, stock, supply
from tests.machine.draws import PAPER, identity
from tests.machine.world import Act, World

MINISTRY, REGULATOR, REGISTRAR = Party("ministry"), Party("regulator"), Party("registrar")
FISCAL_AGENT, ORACLE = Party("fiscal agent"), Party("oracle")
DAY, YEAR, USD = cast.DAY, cast.YEAR, cast.USD

_STEPS = {
    "Alpha": [Milestone.GOAML],
    "Beta": [
        Milestone.GOAML,
        Milestone.INCORPORATION,
        Milestone.LICENCE_APPLICATION,
        Milestone.LICENCE,
    ],
    "Gamma": [],
    "Delta": [Milestone.GOAML],
    "Zeta": [Milestone.GOAML, Milestone.INCORPORATION],
}
"""What each exchange reached after its NOC; Epsilon has none."""
_CUSTOMERS = {
    "Alpha": ["asad-1", "bano-1", "bano-2", "emin-1", "gul-1"],
    "Beta": ["asad-2", "chand-1", "chand-2", "faiz-1", "hina-1"],
    "Delta": ["dara-1", "dara-2", "faiz-2"],
    "Zeta": ["dara-3", "gul-2"],
}
_HOLDINGS = {
    "BILL-1": {"asad-1": 80, "bano-1": 40, "chand-1": 60, "dara-1": 20, "gul-1": 30, "gul-2": 9},
    "BOND-1": {"asad-1": 900, "bano-2": 300, "chand-2": 500, "faiz-1": 70, "dara-3": 12},
    "BOND-2": {"asad-2": 40, "chand-1": 80, "faiz-2": 25},
    "GOLD-1": {"bano-1": 20, "emin-1": 15, "dara-2": 10, "hina-1": 30},
    "SILVER-1": {"asad-1": 900, "chand-1": 700},
}
"""First holdings, in units of the denomination."""
STOCK = 10**12
"""What stands in the vaults of either reserve, more than is ever issued."""

Start = Callable[[World], None]


def populated(artifacts: Mapping[str, Artifact], fixtures: Mapping[str, Artifact]) -> World:
    """Six exchanges, a dozen customers, six instruments, and room under every limit."""
    world = World(artifacts, fixtures)
    _by_order(world, setup.set_silver(world, MINISTRY), MINISTRY, REGULATOR)
    for code in cast.CODES:
        _do(world, setup.register(world, MINISTRY, code))
    _admit_exchanges(world)
    for exchange, customers in _CUSTOMERS.items():
        _onboard(world, exchange, customers)
    _prices(world)
    for code in ("GOLD-1", "SILVER-1"):
        _do(world, stock.attest(world, Code(code), STOCK, world.now + 10 * YEAR))
    for code, holdings in _HOLDINGS.items():
        unit = world.ledger.tokens[Code(code)].terms.denomination
        receivers, amounts = list(holdings), [units * unit for units in holdings.values()]
        _do(
            world, supply.issue_batch(world, FISCAL_AGENT, Code(code), _parties(receivers), amounts)
        )
    return world


def near_the_cap(world: World) -> None:
    """A few units under the cap, and commodities a few under their class limit."""
    usage = used_usd(world.ledger.programme.figures(), world.now)
    of_class = usage_by_class(world.ledger.programme.figures(), usage)
    limit = supply.set_class_limit(
        world, MINISTRY, Code("COMMODITY"), of_class[Code("COMMODITY")] + 9_000 * USD
    )
    cap = supply.set_cap(world, MINISTRY, usage.total + 20_000 * USD)
    for act, first, second in ((limit, MINISTRY, REGULATOR), (cap, REGULATOR, MINISTRY)):
        _by_order(world, act, first, second)
    _prices(world)


def late(world: World) -> None:
    """Bills matured, record dates passed untouched, an NOC and some KYC lapsed, freezes about."""
    for code, wallet, amount in (
        ("BOND-1", "asad-1", 30_000_00),
        ("BILL-1", "bano-1", 10**12),
        ("GOLD-1", "bano-1", 5_500),
    ):
        _do(world, freezes.set_frozen(world, Code(code), REGISTRAR, Party(wallet), amount))
    _do(world, freezes.freeze_wallet(world, Code("BOND-1"), REGISTRAR, Party("bano-2"), True))
    for code in ("GOLD-1", "BOND-2"):
        for days in (5, 6, 9, 30):
            time = cast.GENESIS_TIME + days * DAY
            _do(world, supply.announce(world, FISCAL_AGENT, Code(code), time))
    world.advance(84 * DAY)
    for name in ("Beta", "Delta", "Zeta"):
        _do(world, exchanges.set_noc_expiry(world, REGULATOR, _name(name), world.now + YEAR, PAPER))
    blocked = Party("chand-2")
    _do(world, holders.set_blocked(world, REGISTRAR, identity(blocked), [blocked], True))
    _prices(world)


def worn(world: World) -> None:
    """A position recovered as often as may be, as many record dates and as many wallets of a person
    as may be, a revoked exchange with customers, and a suspended one.
    """
    for first, second in zip(cast.CHAIN, cast.CHAIN[1:], strict=False):
        _onboard(world, "Beta", [second])
        act = holders.replace_wallet(world, REGISTRAR, first, second)
        _by_order(world, act, REGISTRAR, REGULATOR)
        if second != cast.CHAIN[-1]:
            _do(
                world,
                orders.recover(world, REGISTRAR, Code("GOLD-1"), first, second, identity(first)),
            )
    for batch in (cast.CROWD[:128], cast.CROWD[128:255]):
        _onboard(world, "Beta", list(batch))
    for place in range(64):
        time = world.now + (place + 1) * DAY
        _do(world, supply.announce(world, FISCAL_AGENT, Code("BOND-2"), time))
    for name, status in (("Zeta", Status.REVOKED), ("Delta", Status.SUSPENDED)):
        _do(world, exchanges.set_status(world, REGULATOR, _name(name), status, PAPER))
    _do(world, freezes.set_transfer_limit(world, Code("BILL-1"), REGULATOR, 5 * 500_000_00))


STARTS: Mapping[str, Start] = {
    "populated": lambda world: None,
    "near the cap": near_the_cap,
    "late": late,
    "worn": worn,
}


def _admit_exchanges(world: World) -> None:
    for name in cast.EXCHANGES:
        _do(world, exchanges.enrol(world, REGULATOR, Party(name), PAPER))
        if name not in _STEPS:
            continue
        expiry = world.now + (80 * DAY if name in ("Alpha", "Gamma") else 82 * DAY)
        _do(world, exchanges.grant_noc(world, REGULATOR, _name(name), expiry, PAPER))
        for step in _STEPS[name]:
            _do(world, exchanges.reach(world, REGULATOR, _name(name), step, PAPER))


def _onboard(world: World, exchange: str, wallets: list[str]) -> None:
    """KYC lasts three years for most, and less than a quarter for one person."""
    batch = []
    for wallet in wallets:
        lasts = 80 * DAY if wallet.startswith("faiz") else 3 * YEAR
        expiry = Timestamp(world.now + lasts)
        batch.append(Onboarding(Party(wallet), expiry, "PK", 1, identity(wallet)))
    _do(world, holders.onboard_batch(world, Party(exchange), _name(exchange), batch))


def _prices(world: World) -> None:
    """Every price as it was first, observed now."""
    for feed in cast.POSTED:
        _do(world, supply.post(world, ORACLE, feed, cast.FIRST_PRICES[feed], world.now))
    world.say(Price(cast.FIRST_PRICES[cast.XAG_FEED], Timestamp(world.now)))


def _by_order(world: World, act: Act, first: Party, second: Party) -> None:
    """Propose and approve the call of an act, let its delay pass, and do it."""
    _do(world, orders.propose(world, first, act.request, PAPER, cast.OFFICIALS[first]))
    order = world.order_id(act.request)
    _do(world, orders.approve(world, second, order, cast.OFFICIALS[second]))
    waiting = (world.ledger.orders.pending[order].not_before or 0) - world.now
    world.advance(max(0, waiting))
    _do(world, act)


def _do(world: World, act: Act) -> None:
    refusal = world.attempt(act).refusal
    assert refusal is None, refusal


def _name(exchange: str) -> ExchangeName:
    return ExchangeName(exchange)


def _parties(names: list[str]) -> list[Party]:
    return [Party(name) for name in names]

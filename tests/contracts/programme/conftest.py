"""Feeds of someone else's, instruments of other classes, and whole programmes of other terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32
from tests.contracts.system import CAP, DAY, Market

NewFeed = Callable[..., Contract]
NewToken = Callable[..., Contract]
NewProgramme = Callable[..., Contract]


@pytest.fixture
def new_feed(market: Market, fixture_artifacts: Mapping[str, Artifact]) -> NewFeed:
    """Deploys a feed that says what it is told, as in `new_feed("PKR", 8, 360_000)`."""

    def new(unit: str, decimals: int, answer: int, updated_at: int | None = None) -> Contract:
        about = (f"{unit} / USD", decimals)
        feed = deploy(market.engine, fixture_artifacts["LooseFeed"], *about, sender=market.deployer)
        observed = market.now if updated_at is None else updated_at
        feed.send("say", answer, observed, sender=market.stranger)
        return feed

    return new


@pytest.fixture
def new_token(market: Market, fixture_artifacts: Mapping[str, Artifact]) -> NewToken:
    """Deploys an instrument of any class, denomination 1; it is not registered."""

    def new(
        code: str,
        asset_class: str,
        unit: str = "USD",
        decimals: int = 2,
        programme: Contract | None = None,
    ) -> Contract:
        descriptor = (code, code, code32(code), code32(unit), decimals, 1)
        owner = (programme or market.programme).address
        arguments = (owner, descriptor, code32(asset_class))
        return deploy(
            market.engine, fixture_artifacts["OtherClass"], *arguments, sender=market.deployer
        )

    return new


@pytest.fixture
def new_programme(market: Market) -> NewProgramme:
    """Deploys one more programme over the same participants, with its own cap and units.

    Units are `(code, decimals, feed)`, the feed none for USD.
    """

    def new(
        units: Sequence[tuple[str, int, Contract | None]] = (("USD", 2, None),),
        *,
        cap: int = CAP,
        limits: Mapping[str, int] | None = None,
        basis: int = 0,
    ) -> Contract:
        limits = {"BOND": 2**64 - 1} if limits is None else limits
        return deploy(
            market.engine,
            market.artifacts["Programme"],
            market.authority.address,
            market.orders.address,
            market.participants.address,
            basis,
            cap,
            [(code32(name), limit) for name, limit in limits.items()],
            [unit_of(*unit) for unit in units],
            sender=market.deployer,
        )

    return new


def unit_of(
    code: str, decimals: int, feed: Contract | None, heartbeat: int = DAY
) -> tuple[bytes, int, str, int]:
    """A unit of account as the programme takes it."""
    if feed is None:
        return (code32(code), decimals, "0x" + "00" * 20, 0)
    return (code32(code), decimals, feed.address, heartbeat)

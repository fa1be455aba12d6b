"""Instruments beyond the programme's three: some without a cap, and one that trusts no stamp."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from rwa.chain.accounts import Address
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.engine import Receipt
from rwa.chain.tester import TesterEngine
from tests.conftest import GENESIS_TIME
from tests.contracts.system import MAX_AGE, Market

FREE_CODE = "FREE-RESERVE"
FREE_BILL_CODE = "PK00FREE0001"


class OpenMarket:
    """A market with a programme beside it that mints and burns without a cap.

    `reserve` and `asking` are the same reserve, with stamps and without; `bill` has a denomination
    of 100.
    """

    def __init__(self, market: Market, fixtures: Mapping[str, Artifact]) -> None:
        self.market = market
        parts = (market.authority.address, market.orders.address, market.participants.address)
        engine, deployer = market.engine, market.deployer
        self.programme = deploy(engine, fixtures["OpenProgramme"], *parts, sender=deployer)
        self.reserve = self.deploy(FREE_CODE, "CommodityReserve", "XAU", 3, 1)
        descriptor = (FREE_CODE, FREE_CODE[:11], FREE_CODE.encode(), b"XAU", 3, 1)
        backing = (market.stock_of(self.reserve).address, MAX_AGE, 0)
        arguments = (self.programme.address, descriptor, backing)
        self.asking = deploy(engine, fixtures["AskingReserve"], *arguments, sender=deployer)
        maturity = GENESIS_TIME + 84 * 86_400
        self.bill = self.deploy(FREE_BILL_CODE, "TreasuryBill", "PKR", 2, 100, maturity)

    def deploy(self, code: str, artifact: str, unit: str, decimals: int, *rest: Any) -> Contract:
        """One more instrument of the open programme."""
        return self.market.deploy_token(
            code, artifact, unit, decimals, *rest, programme=self.programme
        )

    def mint(self, token: Contract, to: Address, amount: int) -> Receipt:
        """Mint, with no cap asked."""
        sender = self.market.deployer
        return self.programme.send("mint", token.address, to, amount, sender=sender)

    def burn(self, token: Contract, holder: Address, amount: int) -> Receipt:
        """Burn."""
        sender = self.market.deployer
        return self.programme.send("burn", token.address, holder, amount, sender=sender)


@pytest.fixture(scope="session")
def open_deployed(deployed: Market, fixture_artifacts: Mapping[str, Artifact]) -> OpenMarket:
    """The open market on one engine, as it stands before any test. Tests take `open_market`."""
    return OpenMarket(deployed, fixture_artifacts)


@pytest.fixture
def open_market(open_deployed: OpenMarket, market: Market) -> OpenMarket:
    """The open market; what the test does to it is undone after the test."""
    assert open_deployed.market is market
    return open_deployed


@pytest.fixture(scope="session")
def local_deployed(
    artifacts: Mapping[str, Artifact], fixture_artifacts: Mapping[str, Artifact]
) -> OpenMarket:
    """An open market on eth-tester alone, for tests of thousands of transactions."""
    return OpenMarket(Market(TesterEngine(GENESIS_TIME), artifacts), fixture_artifacts)


@pytest.fixture
def local(local_deployed: OpenMarket) -> Iterator[OpenMarket]:
    """The open market on eth-tester; what the test does to it is undone after the test."""
    with local_deployed.market.undone():
        yield local_deployed


@pytest.fixture
def relay(market: Market, fixture_artifacts: Mapping[str, Artifact]) -> Contract:
    """A contract that passes calls on, and refusals back."""
    return deploy(market.engine, fixture_artifacts["Thrower"], sender=market.deployer)

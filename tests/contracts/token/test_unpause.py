"""Unpause: only what is paused."""

from __future__ import annotations

from tests.contracts.system import Market, refuses


def test_unpause__not_paused__refused(market: Market) -> None:
    with refuses("TokenNotPaused"):
        market.gold.send("unpause", sender=market.regulator)


def test_unpause__twice__refused(market: Market) -> None:
    market.gold.send("pause", sender=market.regulator)
    market.gold.send("unpause", sender=market.regulator)
    with refuses("TokenNotPaused"):
        market.gold.send("unpause", sender=market.regulator)
    assert market.gold.call("paused") is False

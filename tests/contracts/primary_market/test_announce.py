"""PrimaryMarket.announce: what an auction may be announced with."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.contract import deploy
from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.primary_market.auction import BILL, Auction
from tests.contracts.system import DAY, GOLD_CODE, Market, emitted, refuses


@pytest.mark.parametrize("actor", ["ministry", "regulator", "dealer", "deployer", "holder"])
def test_announce__not_the_fiscal_agent__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
        Auction(market).announce(sender=caller)


def test_announce__instrument_not_registered__refused(market: Market) -> None:
    with refuses("InstrumentUnknown", id=code32("NEW")):
        Auction(market).announce(id=code32("NEW"))


def test_announce__no_cash_in_its_unit__refused(market: Market) -> None:
    with refuses("CashUnknown", unit=code32("XAU")):
        Auction(market).announce(id=code32(GOLD_CODE))


def test_t18_announce__cash_of_other_decimals__refused(market: Market) -> None:
    accepted = [(code32("PKR"), market.usd_cash.address)]
    other = deploy(
        market.engine,
        market.artifacts["PrimaryMarket"],
        market.programme.address,
        accepted,
        market.government,
        sender=market.deployer,
    )
    with refuses("DecimalsMismatch", unit=code32("PKR"), decimals=2, given=6):
        Auction(market, other).announce()


@pytest.mark.parametrize(
    "days", [(0, 2, 3, 4), (1, 1, 3, 4), (2, 1, 3, 4), (1, 2, 2, 4), (1, 2, 3, 3)]
)
def test_announce__times_that_do_not_follow__refused(
    market: Market, days: tuple[int, int, int, int]
) -> None:
    auction = Auction(market)
    names = ("bidDeadline", "revealDeadline", "settlementTime", "settlementDeadline")
    times = {name: auction.start + each * DAY for name, each in zip(names, days, strict=True)}
    market.engine.advance_to(auction.start)
    with refuses("AuctionTimesRefused", **times, time=market.now):
        auction.announce(**times)


@pytest.mark.parametrize(("target", "maximum"), [(0, 100), (200, 100)])
def test_announce__target_of_nothing_or_above_the_maximum__refused(
    market: Market, target: int, maximum: int
) -> None:
    with refuses("TargetRefused", target=target, maximum=maximum):
        Auction(market).announce(target=target, maximum=maximum)


def test_announce__target_off_the_denomination__refused(market: Market) -> None:
    with refuses("NotMultipleOfDenomination", amount=150, denomination=100):
        Auction(market).announce(target=150)


def test_announce__accepted__numbered_from_one_and_told(market: Market) -> None:
    auction = Auction(market)
    (told,) = emitted(auction.announce(), "AuctionAnnounced")
    assert told["auction"] == auction.number == 1
    assert dict(zip(auction.terms(), told["terms"], strict=True)) == auction.terms()
    Auction(market).announce()
    assert market.primary.call("auctions") == 2
    assert auction.kept().phase == 1
    assert auction.kept().terms.id == BILL


def test_market__as_deployed__programme_government_and_cash(market: Market) -> None:
    about = [market.primary.call(each) for each in ("PROGRAMME", "GOVERNMENT")]
    assert about == [market.programme.address, market.government]
    cash = [market.primary.call("cashOf", code32(unit)) for unit in ("PKR", "USD", "XAU")]
    assert cash == [market.pkr_cash.address, market.usd_cash.address, ZERO_ADDRESS]

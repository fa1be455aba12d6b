"""Redemptions.pay: units against cash at the posted prices, less a fee; both legs or neither."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract, deploy
from rwa.chain.deployment import code32
from rwa.roles import Role
from tests.contracts.redemptions.test_end import recover
from tests.contracts.redemptions.vault import BAR, PERIOD, PKR, USD, Vault
from tests.contracts.system import (
    DAY,
    HEARTBEAT,
    PKR_PRICE,
    XAU_PRICE,
    Market,
    emitted,
    refuses,
)

OUNCE = 1_000
CASH = 1_160_833_33
"""One ounce in paisa: 4,200 / 0.0036 = 1,166,666.67 rupees, less 0.5 percent, rounded down."""
FUNDS = 10**14


@pytest.mark.parametrize("actor", ["ministry", "custodian", "holder", "government"])
def test_pay__not_the_fiscal_agent__refused(vault: Vault, actor: str) -> None:
    number, caller = vault.ask_cash(OUNCE), getattr(vault.market, actor)
    with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
        vault.pay(number, caller)


def test_pay__no_such_request__refused(vault: Vault) -> None:
    with refuses("RequestUnknown", number=1):
        vault.pay(1)


def test_pay_and_deliver__request_of_the_other_kind__refused(vault: Vault) -> None:
    lots, cash = vault.ask(), vault.ask_cash(BAR)
    with refuses("RequestForLots", number=lots):
        vault.pay(lots)
    with refuses("RequestForCash", number=cash):
        vault.deliver(cash, 0)


def test_t25_pay__twice_or_after_the_end__refused(vault: Vault) -> None:
    vault.set_aside(FUNDS)
    paid, ended = vault.ask_cash(OUNCE), vault.ask_cash(OUNCE)
    vault.pay(paid)
    vault.end(ended, vault.market.holder)
    for number, phase in ((paid, 4), (ended, 3)):
        with refuses("RequestOver", number=number, phase=phase):
            vault.pay(number)
    assert vault.holding() == (4 * BAR - OUNCE, 0)


def test_pay__lapse__refused_from_that_second_on_and_anyone_unlocks(vault: Vault) -> None:
    market, number = vault.market, vault.ask_cash(OUNCE)
    vault.set_aside(FUNDS)
    deadline = market.now + PERIOD
    market.engine.advance_to(deadline - 1)
    market.post_prices()
    with market.undone():
        vault.pay(number)
    market.engine.advance_to(deadline)
    with refuses("RequestLapsed", number=number, deadline=deadline, time=deadline):
        vault.pay(number)
    vault.end(number, market.stranger)
    assert vault.holding() == (4 * BAR, 0)


@pytest.mark.parametrize(("stale", "fresh"), [("XAU", "pkr_feed"), ("PKR", "xau_feed")])
def test_t38_pay__a_price_past_its_heartbeat__refused(
    market: Market, stale: str, fresh: str
) -> None:
    """Gold's price is asked first, the currency's next; at the heartbeat both still serve."""
    vault = Vault(market)
    vault.open(period=2 * HEARTBEAT)
    vault.set_aside(FUNDS)
    market.post_prices()
    posted, number = market.now, vault.ask_cash(OUNCE)
    market.engine.advance_to(posted + HEARTBEAT)
    with market.undone():
        vault.pay(number)
    price = XAU_PRICE if fresh == "xau_feed" else PKR_PRICE
    getattr(market, fresh).send("post", price, market.now, sender=market.oracle)
    market.wait(1)
    told = {"unit": code32(stale), "updatedAt": posted, "heartbeat": HEARTBEAT}
    with refuses("PriceStale", **told, time=market.now):
        vault.pay(number)
    assert vault.holding() == (4 * BAR, OUNCE)
    vault.end(number, market.holder)


def test_pay__what_comes_to_less_than_a_minor_unit__refused(
    market: Market, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    vault = Vault(market)
    vault.open(period=10 * DAY)
    number = vault.ask_cash(1)
    artifact = fixture_artifacts["LooseFeed"]
    feed = deploy(market.engine, artifact, "XAU / USD", 8, sender=market.deployer)
    unit = (code32("XAU"), 3, feed.address, HEARTBEAT)
    market.carry_out(market.programme, "setUnit", unit)
    market.post_prices()
    feed.send("say", 3_618, market.now, sender=market.stranger)
    with refuses("NothingDelivered", number=number):
        vault.pay(number)
    vault.set_aside(1)
    feed.send("say", 3_619_000, market.now, sender=market.stranger)
    vault.pay(number)
    assert market.pkr_cash.call("balanceOf", market.holder) == 1


def test_pay__not_enough_set_aside__refused(vault: Vault) -> None:
    market, number = vault.market, vault.ask_cash(OUNCE)
    told = {"number": number, "token": market.pkr_cash.address, "cash": CASH}
    with refuses("PaymentNotCovered", **told, funds=0):
        vault.pay(number)
    vault.set_aside(CASH - 1)
    with refuses("PaymentNotCovered", **told, funds=CASH - 1):
        vault.pay(number)
    market.pkr_cash.send("approve", market.redemptions.address, CASH, sender=market.government)
    with refuses("PaymentNotCovered", **told, funds=CASH - 1):
        vault.pay(number)
    assert vault.holding() == (4 * BAR, OUNCE)


def test_pay__holder_blocked_or_frozen_since__refused(vault: Vault) -> None:
    market, number = vault.market, vault.ask_cash(OUNCE)
    vault.set_aside(FUNDS)
    with market.undone():
        market.set_blocked("holder", market.holder)
        with refuses("HolderBlocked", wallet=market.holder):
            vault.pay(number)
    vault.gold.send("setFrozenTokens", market.holder, 4 * BAR, sender=market.registrar)
    told = {"account": market.holder, "amount": OUNCE, "unfrozen": 0}
    with refuses("ERC7943InsufficientUnfrozenBalance", **told):
        vault.pay(number)
    assert market.pkr_cash.call("balanceOf", market.holder) == 0


def test_pay__one_ounce__burned_against_cash_and_the_vaults_keep_their_bars(vault: Vault) -> None:
    market, number = vault.market, vault.ask_cash(OUNCE)
    vault.set_aside(FUNDS)
    position = market.programme.call("positions")[2].outstanding
    receipt = vault.pay(number)
    told = {"number": number, "wallet": market.holder, "currency": PKR, "cash": CASH}
    assert emitted(receipt, "RedemptionPaid") == [told]
    assert market.pkr_cash.call("balanceOf", market.holder) == CASH
    assert market.pkr_cash.call("balanceOf", market.government) == FUNDS - CASH
    assert vault.holding() == (4 * BAR - OUNCE, 0)
    assert market.programme.call("positions")[2].outstanding == position - OUNCE
    assert (market.stock.call("stock"), market.stock.call("delivered")) == (5 * BAR, 0)
    market.issue(vault.gold, market.holder, BAR + OUNCE)


@pytest.mark.parametrize(("fee_bps", "amount"), [(0, 1), (50, 1), (9_999, 7), (1, 3 * BAR)])
def test_t18_pay__in_dollars_of_six_decimals__the_exact_fraction_rounded_down(
    market: Market, fee_bps: int, amount: int
) -> None:
    vault = Vault(market)
    vault.open(fee_bps=fee_bps, currency=USD)
    vault.set_aside(FUNDS, market.usd_cash)
    number = vault.ask_cash(amount)
    vault.pay(number)
    exact = Fraction(amount, 10**3) * Fraction(XAU_PRICE, 10**8) * 10**6
    due = floor(exact * Fraction(10_000 - fee_bps, 10_000))
    assert market.usd_cash.call("balanceOf", market.holder) == due


def test_pay__terms_changed_since__those_of_the_day_it_was_asked(vault: Vault) -> None:
    market, number = vault.market, vault.ask_cash(OUNCE)
    vault.set_aside(FUNDS)
    vault.set_terms(fee_bps=9_999, currency=USD)
    vault.pay(number)
    assert market.pkr_cash.call("balanceOf", market.holder) == CASH


def test_pay__shortfall__the_full_price_for_it_is_not_the_stocks_money(vault: Vault) -> None:
    """Four bars' worth of units on three bars: those who stay are covered better than before."""
    market, number = vault.market, vault.ask_cash(BAR)
    vault.set_aside(FUNDS)
    market.wait(1)
    market.attest(market.stock, 3 * BAR)
    vault.pay(number)
    due = floor(Fraction(BAR * 4_200 * 9_950, 36) * 100 / 1_000)
    assert market.pkr_cash.call("balanceOf", market.holder) == due
    assert (market.stock.call("stock"), vault.gold.call("totalSupply")) == (3 * BAR, 3 * BAR)


def test_t06_pay__wallet_lost_since__its_successor_is_paid(vault: Vault) -> None:
    market = vault.market
    vault.set_terms(period=40 * DAY)
    number, successor = vault.ask_cash(OUNCE), market.account("successor")
    vault.set_aside(FUNDS)
    market.onboard(successor)
    market.replace_wallet(market.holder, successor)
    market.post_prices()
    told = {"number": number, "wallet": market.holder, "successor": successor}
    with refuses("PositionNotRecovered", **told):
        vault.pay(number)
    recover(market, market.holder, successor)
    vault.pay(number)
    assert market.pkr_cash.call("balanceOf", successor) == CASH
    assert vault.holding(successor) == (4 * BAR - OUNCE, 0)


# ------------------------------------------------------------------------------------ hostile cash

TAKES_FEE, MOVES_NOTHING, MOVES_MORE = 1, 3, 4


@pytest.fixture
def hostile(
    market: Market, fixture_artifacts: Mapping[str, Artifact]
) -> tuple[Vault, int, Contract]:
    """A request in a contract of redemptions whose cash is hostile, with the role it needs."""
    cash = deploy(market.engine, fixture_artifacts["HostileCash"], sender=market.deployer)
    desk = deploy(
        market.engine,
        market.artifacts["Redemptions"],
        market.programme.address,
        [(PKR, cash.address)],
        market.government,
        sender=market.deployer,
    )
    market.carry_out(market.authority, "grantRole", Role.REDEMPTIONS, desk.address, 0)
    market.post_prices()
    vault = Vault(market, desk=desk)
    vault.open()
    cash.send("mint", market.government, 10**30, sender=market.stranger)
    cash.send("approve", desk.address, 10**30, sender=market.government)
    return vault, vault.ask_cash(OUNCE), cash


@pytest.mark.parametrize("vice", [TAKES_FEE, MOVES_NOTHING, MOVES_MORE])
def test_t31_pay__cash_that_moves_another_amount__neither_leg(
    hostile: tuple[Vault, int, Contract], vice: int
) -> None:
    """It has 18 decimals, so that an ounce is 10^16 times as many as in paisa."""
    vault, number, cash = hostile
    cash.send("setVice", vice, sender=vault.market.stranger)
    due = floor(Fraction(4_200 * 10**4, 36) * Fraction(9_950, 10_000) * 10**18)
    received = {TAKES_FEE: due - 1, MOVES_NOTHING: 0, MOVES_MORE: due + 1}[vice]
    with refuses("CashMismatch", token=cash.address, expected=due, received=received):
        vault.pay(number)
    assert vault.holding() == (4 * BAR, OUNCE)
    assert cash.call("balanceOf", vault.market.holder) == 0


@pytest.mark.parametrize("call", ["pay", "end"])
def test_t29_pay__cash_that_calls_back__finds_the_request_over(
    hostile: tuple[Vault, int, Contract], call: str
) -> None:
    vault, number, cash = hostile
    market, desk = vault.market, vault.redemptions
    if call == "pay":
        market.carry_out(market.authority, "grantRole", Role.FISCAL_AGENT, cash.address, 0)
        market.post_prices()
    cash.send("callBack", desk.address, desk.encode(call, number), sender=market.stranger)
    vault.pay(number)
    assert cash.call("answered") is False
    assert vault.holding() == (4 * BAR - OUNCE, 0)
    assert desk.call("requested", number).phase == 4

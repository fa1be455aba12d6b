"""Redemptions.deliver: named lots, proved, each once; exactly their weight burns (T25, T39)."""

from __future__ import annotations

from math import ceil

import pytest

from rwa.chain.deployment import code32
from rwa.chain.lot_tree import lot_tree
from rwa.roles import Role
from tests.contracts.redemptions.vault import BAR, MINIMUM, PERIOD, Vault
from tests.contracts.system import DAY, Market, emitted, refuses


def test_deliver__not_the_custodian__refused(vault: Vault) -> None:
    number = vault.ask()
    for caller in (vault.market.holder, vault.market.attestor, vault.market.ministry):
        with refuses("RoleRequired", account=caller, role=Role.CUSTODIAN):
            vault.deliver(number, 0, sender=caller)


@pytest.mark.parametrize("number", [0, 2])
def test_deliver__no_such_request__refused(vault: Vault, number: int) -> None:
    vault.ask()
    with refuses("RequestUnknown", number=number):
        vault.deliver(number, 0)


def test_t25_deliver__twice_or_after_the_end__refused(vault: Vault) -> None:
    first, second = vault.ask(), vault.ask()
    vault.deliver(first, 0)
    vault.end(second, vault.market.holder)
    for number, phase in ((first, 2), (second, 3)):
        with refuses("RequestOver", number=number, phase=phase):
            vault.deliver(number, 1)


def test_deliver__lapse__refused_from_that_second_on(vault: Vault) -> None:
    first, second = vault.ask(), vault.ask()
    deadline = vault.market.now + PERIOD
    vault.market.engine.advance_to(deadline - 1)
    vault.deliver(first, 0)
    vault.market.engine.advance_to(deadline)
    with refuses("RequestLapsed", number=second, deadline=deadline, time=deadline):
        vault.deliver(second, 1)


def test_deliver__nothing__refused(vault: Vault) -> None:
    number = vault.ask()
    with refuses("NothingDelivered", number=number):
        vault.deliver(number)


def test_deliver__more_than_stands_there__refused(vault: Vault) -> None:
    number = vault.ask(2 * BAR)
    vault.market.wait(1)
    vault.market.attest(vault.market.stock, BAR - 1)
    with refuses("DeliveryBeyondStock", number=number, weight=BAR, stock=BAR - 1):
        vault.deliver(number, 0)


def test_deliver__more_than_was_asked_for__refused(vault: Vault) -> None:
    number = vault.ask(2 * BAR - 1)
    with refuses("DeliveryBeyondRequest", number=number, burned=2 * BAR, amount=2 * BAR - 1):
        vault.deliver(number, 0, 1)


def test_t39_deliver__lot_not_in_the_list__refused(vault: Vault) -> None:
    number = vault.ask()
    lots = vault.handed_in(0)
    name, _, details, proof = lots[0]
    forged = [(name, BAR + 1, details, proof)]
    with refuses("LotUnproved", lot=name):
        vault.redemptions.send("deliver", number, forged, sender=vault.market.custodian)


def test_t39_deliver__same_lot_twice__refused(vault: Vault) -> None:
    first, second = vault.ask(), vault.ask(2 * BAR)
    name = vault.handed_in(0)[0][0]
    with refuses("LotGone", lot=name):
        vault.deliver(second, 0, 0)
    vault.deliver(first, 0)
    with refuses("LotGone", lot=name):
        vault.deliver(second, 0)


def test_t39_deliver__bar_delivered_from_another_reserve__refused(vault: Vault) -> None:
    """Custodian and attestor sign the same list for a second reserve; its attestor knows nothing of
    what the first delivered.
    """
    market, first = vault.market, vault.ask()
    other = market.deploy_token("XAU-LAHORE", "CommodityReserve", "XAU", 3, 1)
    market.programme.send("register", other.address, 2**120, sender=market.ministry)
    market.wait(1)
    market.attest(market.stock_of(other), 5 * BAR, root=lot_tree(vault.lots).root)
    code = other.call("INSTRUMENT_ID")
    terms = (code, (MINIMUM, PERIOD, False, 0, bytes(32)))
    market.redemptions.send("setTerms", *terms, sender=market.ministry)
    market.issue(other, market.holder, MINIMUM)
    market.redemptions.send("request", code, MINIMUM, sender=market.holder)
    vault.deliver(first, 0)
    name = vault.handed_in(0)[0][0]
    assert market.redemptions.call("isDelivered", code32("XAU"), name)
    assert not market.stock_of(other).call("isDelivered", name)
    with refuses("LotGone", lot=name):
        vault.deliver(2, 0)
    vault.deliver(2, 1)


def test_deliver__holder_blocked_or_frozen_since__refused(vault: Vault) -> None:
    market, number = vault.market, vault.ask()
    with market.undone():
        market.set_blocked("holder", market.holder)
        with refuses("HolderBlocked", wallet=market.holder):
            vault.deliver(number, 0)
    vault.gold.send("setFrozenTokens", market.holder, 4 * BAR, sender=market.registrar)
    with refuses(
        "ERC7943InsufficientUnfrozenBalance", account=market.holder, amount=BAR, unfrozen=0
    ):
        vault.deliver(number, 0)
    assert vault.holding() == (4 * BAR, MINIMUM)
    assert not market.stock.call("isDelivered", vault.handed_in(0)[0][0])


def test_deliver__one_bar__its_weight_burns_the_rest_unlocks_and_the_stock_falls(
    vault: Vault,
) -> None:
    market, number = vault.market, vault.ask()
    position = market.programme.call("positions")[2].outstanding
    receipt = vault.deliver(number, 0)
    name = vault.handed_in(0)[0][0]
    (told,) = emitted(receipt, "RedemptionDelivered")
    assert list(told.pop("lots")) == [name]
    assert told == {"number": number, "wallet": market.holder, "weight": BAR, "burned": BAR}
    assert emitted(receipt, "LotDelivered") == [{"lot": name, "quantity": BAR}]
    assert vault.holding() == (3 * BAR, 0)
    assert market.programme.call("positions")[2].outstanding == position - BAR
    assert (market.stock.call("stock"), market.stock.call("delivered")) == (4 * BAR, BAR)
    with refuses("StockExceeded", units=4 * BAR + 1, issuable=4 * BAR):
        market.issue(vault.gold, market.holder, BAR + 1)


def test_deliver__attestation_expired__goes_on(market: Market) -> None:
    vault = Vault(market)
    market.wait(1)
    vault.attest(vault.lots.lots, expiry=market.now + DAY)
    vault.set_terms()
    market.issue(vault.gold, market.holder, MINIMUM)
    number = vault.ask()
    market.wait(2 * DAY)
    vault.deliver(number, 0)
    assert vault.holding() == (MINIMUM - BAR, 0)


@pytest.mark.parametrize("first_come", [False, True])
def test_deliver__shortfall__a_lot_costs_its_share_unless_first_come(
    market: Market, first_come: bool
) -> None:
    """Four bars' worth of units on three bars and a bit: coverage is as before or better."""
    vault = Vault(market)
    vault.open(first_come=first_come)
    market.wait(1)
    stock, supply = 3 * BAR + 1, 4 * BAR
    market.attest(market.stock, stock, root=market.stock.call("attested", 2).attestation.root)
    number = vault.ask(2 * BAR)
    vault.deliver(number, 0)
    burned = BAR if first_come else ceil(BAR * supply / stock)
    assert vault.holding() == (supply - burned, 0)
    left = market.stock.call("stock"), vault.gold.call("totalSupply")
    assert left == (stock - BAR, supply - burned)
    assert (left[0] * supply >= stock * left[1]) is not first_come


def test_t39_attest__after_a_delivery__what_it_leaves_out_is_no_longer_deducted(
    vault: Vault,
) -> None:
    market = vault.market
    before = market.now
    number = vault.ask()
    market.wait(10)
    vault.deliver(number, 0)
    left = vault.lots.lots[1:]
    with refuses("OmittedTooMuch", omitted=BAR, delivered=0):
        vault.attest(left, omitted=BAR, as_of=before + 9)
    vault.attest(vault.lots.lots, as_of=before + 9)
    assert market.stock.call("stock") == 4 * BAR
    market.wait(1)
    with refuses("OmittedTooMuch", omitted=BAR + 1, delivered=BAR):
        vault.attest(left, omitted=BAR + 1)
    vault.attest(left, omitted=BAR)
    assert market.stock.call("stock") == 4 * BAR


def test_release__not_the_contract_of_redemptions__refused(vault: Vault) -> None:
    market = vault.market
    for caller in (market.custodian, market.ministry, market.stranger):
        with refuses("RoleRequired", account=caller, role=Role.REDEMPTIONS):
            market.stock.send("release", vault.handed_in(0), sender=caller)
        with refuses("RoleRequired", account=caller, role=Role.REDEMPTIONS):
            vault.gold.send("lock", market.holder, 1, sender=caller)
        with refuses("RoleRequired", account=caller, role=Role.REDEMPTIONS):
            vault.gold.send("unlock", market.holder, 1, sender=caller)
        with refuses("RoleRequired", account=caller, role=Role.REDEMPTIONS):
            arguments = (vault.gold.call("INSTRUMENT_ID"), market.holder, 1, 1)
            market.programme.send("redeemRequested", *arguments, sender=caller)

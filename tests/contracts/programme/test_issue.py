"""Programme.issue and issueBatch: the only door to supply, within volume, class limit and cap."""

from __future__ import annotations

import pytest

from rwa.chain.deployment import code32
from rwa.chain.errors import ContractRevert
from rwa.roles import Role
from tests.contracts.system import (
    BILL_CODE,
    BILL_MATURITY,
    BOND_CODE,
    CAP,
    CLASS_LIMITS,
    GOLD_CODE,
    USD,
    Market,
    emitted,
    refuses,
)

BOND, GOLD = code32(BOND_CODE), code32(GOLD_CODE)
CENT = 10**4
"""Micro-USD of one base unit of an instrument in USD."""


def issue(market: Market, code: bytes, to: str, amount: int, programme=None):
    programme = programme or market.programme
    return programme.send("issue", code, to, amount, sender=market.fiscal_agent)


def issue_batch(market: Market, code: bytes, to: list[str], amounts: list[int], programme=None):
    programme = programme or market.programme
    return programme.send("issueBatch", code, to, amounts, sender=market.fiscal_agent)


@pytest.fixture
def dollars(market: Market, new_token, new_programme):
    """A programme in USD alone, of a cap of $100, $60 of it for bonds, two instruments each."""
    limits = {"BOND": 60 * USD, "BILL": 90 * USD}
    programme = new_programme(cap=100 * USD, limits=limits)
    for code in ("BOND-1", "BOND-2", "BILL-1", "BILL-2"):
        token = new_token(code, code[:4], programme=programme)
        programme.send("register", token.address, 10_000, sender=market.ministry)
    return programme


@pytest.mark.parametrize("actor", ["ministry", "regulator", "oracle", "deployer", "holder"])
def test_t14_issue__not_the_fiscal_agent__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
        market.programme.send("issue", BOND, market.holder, 100, sender=caller)
    with refuses("RoleRequired", account=caller, role=Role.FISCAL_AGENT):
        market.programme.send("issueBatch", BOND, [market.holder], [100], sender=caller)


def test_issue__unknown_instrument__refused(market: Market) -> None:
    for code in (b"\0" * 32, code32("NEW")):
        with refuses("InstrumentUnknown", id=code):
            issue(market, code, market.holder, 100)
        with refuses("InstrumentUnknown", id=code):
            issue_batch(market, code, [market.holder], [100])


def test_t14_issue__token_not_registered__nobody_can_mint(market: Market, new_token) -> None:
    token = new_token("NEW", "BOND")
    with refuses("InstrumentUnknown", id=code32("NEW")):
        issue(market, code32("NEW"), market.holder, 100)
    for caller in (market.ministry, market.fiscal_agent, market.deployer):
        with refuses("NotProgramme", account=caller):
            token.send("mint", market.holder, 100, sender=caller)


def test_t19_issue__beyond_the_register__refused(market: Market) -> None:
    for amount in (2**120, 2**128, 2**256 - 1):
        with refuses("AmountTooLarge", amount=amount, max=2**120 - 1):
            issue(market, GOLD, market.holder, amount)


def test_t19_issue__whole_register_at_the_price_of_gold__the_class_limit_answers(
    market: Market,
) -> None:
    used = (2**120 - 1) * 4_200 * USD // 1_000
    limit = {"assetClass": code32("COMMODITY"), "limitUsd": CAP}
    with refuses("ClassLimitExceeded", usedUsd=used, **limit):
        issue(market, GOLD, market.holder, 2**120 - 1)


def test_issue__beyond_the_class_limit__refused_to_the_unit(market: Market, dollars) -> None:
    issue(market, code32("BOND-1"), market.holder, 3_000, dollars)
    with refuses(
        "ClassLimitExceeded",
        assetClass=code32("BOND"),
        usedUsd=60 * USD + CENT,
        limitUsd=60 * USD,
    ):
        issue(market, code32("BOND-2"), market.holder, 3_001, dollars)
    issue(market, code32("BOND-2"), market.holder, 3_000, dollars)


def test_t14_issue__beyond_the_cap_across_instruments__refused_to_the_unit(
    market: Market, dollars
) -> None:
    """Every instrument is within its class, the programme is not."""
    issue(market, code32("BOND-1"), market.holder, 5_000, dollars)
    issue(market, code32("BILL-1"), market.holder, 2_500, dollars)
    with refuses("CapExceeded", usedUsd=100 * USD + CENT, capUsd=100 * USD):
        issue(market, code32("BILL-2"), market.holder, 2_501, dollars)
    issue(market, code32("BILL-2"), market.holder, 2_500, dollars)
    assert dollars.call("usedUsd").total == dollars.call("capUsd") == 100 * USD
    with refuses("CapExceeded", usedUsd=100 * USD + CENT, capUsd=100 * USD):
        issue(market, code32("BILL-1"), market.other_holder, 1, dollars)


def test_t14_issue__second_deployment__each_has_its_own_participants_cap_and_tokens(
    market: Market, dollars
) -> None:
    """Tokens answer to one programme, so none is minted past the cap of the other."""
    issue(market, code32("BOND-1"), market.holder, 6_000, dollars)
    assert market.programme.call("usedUsd").total == 0
    with refuses("InstrumentUnknown", id=BOND):
        issue(market, BOND, market.holder, 100, dollars)


def test_issue__beyond_the_volume__refused_to_the_unit(market: Market, new_token) -> None:
    token = new_token("NEW", "BOND")
    market.programme.send("register", token.address, 500, sender=market.ministry)
    market.issue(token, market.holder, 300)
    with refuses("IssueVolumeExceeded", id=code32("NEW"), issued=501, volume=500):
        market.issue(token, market.holder, 201)
    market.issue(token, market.holder, 200)


def test_issue__volume_used_up_and_redeemed__stays_used_up(market: Market, new_token) -> None:
    token = new_token("NEW", "BOND")
    market.programme.send("register", token.address, 500, sender=market.ministry)
    market.issue(token, market.holder, 500)
    market.redeem(token, market.holder, 500)
    with refuses("IssueVolumeExceeded", id=code32("NEW"), issued=501, volume=500):
        market.issue(token, market.holder, 1)


def test_issue__class_then_cap_then_volume__in_this_order(
    market: Market, new_token, new_programme
) -> None:
    programme = new_programme(cap=10 * USD, limits={"BOND": 5 * USD})
    token = new_token("NEW", "BOND", programme=programme)
    programme.send("register", token.address, 1, sender=market.ministry)
    everything = 20 * USD
    limit = {"assetClass": code32("BOND"), "usedUsd": everything, "limitUsd": 5 * USD}
    with refuses("ClassLimitExceeded", **limit):
        issue(market, code32("NEW"), market.holder, 2_000, programme)
    market.carry_out(programme, "setClassLimit", code32("BOND"), everything)
    with refuses("CapExceeded", usedUsd=everything, capUsd=10 * USD):
        issue(market, code32("NEW"), market.holder, 2_000, programme)
    market.carry_out(programme, "setCap", everything)
    with refuses("IssueVolumeExceeded", id=code32("NEW"), issued=2_000, volume=1):
        issue(market, code32("NEW"), market.holder, 2_000, programme)


def test_issue__ineligible_and_beyond_the_cap__eligibility_answers(market: Market) -> None:
    with refuses("HolderUnknown", wallet=market.stranger):
        issue(market, GOLD, market.stranger, 2**120 - 1)


def test_issue__matured__refused_though_cap_is_left(market: Market) -> None:
    market.engine.advance_to(BILL_MATURITY)
    matured = {"maturityTime": BILL_MATURITY, "time": BILL_MATURITY}
    with refuses("Matured", **matured):
        issue(market, code32(BILL_CODE), market.holder, 100)


def test_issue__accepted__counted_and_told(market: Market) -> None:
    receipt = issue(market, BOND, market.holder, 12_300)
    assert emitted(receipt, "Issued") == [{"id": BOND, "to": market.holder, "amount": 12_300}]
    assert market.bond.call("balanceOf", market.holder) == 12_300
    position = market.programme.call("positions")[1]
    assert (position.outstanding, position.issued) == (12_300, 12_300)
    assert market.programme.call("instrument", BOND).issued == 12_300


def test_issue__nothing__accepted_and_told(market: Market) -> None:
    receipt = issue(market, GOLD, market.holder, 0)
    assert emitted(receipt, "Issued") == [{"id": GOLD, "to": market.holder, "amount": 0}]
    assert market.programme.call("usedUsd").total == 0


def test_t14_issue__bonds_of_the_pilot__class_limit_holds_to_the_rupee(market: Market) -> None:
    """At USD 0.0036 a rupee the bond limit of 1.5 billion is PKR 416,666,666,666.66."""
    rupee = 3_600
    most = 416_666_666_666
    limit = {
        "assetClass": code32("BOND"),
        "limitUsd": CLASS_LIMITS["BOND"],
        "usedUsd": (most + 1) * rupee,
    }
    with refuses("ClassLimitExceeded", **limit):
        issue(market, BOND, market.holder, 100 * (most + 1))
    issue(market, BOND, market.holder, 100 * most)
    assert market.programme.call("usedUsd").total == 1_500_000_000 * USD - 2_400


def test_t02_issue_batch__one_beyond_the_cap__nothing_is_issued(market: Market, dollars) -> None:
    parties = [market.holder, market.other_holder]
    limit = {"assetClass": code32("BOND"), "usedUsd": 60 * USD + CENT, "limitUsd": 60 * USD}
    with refuses("ClassLimitExceeded", **limit):
        issue_batch(market, code32("BOND-1"), parties, [3_000, 3_001], dollars)
    assert dollars.call("usedUsd").total == 0
    issue_batch(market, code32("BOND-1"), parties, [3_000, 3_000], dollars)
    assert dollars.call("usedUsd").total == 60 * USD


@pytest.mark.parametrize(("receivers", "amounts"), [(1, 0), (0, 1), (2, 3)])
def test_t02_issue_batch__lists_that_differ__refused(
    market: Market, receivers: int, amounts: int
) -> None:
    with refuses("ListsDiffer", first=receivers, second=amounts):
        issue_batch(market, GOLD, [market.holder] * receivers, [1] * amounts)


def test_t19_issue_batch__sum_beyond_the_register__refused(market: Market) -> None:
    with refuses("AmountTooLarge", amount=2**256 - 1, max=2**120 - 2):
        issue_batch(market, GOLD, [market.holder] * 2, [1, 2**256 - 1])


def test_t02_issue_batch__accepted__the_same_as_one_by_one(market: Market) -> None:
    parties = [market.holder, market.other_holder, market.holder]
    amounts = [5, 0, 7]
    with market.undone():
        batch = issue_batch(market, GOLD, parties, amounts)
        after_batch = _supply(market)
    singles = [issue(market, GOLD, to, amount) for to, amount in zip(parties, amounts, strict=True)]
    assert _supply(market) == after_batch
    told = [each for receipt in singles for each in emitted(receipt, "Issued")]
    assert emitted(batch, "Issued") == told


@pytest.mark.slow
def test_t16_issue__one_unit_at_a_time__never_cheaper_than_the_whole(
    market: Market, new_token, new_programme, new_feed
) -> None:
    """One base unit is worth 1.5 micro-USD; what was issued is valued as a whole, not bit by bit.

    100,000 issues of one unit, in batches; a tenth of them on the slower engine.
    """
    batches = 1_000 if market.engine.name == "json-rpc" else 100
    cap = batches * 150
    feed = new_feed("PKR", 8, 15_000)
    programme = new_programme([("USD", 2, None), ("PKR", 2, feed)], cap=cap)
    token = new_token("DUST", "BOND", "PKR", programme=programme)
    programme.send("register", token.address, 10**9, sender=market.ministry)
    batch = (code32("DUST"), [market.holder] * 100, [1] * 100)
    request = programme.request("issueBatch", *batch, sender=market.fiscal_agent)
    for sent in range(20, batches + 1, 20):
        market.engine.send_many([request] * 20)
        assert programme.call("usedUsd").total == sent * 150
    with refuses("CapExceeded", usedUsd=cap + 2, capUsd=cap):
        issue(market, code32("DUST"), market.holder, 1, programme)
    assert token.call("totalSupply") == batches * 100


def test_t16_issue__odd_unit__rounds_up_against_the_issuer(
    market: Market, new_token, new_programme, new_feed
) -> None:
    feed = new_feed("PKR", 8, 15_000)
    programme = new_programme([("USD", 2, None), ("PKR", 2, feed)], cap=4)
    token = new_token("DUST", "BOND", "PKR", programme=programme)
    programme.send("register", token.address, 10, sender=market.ministry)
    used = []
    for _ in range(2):
        issue(market, code32("DUST"), market.holder, 1, programme)
        used.append(programme.call("usedUsd").total)
    assert used == [2, 3]
    with refuses("CapExceeded", usedUsd=5, capUsd=4):
        issue(market, code32("DUST"), market.holder, 1, programme)


def test_t15_forced_transfer__of_what_was_issued__frees_nothing(market: Market) -> None:
    market.issue(market.gold, market.holder, 10)
    before = market.programme.call("positions"), market.programme.call("usedUsd")
    market.carry_out(market.gold, "forcedTransfer", market.holder, market.other_holder, 7)
    assert (market.programme.call("positions"), market.programme.call("usedUsd")) == before


def _supply(market: Market) -> tuple:
    balances = market.gold.call_many("balanceOf", [(market.holder,), (market.other_holder,)])
    return balances, market.gold.call("totalSupply"), market.programme.call("positions")


def test_t17_issue__refused_for_any_reason__changes_nothing(market: Market) -> None:
    before = _supply(market)
    outcome = market.programme.attempt(
        "issueBatch",
        GOLD,
        [market.holder, market.stranger],
        [1, 1],
        sender=market.fiscal_agent,
    )
    assert isinstance(outcome, ContractRevert)
    assert _supply(market) == before

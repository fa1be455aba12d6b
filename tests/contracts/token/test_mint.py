"""A mint: only the programme's, only to an eligible holder, only while the instrument is open."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.contract import Contract, deploy
from rwa.entry import Status
from tests.contracts.system import (
    BILL_CODE,
    BILL_MATURITY,
    DAY,
    HEARTBEAT,
    NOC_EXPIRY,
    SECOND,
    Market,
    emitted,
    refuses,
)
from tests.contracts.token.conftest import FREE_BILL_CODE, OpenMarket
from tests.contracts.token.faults import (
    EXCHANGE,
    NOBODY,
    ODD,
    PAUSED,
    RECEIVER,
    Deal,
    Fault,
    check_order,
    named,
)

MAX_SUPPLY = 2**120 - 1
MOST = MAX_SUPPLY - MAX_SUPPLY % 100
"""The largest multiple of the denomination that fits."""


class Issue(Deal):
    """A mint about to be tried through the open programme."""

    open_market: OpenMarket

    @classmethod
    def of(cls, open_market: OpenMarket) -> Issue:
        """A sound mint of the open market's bill."""
        market = open_market.market
        deal = cls(market, open_market.bill, market.holder, market.distant_holder)
        deal.open_market = open_market
        return deal


def mint(deal: Deal) -> None:
    """Try the mint."""
    assert isinstance(deal, Issue)
    deal.open_market.mint(deal.token, deal.receiver, deal.amount)


def _bill(deal: Deal, issue_time: int, maturity: int) -> Contract:
    assert isinstance(deal, Issue)
    market = deal.market
    descriptor = (FREE_BILL_CODE, FREE_BILL_CODE[:11], FREE_BILL_CODE.encode(), b"PKR", 2, 100)
    artifact = market.artifacts["TreasuryBill"]
    arguments = (deal.open_market.programme.address, descriptor, issue_time, maturity)
    return deploy(market.engine, artifact, *arguments, sender=market.deployer)


def _not_open(deal: Deal) -> None:
    deal.token = _bill(deal, deal.market.now + DAY, deal.market.now + 2 * DAY)


def _matured(deal: Deal) -> None:
    deal.token = _bill(deal, deal.market.now - DAY, deal.market.now)


def _beyond(deal: Deal) -> None:
    deal.amount += MOST


UNOPENED = Fault(
    "before issue",
    "IssueNotOpen",
    _not_open,
    lambda deal: {"issueTime": deal.token.call("ISSUE_TIME"), "time": deal.market.now},
    frozenset({"state"}),
    first=True,
)
MATURED = Fault(
    "after maturity",
    "Matured",
    _matured,
    lambda deal: {"maturityTime": deal.token.call("MATURITY_TIME"), "time": deal.market.now},
    frozenset({"state"}),
    first=True,
)
TOO_LARGE = Fault(
    "beyond the register",
    "AmountTooLarge",
    _beyond,
    lambda deal: {"amount": deal.amount, "max": MAX_SUPPLY},
)
MINT = (PAUSED, UNOPENED, MATURED, NOBODY, ODD, *RECEIVER, EXCHANGE, TOO_LARGE)
"""The order of a mint's refusals once the programme asks."""


@pytest.mark.parametrize("fault", MINT, ids=named(MINT))
def test_mint__two_faults__the_earlier_is_told(open_market: OpenMarket, fault: Fault) -> None:
    check_order(lambda: Issue.of(open_market), MINT, fault, mint)


@pytest.mark.parametrize("fault", MINT, ids=named(MINT))
def test_mint_batch__one_fault__told_as_by_the_single(
    open_market: OpenMarket, fault: Fault
) -> None:
    deal = Issue.of(open_market)
    fault.spoil(deal)
    arguments = (deal.token.address, [deal.receiver], [deal.amount])
    with refuses(fault.error, **fault.arguments(deal)):
        open_market.programme.send("mintBatch", *arguments, sender=deal.market.deployer)


@pytest.mark.parametrize(
    "caller", ["ministry", "regulator", "registrar", "fiscal_agent", "holder", "deployer"]
)
def test_t14__anyone_but_the_programme__may_not_mint(market: Market, caller: str) -> None:
    account = getattr(market, caller)
    for call in (("mint", market.holder, 100), ("mintBatch", [market.holder], [100])):
        with refuses("NotProgramme", account=account):
            market.bill.send(*call, sender=account)


def test_t14__not_the_programme__told_before_every_other_fault(market: Market) -> None:
    market.bill.send("pause", sender=market.regulator)
    with refuses("NotProgramme", account=market.fiscal_agent):
        market.bill.send("mint", ZERO_ADDRESS, 2**255 + 1, sender=market.fiscal_agent)


def test_t51__programmes_word_through_a_relay__is_not_the_programme(
    market: Market, relay: Contract
) -> None:
    data = market.bill.encode("mint", market.holder, 100)
    with refuses("NotProgramme", account=relay.address):
        relay.send("relay", market.bill.address, data, sender=market.fiscal_agent)


def test_mint__receiver_ineligible_and_price_stale__the_receiver_is_told(market: Market) -> None:
    market.wait(HEARTBEAT + DAY)
    market.set_status(SECOND, Status.SUSPENDED)
    suspended = {"exchange": SECOND, "status": int(Status.SUSPENDED), "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **suspended):
        market.issue(market.bill, market.distant_holder, 100)


def test_mint__beyond_the_register_and_price_stale__the_amount_is_told(market: Market) -> None:
    market.wait(HEARTBEAT + DAY)
    with refuses("AmountTooLarge", amount=2**127, max=MAX_SUPPLY):
        market.issue(market.gold, market.holder, 2**127)


@pytest.mark.parametrize("amount", [2**120, 2**128, 2**256 - 1])
def test_t19__amount_beyond_the_register__refused(open_market: OpenMarket, amount: int) -> None:
    market, token = open_market.market, open_market.reserve
    with refuses("AmountTooLarge", amount=amount, max=MAX_SUPPLY):
        open_market.mint(token, market.holder, amount)


def test_t19__supply_filled_to_the_last_unit__one_more_refused(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    open_market.mint(token, market.holder, MAX_SUPPLY - 1)
    open_market.mint(token, market.other_holder, 1)
    assert token.call("totalSupply") == MAX_SUPPLY
    with refuses("AmountTooLarge", amount=1, max=0):
        open_market.mint(token, market.other_holder, 1)
    open_market.mint(token, market.other_holder, 0)
    assert token.call("paused") is False
    assert token.call("transferLimit") == 2**80 - 1


def test_t19__batch_beyond_the_register_in_sum__refused(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    half = 2**119
    arguments = (token.address, [market.holder, market.other_holder], [half, half])
    with refuses("AmountTooLarge", amount=half, max=half - 1):
        open_market.programme.send("mintBatch", *arguments, sender=market.deployer)
    assert token.call("totalSupply") == 0


@pytest.mark.parametrize(("receivers", "amounts"), [(0, 1), (2, 1)])
def test_mint_batch__lists_differ__refused(
    open_market: OpenMarket, receivers: int, amounts: int
) -> None:
    market, token = open_market.market, open_market.reserve
    arguments = (token.address, [market.holder] * receivers, [1] * amounts)
    with refuses("ListsDiffer", first=receivers, second=amounts):
        open_market.programme.send("mintBatch", *arguments, sender=market.deployer)


def test_t27__maturity__a_second_before_issued_at_it_refused(market: Market) -> None:
    market.engine.advance_to(BILL_MATURITY - 1)
    market.post_prices()
    market.issue(market.bill, market.holder, 100)
    market.engine.advance_to(BILL_MATURITY)
    with refuses("Matured", maturityTime=BILL_MATURITY, time=BILL_MATURITY):
        market.issue(market.bill, market.holder, 100)


def test_t27__issue_time__a_second_before_refused_at_it_issued(open_market: OpenMarket) -> None:
    deal = Issue.of(open_market)
    _not_open(deal)
    opening = deal.token.call("ISSUE_TIME")
    deal.market.engine.advance_to(opening - 1)
    with refuses("IssueNotOpen", issueTime=opening, time=opening - 1):
        mint(deal)
    deal.market.engine.advance_to(opening)
    mint(deal)
    assert deal.token.call("totalSupply") == deal.amount


def test_t09__noc_expiry__a_second_before_issued_at_it_refused(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    market.engine.advance_to(NOC_EXPIRY - 1)
    open_market.mint(token, market.holder, 1)
    market.engine.advance_to(NOC_EXPIRY)
    lapsed = {"exchange": 1, "status": int(Status.ACTIVE), "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **lapsed):
        open_market.mint(token, market.holder, 1)


def test_mint__frozen_partly_and_limited__still_issued(market: Market) -> None:
    market.gold.send("setFrozenTokens", market.holder, 10**6, sender=market.registrar)
    market.gold.send("setTransferLimit", 1, sender=market.regulator)
    market.issue(market.gold, market.holder, 500)
    assert market.gold.call("balanceOf", market.holder) == 500
    assert market.gold.call("getFrozenTokens", market.holder) == 10**6


def test_mint__eligible_holder__held_and_told(market: Market) -> None:
    receipt = market.issue(market.bill, market.holder, 700)
    (event,) = emitted(receipt, "Transfer")
    assert list(event.values()) == [ZERO_ADDRESS, market.holder, 700]
    assert market.bill.call("balanceOf", market.holder) == 700
    assert market.bill.call("totalSupply") == 700


def test_t02__mint_batch__the_same_state_and_events_as_singles(open_market: OpenMarket) -> None:
    market, token = open_market.market, open_market.reserve
    for days in (1, 2, 3):
        when = market.now + days * DAY
        token.send("announceRecordDate", when, sender=market.fiscal_agent)
    open_market.mint(token, market.holder, 5)
    market.wait(2 * DAY)
    wallets = [market.holder, market.other_holder, market.holder, market.distant_holder]
    amounts = [7, 11, 13, 0]
    seen = []
    for batched in (False, True):
        with market.undone():
            if batched:
                arguments = (token.address, wallets, amounts)
                sent = [open_market.programme.send("mintBatch", *arguments, sender=market.deployer)]
            else:
                pairs = zip(wallets, amounts, strict=True)
                sent = [open_market.mint(token, wallet, amount) for wallet, amount in pairs]
            state = [
                token.call_many("balanceOf", [(wallet,) for wallet in wallets]),
                token.call_many("balanceOfAt", [(wallet, 1) for wallet in wallets]),
                token.call("totalSupplyAt", 1),
                token.call("totalSupply"),
            ]
            told = [(log.event, log.args) for receipt in sent for log in receipt.logs]
            seen.append((state, told))
    assert seen[0] == seen[1]
    assert seen[0][0] == [[25, 11, 25, 0], [5, 0, 5, 0], 5, 36]


def test_mint__code_of_another_instrument__is_its_own(market: Market) -> None:
    market.issue(market.bond, market.holder, 300)
    assert market.bill.call("totalSupply") == 0
    assert market.bill.call("INSTRUMENT_ID").rstrip(b"\0").decode() == BILL_CODE

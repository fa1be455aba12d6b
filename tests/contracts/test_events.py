"""Events are complete: the state of the registry is rebuilt from them alone (T52)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace

import pytest

from rwa.chain.abi import errors_of
from rwa.chain.deployment import code32, selector, stock_label
from rwa.chain.engine import Engine, Log, Receipt, Request
from rwa.entry import Milestone, Stage, Status
from rwa.events import event_of
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.genesis import Backing, Cash, Feed, Genesis, Policy, Terms
from rwa.registry.policies import POLICIES
from rwa.roles import Role
from rwa.words import Words, code_of
from tests.contracts.primary_market.auction import PRICE, Auction
from tests.contracts.primary_market.offer import Offer
from tests.contracts.redemptions.vault import Vault
from tests.contracts.settlement.trades import BUYER, OTHER, TOTAL, instruction, trade
from tests.contracts.system import (
    BILL_CODE,
    BOND_CODE,
    CASH,
    DOCUMENT,
    FIRST,
    GOLD_CODE,
    KYC_EXPIRY,
    MAX_AGE,
    MAX_STOCK,
    NOC_EXPIRY,
    OFFICES,
    SECOND,
    UNITS,
    Market,
    identity,
)
from tests.contracts.tenders.offer import BILL, BUY_BACK, DRAWING, EXCHANGE
from tests.contracts.tenders.offer import Offer as Tender

ADVERSE = {"HolderRemoved", "HolderResponsored", "WalletReplaced"}
WALLETS = ("holder", "other_holder", "distant_holder", "stranger", "newcomer", "far_wallet")


@contextmanager
def recorded(engine: Engine) -> Iterator[list[tuple[int, Log]]]:
    """Every log of what is sent in the block, each with its time."""
    logs: list[tuple[int, Log]] = []
    send = engine.send

    def record(request: Request) -> Receipt:
        receipt = send(request)
        logs.extend((receipt.timestamp, log) for log in receipt.logs)
        return receipt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine, "send", record)
        yield logs


def test_t52_registry__after_a_history_of_every_act__ledger_says_what_the_chain_says(
    market: Market,
) -> None:
    with recorded(market.engine) as logs:
        fresh = Market(market.engine, market.artifacts)
        _live_through_everything(fresh)
    ledger, words = _rebuild(fresh, logs)
    _compare_exchanges(fresh, ledger)
    _compare_holders(fresh, ledger)
    _compare_programme(fresh, ledger)
    _compare_auctions(fresh, ledger, words)
    _compare_tenders(fresh, ledger)
    _compare_roles_and_orders(fresh, ledger, words)
    _compare_standing(fresh, logs)
    _compare_trades(fresh, ledger)
    _compare_stock(fresh, ledger, words)


def _live_through_everything(market: Market) -> None:
    participants, regulator = market.participants, market.regulator
    third = market.admit(market.account("third operator"))
    market.reach(third, Milestone.INCORPORATION)
    market.reach(third, Milestone.LICENCE_APPLICATION)
    replaced = market.account("second key of the third operator")
    participants.send("setOperator", third, replaced, sender=regulator)
    participants.send("setNocExpiry", third, NOC_EXPIRY + 5, DOCUMENT, sender=regulator)
    market.onboard(market.stranger, SECOND, person="holder")
    market.onboard(market.account("newcomer"), third, person="newcomer", sender=replaced)
    market.onboard(market.account("far_wallet"), FIRST, person="distant holder")
    participants.send("setKycExpiry", market.other_holder, KYC_EXPIRY - 9, sender=market.operator)
    participants.send("setKycExpiry", market.stranger, KYC_EXPIRY, sender=market.other_operator)
    market.set_blocked("newcomer", market.account("newcomer"))
    market.set_blocked("distant holder", market.distant_holder)
    market.set_blocked("distant holder", market.distant_holder, blocked=False)
    market.issue(market.gold, market.holder, 1_000)
    market.issue(market.bond, market.other_holder, 20_000)
    _trade(market)
    market.redeem(market.gold, market.holder, 1)
    _redeem_in_kind(market)
    live_through_tenders(market)
    live_through_an_auction(Auction(market).open())
    market.replace_wallet(market.holder, market.stranger)
    market.set_status(third, Status.SUSPENDED)
    market.set_status(third, Status.ACTIVE)
    market.set_status(FIRST, Status.REVOKED)
    participants.send("responsor", market.other_holder, third, sender=market.registrar)
    participants.send("remove", market.distant_holder, sender=market.registrar)
    market.carry_out(participants, "setStageLimits", Stage.NOC, (1, 2, 3))
    market.carry_out(market.programme, "setCap", 10**15)
    market.carry_out(market.programme, "setClassLimit", code32("SUKUK"), 77)
    pkr = (code32("PKR"), 2, market.pkr_feed.address, 99)
    market.carry_out(market.programme, "setUnit", pkr)
    market.carry_out(market.authority, "grantRole", Role.ORACLE, market.stranger, 0)
    market.carry_out(market.authority, "revokeRole", Role.CUSTODIAN, market.custodian)
    market.post_prices()
    cancelled = market.order(market.programme, "setCap", 1)
    market.orders.send("cancel", cancelled, Role.MINISTRY, sender=market.ministry)
    market.order(market.programme, "setCap", 2)
    market.propose(market.programme, "setCap", 3)


def _redeem_in_kind(market: Market) -> None:
    """Of three requests for lots one is delivered, one ended and one stands; one for cash is
    paid.
    """
    vault = Vault(market)
    vault.open()
    delivered, ended, _ = vault.ask(), vault.ask(), vault.ask()
    vault.deliver(delivered, 0)
    vault.end(ended, market.holder)
    paid = vault.ask_cash(1_000)
    vault.set_aside(10**9)
    vault.pay(paid)


def _trade(market: Market) -> None:
    """Of three trades one settles in part, one fails and one is cancelled."""
    desk, sellers = market.settlement, {"seller": OTHER.address}
    market.pkr_cash.send("mint", BUYER.address, 9 * TOTAL, sender=market.fiscal_agent)
    market.pkr_cash.send("approve", desk.address, 5 * TOTAL, sender=BUYER.address)
    market.bond.send("approve", desk.address, 20_000, sender=market.other_holder)
    parts = trade(market, **sellers, in_parts=True, accrued=-3)
    desk.send("settle", instruction(desk, parts, 3_300, seller=OTHER), sender=market.stranger)
    failing = trade(market, **sellers, seller_nonce=1, buyer_nonce=1, clean=10**9)
    desk.send("settleBatch", [instruction(desk, failing, seller=OTHER)], sender=market.stranger)
    dropped = trade(market, **sellers, seller_nonce=2, buyer_nonce=2)
    desk.send("cancel", dropped.fields, sender=market.other_holder)


def live_through_an_auction(auction: Auction) -> None:
    """One bid withdrawn, one void, one lost, one settled, one lapsed, one returned."""
    market = auction.market
    for face, price in ((900, PRICE), (900, PRICE), (900, 1), (900, PRICE), (900, PRICE)):
        auction.seal(face, price, investor=market.other_holder)
    auction.contract.send("withdraw", 1, 0, sender=market.dealer)
    auction.revealed(2, 3, 4)
    auction.decide([0, 0, 0, 900, 900])
    auction.until(4)
    auction.settle(1, 2, 3)
    market.pkr_cash.send("approve", auction.contract.address, 0, sender=market.dealer)
    cash = market.pkr_cash
    cash.send("burn", market.dealer, auction.cash(market.dealer), sender=market.fiscal_agent)
    market.set_blocked("other holder", market.other_holder)
    auction.settle(4)
    market.set_blocked("other holder", market.other_holder, blocked=False)
    live_through_offers(market)
    rejected = Auction(market).open()
    rejected.seal(900)
    rejected.until(2)
    rejected.reject()


def live_through_tenders(market: Market) -> None:
    """A put of which one instruction is settled, one withdrawn and one lapsed, a buy-back accepted
    in part and anew, an exchange rejected and a drawing.
    """
    market.tenders.send("allowDrawing", BILL, sender=market.ministry)
    put = Tender(market).open()
    for face in (400, 300, 200):
        put.tender(market.other_holder, face)
    put.withdraw(1, market.other_holder)
    put.settle(0)
    market.bond.send("setAddressFrozen", market.other_holder, True, sender=market.registrar)
    put.settle(2, days=4)
    market.bond.send("setAddressFrozen", market.other_holder, False, sender=market.registrar)
    buy_back = Tender(market).open(BUY_BACK)
    for price in (96_0000, 97_0000):
        buy_back.tender(market.other_holder, 500, price)
    buy_back.until(1).set_highest(97_0000)
    buy_back.accept(500)
    buy_back.set_highest(96_0000)
    buy_back.accept(400, 0)
    exchange = Tender(market).open(EXCHANGE)
    exchange.tender(market.other_holder, 100)
    exchange.until(1).reject()
    drawing = Tender(market).open(DRAWING, id=BILL)
    drawing.until(1).draw({market.other_holder: 100})


def live_through_offers(market: Market) -> None:
    """One subscription settled, one refunded, one failing, and one whose offer failed."""
    for faces in ((900, 900, 900), (900,)):
        offer = Offer(market)
        offer.announce(minimum=1_000)
        for face in faces:
            offer.subscribe(market.other_holder, face)
        market.wait(86_400)
        market.post_prices()
        offer.close()
        offer.settle(0)
        if len(faces) > 1:
            market.bill.send("setAddressFrozen", market.other_holder, True, sender=market.registrar)
            offer.settle(2)
            offer.settle(1, days=3)
            market.bill.send(
                "setAddressFrozen", market.other_holder, False, sender=market.registrar
            )


def _rebuild(market: Market, logs: list[tuple[int, Log]]) -> tuple[Ledger, Words]:
    words = Words()
    for label, contract in market.system.contracts.items():
        words.name_party(contract.address, label)
    tokens = {}
    for name in ("bill", "bond", "gold"):
        token = getattr(market, name)
        code = Code(token.call("INSTRUMENT_ID").rstrip(b"\0").decode())
        unit = Code(token.call("UNIT").rstrip(b"\0").decode())
        asset_class = Code(token.call("assetClass").rstrip(b"\0").decode())
        tokens[code] = Terms(code, asset_class, unit, token.call("decimals"), 1)
        words.name_party(token.address, code)
    stock = Party(stock_label(GOLD_CODE))
    words.name_party(market.stock.address, stock)
    backing = Backing(stock, MAX_STOCK, MAX_AGE, 0)
    tokens[Code(GOLD_CODE)] = replace(tokens[Code(GOLD_CODE)], backing=backing)
    for rule in POLICIES:
        function = rule.policy.function
        words.name_function(selector(market.artifacts[rule.contract], function), function)
    for artifact in market.artifacts.values():
        for error in errors_of(artifact.abi):
            words.name_error(error.selector, error.name)
    feeds = {
        Party(unit.feed): Feed(unit.feed_decimals, unit.max_change_bps)
        for unit in UNITS
        if unit.feed
    }
    policies: dict[str, Policy] = {rule.policy.function: rule.policy for rule in POLICIES}
    cash = {Party(terms.label): Cash(Code(terms.symbol[1:]), terms.decimals) for terms in CASH}
    government = Party(market.government.lower())
    ground = Genesis(
        tokens=tokens, feeds=feeds, policies=policies, cash=cash, government=government
    )
    ledger = Ledger(ground)
    for number, (time, log) in enumerate(logs):
        ledger.apply(event_of(words, number, time, log.address, log.event, log.args))
    return ledger, words


def _compare_stock(market: Market, ledger: Ledger, words: Words) -> None:
    (book,) = ledger.stocks.values()
    assert len(book.rounds) == market.stock.call("rounds") == 2
    for number, told in enumerate(book.rounds, 1):
        kept = market.stock.call("attested", number)
        signers = words.party(kept.custodian), words.party(kept.attestor)
        assert (told.custodian, told.attestor) == signers
        assert told.attestation.total == kept.attestation.total
        assert told.attestation.as_of == kept.attestation.asOf
    assert (book.stock, book.delivered) == (
        market.stock.call("stock"), market.stock.call("delivered"),
    )  # fmt: skip
    for lot in book.deliveries:
        assert market.stock.call("isDelivered", bytes.fromhex(lot[2:]))
    requests = ledger.redemptions.requests
    assert len(requests) == market.redemptions.call("requests") == 4
    for number, asked in requests.items():
        kept = market.redemptions.call("requested", number)
        assert (words.party(kept.holder), *kept[2:]) == (
            asked.holder, asked.deadline, asked.phase, asked.fee_bps, asked.amount,
            code32(asked.currency),
        )  # fmt: skip
    terms = ledger.redemptions.terms_of(Code(GOLD_CODE))
    *numbers, currency = market.redemptions.call("termsOf", code32(GOLD_CODE))
    assert (*numbers, code_of(currency)) == astuple(terms)
    cash = ledger.cash[ledger.redemptions.accepted[Code("PKR")]]
    pair = Party(market.government.lower()), Party("redemptions")
    told = market.government, market.redemptions.address
    assert cash.allowances[pair] == market.pkr_cash.call("allowance", *told) > 0
    for account, amount in ledger.tokens[Code(GOLD_CODE)].locked.items():
        assert market.gold.call("lockedTokens", account) == amount


def _compare_exchanges(market: Market, ledger: Ledger) -> None:
    told = list(ledger.participants.exchanges.values())
    assert len(told) == market.participants.call("exchangeCount") == 3
    for number, exchange in enumerate(told, start=1):
        kept = market.participants.call("exchangeOf", number)
        assert (
            kept.operator.lower(),
            kept.milestones,
            kept.status,
            kept.customers,
            kept.nocExpiry,
        ) == (
            exchange.operator,
            sum(1 << milestone for milestone in exchange.milestones),
            exchange.status,
            exchange.customers,
            exchange.noc_expiry,
        )
        assert market.participants.call("stageOf", number) == exchange.stage
    for stage, limits in ledger.participants.stage_limits.items():
        told_limits = (limits.customers, limits.exposure_usd, limits.transfer_usd)
        assert tuple(market.participants.call("stageLimits", stage)) == told_limits


def _compare_holders(market: Market, ledger: Ledger) -> None:
    names = list(ledger.participants.exchanges)
    accounts = {name: market.account(name) for name in WALLETS if not hasattr(market, name)}
    accounts |= {name: getattr(market, name) for name in WALLETS if hasattr(market, name)}
    assert set(ledger.participants.holders) == {wallet.lower() for wallet in accounts.values()}
    for wallet in accounts.values():
        word = market.participants.call("holder", wallet)
        holder = ledger.participants.holders[Party(wallet.lower())]
        sponsor = names.index(holder.exchange) + 1 if holder.exchange else 0
        assert (word >> 216, word >> 208 & 0xFF, word >> 184 & 0xFF, word % 2**160) == (
            holder.kyc_expiry,
            sponsor,
            holder.category,
            holder.identity.bits,
        )
        flags = word >> 176 & 0xF
        known, blocked, replaced, removed = (bool(flags >> bit & 1) for bit in range(4))
        assert known is True
        assert (blocked, replaced, removed) == (
            holder.blocked,
            holder.successor is not None,
            holder.exchange is None,
        )
        for number, name in enumerate(names, start=1):
            counted = market.participants.call("walletsOf", number, holder.identity.bits)
            assert counted == ledger.participants.wallets[name, holder.identity]
        person_blocked = market.participants.call("isBlocked", holder.identity.bits)
        assert person_blocked is (holder.identity in ledger.participants.blocked)
    assert market.participants.call("isBlocked", identity("newcomer")) is True


def _compare_programme(market: Market, ledger: Ledger) -> None:
    book = ledger.programme
    assert market.programme.call("capUsd") == book.cap_usd
    for name, limit in book.class_limits.items():
        assert market.programme.call("classLimitUsd", code32(name)) == limit
    positions = market.programme.call("positions")
    assert [(each.outstanding, each.issued, each.reserved) for each in positions] == [
        (each.outstanding, each.issued, each.reserved) for each in book.positions
    ]
    for code, unit in book.units.items():
        kept = market.programme.call("unit", code32(code))
        assert (kept.decimals, kept.heartbeat) == (unit.decimals, unit.heartbeat)
        if unit.feed is not None:
            _, answer, _, updated_at, _ = market.system.contracts[unit.feed].call("latestRoundData")
            price = book.prices[unit.feed]
            assert (answer, updated_at) == (price.answer, price.updated_at)
    for code, instrument in book.instruments.items():
        kept = market.programme.call("instrument", code32(code))
        assert (kept.position, kept.volume, kept.issued, kept.reserved) == (
            instrument.position,
            instrument.volume,
            instrument.issued,
            instrument.reserved,
        )
        token = ledger.tokens[code]
        supply = next(
            getattr(market, name).call("totalSupply")
            for name in ("bill", "bond", "gold")
            if getattr(market, name).call("INSTRUMENT_ID") == code32(code)
        )
        assert token.supply == supply


def _compare_auctions(market: Market, ledger: Ledger, words: Words) -> None:
    assert len(ledger.auctions.auctions) == market.primary.call("auctions") == 2
    for auction in ledger.auctions.auctions.values():
        kept = market.primary.call("auctionOf", auction.number)
        assert (kept.phase, kept.bids, kept.examined, kept.allotted) == (
            auction.phase,
            len(auction.bids),
            auction.examined,
            auction.allotted,
        )
        assert (kept.cutOff, kept.nonCompetitivePrice) == (
            auction.cut_off,
            auction.non_competitive_price,
        )
        for bid in auction.bids.values():
            held = market.primary.call("bidOf", auction.number, bid.number)
            assert (held.state, held.deposit, held.face, held.price, held.allotted) == (
                bid.state,
                bid.deposit,
                bid.face,
                bid.price,
                bid.allotted,
            )
            assert words.party(held.dealer) == bid.dealer
            assert "0x" + held.commitment.hex() == bid.commitment
            if bid.cost is not None:
                assert bid.cost == auction.cost_of(bid)
    for offer in ledger.offers.offers.values():
        sale = market.primary.call("offerOf", offer.number)
        assert (sale.phase, sale.sold) == (offer.phase, offer.sold)
        for each in offer.subscriptions.values():
            told = market.primary.call("subscriptionOf", offer.number, each.number)
            assert (words.party(told.holder), told.face, told.paid, told.concluded) == (
                each.holder,
                each.face,
                each.paid,
                each.concluded,
            )
    sold, missed = ledger.offers.offers.values()
    ends = [(each.settled, each.refunded) for each in sold.subscriptions.values()]
    assert ends == [(True, False), (False, True), (False, False)]
    assert sold.subscriptions[2].failures == ("WalletFrozen",)
    assert missed.subscriptions[0].refunded
    first = ledger.auctions.auctions[1].bids
    assert [(bid.voided, bid.lapsed, bid.cost) for bid in first.values()] == [
        (False, False, None),
        (True, False, None),
        (False, False, None),
        (False, False, 886),
        (False, True, None),
    ]
    held = market.pkr_cash.call("balanceOf", market.primary.address)
    deposits = sum(each.deposits for each in ledger.auctions.auctions.values())
    assert (deposits, held) == (5_000, 5_000 + sold.subscriptions[2].paid)


def _compare_tenders(market: Market, ledger: Ledger) -> None:
    assert len(ledger.tenders.tenders) == market.tenders.call("tenders") == 4
    assert ledger.tenders.drawable == {BILL_CODE}
    for told in ledger.tenders.tenders.values():
        kept = market.tenders.call("tenderOf", told.number)
        assert (kept.phase, kept.instructions, kept.examined, kept.highest) == (
            told.phase,
            len(told.instructions),
            told.examined,
            told.highest,
        )
        assert (kept.tendered, kept.accepted) == (told.tendered, told.accepted)
        for each in told.instructions.values():
            held = market.tenders.call("instructionOf", told.number, each.number)
            row = held.holder.lower(), held.state, held.price, held.face, held.accepted
            assert row == (each.holder, each.state, each.price, each.face, each.accepted)
            due = market.tenders.call("proceedsOf", told.number, each.number)
            assert due.face == told.due(each, 100)
    put = ledger.tenders.tenders[1].instructions
    assert [(each.withdrawn, each.lapsed) for each in put.values()] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert put[0].proceeds is not None
    assert put[0].proceeds.cash == 390
    assert put[2].failures == ("WalletFrozen",)
    payer, taker = Party(market.government.lower()), Party("tenders")
    allowed = market.pkr_cash.call("allowance", market.government, market.tenders.address)
    assert ledger.cash[Party("cash-PKR")].allowance(payer, taker) == allowed


def _compare_roles_and_orders(market: Market, ledger: Ledger, words: Words) -> None:
    accounts = [*(getattr(market, name) for name in OFFICES), market.stranger, market.deployer]
    accounts.append(market.orders.address)
    for account in accounts:
        for role in Role:
            held, _ = market.authority.call("hasRole", role, account)
            party = words.party(account)
            assert ledger.roles.holds(party, role, market.now) is held, (account, role)
    assert len(ledger.orders.pending) == 2
    for identifier, order in ledger.orders.pending.items():
        kept = market.orders.call("orders", bytes.fromhex(identifier[2:]))
        assert (kept.proposer.lower(), kept.capacity) == (order.proposer, order.capacity)
        assert (kept.approvedIn, kept.notBefore) == (
            order.approved_in or 0,
            order.not_before or 0,
        )
        assert "0x" + kept.document.hex() == order.document


def _compare_trades(market: Market, ledger: Ledger) -> None:
    told = list(ledger.trades.trades.values())
    assert [len(each.parts) for each in told] == [1, 0, 0]
    assert [len(each.fails) for each in told] == [0, 1, 0]
    for each in told:
        kept = market.settlement.call("progressOf", bytes.fromhex(each.id[2:]))
        assert tuple(kept) == (each.settled, each.status)
    for account in (market.other_holder, market.distant_holder):
        used = [market.settlement.call("isNonceUsed", account, number) for number in range(3)]
        assert used == [(account.lower(), number) in ledger.trades.nonces for number in range(3)]
    buyer, desk = Party(market.distant_holder.lower()), Party("settlement")
    allowed = market.pkr_cash.call("allowance", market.distant_holder, market.settlement.address)
    assert ledger.cash[Party("cash-PKR")].allowance(buyer, desk) == allowed
    units = market.bond.call("allowance", market.other_holder, market.settlement.address)
    seller = Party(market.other_holder.lower())
    assert ledger.tokens[Code(BOND_CODE)].allowances[seller, desk] == units


def _compare_standing(market: Market, logs: list[tuple[int, Log]]) -> None:
    """Every adverse event raises the epoch by one; the rest of the word is in the last event."""
    epoch, word, expiries = 1, 0, {}
    for _, log in logs:
        if log.event == "StandingChanged":
            word = log.args["standing"]
        elif log.event == "HolderOnboarded":
            expiries[log.args["wallet"]] = log.args["holder"] >> 216
        elif log.event == "KycExpirySet":
            epoch += log.args["expiry"] < expiries[log.args["wallet"]]
            expiries[log.args["wallet"]] = log.args["expiry"]
        epoch += log.event in ADVERSE or (log.event == "BlockSet" and log.args["blocked"])
    assert market.participants.call("currentStanding") == epoch << 216 | word % 2**216

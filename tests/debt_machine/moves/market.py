"""Units are issued, moved and traded; prices move and grow old; time passes."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.errors import RuleRefused
from rwa.identifiers import Code, Party
from rwa.ledger.cash import UNLIMITED
from rwa.ledger.trades import SETTLEMENT
from rwa.payment import PaymentKind, PaymentPhase
from rwa.programme import largest_issue_rounded_down
from rwa.registry import cash, register, settlement, supply
from rwa.registry.settlement import SignedTrade
from rwa.simulation.verdicts import refusal_name
from rwa.trade import Trade, TradeStatus
from tests.campaign.moves import move
from tests.debt_machine import cast, money
from tests.debt_machine.base import Base
from tests.debt_machine.draws import Draws

LARGEST_BATCH = 4


class MarketMoves(Base):
    """Acts of the market after issue."""

    @move
    @move
    @move
    def transfer(self, draws: Draws) -> None:
        code = draws.code()
        sender = draws.sender(code)
        to, amount = draws.receiver(code, sender), draws.units(code, sender)
        step = register.transfer(self.world.registry, code, sender, to, amount, by=sender)
        self.do("transfer", step)

    @move
    @move
    def issue(self, draws: Draws) -> None:
        """A little, or a unit more than fits."""
        code = draws.code()
        ledger, unit = self.world.ledger, draws.book(code).terms.denomination
        programme = ledger.programme
        amount = unit * draws.within(1, 9)
        self.freshen(draws)
        if draws.rarely(3):
            try:
                most = largest_issue_rounded_down(
                    programme.figures(), programme.instruments[code], self.world.now
                )
            except RuleRefused:
                most = 0
            amount = most // unit * unit + unit
        by, to = draws.caller("fiscal agent"), draws.receiver(code)
        if self.do("issue", supply.issue(self.world.registry, code, [to], [amount], by=by)) is None:
            money.check_cap(self.world)

    @move
    @move
    def redeem(self, draws: Draws) -> None:
        """By the fiscal agent, past any payment; of what has matured where there is something."""
        due = [
            code
            for code in (cast.BILL, cast.NOTE)
            if (draws.book(code).redemption_time or 0) <= self.world.now
        ]
        code = draws.one(due or [cast.BILL, cast.NOTE])
        holder = draws.holder(code)
        amount = draws.book(code).balance(Party(holder)) // draws.within(2, 9)
        by = draws.caller("fiscal agent")
        self.do("redeem", supply.redeem(self.world.registry, code, holder, amount, by=by))
        if due:
            unit, to = draws.book(code).terms.denomination, [draws.receiver(code)]
            step = supply.issue(self.world.registry, code, to, [unit], by="fiscal agent")
            self.do("issue", step)

    @move
    @move
    def post_price(self, draws: Draws) -> None:
        """The first price again, or one just within, or just beyond, the largest change."""
        feed = draws.one((cast.PKR_FEED, cast.PKR_FEED, cast.XAU_FEED))
        last = self.world.ledger.programme.prices[feed].answer
        bound = last // 5
        near = (cast.FIRST_PRICES[feed], last, last + bound // 2, last - bound // 3)
        answer = draws.one((last + bound + 1, 0) if draws.rarely(8) else near)
        step = supply.post_price(
            self.world.registry, feed, answer, self.world.now, by=draws.caller("oracle")
        )
        self.do("post price", step)

    def freshen(self, draws: Draws) -> None:
        """Prices that have grown old are posted again, mostly."""
        for feed, price in self.world.ledger.programme.prices.items():
            if self.world.now > price.updated_at + cast.HEARTBEAT and not draws.rarely(4):
                step = supply.post_price(
                    self.world.registry, feed, price.answer, self.world.now, by="oracle"
                )
                self.do("post price", step)

    @move
    def pause_a_while(self, draws: Draws) -> None:
        """An instrument is stopped, something is tried all the same, and it is let go again."""
        registry, code = self.world.registry, draws.code()
        self.do("pause", register.pause(registry, code, by=draws.caller("regulator")))
        sender = draws.sender(code)
        step = register.transfer(registry, code, sender, draws.receiver(code), 1, by=sender)
        self.do("transfer", step)
        getattr(self, draws.one(("settle_bids", "settle_offer", "settle_batch", "pay")))(draws)
        self.do("unpause", register.unpause(registry, code, by="regulator"))

    @move
    def spend_what_is_frozen(self, draws: Draws) -> None:
        """All but a unit is frozen, or the whole wallet; two units do not go."""
        registry, code = self.world.registry, draws.code()
        sender, unit = draws.sender(code), draws.book(code).terms.denomination
        held = draws.book(code).balance(Party(sender))
        if draws.rarely(2) and held >= 2 * unit:
            step = register.set_frozen(registry, code, sender, held - unit, by="registrar")
            self.do("set frozen", step)
        else:
            step = register.freeze_wallet(registry, code, sender, True, by="registrar")
            self.do("freeze wallet", step)
        step = register.transfer(
            registry, code, sender, draws.receiver(code, sender), 2 * unit, by=sender
        )
        self.do("transfer", step)
        step = register.freeze_wallet(registry, code, sender, False, by="registrar")
        self.do("freeze wallet", step)

    @move
    @move
    def wait(self, draws: Draws) -> None:
        """A while, or to a second before, at or after something falls due."""
        ahead = sorted(time for time in self._landmarks() if time > self.world.now)[:6]
        time = self.world.now + draws.one((1, 3_600, cast.DAY, 3 * cast.DAY))
        if ahead and not draws.rarely(3):
            time = draws.one(ahead) + draws.one((-1, 0, 1))
        self.wait_until(time)

    @move
    def change_purse(self, draws: Draws) -> None:
        """A holder's or dealer's cash runs short, or is there again."""
        party, unit = draws.one((*cast.WALLETS, *cast.DEALERS)), draws.one(cast.CURRENCIES)
        held = self.world.ledger.cash[Party(f"cash-{unit}")].balance(Party(party))
        registry = self.world.registry
        if draws.rarely(3):
            step = cash.debit(registry, unit, party, held - held // 50, by="fiscal agent")
            self.do("take cash back", step)
            return
        step = cash.credit(registry, unit, party, 10**9, by=draws.caller("fiscal agent"))
        self.do("credit cash", step)
        for spender in (SETTLEMENT, "primary-market"):
            amount = draws.one((UNLIMITED, UNLIMITED, UNLIMITED, 5_000))
            self.do("allow cash", cash.allow(registry, unit, spender, amount, by=party))

    @move
    @move
    @move
    def settle_trade(self, draws: Draws) -> None:
        """A trade agreed now, or one that waits, failed, or has settled in part."""
        deal = self._deal(draws)
        amount = self._part(draws, deal)
        for _ in range(2 if deal.trade.in_parts or draws.rarely(4) else 1):
            self._settle_trade(deal, amount)

    @move
    @move
    def settle_batch(self, draws: Draws) -> None:
        """Several, each alone: what becomes of each is what the rules foretell."""
        registry = self.world.registry
        batch = []
        for _ in range(draws.within(1, LARGEST_BATCH)):
            deal = self._deal(draws)
            batch.append((deal, self._part(draws, deal)))
        expected = settlement.expected(registry, batch)
        records = self.world.ledger.trades.trades
        before = {key: len(each.fails) for key, each in records.items()}
        assert (
            self.do("settle batch", settlement.settle_batch(registry, batch, by="asad-1")) is None
        )
        records = self.world.ledger.trades.trades
        for deal in dict.fromkeys(deal for deal, _ in batch):
            rules = [
                refusal
                for (each, _), refusal in zip(batch, expected, strict=True)
                if each.id == deal.id and refusal is not None
            ]
            fails = records[deal.id].fails[before.get(deal.id, 0) :]
            data = [bytes.fromhex(fail.data.removeprefix("0x")) for fail in fails]
            contracts = [registry.refusal(each, deal.trade.instrument) for each in data]
            assert contracts == rules, f"{deal.trade}: {contracts} and {rules}"
            for refusal in rules:
                self.reach.refused[refusal_name(refusal)] += 1
                self.met("trade failed in a batch")

    @move
    def cancel_trade(self, draws: Draws) -> None:
        deal = self._deal(draws)
        by = draws.one((deal.trade.seller, deal.trade.buyer, "stranger"))
        self.do("cancel trade", settlement.cancel(self.world.registry, deal, by=by))

    def between_record_and_payment(self, draws: Draws, code: Code) -> None:
        """A holder sells, with the coupon kept back."""
        for _ in range(2):
            deal = settlement.agree(self.world.registry, self._trade(draws, code))
            self.world.notes.deals.append(deal)
            half = self._part(draws, deal) if deal.trade.in_parts else 0
            for amount in (half, deal.trade.amount - half):
                if amount > 0:
                    self._settle_trade(deal, amount)

    def wait_over(self, code: Code, settlement_time: int) -> None:
        """To the record date that follows a settlement, where there is one."""
        times = self.world.ledger.tokens[code].record_times if code in cast.TOKENS else []
        self.wait_until(next((time for time in times if time > settlement_time), 0))

    def _deal(self, draws: Draws) -> SignedTrade:
        """A trade; now and then something is wrong with it, or with who signed it."""
        deals = self.world.notes.deals
        pending = [
            deal
            for deal in deals
            if self.world.ledger.trades.status(deal.id) is TradeStatus.PENDING
        ]
        if deals and draws.rarely(3):
            return draws.one(pending if pending and not draws.rarely(3) else deals)
        trade = self._trade(draws, draws.code())
        forger = draws.wallet() if draws.rarely(12) else None
        sells, buys = (forger, None) if draws.rarely(2) else (None, forger)
        deal = settlement.agree(self.world.registry, trade, sellers=sells, buyers=buys)
        deals.append(deal)
        return deal

    def _trade(self, draws: Draws, code: Code) -> Trade:
        now = self.world.now
        seller = draws.sender(code)
        buyer = draws.receiver(code, seller)
        amount, number = draws.units(code, seller), len(self.world.notes.deals)
        clean = max(100, amount)
        accrued = -clean // 70 if self._is_ex_coupon(code) else clean // 90
        wrong = draws.within(1, 60)
        opens = now + draws.one((0, 0, 0, 0, 0, cast.DAY))
        used = sorted(self.world.ledger.trades.nonces)
        nonce = number
        if used and draws.rarely(6):
            seller, nonce = draws.one(used)
        return Trade(
            ref=Code(f"T-{number}"),
            instrument=cast.NONE if wrong == 1 else code,
            currency=Code("XAU") if wrong == 2 else draws.book(code).terms.unit,
            seller=Party(seller),
            buyer=Party(seller if wrong in (3, 4) else buyer),
            amount=0 if wrong in (5, 6) else amount,
            clean=clean,
            accrued=-clean if wrong in (7, 8) else accrued,
            settlement_time=Timestamp(opens),
            expiry=Timestamp(now + draws.one((1, cast.DAY, 4 * cast.DAY, 9 * cast.DAY))),
            seller_nonce=nonce,
            buyer_nonce=number,
            in_parts=draws.rarely(2) and amount > 1,
        )

    def _part(self, draws: Draws, deal: SignedTrade) -> int:
        """What is left of a trade, or a part of it, or too much."""
        trade = deal.trade
        unit = (
            draws.book(trade.instrument).terms.denomination if trade.instrument in cast.DEBT else 1
        )
        left = trade.amount - self.world.ledger.trades.settled(deal.id)
        half = left // 2 // unit * unit
        if trade.in_parts and half:
            return draws.one((half, half, half, left + unit))
        return draws.one((left, left, left, half, left + unit))

    def _settle_trade(self, deal: SignedTrade, amount: int) -> None:
        step = settlement.settle(self.world.registry, deal, amount, by="stranger")
        if self.do("settle trade", step) is None:
            self.met("trade settled")
            self.met("trade settled ex-coupon", deal.trade.accrued < 0)
            self.met("trade settled in parts", amount < deal.trade.amount)

    def _is_ex_coupon(self, code: Code) -> bool:
        """Whether a record date has passed whose payment is still to come."""
        return any(
            payment.terms.kind is PaymentKind.COUPON
            and payment.phase is not PaymentPhase.CLOSED
            and self.world.ledger.tokens[code].record_times[payment.terms.period] <= self.world.now
            for payment in self.world.ledger.payments.of(code)
        )

    def _landmarks(self) -> list[int]:
        ledger = self.world.ledger
        times: list[int] = [
            price.updated_at + cast.HEARTBEAT for price in ledger.programme.prices.values()
        ]
        for code in cast.DEBT:
            book = ledger.tokens[code]
            times += [
                *book.record_times,
                *filter(None, (book.terms.issue_time, book.terms.maturity_time)),
            ]
        for payment in self.payments():
            times += [payment.terms.pay_time, payment.terms.grace_end]
        for auction in ledger.auctions.auctions.values():
            terms = auction.terms
            times += [terms.bid_deadline, terms.reveal_deadline]
            times += [terms.settlement_time, terms.settlement_deadline]
        for offer in ledger.offers.offers.values():
            times += [offer.terms.deadline, offer.terms.settlement_time]
            times += [offer.terms.settlement_deadline]
        return times

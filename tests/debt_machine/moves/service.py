"""Payments are announced, funded or not, and paid in batches; money is held, released, returned."""

from __future__ import annotations

from dataclasses import replace

from rwa.calendar import Timestamp
from rwa.identifiers import Code, Party
from rwa.ledger.payments import Payment
from rwa.payment import CATEGORIES, Outcome, PaymentKind, PaymentPhase, PaymentTerms, Ratio
from rwa.programme import WHOLE
from rwa.registry import payments, register, supply
from tests.campaign.moves import move
from tests.debt_machine import cast
from tests.debt_machine.draws import Draws
from tests.debt_machine.moves.holders import HolderMoves
from tests.debt_machine.moves.market import MarketMoves
from tests.debt_machine.notes import root

COUPONS = (Ratio(9, 9, 365), Ratio(7, 4, 200), Ratio(123, 0, 10_000), Ratio(1, 1, 3))
TROUBLES = ("block", "lapse_or_renew", "leave_or_return", "lose_wallet")
"""Moves after which a holder may not be paid."""
OPEN = (PaymentPhase.ANNOUNCED, PaymentPhase.DEFAULTED)
_HELD = {
    Outcome.HELD_BLOCKED: "held: blocked",
    Outcome.HELD_KYC: "held: due diligence",
    Outcome.HELD_UNKNOWN: "held: no sponsor",
}


class ServiceMoves(HolderMoves, MarketMoves):
    """Acts of debt service."""

    @move
    @move
    def announce(self, draws: Draws) -> None:
        """A coupon or a redemption, mostly as it should be."""
        code = cast.GOLD if draws.rarely(20) else draws.code()
        code = cast.NONE if draws.rarely(12) else code
        kind = PaymentKind.COUPON
        if code in (cast.BILL, cast.NOTE) and draws.rarely(3):
            kind = PaymentKind.REDEMPTION
        terms = self._redemption(draws, code) if kind else self._coupon(draws, code)
        by = draws.caller("fiscal agent")
        self.do("announce", payments.announce(self.world.registry, code, terms, by=by))

    @move
    @move
    @move
    def fund(self, draws: Draws) -> None:
        """Some payment, often too early, sometimes by one without cash."""
        payment = draws.payment(OPEN)
        if payment is not None and draws.rarely(3):
            payment = self.world.ledger.payments.of(payment.code)[-1]
        if payment is not None:
            if draws.rarely(2):
                self.wait_until(self._earliest(payment))
            self._fund(payment.code, payment.number, draws.one((*[cast.GOVERNMENT] * 5, cast.TAX)))
        if draws.rarely(8):
            self._fund(draws.code(), 99, cast.GOVERNMENT)

    @move
    @move
    @move
    @move
    def repay(self, draws: Draws) -> None:
        """A coupon that repays principal: a little, much, all but nothing of what is left, all."""
        code, registry = draws.one((cast.BOND, cast.BOND, cast.NOTE)), self.world.registry
        left = self.world.ledger.programme.factor(code)
        part = draws.one((1, 33_333_333, 123_456_789, 10**9, left // 3))
        principal = draws.one((left, left - 1)) if draws.rarely(6) else part
        interest = draws.one((0, 10**8, 33_333_333))
        if principal and draws.rarely(8):
            interest = -1
        terms = self._coupon(draws, code)
        ratio = Ratio(principal + interest, max(0, interest), WHOLE)
        terms = replace(terms, ratio=ratio, principal=principal)
        step = payments.announce(registry, code, terms, by="fiscal agent")
        if self.do("announce repayment", step) is not None:
            return
        if draws.rarely(3):
            self._withdraw_payment(draws, registry.ledger.payments.of(code)[-1])
        if draws.rarely(2):
            again = replace(terms, period=terms.period + 1)
            step = payments.announce(registry, code, again, by="fiscal agent")
            self.do("announce repayment", step)
        if draws.rarely(2):
            self.wait_until(registry.ledger.tokens[code].record_times[terms.period])
            self._issue_one(draws, code)
            self._fund(code, len(registry.ledger.payments.of(code)) - 1, cast.GOVERNMENT)

    @move
    def call(self, draws: Draws) -> None:
        """The whole issue is called: not every issue may be, nor at every time, nor twice."""
        code, now = draws.one((cast.BOND, cast.BOND, cast.NOTE)), self.world.now
        terms = draws.book(code).terms
        time = Timestamp((terms.notice_end(now) or now) + draws.one((-1, 0, 20 * cast.DAY)))
        by = draws.caller("ministry")
        for _ in range(draws.within(1, 2)):
            self.do("call", payments.announce_call(self.world.registry, code, time, by=by))

    @move
    @move
    def withdraw_payment(self, draws: Draws) -> None:
        """An announced payment, mostly in time, and another in its place."""
        payment = draws.payment((PaymentPhase.ANNOUNCED,))
        if payment is not None:
            self._withdraw_payment(draws, payment)

    def _withdraw_payment(self, draws: Draws, payment: Payment) -> None:
        registry, code = self.world.registry, payment.code
        by = draws.caller("fiscal agent")
        if payment.terms.principal and not draws.rarely(4):
            self._redemption_beside(draws, payment)
        step = payments.withdraw(registry, code, payment.number, by=by)
        if self.do("withdraw payment", step) is not None:
            return
        self.met("withdrawn repayment", payment.terms.principal != 0)
        if draws.rarely(2):
            step = payments.withdraw(registry, code, payment.number, by="fiscal agent")
            self.do("withdraw payment", step)
        step = payments.announce(registry, code, payment.terms, by="fiscal agent")
        self.do("announce", step)

    def _redemption_beside(self, draws: Draws, repayment: Payment) -> None:
        """A redemption stands in the way of the withdrawal until it is withdrawn itself."""
        registry, code = self.world.registry, repayment.code
        later = Timestamp(repayment.terms.pay_time + cast.DAY)
        terms = PaymentTerms(PaymentKind.REDEMPTION, 0, later, later, Ratio(1, 0, 1_000))
        step = payments.announce(registry, code, terms, by="fiscal agent")
        if self.do("announce", step) is None:
            for number in (repayment.number, len(registry.ledger.payments.of(code)) - 1):
                step = payments.withdraw(registry, code, number, by="fiscal agent")
                self.do("withdraw payment", step)

    @move
    @move
    def declare_default(self, draws: Draws) -> None:
        """A payment without funds, mostly; now and then within grace to the last second."""
        payment = draws.payment((PaymentPhase.ANNOUNCED,))
        if payment is None:
            return
        registry, id_ = self.world.registry, (payment.code, payment.number)
        if draws.rarely(3):
            self.do("declare default", payments.declare_default(registry, *id_, by="regulator"))
        self.wait_until(payment.terms.grace_end - (1 if draws.rarely(3) else 0))
        by = draws.caller("regulator")
        step = payments.declare_default(registry, *id_, by=by)
        if self.do("declare default", step) is None:
            self.met("default")
            self._issue_one(draws, payment.code)
            if not draws.rarely(3):
                for each in registry.ledger.payments.of(payment.code)[: payment.number + 1]:
                    if each.phase in OPEN:
                        self.wait_until(self._earliest(each))
                        self._fund(each.code, each.number, cast.GOVERNMENT)

    @move
    @move
    @move
    @move
    def pay(self, draws: Draws) -> None:
        """A batch of some holders, some of them paid before."""
        payment = draws.payment((PaymentPhase.FUNDED,))
        if payment is not None:
            if payment.phase is PaymentPhase.FUNDED and not draws.rarely(4):
                self.wait_until(payment.terms.pay_time)
            if draws.rarely(3):
                payment = self.world.ledger.payments.of(payment.code)[-1]
            self._pay(draws, payment, draws.some(self._known(), 4))

    @move
    @move
    @move
    def serve_in_full(self, draws: Draws) -> None:
        """A coupon or redemption and all before it: funded in their order, paid in batches."""
        code = draws.code()
        listed = self.world.ledger.payments.standing(code)
        if code != cast.BILL and all(each.phase is PaymentPhase.CLOSED for each in listed):
            terms = self._coupon(draws, code)
            step = payments.announce(self.world.registry, code, terms, by="fiscal agent")
            self.do("announce", step)
        for payment in listed[: draws.within(1, 4)]:
            if payment.phase in OPEN:
                if draws.rarely(2):
                    self._fund(code, payment.number, cast.GOVERNMENT)
                self.wait_until(self._earliest(payment))
                self.between_record_and_payment(draws, code)
                if draws.rarely(2):
                    getattr(self, draws.one(TROUBLES))(draws)
                self._fund(code, payment.number, cast.GOVERNMENT)
                self._pay(draws, payment, draws.some(self._known(), 2))
                if draws.rarely(3):
                    continue
            if payment.phase is PaymentPhase.FUNDED:
                if draws.rarely(3):
                    self._pay(draws, payment, draws.some(self._known(), 3))
                self.wait_until(payment.terms.pay_time)
                wallets = draws.some(self._known(), 99)
                missing = [each for each in self._known() if each not in wallets]
                self._pay(draws, payment, wallets)
                if draws.rarely(2):
                    self.between_record_and_payment(draws, code)
                self._pay(draws, payment, missing + wallets[:1])

    @move
    @move
    def release(self, draws: Draws) -> None:
        self._release(*self._held(draws))

    @move
    @move
    @move
    def prescribe(self, draws: Draws) -> None:
        """Now and then the money has waited long enough, to the second."""
        if not self.world.ledger.payments.holdings and not draws.rarely(4):
            return
        unit, wallet = self._held(draws)
        holding = self.world.ledger.payments.holdings.get((unit, Party(wallet)))
        if holding is not None:
            late = holding.since + cast.PRESCRIPTION - draws.within(0, 1)
            self.wait_until(draws.one((late, late, self.world.now)))
        by = draws.caller("fiscal agent")
        self.do("prescribe", payments.prescribe(self.world.registry, unit, wallet, by=by))

    @move
    @move
    def redeem_too_many(self, draws: Draws) -> None:
        """Units are issued after their redemption was funded: the last holder cannot be paid."""
        code, registry = cast.BILL, self.world.registry
        maturity = draws.book(code).terms.maturity_time or 0
        if draws.rarely(3) or maturity <= self.world.now:
            return
        known = len(self.world.ledger.payments.of(code))
        time = Timestamp(self.world.now + 1)
        terms = self._payment_terms(draws, PaymentKind.REDEMPTION, 0, time, self._face(draws, code))
        self.do("announce", payments.announce(registry, code, terms, by="fiscal agent"))
        self.wait_until(time)
        if known == len(self.world.ledger.payments.of(code)) or self._fund(
            code, known, cast.GOVERNMENT
        ):
            return
        self._issue_one(draws, code)
        self.wait_until(maturity)
        self._pay(draws, self.world.ledger.payments.of(code)[known], self._known())

    @move
    @move
    def put_right_and_release(self, draws: Draws) -> None:
        """Whatever kept money from its holder is put right, and it is paid out."""
        held = list(self.world.ledger.payments.holdings)
        if not held:
            return
        successor_of = self.world.ledger.participants.successor_of
        replaced = [each for each in held if successor_of(each[1]) is not None]
        unit, wallet = draws.one(replaced or held)
        self.put_right(successor_of(wallet) or wallet)
        self._release(unit, wallet)

    @move
    @move
    def set_tax_rates(self, draws: Draws) -> None:
        known = self.world.ledger.payments.tax_rates
        last = max([self.world.now, *(start for start, _ in known)])
        start = draws.after(last, 1, cast.DAY, -1)
        rates = [draws.one((0, 1_000, 1_500, 3_333)) for _ in range(CATEGORIES)]
        if draws.rarely(3):
            rates[draws.within(0, 15)] = cast.MAX_RATE + 1
        by = draws.caller("ministry")
        step = payments.set_tax_rates(self.world.registry, start, rates, by=by)
        self.do("set tax rates", step)

    @move
    def announce_record_date(self, draws: Draws) -> None:
        code = draws.one((cast.BOND, cast.NOTE))
        times = draws.book(code).record_times
        time = draws.after(max([self.world.now, *times]), -1, 0, 0, 1, cast.DAY)
        by = draws.caller("fiscal agent")
        step = register.announce_record_date(self.world.registry, code, time, by=by)
        self.do("announce record date", step)

    def _coupon(self, draws: Draws, code: Code) -> PaymentTerms:
        """Of the next record date, mostly."""
        known = self.world.ledger.payments.of(code)
        coupons = [each.terms.period for each in known if each.terms.kind is PaymentKind.COUPON]
        period = max([-1, *coupons]) + 1
        times = draws.book(code).record_times if code in cast.DEBT else []
        if draws.rarely(4):
            period = draws.within(0, len(times))
        record = times[period] if period < len(times) else self.world.now
        pay_time = draws.after(max(record, self.world.now), cast.DAY, 3 * cast.DAY, 9 * cast.DAY)
        if draws.rarely(6):
            pay_time = draws.after(min(record, self.world.now), -1, 0, 1)
        return self._payment_terms(draws, PaymentKind.COUPON, period, pay_time, draws.one(COUPONS))

    def _redemption(self, draws: Draws, code: Code) -> PaymentTerms:
        maturity = draws.book(code).redemption_time or self.world.now
        pay_time = max(maturity, self.world.now) + draws.one((1, cast.DAY))
        return self._payment_terms(
            draws, PaymentKind.REDEMPTION, 0, Timestamp(pay_time), self._face(draws, code)
        )

    def _payment_terms(
        self, draws: Draws, kind: PaymentKind, period: int, pay_time: Timestamp, ratio: Ratio
    ) -> PaymentTerms:
        if draws.rarely(10):
            ratio = draws.one((Ratio(1, 2, 3), Ratio(1, 1, 0)))
        grace = draws.one((0, cast.DAY, 3 * cast.DAY, -1) if draws.rarely(4) else (0, cast.DAY))
        return PaymentTerms(kind, period, pay_time, Timestamp(pay_time + grace), ratio)

    def _fund(self, code: Code, number: int, by: str) -> bool:
        """Whether it was refused."""
        listed = self.world.ledger.payments.of(code)
        cured = number < len(listed) and listed[number].phase is PaymentPhase.DEFAULTED
        step = payments.fund(self.world.registry, code, number, by=by)
        if self.do("fund", step) is not None:
            return True
        if cured:
            self.met("cure")
        if listed[number].late:
            self.met("late")
        if not listed[number].supply:
            self.met("funded for nobody")
        return False

    def _pay(self, draws: Draws, payment: Payment, wallets: list[str]) -> None:
        """Pay, and count what was met on the way."""
        ledger, code = self.world.ledger, payment.code
        if draws.rarely(3) and wallets:
            wallets = [*wallets, wallets[0]]
        known = payment.phase is PaymentPhase.FUNDED
        served = {(code, payment.number, root(ledger, code, Party(each))) for each in wallets}
        again = len(served & self.world.notes.served) if known else 0
        before, factor = len(payment.discharges), ledger.programme.factor(code)
        step = payments.pay(self.world.registry, code, payment.number, wallets, by="stranger")
        if self.do("pay", step) is not None:
            return
        self.met("principal repaid", ledger.programme.factor(code) < factor)
        self.met("paid twice is tried", again)
        self.met("passed over for an older payment", self._passed_over(payment, wallets))
        for each in payment.discharges[before:]:
            if each.outcome is not Outcome.PAID:
                self.met(_HELD[each.outcome])
            if payment.terms.kind is PaymentKind.COUPON:
                if root(ledger, code, each.wallet) != each.wallet:
                    self.met("paid across a recovery")
                if ledger.tokens[code].balance(each.wallet) < each.units:
                    self.met("sold between record and payment")
            else:
                self.met("redeemed")
        if payment.phase is PaymentPhase.CLOSED:
            self.met("closed")
            if payment.remainder:
                self.met("remainder")

    @move
    @move
    @move
    def honour(self, draws: Draws) -> None:
        """What was returned is claimed, mostly by one who can be paid."""
        claims = list(self.world.ledger.payments.prescribed)
        if not claims and not draws.rarely(4):
            return
        unit, wallet = draws.one(claims) if claims else self._held(draws)
        if claims and not draws.rarely(4):
            self.put_right(self.world.ledger.participants.successor_of(wallet) or wallet)
        by = draws.caller("fiscal agent")
        self.do("honour", payments.honour(self.world.registry, unit, wallet, by=by))

    def _issue_one(self, draws: Draws, code: Code) -> None:
        """One unit more, at fresh prices mostly."""
        self.freshen(draws)
        to, unit = [draws.receiver(code)], [draws.book(code).terms.denomination]
        self.do("issue", supply.issue(self.world.registry, code, to, unit, by="fiscal agent"))

    def _face(self, draws: Draws, code: Code) -> Ratio:
        """What is left of a unit's face, or part of it; now and then more."""
        left = self.world.ledger.programme.factor(code)
        face = draws.one((left, left, left * 2 // 3, left + 1 if draws.rarely(3) else left))
        return Ratio(face, draws.one((0, face // 90)), WHOLE)

    def _release(self, unit: Code, wallet: str) -> None:
        replaced = self.world.ledger.participants.successor_of(Party(wallet)) is not None
        step = payments.release(self.world.registry, unit, wallet, by="stranger")
        if self.do("release", step) is None:
            self.met("released to a successor", replaced)

    def _passed_over(self, payment: Payment, wallets: list[str]) -> int:
        """Holders of record who were asked for and have not received this payment."""
        register = self.world.notes.registers.get((payment.code, payment.terms.period), {})
        roots = {root(self.world.ledger, payment.code, Party(each)) for each in wallets}
        served = self.world.notes.served
        if payment.terms.kind is PaymentKind.REDEMPTION:
            return 0
        return sum(
            each in register and (payment.code, payment.number, each) not in served
            for each in roots
        )

    def _earliest(self, payment: Payment) -> int:
        """From when a payment can be funded; now and then long after it is due."""
        if payment.terms.kind is PaymentKind.REDEMPTION:
            return payment.terms.pay_time
        return self.world.ledger.tokens[payment.code].record_times[payment.terms.period]

    def _known(self) -> list[str]:
        """Every wallet that is, or was, somebody's."""
        return [each for each in cast.SEEN if each in self.world.ledger.participants.holders]

    def _held(self, draws: Draws) -> tuple[Code, str]:
        """Money held, nearly always."""
        held = list(self.world.ledger.payments.holdings)
        if not held or draws.rarely(12):
            return Code(draws.one(("PKR", "USD", "XAU"))), draws.wallet()
        unit, wallet = draws.one(held)
        return unit, wallet

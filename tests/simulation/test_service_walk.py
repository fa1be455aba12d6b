"""Debt service at random: whatever is tried, rules and contracts refuse alike, and money is kept.

A seeded walk over announcing, funding, defaults, payments, transfers across record dates, freezes,
blocks, due diligence that runs out, lost wallets, held and unclaimed money. Every act goes past the
preflight; how often each refusal decided and each act was done is counted, so that the walk has met
what it is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random

import pytest

from rwa.calendar import Timestamp, start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.errors import RuleRefused
from rwa.identifiers import Code, FunctionName, Party, document_hash
from rwa.ledger.payments import PAYING_AGENT
from rwa.money import WHOLE
from rwa.payment import Outcome, PaymentKind, PaymentPhase, PaymentTerms, Ratio
from rwa.registry import (
    Registry,
    Step,
    cash,
    exchanges,
    holders,
    orders,
    payments,
    register,
    supply,
)
from rwa.roles import Role
from rwa.rules import payments as rules
from rwa.scenario import Trial
from rwa.simulation.payment_reconciliation import payment_differences
from rwa.simulation.play import Simulation
from rwa.simulation.reconciliation import reconcile
from tests.simulation.test_service import NOTE, story
from tests.trials import parsed

STEPS = 700
SEEDS = (1, 2, 3)
MIN_REFUSED, MIN_DONE = 2, 3
DAY = 86_400
WALLETS = ("AL-001", "AL-002", "AL-003", "AL-004", "BE-001", "BE-002", "BE-003")
SECONDS = {f"AL-00{number}": f"AL-00{number}/2" for number in range(1, 5)}
PKR = Code("USD")
MET = {
    "PaymentUnknown",
    "PaymentInPhase",
    "PaymentNotDue",
    "PaymentTimesRefused",
    "PeriodRefused",
    "TaxRatesRefused",
    "EarlierPaymentOpen",
    "RecordDateOpen",
    "WithinGrace",
    "NothingHeld",
    "NothingClaimed",
    "StillHeld",
    "NotPrescribed",
    "ERC20InsufficientAllowance",
    "RatioRefused",
    "RepaymentPending",
    "RepaymentTimeRefused",
    "PrincipalExceeded",
    "RepaymentDue",
    "InDefault",
    "CallTimeRefused",
}
"""Refusals that the walk has to meet."""
DONE = (
    "announce",
    "announce repayment",
    "fund",
    "default",
    "pay",
    "pass over",
    "release",
    "prescribe",
    "honour",
    "transfer",
    "recover",
    "issue",
)


class Walk:
    """A registry and the draws of one seed."""

    def __init__(self, registry: Registry, seed: int) -> None:
        self.registry, self.random = registry, Random(seed)
        self.refused: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    def attempt(self, act: str, step: Step) -> None:
        """Send an act past the preflight; both roads must say the same."""
        ours = self.registry.preflight(step)
        theirs = self.registry.attempt_on_chain(step)
        assert ours == theirs, f"{act}: rules {ours!r}, contracts {theirs!r}"
        if isinstance(ours, RuleRefused):
            self.refused[type(ours).__name__] += 1
        else:
            self.done[act] += 1

    def wait(self, seconds: int) -> None:
        engine = self.registry.system.engine
        engine.advance_to(engine.now + seconds)

    def number(self) -> int:
        count = len(self.registry.ledger.payments.of(NOTE))
        return self.random.choice([*range(count), count, max(0, count - 1)])

    def wallets(self) -> list[str]:
        known = [*WALLETS, *SECONDS.values()]
        return self.random.sample(known, self.random.randint(1, 6))

    def announce(self) -> None:
        now, draw = self.registry.now, self.random
        times = self.registry.ledger.tokens[NOTE].record_times
        used = [p.terms.period for p in self.registry.ledger.payments.of(NOTE)]
        period = draw.choice([len(used), draw.randrange(len(times) + 1)])
        record = times[period] if period < len(times) else now
        pay_time = max(record, now) + draw.choice([-DAY, 1, DAY, 20 * DAY, 20 * DAY])
        grace_end = pay_time + draw.choice([-1, 0, DAY, 10 * DAY, 10 * DAY])
        ratio = Ratio(draw.choice([9, 25, 1]), draw.choice([0, 1]), 1_000)
        kind = PaymentKind.COUPON if draw.random() < 0.98 else PaymentKind.REDEMPTION
        terms = PaymentTerms(kind, period, Timestamp(pay_time), Timestamp(grace_end), ratio)
        by = "ministry" if draw.random() < 0.1 else "fiscal_agent"
        self.attempt("announce", payments.announce(self.registry, NOTE, terms, by=by))

    def repay(self) -> None:
        """A coupon with principal: a small part, a large one, or as much as may be."""
        registry, draw = self.registry, self.random
        times = registry.ledger.tokens[NOTE].record_times
        period = max((p.terms.period + 1 for p in registry.ledger.payments.of(NOTE)), default=0)
        if period >= len(times):
            self.record_date()
            return
        left = registry.ledger.programme.factor(NOTE)
        principal = draw.choice([1, 33_333_333, 123_456_789, 10**9, left - 1, left])
        interest = draw.choice([-1, 0, 10**8])
        ratio = Ratio(principal + interest, max(0, interest), WHOLE)
        record = max(times[period], registry.now)
        pay_time = record + draw.choice([0, DAY, 20 * DAY, 40 * DAY])
        kind = PaymentKind.COUPON if draw.random() < 0.9 else PaymentKind.REDEMPTION
        end = Timestamp(pay_time + DAY)
        terms = PaymentTerms(kind, period, Timestamp(pay_time), end, ratio, principal)
        step = payments.announce(registry, NOTE, terms, by="fiscal_agent")
        self.attempt("announce repayment", step)

    def call(self) -> None:
        """The whole issue is called, which is never allowed here: too early or too late."""
        now = self.registry.now
        by = self.random.choice(["ministry"] * 3 + ["fiscal_agent"])
        time = self.random.choice([now, now + 29 * DAY, now + 9_000 * DAY])
        step = payments.announce_call(self.registry, NOTE, Timestamp(time), by=by)
        self.attempt("call", step)

    def fund(self) -> None:
        by = self.random.choice(["government_account"] * 3 + ["tax_account"])
        number = self.number()
        self.attempt("fund", payments.fund(self.registry, NOTE, number, by=by))
        self.pay_out(number, self.wallets())

    def serve_in_time(self) -> None:
        """A coupon announced, funded with all before it, tried too early, then paid."""
        registry, listed = self.registry, self.registry.ledger.payments.of(NOTE)
        times = registry.ledger.tokens[NOTE].record_times
        period = max((each.terms.period + 1 for each in listed), default=0)
        if period >= len(times):
            self.record_date()
            return
        pay_time = max(times[period], registry.now) + 5 * DAY
        end = Timestamp(pay_time + DAY)
        terms = PaymentTerms(PaymentKind.COUPON, period, Timestamp(pay_time), end, Ratio(9, 9, 365))
        step = payments.announce(registry, NOTE, terms, by="fiscal_agent")
        self.attempt("announce", step)
        self.wait(max(0, times[period] - registry.now) + 1)
        last = len(registry.ledger.payments.of(NOTE)) - 1
        for number in range(last + 1):
            for by in ("tax_account", "government_account"):
                self.attempt("fund", payments.fund(registry, NOTE, number, by=by))
        for _ in range(2):
            everyone = [*WALLETS, *SECONDS.values()]
            for number in range(last + 1):
                self.pay_out(number, everyone)
            self.wait(5 * DAY)

    def default(self) -> None:
        by = self.random.choice(["regulator"] * 4 + ["ministry"])
        step = payments.declare_default(self.registry, NOTE, self.number(), by=by)
        self.attempt("default", step)
        self.issue()

    def pay(self) -> None:
        self.pay_out(self.number(), self.wallets())

    def pay_out(self, number: int, wallets: Sequence[str]) -> None:
        """A batch; whom the rules expect to be paid, and for how much, is what the log tells."""
        ledger, now = self.registry.ledger, self.registry.now
        step = payments.pay(self.registry, NOTE, number, wallets, by="custodian")
        listed = ledger.payments.of(NOTE)
        if number >= len(listed):
            self.attempt("pay", step)
            return
        payment, parties = listed[number], [Party(wallet) for wallet in wallets]
        expected = [
            (party, units, rules.outcome_of(ledger, party, now))
            for party in parties
            if (units := rules.units_to_pay(ledger, payment, party))
        ]
        unpaid = sum(rules.unpaid_units(ledger, payment, party) != 0 for party in parties)
        before, paid = len(payment.discharges), self.done["pay"]
        self.attempt("pay", step)
        if self.done["pay"] == paid:
            return
        told = [(each.wallet, each.units, each.outcome) for each in payment.discharges[before:]]
        assert told == expected
        self.done["pass over"] += unpaid - len(told)

    def transfer(self) -> None:
        sender, to = self.random.sample(WALLETS, 2)
        amount = self.random.choice([1, 1_000, 500_000])
        step = register.transfer(self.registry, NOTE, sender, to, amount, by=sender)
        self.attempt("transfer", step)

    def freeze(self) -> None:
        wallet, amount = self.random.choice(WALLETS), self.random.choice([0, 5_000])
        step = register.set_frozen(self.registry, NOTE, wallet, amount, by="registrar")
        self.attempt("freeze", step)

    def block(self) -> None:
        blocked = self.random.random() < 0.4
        wallet = self.random.choice(WALLETS)
        step = holders.set_blocked(self.registry, wallet, blocked, by="registrar")
        self.attempt("block", step)

    def diligence(self) -> None:
        wallet = self.random.choice(WALLETS)
        by = "alpha" if wallet.startswith("AL") else "beta"
        expiry = self.registry.now + self.random.choice([0, 2 * DAY, 900 * DAY, 900 * DAY])
        step = holders.set_kyc_expiry(self.registry, wallet, Timestamp(expiry), by=by)
        self.attempt("diligence", step)

    def held(self) -> str:
        known = [wallet for _, wallet in self.registry.ledger.payments.holdings]
        return self.random.choice([*known, *known, self.random.choice(WALLETS)])

    def release(self) -> None:
        self.attempt("release", payments.release(self.registry, PKR, self.held(), by="oracle"))

    def prescribe(self) -> None:
        if self.random.random() < 0.08:
            self.let_a_year_pass()
        step = payments.prescribe(self.registry, PKR, self.held(), by="fiscal_agent")
        self.attempt("prescribe", step)

    def let_a_year_pass(self) -> None:
        self.wait(366 * DAY)
        paper, end = document_hash(b"NOC"), Timestamp(self.registry.now + 900 * DAY)
        for exchange in ("alpha", "beta"):
            step = exchanges.set_noc_expiry(self.registry, exchange, end, paper, by="regulator")
            self.attempt("renew", step)

    def return_and_claim(self) -> None:
        """What is held returns to the ministry; then its holders come back for it."""
        registry, held = self.registry, [each for _, each in self.registry.ledger.payments.holdings]
        self.let_a_year_pass()
        for wallet in held:
            self.attempt("prescribe", payments.prescribe(registry, PKR, wallet, by="fiscal_agent"))
            expiry = Timestamp(registry.now + 900 * DAY)
            sponsor = "alpha" if wallet.startswith("AL") else "beta"
            step = holders.set_kyc_expiry(registry, wallet, expiry, by=sponsor)
            self.attempt("honour", payments.honour(registry, PKR, wallet, by="fiscal_agent"))
            self.attempt("diligence", step)
            step = holders.set_blocked(registry, wallet, False, by="registrar")
            self.attempt("block", step)
            for by in ("ministry", "fiscal_agent", "fiscal_agent"):
                self.attempt("honour", payments.honour(registry, PKR, wallet, by=by))

    def rates(self) -> None:
        start = self.registry.now + self.random.choice([-1, 0, DAY])
        rates = [self.random.choice([0, 1_500, 10_000])] * 2
        step = payments.set_tax_rates(self.registry, Timestamp(start), rates, by="ministry")
        self.attempt("rates", step)

    def record_date(self) -> None:
        times = self.registry.ledger.tokens[NOTE].record_times
        time = max([self.registry.now, *times]) + self.random.choice([0, DAY, 3 * DAY])
        step = register.announce_record_date(
            self.registry, NOTE, Timestamp(time), by="fiscal_agent"
        )
        self.attempt("record date", step)

    def issue(self) -> None:
        step = supply.issue(
            self.registry, NOTE, [self.random.choice(WALLETS)], [7_777], by="fiscal_agent"
        )
        self.attempt("issue", step)

    def lose(self) -> None:
        """A wallet is lost and recovered, its past and its payments with it."""
        lost = self.random.choice(list(SECONDS))
        successor = SECONDS[lost]
        expiry = Timestamp(self.registry.now + 900 * DAY)
        person = self.registry.ledger.participants.holders[Party(lost)]
        fresh = holders.rules.Onboarding(
            Party(successor), expiry, person.country, person.category, person.identity
        )
        self.registry.directory.address(successor)
        self.attempt("onboard", holders.onboard(self.registry, "alpha", [fresh], by="alpha"))
        step = holders.replace_wallet(self.registry, lost, successor, by="registrar")
        paper, function = document_hash(b"affidavit"), FunctionName("replaceWallet")
        proposal = orders.propose(
            self.registry, step, function, paper, by="registrar", capacity=Role.REGISTRAR
        )
        self.attempt("propose", proposal)
        approval = orders.approve(
            self.registry, step, paper, by="regulator", capacity=Role.REGULATOR
        )
        self.attempt("approve", approval)
        self.attempt("replace", step)
        recovery = register.recover(self.registry, NOTE, lost, successor, by="registrar")
        self.attempt("recover", recovery)

    def moves(self) -> list[tuple[int, Callable[[], None]]]:
        return [
            (12, self.announce),
            (9, self.repay),
            (1, self.call),
            (14, self.fund),
            (2, self.serve_in_time),
            (6, self.default),
            (22, self.pay),
            (12, self.transfer),
            (3, self.freeze),
            (5, self.block),
            (8, self.diligence),
            (8, self.release),
            (4, self.prescribe),
            (3, self.rates),
            (6, self.record_date),
            (9, self.issue),
            (1, self.lose),
        ]

    def step(self) -> None:
        weights, moves = zip(*self.moves(), strict=True)
        self.random.choices(moves, weights)[0]()
        if self.random.random() < 0.3:
            self.wait(self.random.choice([1, 3_600, DAY, 2 * DAY]))


def check_money(registry: Registry) -> None:
    """Paid, withheld, held, released, returned and left over come to what was funded."""
    book = registry.ledger.payments
    cash = registry.ledger.cash[book.cash[PKR]]
    received = sum(cash.balance(Party(wallet)) for wallet in (*WALLETS, *SECONDS.values()))
    kept = sum(held.amount for held in (*book.holdings.values(), *book.prescribed.values()))
    assert received + kept == sum(payment.gross - payment.tax for payment in book.all())
    assert received == sum(payment.paid + payment.released for payment in book.all())
    for payment in book.all():
        delivered = payment.paid + payment.released
        away = payment.tax + payment.held + payment.returned
        assert delivered + away == payment.gross
        split = sum(payment.net(each) for each in Outcome) + payment.tax
        assert split == payment.gross <= payment.due
        if payment.phase is PaymentPhase.CLOSED:
            assert payment.gross + payment.remainder == payment.due
            if payment.terms.kind is PaymentKind.COUPON:
                assert payment.units == payment.supply
                assert payment.remainder < max(1, len(payment.discharges))
    repaid = [payment.terms.principal for payment in book.of(NOTE)]
    pending = rules.pending_repayment(registry.ledger, NOTE)
    gone = sum(repaid) - (pending.terms.principal if pending else 0)
    assert registry.ledger.programme.factor(NOTE) == WHOLE - gone
    assert list(reconcile(registry, registry.ledger)) == []
    assert list(payment_differences(registry, registry.ledger)) == []


@pytest.mark.slow
def test_service__any_acts_in_any_order__both_roads_agree_and_money_is_kept(
    artifacts: Mapping[str, Artifact],
) -> None:
    refused: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for seed in SEEDS:
        walk = Walk(opened(artifacts), seed)
        for _ in range(STEPS):
            walk.step()
        walk.return_and_claim()
        check_money(walk.registry)
        refused += walk.refused
        done += walk.done
    assert [name for name in MET if refused[name] < MIN_REFUSED] == [], refused
    assert [act for act in DONE if done[act] < MIN_DONE] == [], done


def opened(artifacts: Mapping[str, Artifact]) -> Registry:
    """The small trial with its bond issued and a government account that has cash."""
    text = story().replace("name: Small programme", "name: P\n  prescription_years: 1")
    call = "record_days: 5\n    call: {from: 2026-02-01, notice_days: 30}"
    trial = parsed(text.replace("record_days: 5", call, 1))
    days = tuple(day for day in trial.sections.days if day.date.isoformat() < "2026-01-09")
    first = Trial(trial.sections.model_copy(update={"days": days}))
    engine = TesterEngine(start_of_day(first.sections.start) - 1)
    simulation = Simulation(first, engine, artifacts, lambda *_: None)
    simulation.run()
    registry = simulation._registry
    registry.do(cash.allow(registry, "USD", PAYING_AGENT, 10**12, by="government_account"))
    return registry

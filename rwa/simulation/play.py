"""Plays a trial's days: each directive is read, decided, carried out on both roads and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rwa.calendar import Timestamp, start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.engine import Engine
from rwa.chain.errors import ContractRevert
from rwa.errors import RuleRefused
from rwa.findings import Finding
from rwa.programme import passive_breaches
from rwa.registry import Refusal, Registry, Step
from rwa.registry.assembly import open_registry
from rwa.scenario.directives import Directive
from rwa.scenario.expect import Expect
from rwa.scenario.models import DaySection
from rwa.scenario.trial import Trial
from rwa.simulation import breaches, shortfalls
from rwa.simulation.accrual_reconciliation import accrual_differences
from rwa.simulation.allocations import standing_differences
from rwa.simulation.auction_reconciliation import decision_differences
from rwa.simulation.context import Context, Decision
from rwa.simulation.expectations import differences
from rwa.simulation.figures import usd_figures
from rwa.simulation.handlers import HANDLERS
from rwa.simulation.naming import Names
from rwa.simulation.obligations import overdue_obligations
from rwa.simulation.outcome import Noted, Outcome
from rwa.simulation.particulars import particulars
from rwa.simulation.payment_reconciliation import entitlement_differences
from rwa.simulation.reconciliation import rebuild, reconcile
from rwa.simulation.redemption_reconciliation import conclusion_differences
from rwa.simulation.sealing import auction_of, bid_names
from rwa.simulation.spells import SpellWatch
from rwa.simulation.stock_reconciliation import list_differences
from rwa.simulation.tax_bases import tax_base_differences
from rwa.simulation.tender_reconciliation import proceeds_differences
from rwa.simulation.unsettled import unsettled_sales, unsettled_tenders
from rwa.simulation.verdicts import Refused

OPENING = 9 * 3600
"""Business begins at 09:00."""
PACE = 60
"""Seconds from one directive to the next; the transactions of one directive share a second."""

Progress = Callable[[int, int, str], None]
"""Told how many directives are done, of how many, and what day it is."""


def run_trial(
    trial: Trial,
    engine: Engine,
    artifacts: Mapping[str, Artifact],
    progress: Progress = lambda done, total, day: None,
) -> Outcome:
    """Play a trial to its end on a fresh chain whose clock stands before its start.

    What goes wrong on the way is in the outcome. Raises `ChainError` where the chain itself fails.
    """
    return Simulation(trial, engine, artifacts, progress).run()


class Simulation:
    """One trial being played."""

    def __init__(
        self, trial: Trial, engine: Engine, artifacts: Mapping[str, Artifact], progress: Progress
    ) -> None:
        self._trial = trial
        self._engine = engine
        self._progress = progress
        self._events: list[str] = []
        self._refusals: list[Refused] = []
        self._findings: list[tuple[Timestamp, Finding]] = []
        self._breaches = SpellWatch(
            self._findings, breaches.standing_finding, breaches.ended_finding
        )
        self._shortfalls = SpellWatch(
            self._findings, shortfalls.standing_finding, shortfalls.ended_finding
        )
        self._decisions: dict[str, Decision] = {}
        self._requests: dict[str, int] = {}
        self._expected: set[str] = set(trial.sections.expect.findings or ())
        self._differences: list[str] = []
        self._names = Names(trial.sections, self._requests)
        self._advance(start_of_day(trial.sections.start))
        self._registry: Registry = open_registry(
            trial, engine, artifacts, lambda event: self._events.append(event.to_json())
        )

    def run(self) -> Outcome:
        """Play every day and close the books."""
        days = self._trial.sections.days
        total, done = sum(len(day.directives) for day in days), 0
        for day in days:
            opening = start_of_day(day.date) + OPENING
            for number, directive in enumerate(day.directives):
                self._progress(done, total, day.date.isoformat())
                self._advance(opening + number * PACE)
                self._play(directive, day, number)
                done += 1
        self._progress(total, total, "closing the books")
        return self._close()

    def _advance(self, time: int) -> None:
        self._engine.advance_to(max(time, self._engine.now))

    def _play(self, directive: Directive, day: DaySection, number: int) -> None:
        if directive.expect is not None:
            self._expected |= set(directive.expect.findings or ())
            self._compare(directive.expect, f"{day.date}: ")
            return
        found: list[Finding] = []
        label = f"{day.date}/{number}"
        context = Context(
            self._trial, self._registry, label, found, self._decisions, self._requests
        )
        doing = directive.attempt or directive
        steps, about = HANDLERS[doing.word](context, doing.act), particulars(self._trial, doing.act)
        if directive.attempt is None:
            self._carry_out(steps, about, attempt=False, meant=None)
        else:
            meant = directive.attempt.refused
            if not self._carry_out(steps, about, attempt=True, meant=meant):
                subject = f"{doing.word} on {day.date}"
                sentence = f"the rules and the contracts allow what {meant} should have refused"
                found.append(Finding("attempt-allowed", subject, sentence))
        for finding in found:
            self._note(finding)
        self._watch_breaches()

    def _carry_out(
        self, steps: Iterator[Step], about: str, *, attempt: bool, meant: str | None
    ) -> bool:
        """Carry out steps until one is refused, and record that; whether one was."""
        for step in steps:
            try:
                self._registry.do(step)
            except RuleRefused as refusal:
                chain = self._registry.attempt_on_chain(step)
                self._record(step, about, refusal, chain, attempt, meant)
                return True
            except ContractRevert as revert:
                subject = f"{step.actor}: {step.action}"
                self._note(Finding("contract-revert", subject, str(revert)))
                self._record(step, about, None, revert, attempt, meant)
                return True
        return False

    def _record(
        self,
        step: Step,
        about: str,
        python: RuleRefused | None,
        chain: Refusal | None,
        attempt: bool,
        meant: str | None,
    ) -> None:
        orders = self._registry.ledger.orders.pending.values()
        told = self._names.in_words(str(python or chain), orders, self._bids)
        refused = Refused(
            self._registry.now,
            step.actor,
            step.action,
            step.token or "",
            python,
            chain,
            attempt,
            meant,
            about,
            told,
        )
        self._refusals.append(refused)
        for finding in refused.findings():
            self._note(finding)

    def _bids(self, auction: str) -> Mapping[int, str]:
        context = Context(self._trial, self._registry, "", [], {}, {})
        found = auction_of(context, auction)
        return bid_names(context, auction, found) if found else {}

    def _note(self, finding: Finding) -> None:
        self._findings.append((self._registry.now, finding))

    def _watch_breaches(self) -> None:
        ledger, now = self._registry.ledger, self._registry.now
        self._breaches.look(passive_breaches(ledger.programme.figures(), now), now)
        self._shortfalls.look(shortfalls.shortfalls(ledger), now)

    def _compare(self, expect: Expect, prefix: str) -> None:
        checks = [finding.check for _, finding in self._findings]
        found: Iterator[str] = differences(
            expect,
            self._trial,
            self._registry.ledger,
            self._registry.directory,
            self._registry.now,
            len(self._refusals),
            checks,
        )
        self._differences.extend(prefix + sentence for sentence in found)

    def _close(self) -> Outcome:
        rebuilt = rebuild(self._registry.ledger.genesis, self._events)
        for finding in reconcile(self._registry, rebuilt):
            self._note(finding)
        for finding in decision_differences(self._decisions, rebuilt):
            self._note(finding)
        for finding in entitlement_differences(self._trial, rebuilt):
            self._note(finding)
        for finding in proceeds_differences(self._trial, rebuilt, self._events):
            self._note(finding)
        for finding in conclusion_differences(rebuilt, self._events):
            self._note(finding)
        for finding in list_differences(self._trial, rebuilt):
            self._note(finding)
        for finding in standing_differences(self._trial, self._registry, rebuilt):
            self._note(finding)
        for finding in accrual_differences(self._trial, rebuilt):
            self._note(finding)
        for finding in tax_base_differences(self._trial, rebuilt):
            self._note(finding)
        for finding in overdue_obligations(self._trial, rebuilt, self._registry.now):
            self._note(finding)
        for finding in unsettled_tenders(self._trial, rebuilt, self._registry.now):
            self._note(finding)
        for finding in unsettled_sales(self._trial, rebuilt, self._registry.now):
            self._note(finding)
        self._compare(self._trial.sections.expect, "at the end: ")
        return Outcome(
            trial=self._trial,
            ledger=rebuilt,
            system=self._registry.system,
            now=self._registry.now,
            usd=usd_figures(rebuilt, self._registry.now),
            events=tuple(self._events),
            transactions=self._registry.transactions,
            refusals=tuple(self._refusals),
            decisions=self._decisions,
            requests=self._requests,
            findings=tuple(
                Noted(time, finding, finding.check in self._expected)
                for time, finding in self._findings
            ),
            differences=tuple(self._differences),
        )

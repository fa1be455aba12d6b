"""One pass of the rules over a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rwa.aml.alerts import Alert
from rwa.aml.book import Book
from rwa.aml.facts import facts
from rwa.aml.movements import Act, Attempt, Freeze
from rwa.aml.patterns import patterns
from rwa.aml.rules import Rules
from rwa.events import Event


@dataclass(slots=True)
class Scan:
    """What a pass found, and over how much: holders' transfers, refused ones, and those of either
    that no posted price could value, which no rule with an amount sees.
    """

    book: Book
    alerts: list[Alert] = field(default_factory=list)
    transfers: int = 0
    attempts: int = 0
    unvalued: int = 0


def scan(events: Iterable[Event], attempts: Iterable[Attempt], rules: Rules) -> Scan:
    """Put every movement and freeze before every rule, once, in the order of time.

    Memory does not grow with the run: each rule remembers at most `kept` movements of a person.
    Raises `ConfigurationError` where the run has no such unit as the rules' reference.
    """
    book = Book(rules)
    done, working = Scan(book), patterns(rules, book)
    for fact in facts(events, attempts, book):
        if isinstance(fact, Freeze):
            found = [pattern.frozen(fact) for pattern in working]
        else:
            if fact.act in (Act.TRANSFER, Act.ATTEMPT):
                done.transfers += fact.act is Act.TRANSFER
                done.attempts += fact.act is Act.ATTEMPT
                done.unvalued += fact.value is None
            found = [pattern.moved(fact) for pattern in working]
        done.alerts += [alert for alert in found if alert is not None]
    book.check_reference()
    return done

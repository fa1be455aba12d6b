"""The patterns that the rules look for, each over one movement or freeze after the other.

A pattern remembers a bounded number of movements of each person. With an alert about a person it
forgets what it remembers of them (of a round trip, the two movements), so that a movement stands in
one alert of a rule about one person at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from rwa.aml.alerts import Alert, Money
from rwa.aml.book import Book
from rwa.aml.movements import Act, Customer, Freeze, Movement
from rwa.aml.recent import Recent
from rwa.aml.rules import (
    DAY,
    HOUR,
    BeforeFreeze,
    DormantWakes,
    ManyToOne,
    RapidInOut,
    RoundTrip,
    Rule,
    Rules,
    Structuring,
    SuddenExposure,
)
from rwa.calendar import Timestamp, time_text
from rwa.identifiers import Identity
from rwa.money import divide_up

TRIED = (Act.TRANSFER, Act.ATTEMPT)
AnyRule = TypeVar("AnyRule", bound=Rule)


class Pattern(Generic[AnyRule]):
    """A rule at work, by its name."""

    def __init__(self, name: str, rule: AnyRule, rules: Rules) -> None:
        self.name = name
        self.rule = rule
        self.money = Money(rules.reference)

    def moved(self, movement: Movement) -> Alert | None:
        """What one more movement raises."""
        return None

    def frozen(self, freeze: Freeze) -> Alert | None:
        """What one more freeze raises."""
        return None

    def alert(
        self, subject: Customer, time: Timestamp, why: str, movements: Iterable[Movement]
    ) -> Alert:
        """An alert of this rule."""
        return Alert(self.name, self.rule, subject, time, why, tuple(movements))


class StructuringPattern(Pattern[Structuring]):
    """Sent amounts below the threshold and not far below it, as many as the rule says."""

    def __init__(self, name: str, rule: Structuring, rules: Rules) -> None:
        super().__init__(name, rule, rules)
        self.recent: Recent[Movement] = Recent(rule.days * DAY, rules.kept)
        self.least = divide_up(rule.threshold * rule.at_least_percent, 100)

    def moved(self, movement: Movement) -> Alert | None:
        rule, sender, value = self.rule, movement.sent_by, movement.value
        if sender is None or value is None or movement.act not in TRIED:
            return None
        if not self.least <= value < rule.threshold or movement.within_one_person:
            return None
        found = self.recent.of(sender.identity, movement.time)
        found.append(movement)
        if len(found) < rule.count:
            return None
        refused = sum(each.act is Act.ATTEMPT for each in found)
        why = (
            f"{len(found)} amounts of {self.money(self.least)} or more and below the threshold of "
            f"{self.money(rule.threshold)}, {self.money(_total(found))} in all, were sent"
            f"{_refused_text(refused)} within {_span(rule.days, 'day')}"
        )
        alert = self.alert(sender, movement.time, why, found)
        found.clear()
        return alert


class RapidInOutPattern(Pattern[RapidInOut]):
    """Receipts, and what was sent since the first of them."""

    def __init__(self, name: str, rule: RapidInOut, rules: Rules) -> None:
        super().__init__(name, rule, rules)
        self.recent: Recent[Movement] = Recent(rule.hours * HOUR, rules.kept)

    def moved(self, movement: Movement) -> Alert | None:
        if movement.act is not Act.TRANSFER or movement.value is None:
            return None
        if movement.within_one_person:
            return None
        if (receiver := movement.received_by) is not None:
            self.recent.of(receiver.identity, movement.time).append(movement)
        if (sender := movement.sent_by) is None:
            return None
        found = self.recent.of(sender.identity, movement.time)
        found.append(movement)
        while found and not _received(found[0], sender.identity):
            found.popleft()
        received = _total(each for each in found if _received(each, sender.identity))
        sent, rule = _total(found) - received, self.rule
        if not found or received < rule.minimum:
            return None
        if not received * rule.percent <= sent * 100 <= received * rule.at_most_percent:
            return None
        why = (
            f"{self.money(received)} came in, at least {self.money(rule.minimum)}, and "
            f"{self.money(sent)} went out, from {rule.percent} to {rule.at_most_percent} percent "
            f"of it, within {_span(rule.hours, 'hour')}"
        )
        alert = self.alert(sender, movement.time, why, found)
        found.clear()
        return alert


class DormantWakesPattern(Pattern[DormantWakes]):
    """When each person was last active; before that counts since the register knows them."""

    def __init__(self, name: str, rule: DormantWakes, rules: Rules) -> None:
        super().__init__(name, rule, rules)
        self.last: dict[Identity, tuple[int, str]] = {}

    def moved(self, movement: Movement) -> Alert | None:
        alert = None
        sender, value = movement.sent_by, movement.value
        if sender is not None and value is not None and movement.act in TRIED:
            since, place = self.last.get(
                sender.identity, (sender.since, f"the onboarding, event {sender.since_event}")
            )
            idle = movement.time - since
            if idle > self.rule.days * DAY and value >= self.rule.minimum:
                verb = "was sent" if movement.act is Act.TRANSFER else "was to be sent"
                why = (
                    f"{self.money(value)}, at least {self.money(self.rule.minimum)}, {verb} after "
                    f"{idle // DAY:,} days without a movement, more than {self.rule.days:,}: the "
                    f"last was {place}, on {time_text(since)}"
                )
                alert = self.alert(sender, movement.time, why, (movement,))
        self._active(movement)
        return alert

    def _active(self, movement: Movement) -> None:
        if movement.act in (*TRIED, Act.ISSUE):
            word = "refusal" if movement.from_refusals else "event"
            mark = (movement.time, f"{word} {movement.number}")
            if movement.sent_by is not None:
                self.last[movement.sent_by.identity] = mark
            if movement.received_by is not None and movement.act is not Act.ATTEMPT:
                self.last[movement.received_by.identity] = mark


@dataclass(slots=True)
class Sent:
    """A movement, and whether it came back."""

    time: Timestamp
    movement: Movement
    came_back: bool = False


class RoundTripPattern(Pattern[RoundTrip]):
    """What each person sent, until as much of the same instrument comes back from where it went."""

    def __init__(self, name: str, rule: RoundTrip, rules: Rules) -> None:
        super().__init__(name, rule, rules)
        self.recent: Recent[Sent] = Recent(rule.days * DAY, rules.kept)

    def moved(self, movement: Movement) -> Alert | None:
        rule, sender, receiver = self.rule, movement.sent_by, movement.received_by
        if movement.act is not Act.TRANSFER or sender is None or receiver is None:
            return None
        if movement.sender == movement.receiver:
            return None
        if rule.between == "one-person" and not movement.within_one_person:
            return None
        for sent in reversed(self.recent.of(receiver.identity, movement.time)):
            if not sent.came_back and self._is_return(sent.movement, movement):
                sent.came_back = True
                return self._returned(receiver, sent.movement, movement)
        if movement.value is not None and movement.value >= rule.minimum:
            entry = Sent(movement.time, movement)
            self.recent.of(sender.identity, movement.time).append(entry)
        return None

    def _is_return(self, out: Movement, back: Movement) -> bool:
        if out.instrument != back.instrument or _person(out.received_by) != _person(back.sent_by):
            return False
        if back.within_one_person and (out.receiver, out.sender) != (back.sender, back.receiver):
            return False
        off = abs(back.amount - out.amount)
        return off * 100 <= out.amount * self.rule.tolerance_percent

    def _returned(self, subject: Customer, out: Movement, back: Movement) -> Alert:
        related = "of one person" if back.within_one_person else "of two persons"
        why = (
            f"{self.money(out.value or 0)}, at least {self.money(self.rule.minimum)}, went from "
            f"{out.sender} to {out.receiver}, wallets {related}, and came back within "
            f"{_span(self.rule.days, 'day')}, to {self.rule.tolerance_percent} percent"
        )
        return self.alert(subject, back.time, why, (out, back))


class Receipt(NamedTuple):
    """A movement, and what its receiver held before it."""

    time: Timestamp
    movement: Movement
    held: int


class SuddenExposurePattern(Pattern[SuddenExposure]):
    """What each person received of others, and held before."""

    def __init__(self, name: str, rule: SuddenExposure, rules: Rules, book: Book) -> None:
        super().__init__(name, rule, rules)
        self.recent: Recent[Receipt] = Recent(rule.days * DAY, rules.kept)
        self.book = book

    def moved(self, movement: Movement) -> Alert | None:
        rule, receiver = self.rule, movement.received_by
        if not _received_of_another(movement) or receiver is None:
            return None
        found = self.recent.of(receiver.identity, movement.time)
        held = self.book.holding(receiver.identity)
        found.append(Receipt(movement.time, movement, held))
        received, before = _total(each.movement for each in found), found[0].held
        if received < rule.minimum or received * 100 < before * rule.percent:
            return None
        why = (
            f"{self.money(received)} was received within {_span(rule.days, 'day')}, at least "
            f"{self.money(rule.minimum)} and at least {rule.percent:,} percent of the "
            f"{self.money(before)} held before"
        )
        alert = self.alert(receiver, movement.time, why, (each.movement for each in found))
        found.clear()
        return alert


class ManyToOnePattern(Pattern[ManyToOne]):
    """What each person received of others."""

    def __init__(self, name: str, rule: ManyToOne, rules: Rules) -> None:
        super().__init__(name, rule, rules)
        self.recent: Recent[Movement] = Recent(rule.days * DAY, rules.kept)

    def moved(self, movement: Movement) -> Alert | None:
        rule, receiver = self.rule, movement.received_by
        if not _received_of_another(movement) or receiver is None:
            return None
        found = self.recent.of(receiver.identity, movement.time)
        found.append(movement)
        senders = {_person(each.sent_by) for each in found}
        if len(senders) < rule.senders or _total(found) < rule.minimum:
            return None
        why = (
            f"{len(senders)} persons, at least {rule.senders}, sent {self.money(_total(found))} in "
            f"all, at least {self.money(rule.minimum)}, to one within {_span(rule.days, 'day')}"
        )
        alert = self.alert(receiver, movement.time, why, found)
        found.clear()
        return alert


class BeforeFreezePattern(Pattern[BeforeFreeze]):
    """What each person sent or tried to, until they are frozen or blocked."""

    def __init__(self, name: str, rule: BeforeFreeze, rules: Rules) -> None:
        super().__init__(name, rule, rules)
        self.recent: Recent[Movement] = Recent(rule.hours * HOUR, rules.kept)

    def moved(self, movement: Movement) -> Alert | None:
        if movement.act in TRIED and movement.sent_by and not movement.within_one_person:
            self.recent.of(movement.sent_by.identity, movement.time).append(movement)
        return None

    def frozen(self, freeze: Freeze) -> Alert | None:
        found = self.recent.of(freeze.identity, freeze.time)
        subject = found[-1].sent_by if found else None
        if subject is None or _total(found) < self.rule.minimum:
            return None
        refused = sum(each.act is Act.ATTEMPT for each in found)
        why = (
            f"{self.money(_total(found))}, at least {self.money(self.rule.minimum)}, was sent"
            f"{_refused_text(refused)} within {_span(self.rule.hours, 'hour')} before "
            f"{freeze.what} on {time_text(freeze.time)} (event {freeze.number})"
        )
        alert = self.alert(subject, freeze.time, why, found)
        found.clear()
        return alert


_PATTERNS: Mapping[str, Callable[..., Pattern[Any]]] = {
    "structuring": StructuringPattern,
    "rapid_in_out": RapidInOutPattern,
    "dormant_wakes": DormantWakesPattern,
    "round_trip": RoundTripPattern,
    "many_to_one": ManyToOnePattern,
    "before_freeze": BeforeFreezePattern,
}


def patterns(rules: Rules, book: Book) -> list[Pattern[Any]]:
    """The rules at work, in their order."""
    return [
        SuddenExposurePattern(name, rule, rules, book)
        if isinstance(rule, SuddenExposure)
        else _PATTERNS[rule.kind](name, rule, rules)
        for name, rule in rules.named.items()
    ]


def _total(movements: Iterable[Movement]) -> int:
    return sum(each.value or 0 for each in movements)


def _person(customer: Customer | None) -> Identity | None:
    return None if customer is None else customer.identity


def _received(movement: Movement, person: Identity) -> bool:
    return _person(movement.received_by) == person


def _received_of_another(movement: Movement) -> bool:
    """Whether one customer received it of another, and it has a value."""
    return (
        movement.act is Act.TRANSFER
        and movement.value is not None
        and movement.sent_by is not None
        and not movement.within_one_person
    )


def _span(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def _refused_text(refused: int) -> str:
    return f" or, {refused} of them, refused" if refused else ""

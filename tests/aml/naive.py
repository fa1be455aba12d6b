"""The rules once more, slowly: for every movement the whole run before it is looked through again,
and nothing is remembered but which movements an alert has used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rwa.aml.book import Book
from rwa.aml.facts import facts
from rwa.aml.movements import Act, Freeze, Movement
from rwa.aml.rules import (
    BeforeFreeze,
    DormantWakes,
    ManyToOne,
    RapidInOut,
    RoundTrip,
    Rules,
    Structuring,
    SuddenExposure,
)
from tests.aml.world import DAY, HOUR, World

Found = tuple[str, str, tuple[tuple[bool, int], ...]]
"""A rule, a person, and the movements: whether each is a refusal, and its number."""


def key(movement: Movement) -> tuple[bool, int]:
    return movement.from_refusals, movement.number


def sender(movement: Movement) -> str | None:
    return movement.sent_by.identity if movement.sent_by else None


def receiver(movement: Movement) -> str | None:
    return movement.received_by.identity if movement.received_by else None


def naive(world: World, rules: Rules) -> list[Found]:
    book = Book(rules)
    stream: list[Movement | Freeze] = []
    held: list[int] = []
    for fact in facts(world.events, world.attempts, book):
        stream.append(fact)
        person = receiver(fact) if isinstance(fact, Movement) else None
        held.append(0 if person is None else book.holding(person))  # type: ignore[arg-type]
    found: list[Found] = []
    used: dict[str, set[object]] = {name: set() for name in rules.named}
    holdings = dict(zip(map(_place, stream), held, strict=True))
    for place, fact in enumerate(stream):
        before = [each for each in stream[: place + 1] if isinstance(each, Movement)]
        for name, rule in rules.named.items():
            raised = _raised(rule, fact, before, used[name], rules.kept, holdings)
            if raised is not None:
                person, movements = raised
                found.append((name, person, tuple(key(each) for each in movements)))
                gone = movements if isinstance(rule, RoundTrip) else before
                used[name] |= {(person, key(each)) for each in gone}
    return found


def _place(fact: Movement | Freeze) -> object:
    return key(fact) if isinstance(fact, Movement) else ("freeze", fact.number, fact.identity)


def _window(
    before: Sequence[Movement],
    wanted: Callable[[Movement], bool],
    now: int,
    seconds: int,
    kept: int,
) -> list[Movement]:
    recent = [each for each in before if wanted(each) and now - each.time <= seconds]
    return recent[-kept:]


def _total(movements: Sequence[Movement]) -> int:
    return sum(each.value or 0 for each in movements)


def _raised(
    rule: object,
    fact: Movement | Freeze,
    before: Sequence[Movement],
    used: set[object],
    kept: int,
    held: dict[object, int],
) -> tuple[str, Sequence[Movement]] | None:
    def fresh(each: Movement, person: str | None) -> bool:
        return (person, key(each)) not in used

    def to_other(each: Movement) -> bool:
        return not (sender(each) == receiver(each) and sender(each) is not None)

    if isinstance(rule, BeforeFreeze):
        if not isinstance(fact, Freeze):
            return None

        def sent_or_tried(each: Movement) -> bool:
            tried = each.act in (Act.TRANSFER, Act.ATTEMPT)
            mine = sender(each) == fact.identity and fresh(each, fact.identity)
            return tried and mine and to_other(each)

        found = _window(before, sent_or_tried, fact.time, rule.hours * HOUR, kept)
        enough = found and _total(found) >= rule.minimum
        return (fact.identity, found) if enough else None
    if isinstance(fact, Freeze):
        return None
    who, whom, value = sender(fact), receiver(fact), fact.value
    if isinstance(rule, Structuring):

        def small(each: Movement) -> bool:
            tried = each.act in (Act.TRANSFER, Act.ATTEMPT)
            worth = each.value
            return (
                tried
                and sender(each) == who
                and to_other(each)
                and fresh(each, who)
                and worth is not None
                and rule.threshold * rule.at_least_percent <= worth * 100
                and worth < rule.threshold
            )

        if who is None or not small(fact):
            return None
        found = _window(before, small, fact.time, rule.days * DAY, kept)
        return (who, found) if len(found) == rule.count else None
    if isinstance(rule, DormantWakes):
        if who is None or value is None or fact.act not in (Act.TRANSFER, Act.ATTEMPT):
            return None
        assert fact.sent_by is not None
        active = [
            each.time
            for each in before[:-1]
            if (sender(each) == who and each.act in (Act.TRANSFER, Act.ATTEMPT, Act.ISSUE))
            or (receiver(each) == who and each.act in (Act.TRANSFER, Act.ISSUE))
        ]
        last = active[-1] if active else fact.sent_by.since
        woke = fact.time - last > rule.days * DAY and value >= rule.minimum
        return (who, [fact]) if woke else None
    if fact.act is not Act.TRANSFER:
        return None
    if isinstance(rule, RapidInOut):

        def through(each: Movement) -> bool:
            return (
                each.act is Act.TRANSFER
                and who in (sender(each), receiver(each))
                and to_other(each)
                and each.value is not None
                and fresh(each, who)
            )

        if who is None or not through(fact):
            return None
        found = _window(before, through, fact.time, rule.hours * HOUR, kept)
        while found and receiver(found[0]) != who:
            found = found[1:]
        came = _total([each for each in found if receiver(each) == who])
        went = _total([each for each in found if sender(each) == who])
        passed = rule.percent * came <= 100 * went <= rule.at_most_percent * came
        return (who, found) if found and came >= rule.minimum and passed else None
    if isinstance(rule, RoundTrip):
        return _round_trip(rule, fact, before, used, kept)
    assert isinstance(rule, ManyToOne | SuddenExposure)

    def came_in(each: Movement) -> bool:
        return (
            each.act is Act.TRANSFER
            and receiver(each) == whom
            and sender(each) is not None
            and to_other(each)
            and each.value is not None
            and fresh(each, whom)
        )

    if whom is None or not came_in(fact):
        return None
    found = _window(before, came_in, fact.time, rule.days * DAY, kept)
    if _total(found) < rule.minimum:
        return None
    if isinstance(rule, ManyToOne):
        return (whom, found) if len(set(map(sender, found))) >= rule.senders else None
    return (whom, found) if _total(found) * 100 >= held[key(found[0])] * rule.percent else None


def _round_trip(
    rule: RoundTrip,
    fact: Movement,
    before: Sequence[Movement],
    used: set[object],
    kept: int,
) -> tuple[str, Sequence[Movement]] | None:
    """The latest movement that this one takes back; what is itself a return opens no new trip."""
    alone = rule.between == "one-person"

    def may_return(each: Movement) -> bool:
        return (
            each.act is Act.TRANSFER
            and sender(each) is not None
            and receiver(each) is not None
            and each.sender != each.receiver
            and not (alone and sender(each) != receiver(each))
        )

    whom = receiver(fact)
    if whom is None or not may_return(fact):
        return None

    def went_out(each: Movement) -> bool:
        returns = ("return", key(each)) in used
        enough = each.value is not None and each.value >= rule.minimum
        return may_return(each) and sender(each) == whom and enough and not returns

    for out in reversed(_window(before[:-1], went_out, fact.time, rule.days * DAY, kept)):
        same_person = sender(out) == receiver(out)
        swapped = (out.sender, out.receiver) == (fact.receiver, fact.sender)
        if (
            (whom, key(out)) not in used
            and out.instrument == fact.instrument
            and receiver(out) == sender(fact)
            and (swapped or not same_person)
            and abs(out.amount - fact.amount) * 100 <= rule.tolerance_percent * out.amount
        ):
            used.add(("return", key(fact)))
            return whom, [out, fact]
    return None

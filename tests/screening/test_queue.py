"""The queue: what was decided is not asked again, unless what it rested on changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rwa.cdd.records_file import read_records
from rwa.cdd.sealed import KeyFile, seal
from rwa.cdd.vault import new_vault
from rwa.errors import ConfigurationError
from rwa.scenario.directives import Directive
from rwa.screening.blocks import block_directives
from rwa.screening.parameters import Parameters
from rwa.screening.queue import QUEUE, Queue, open_queue, save_queue
from rwa.screening.rounds import Round, screening_round
from tests.cdd.people import EVERYBODY, LEGAL, NATURAL, SECOND, records
from tests.screening.lists import FARZI, KHAYALI, ZARMEEN, consolidated, individual, listed

KEY = KeyFile(bytes(range(32)))
NONE = Queue("queue", ())
FIRST, LATER = "2026-03-01T09:00:00+05:00", "2026-03-02T09:00:00+05:00"


def a_round(
    folder: Path,
    text: str,
    queue: Queue = NONE,
    *,
    people: bytes = EVERYBODY,
    against: str | None = None,
    parameters: Parameters = Parameters(),  # noqa: B008
) -> Round:
    """A round of screening against a list, with its former version's text."""
    return screening_round(
        read_records(people, "r.yaml"),
        listed(folder, text),
        listed(folder, against, "former.xml") if against else None,
        queue,
        parameters,
        FIRST,
    )


def decided(queue: Queue, number: str, decision: str = "false positive") -> Queue:
    return queue.decided(number, decision, "another person", by="A. Officer", at=LATER)  # type: ignore[arg-type]


def test_decide__unknown_hit__refused() -> None:
    with pytest.raises(ConfigurationError, match="queue: it holds no hit H-0"):
        decided(NONE, "H-0")


def test_open__lines_of_another_version__refused(tmp_path: Path) -> None:
    seal(tmp_path / "queue", QUEUE, b'[{"line": "guessed"}]', KEY)
    with pytest.raises(ConfigurationError, match="it was written by another version"):
        open_queue(tmp_path / "queue", KEY)


def test_round__possible_hits__held_until_each_is_decided(tmp_path: Path) -> None:
    queue = a_round(tmp_path, consolidated(ZARMEEN, FARZI)).queue
    assert queue.held == ["BN-001", "BN-003"]
    first, second = queue.open_hits
    queue = decided(queue, first.hit)
    assert queue.held == ["BN-003"]
    assert decided(queue, second.hit, "confirmed").held == []


def test_round__decided_false_positive__not_raised_again(tmp_path: Path) -> None:
    text = consolidated(ZARMEEN)
    queue = a_round(tmp_path, text).queue
    queue = decided(queue, queue.open_hits[0].hit)
    again = a_round(tmp_path, text.replace("2026-03-01", "2026-04-01"), queue)
    assert len(again.hits) == 1
    assert again.queue.open_hits == ()


@pytest.mark.parametrize("changed", ["entry", "record", "address"])
def test_round__entry_or_record_changed_since__raised_again_with_its_decisions(
    tmp_path: Path, changed: str
) -> None:
    queue = a_round(tmp_path, consolidated(ZARMEEN)).queue
    queue = decided(queue, queue.open_hits[0].hit)
    entry = ZARMEEN.replace("Namuna", "Nimuna") if changed == "entry" else ZARMEEN
    person = NATURAL.replace("father: Namunah", "father: Farzi") if changed == "record" else NATURAL
    if changed == "address":
        person = NATURAL.replace("Example Street", "Other Street")
    again = a_round(tmp_path, consolidated(entry), queue, people=records(person)).queue
    assert len(again.open_hits) == (0 if changed == "address" else 1)
    assert len(again.decisions) == 1


def test_round__update__only_what_changed_and_who_is_new(tmp_path: Path) -> None:
    former = consolidated(ZARMEEN + individual("FX.005", "Abdul", "Rahman", "Naqlabadi"))
    queue = a_round(tmp_path, former, people=records(NATURAL, LEGAL)).queue
    later = former.replace("2026-03-01", "2026-04-01").replace(
        "</INDIVIDUALS>", f"{KHAYALI}</INDIVIDUALS>"
    )
    update = a_round(tmp_path, later, queue, against=former)
    assert (update.entries, update.subjects, update.new_subjects) == (1, 5, 1)
    # the owner meets the new entry; the new customer meets an old one; nobody else is compared
    assert {(hit.person, hit.reference) for hit in update.hits} == {
        ("BN-003", "FX.002"),
        ("BN-002", "FX.005"),
    }
    assert update.gone == []
    nobody_new = a_round(tmp_path, later, update.queue, against=later)
    assert (nobody_new.entries, nobody_new.new_subjects, nobody_new.hits) == (0, 0, [])


def test_round__customer_left_out_of_an_update__compared_with_all_when_back(
    tmp_path: Path,
) -> None:
    texts = [consolidated(ZARMEEN, day=day) for day in (date(2026, 3, 1), date(2026, 4, 1))]
    new = texts[1].replace("</INDIVIDUALS>", f"{KHAYALI}</INDIVIDUALS>")
    queue = a_round(tmp_path, texts[0]).queue
    queue = a_round(tmp_path, new, queue, people=records(NATURAL), against=texts[0]).queue
    back = a_round(tmp_path, new, queue, against=new)
    assert back.new_subjects == 4
    assert {(hit.person, hit.reference) for hit in back.hits} == {("BN-003", "FX.002")}


def test_round__rules_changed_since__everybody_compared_with_all(tmp_path: Path) -> None:
    text = consolidated(individual("FX.001", "Zarmeen", "Farzi", "Namuna", "Misalzai"))
    queue = a_round(tmp_path, text, parameters=Parameters(hit_from=90)).queue
    assert queue.open_hits == ()
    again = a_round(tmp_path, text, queue, against=text)
    assert (again.new_subjects, len(again.hits)) == (5, 1)


def test_blocks__confirmed_hits__one_directive_a_person_that_a_trial_takes(
    tmp_path: Path,
) -> None:
    people = read_records(EVERYBODY, "r.yaml")
    vault = new_vault(tmp_path / "vault").with_records(people)[0]
    queue = a_round(tmp_path, consolidated(ZARMEEN + KHAYALI, FARZI)).queue
    assert block_directives(queue, vault) == []
    for hit in queue.open_hits:
        queue = decided(queue, hit.hit, "confirmed")
    directives = block_directives(queue, vault)
    assert directives == [{"block": {"wallet": "BN-001"}}, {"block": {"wallet": "BN-003"}}]
    assert [Directive.model_validate(each).word for each in directives] == ["block", "block"]
    queue = decided(queue, queue.confirmed[0].hit)
    assert block_directives(queue, vault) == directives[1:]
    nobody = new_vault(tmp_path / "empty").with_records(read_records(records(SECOND), "r"))[0]
    with pytest.raises(ConfigurationError, match="it holds no record of BN-003"):
        block_directives(queue, nobody)


def test_save__and_open__the_same_lines_and_none_lost(tmp_path: Path) -> None:
    queue = a_round(tmp_path, consolidated(ZARMEEN)).queue
    queue = decided(queue, queue.open_hits[0].hit)
    assert open_queue(tmp_path / "queue", KEY).lines == ()
    save_queue(queue, tmp_path / "queue", KEY)
    opened = open_queue(tmp_path / "queue", KEY)
    assert opened.lines == queue.lines
    assert opened.decisions[queue.lines[0].hit.hit].by == "A. Officer"  # type: ignore[union-attr]

"""`rwa screen` and `rwa hits`: customers against lists, decisions, and the registrar's
instruction.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cdd.people import EVERYBODY
from tests.cli.conftest import Command
from tests.screening.lists import FARZI, HEADER, KHAYALI, ROWS, ZARMEEN, consolidated

KEY = ("--key", "key")
QUEUE = ("--queue", "queue", *KEY)
CANARIES = ("Zarmeen", "Naqlabadi", "Khayali", "42999", "Street")


@pytest.fixture
def folder(tmp_path: Path, rwa: Command) -> Path:
    """A folder with a vault, its key, and two lists."""
    (tmp_path / "key").write_bytes(bytes(range(32)))
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "r.yaml").write_bytes(EVERYBODY)
    rwa("cdd", "add", "r.yaml", "--vault", "vault", *KEY)
    (tmp_path / "un.xml").write_text(consolidated(ZARMEEN))
    later = consolidated(ZARMEEN + KHAYALI, FARZI).replace("2026-03-01", "2026-04-01")
    (tmp_path / "later.xml").write_text(later)
    (tmp_path / "nacta-2026-03-01.csv").write_text(HEADER + ROWS[0])
    return tmp_path


def test_o01__wrong_use_of_any_command__one_sentence_and_nothing_changed(
    rwa: Command, folder: Path
) -> None:
    assert rwa("screen", "vault", "--list", "un.xml", *QUEUE).returncode == 0
    kept = {file.name: file.read_bytes() for file in folder.iterdir()}
    (folder / "bomb.xml").write_text("<!DOCTYPE x [<!ENTITY a 'a'>]>" + consolidated(ZARMEEN))
    (folder / "n-2026-04-01.csv").write_text(HEADER + "Farzi,,1,,\n")
    (folder / "wrong").write_bytes(bytes(32))
    (folder / "wrong").chmod(0o600)
    (folder / "p.yaml").write_text("hit_form: 1")
    screen = ("screen", "vault", *QUEUE)
    decide = ("hits", "decide", "H-0", *QUEUE, "--by", "A. Officer", "--reason", "other")
    for arguments, code, reason in (
        ((*screen, "--list", "bomb.xml"), 3, "bomb.xml:1: it declares a document type"),
        ((*screen, "--list", "un.xml", "--list", "n-2026-04-01.csv"), 3, "n-2026-04-01.csv:2: cn"),
        ((*screen, "--list", "none.xml"), 3, "none.xml: no such file"),
        ((*screen, "--list", "un.xml", "--parameters", "p.yaml"), 3, "p.yaml:1: hit_form: unk"),
        ((*screen, "--list", "un.xml", "--against", "later.xml"), 3, "un.xml: it is of 2026-03-01"),
        ((*screen[:2], *KEY, "--list", "later.xml", "--against", "un.xml"), 2, "needs --queue"),
        ((*screen, "--list", "un.xml", "--against", "un.xml", "--against", "x"), 2, "for each"),
        (("screen", "vault", "--list", "un.xml", "--key", "wrong"), 3, "vault: the key does not"),
        (("screen", "queue", "--list", "un.xml", *KEY), 3, "queue: it is no vault of records"),
        ((*decide, "--confirm"), 3, "queue: it holds no hit H-0"),
        (decide, 2, "give either --confirm or --false-positive"),
        (("hits", "show", "--queue", "none", *KEY), 3, "none: no such file"),
    ):
        done = rwa(*arguments)
        assert (done.returncode, done.stdout) == (code, ""), (arguments, done.stderr)
        assert reason in done.stderr
        assert done.stderr.count("\n") == 1
        assert not any(canary in done.stderr for canary in CANARIES)
    assert {name: (folder / name).read_bytes() for name in kept} == kept


def test_screen__records_before_they_are_added__possible_hits_alone(
    rwa: Command, folder: Path
) -> None:
    done = rwa("screen", "r.yaml", "--list", "un.xml", "--list", "nacta-2026-03-01.csv")
    assert done.returncode == 0
    assert "un.xml of 2026-03-01: 1 entry; 5 persons and owners; 1 possible hit\n" in done.stdout
    assert "100  BN-001: FX.001 “ZARMIN MISALZAY”, un.xml of 2026-03-01\n" in done.stdout
    assert done.stdout.endswith("Held until decided: BN-001\n")
    assert not any(canary in done.stdout for canary in CANARIES)


def test_screen__update_decisions_and_blocks__as_an_officer_does_it(
    rwa: Command, folder: Path
) -> None:
    rwa("screen", "vault", "--list", "un.xml", *QUEUE)
    [hit] = json.loads(rwa("hits", "show", *QUEUE, "--json").stdout)
    officer = ("--by", "A. Officer", "--reason", "born elsewhere")
    done = rwa("hits", "decide", hit["hit"], "--false-positive", *QUEUE, *officer)
    assert done.stdout == f"{hit['hit']}: false positive, by A. Officer\n"
    update = ("screen", "vault", "--list", "later.xml", "--against", "un.xml", *QUEUE)
    record = json.loads(rwa(*update, "--json").stdout)
    [told] = record["lists"]
    assert (told["entries_changed"], told["subjects_new"]) == (2, 0)
    assert (record["held"], len(told["hits"])) == (["BN-003"], 2)
    assert rwa("hits", "blocks", "--vault", "vault", *QUEUE).stdout == "# nobody is to be blocked\n"
    for each in told["hits"]:
        rwa("hits", "decide", each["hit"], "--confirm", *QUEUE, *officer)
    assert rwa("hits", "show", *QUEUE).stdout == "no possible hit waits for a decision\n"
    everything = rwa("hits", "show", "--all", *QUEUE).stdout
    assert everything.count("A. Officer: confirmed, born elsewhere") == 2
    assert everything.count("A. Officer: false positive, born elsewhere") == 1
    blocks = rwa("hits", "blocks", "--vault", "vault", *QUEUE).stdout
    assert blocks == "- block: {wallet: BN-003}\n"
    assert b"BN-003" not in (folder / "queue").read_bytes()

"""`rwa cdd`: records checked, sealed and shown, and nothing of them in an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cdd.people import EVERYBODY, NATURAL, records
from tests.cli.conftest import Command

SEALED = ("--vault", "vault", "--key", "key")
VARIABLE = "RWA_CDD_PASSPHRASE"
CANARIES = ("Misal", "Naqlabadi", "42999", "1985-04-12", "Example Street")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a key and a file of records."""
    (tmp_path / "key").write_bytes(bytes(range(32)))
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "r.yaml").write_bytes(EVERYBODY)
    return tmp_path


def test_o01__wrong_use_of_any_command__one_sentence_exit_3_and_no_record_told(
    rwa: Command, folder: Path
) -> None:
    assert rwa("cdd", "add", "r.yaml", *SEALED).returncode == 0
    kept = (folder / "vault").read_bytes()
    bad = NATURAL.replace("medium", "Misalzai").replace("0000001-2", "0000001-0")
    (folder / "bad.yaml").write_bytes(records(bad))
    (folder / "other.yaml").write_bytes(records(NATURAL.replace("1985-04-12", "1985-04-13")))
    (folder / "cut").write_bytes(kept[:-1])
    (folder / "cut").chmod(0o600)
    (folder / "wrong").write_bytes(bytes(32))
    (folder / "wrong").chmod(0o600)
    (folder / "link").symlink_to("nowhere")
    for arguments, reason in (
        (("check", "bad.yaml"), "bad.yaml:11: persons[1].documents[1].number: a CNIC of 13"),
        (("check", "none.yaml"), "none.yaml: no such file"),
        (("add", "bad.yaml", *SEALED), "bad.yaml:14: persons[1].risk: one of low"),
        (("add", "other.yaml", *SEALED), "vault: BN-001 would get another identity"),
        (("add", "r.yaml", "--vault", "vault", "--key", "wrong"), "vault: the key does not open"),
        (("add", "r.yaml", "--vault", "link", "--key", "key"), "link: cannot be read: Too many"),
        (("show", "BN-009", *SEALED), "vault: it holds no record of whose wallet BN-009 is"),
        (("show", "BN-001", "--vault", "cut", "--key", "key"), "cut: the key does not open it"),
        (("due", "2026-07-05", "--vault", "key", "--key", "key"), "key: it is no sealed file"),
        (("due", "2026-07-05", "--vault", "none", "--key", "key"), "none: cannot be read"),
    ):
        done = rwa("cdd", *arguments)
        assert (done.returncode, done.stdout) == (3, ""), arguments
        assert reason in done.stderr
        assert not any(canary in done.stderr for canary in CANARIES)
    assert (folder / "vault").read_bytes() == kept


def test_key__none_given_without_a_terminal__usage(rwa: Command, folder: Path) -> None:
    done = rwa("cdd", "add", "r.yaml", "--vault", "vault")
    assert done.returncode == 2
    assert "set RWA_CDD_PASSPHRASE or give --key FILE" in done.stderr
    assert rwa("cdd", "due", "5.7.2026", *SEALED).returncode == 2


def test_add__passphrase_of_the_environment__opened_by_it_alone(rwa: Command, folder: Path) -> None:
    added = rwa("cdd", "add", "r.yaml", "--vault", "vault", **{VARIABLE: "right"})
    assert added.stdout == "vault: 3 added, 0 changed, 0 as before; 3 records in all\n"
    opened = rwa("cdd", "show", "BN-002", "--vault", "vault", **{VARIABLE: "right"})
    assert "name: Abdul Rehman Naqlabadi" in opened.stdout
    refused = rwa("cdd", "show", "BN-002", "--vault", "vault", **{VARIABLE: "wrong"})
    assert (refused.returncode, refused.stdout) == (3, "")


def test_show_and_due__sound_vault__record_identity_and_reviews(rwa: Command, folder: Path) -> None:
    assert rwa("cdd", "check", "r.yaml").stdout == "r.yaml: 3 sound records\n"
    rwa("cdd", "add", "r.yaml", *SEALED)
    shown = json.loads(rwa("cdd", "show", "BN-001/2", *SEALED, "--json").stdout)
    assert (shown["person"], shown["born"]) == ("BN-001", "1985-04-12")
    assert shown["identity"].startswith("0x")
    text = rwa("cdd", "show", "BN-003", *SEALED).stdout
    assert "  -\n    name: Khayali Shakhs\n    percent: 60\n" in text
    due = rwa("cdd", "due", "2026-07-05", *SEALED)
    assert "BN-002" in due.stdout
    assert "BN-001" not in due.stdout
    [record] = json.loads(rwa("cdd", "due", "2026-07-05", *SEALED, "--json").stdout)
    assert record["politically_exposed"] is True
    assert rwa("cdd", "due", "2026-01-06", *SEALED).stdout == "no review is due on 2026-01-06\n"

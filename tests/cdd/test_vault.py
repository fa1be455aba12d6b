"""The vault: who stands in it twice is refused, and an identity never changes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from pathlib import Path

import pytest

from rwa.cdd.records_file import read_records
from rwa.cdd.sealed import KeyFile, seal
from rwa.cdd.vault import VAULT, Changes, Vault, new_vault, open_vault, save_vault
from rwa.errors import ConfigurationError
from tests.cdd.people import EVERYBODY, NATURAL, SECOND, records

KEY = KeyFile(bytes(range(32)))


def filled(file: Path) -> Vault:
    return new_vault(file).with_records(read_records(EVERYBODY, "r.yaml"))[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (NATURAL.replace("1985-04-12", "1985-04-13"), "BN-001 would get another identity"),
        (NATURAL.replace("0000001-2", "0000009-2"), "BN-001 would get another identity"),
        (SECOND.replace("BN-002", "BN-009"), "BN-002 and BN-009 have the same cnic"),
        (
            SECOND.replace("BN-002", "BN-009", 1).replace("0000002", "0000008"),
            "BN-002 and BN-009 both have wallet BN-002",
        ),
    ],
)
def test_add__record_that_clashes__refused(tmp_path: Path, text: str, reason: str) -> None:
    vault = filled(tmp_path / "vault")
    with pytest.raises(ConfigurationError, match=reason):
        vault.with_records(read_records(records(text), "r.yaml"))


def test_record__nobody_called_so__refused(tmp_path: Path) -> None:
    vault = filled(tmp_path / "vault")
    with pytest.raises(ConfigurationError, match="it holds no record of BN-004"):
        vault.identity("BN-004")
    with pytest.raises(ConfigurationError, match="no record of whose wallet BN-004 is"):
        vault.of_wallet("BN-004")
    assert vault.of_wallet("BN-001/2").person == "BN-001"


def test_open__content_of_another_version__refused_without_it(tmp_path: Path) -> None:
    seal(tmp_path / "vault", VAULT, b'{"salt": "00", "persons": [{"name": "canary"}]}', KEY)
    with pytest.raises(ConfigurationError, match="written by another version") as caught:
        open_vault(tmp_path / "vault", KEY)
    assert caught.value.__cause__ is None


def test_identity__of_a_record__hmac_over_the_canonical_text(tmp_path: Path) -> None:
    vault = filled(tmp_path / "vault")
    canonical = (
        b'{"country":"PK","document":"cnic","kind":"natural","number":"4299900000012",'
        b'"since":"1985-04-12"}'
    )
    digest = hmac.new(vault.salt, canonical, hashlib.sha256).hexdigest()
    assert vault.identity("BN-001") == "0x" + digest[:40]


def test_identity__reviewed_record__as_before(tmp_path: Path) -> None:
    vault = filled(tmp_path / "vault")
    moved = (
        NATURAL.replace("Example", "Other")
        .replace("name: Zarmeen", "name: Zarmina")
        .replace("2026-01-05", "2026-12-01")
        .replace("42999-0000001-2", '"4299900000012"')
    )
    following, changes = vault.with_records(read_records(records(moved, SECOND), "r.yaml"))
    assert changes == Changes(added=0, changed=1, same=1)
    assert following.identity("BN-001") == vault.identity("BN-001")
    assert following.record("BN-001").name == "Zarmina Misalzai"


def test_save__and_open__the_same_records_and_salt(tmp_path: Path) -> None:
    vault = filled(tmp_path / "vault")
    save_vault(vault, tmp_path / "vault", KEY)
    opened = open_vault(tmp_path / "vault", KEY)
    assert (opened.persons, opened.salt) == (vault.persons, vault.salt)
    assert b"Misal" not in (tmp_path / "vault").read_bytes()


def test_due__on_a_day__the_earliest_first(tmp_path: Path) -> None:
    vault = filled(tmp_path / "vault")
    due = [[each.person for each in vault.due(date(*day))] for day in [(2026, 7, 4), (2027, 1, 5)]]
    assert due == [[], ["BN-002", "BN-001", "BN-003"]]

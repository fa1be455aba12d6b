"""Keystores: refused when others can read them, when weak, or with the wrong password."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from rwa.chain.keystore import open_keystore
from rwa.errors import ConfigurationError

KEY = bytes.fromhex("c0ffee" + "11" * 29)


@pytest.fixture(scope="module")
def encrypted() -> dict[str, Any]:
    """A keystore of adequate strength, as fast as may be."""
    return dict(Account.encrypt(KEY, "right", kdf="pbkdf2", iterations=2**18))


def written(folder: Path, content: object, mode: int = 0o600) -> Path:
    file = folder / "key.json"
    file.write_text(json.dumps(content))
    file.chmod(mode)
    return file


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_o02__others_may_read_or_write__refused(
    tmp_path: Path, encrypted: dict[str, Any], mode: int
) -> None:
    with pytest.raises(ConfigurationError, match="others can read it"):
        open_keystore(written(tmp_path, encrypted, mode), lambda: "right")


def test_o02__weak_key_derivation__refused(tmp_path: Path) -> None:
    weak = Account.encrypt(KEY, "right", kdf="pbkdf2", iterations=1000)
    with pytest.raises(ConfigurationError, match="its key derivation costs 1000"):
        open_keystore(written(tmp_path, weak), lambda: "right")


@pytest.mark.parametrize(
    "content",
    [
        *([], {}, {"version": 3}, {"version": 3, "crypto": {"kdf": "md5"}}, {"version": 1}),
        {"version": 3, "crypto": {"kdf": "scrypt", "kdfparams": {"n": "x", "r": 8}}},
        {"version": 3, "crypto": {"kdf": "scrypt", "kdfparams": {"n": 2**40, "r": 8}}},
        {"version": 3, "crypto": {"kdf": "pbkdf2", "kdfparams": {"c": 2**20}}},
    ],
)
def test_o02__not_a_sound_keystore__one_line(tmp_path: Path, content: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_keystore(written(tmp_path, content), lambda: "right")
    assert "\n" not in str(caught.value)


def test_o02__symbolic_link_folder_absent__refused(
    tmp_path: Path, encrypted: dict[str, Any]
) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(written(tmp_path, encrypted))
    for file in (link, tmp_path, tmp_path / "absent"):
        with pytest.raises(ConfigurationError):
            open_keystore(file, lambda: "right")


def test_o01__wrong_password__refused_without_password_or_key(
    tmp_path: Path, encrypted: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError, match="does not open") as caught:
        open_keystore(written(tmp_path, encrypted), lambda: "wrong-canary")
    assert "wrong-canary" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_open__right_password__signs_for_the_address(
    tmp_path: Path, encrypted: dict[str, Any]
) -> None:
    signer = open_keystore(written(tmp_path, encrypted), lambda: "right")
    assert signer.address == Account.from_key(KEY).address
    assert KEY.hex() not in repr(signer)

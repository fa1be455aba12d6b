"""Keystores: refused when others can read them, when weak, or with the wrong password."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from Crypto.Cipher import AES
from eth_account import Account

from rwa.chain.deployment import keccak
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
    with pytest.raises(ConfigurationError, match="c of its key derivation is not a whole number"):
        open_keystore(written(tmp_path, weak), lambda: "right")


SCRYPT = {"n": 2**17, "r": 8, "p": 1, "dklen": 32, "salt": "00" * 32}
PBKDF2 = {"c": 2**18, "prf": "hmac-sha256", "dklen": 32, "salt": "00" * 32}


@pytest.mark.parametrize(
    ("kdf", "parameters", "reason"),
    [
        ("scrypt", {"n": 10**4000, "r": 10**4000}, "n of its .* from 4096 to 1048576"),
        ("scrypt", {"n": -(2**17), "r": -8}, "n of its .* from 4096 to 1048576"),
        ("scrypt", {"n": 1, "r": 2**17}, "n of its .* from 4096 to 1048576"),
        ("scrypt", {"n": 2**17 + 1}, "n of its key derivation is no power of two"),
        ("scrypt", {"n": None}, "n of its .* from 4096 to 1048576"),
        ("scrypt", {"n": 131_072.0}, "n of its .* from 4096 to 1048576"),
        ("scrypt", {"r": 2**16}, "r of its .* from 1 to 32"),
        ("scrypt", {"r": True}, "r of its .* from 1 to 32"),
        ("scrypt", {"p": 0}, "p of its .* from 1 to 8"),
        ("scrypt", {"p": 10**6}, "p of its .* from 1 to 8"),
        ("scrypt", {"dklen": 16}, "dklen of its .* is not 32"),
        ("scrypt", {"dklen": 2**40}, "dklen of its .* is not 32"),
        ("scrypt", {"n": 2**14, "r": 4}, "n times r of its .* from 131072 to 8388608"),
        ("scrypt", {"n": 2**20, "r": 16}, "n times r of its .* from 131072 to 8388608"),
        ("pbkdf2", {"c": 2**40}, "c of its .* from 262144 to 16777216"),
        ("pbkdf2", {"c": "262144"}, "c of its .* from 262144 to 16777216"),
        ("pbkdf2", {"dklen": 2**40}, "dklen of its .* is not 32"),
        ("pbkdf2", {"prf": 7}, "prf of its .* is not hmac-sha256"),
        ("pbkdf2", {"prf": "sha256"}, "prf of its .* is not hmac-sha256"),
        ("pbkdf2", {"prf": "hmac-sha1"}, "prf of its .* is not hmac-sha256"),
    ],
)
def test_o02__parameter_out_of_bounds__named_before_the_password_is_asked(
    tmp_path: Path, kdf: str, parameters: dict[str, object], reason: str
) -> None:
    """Each by itself: a product or a length let through would keep the machine busy for ever."""
    usual = SCRYPT if kdf == "scrypt" else PBKDF2
    crypto = {"kdf": kdf, "kdfparams": usual | parameters}
    file = written(tmp_path, {"version": 3, "crypto": crypto})
    with pytest.raises(ConfigurationError, match=reason) as caught:
        open_keystore(file, pytest.fail)
    assert len(str(caught.value)) < 300


def test_open__published_scrypt_vector__its_parameters_are_taken(tmp_path: Path) -> None:
    """ethereum.org, Web3 Secret Storage Definition, "Scrypt": n 262144, r 1, p 8."""
    cipher = {"cipher": "aes-128-ctr", "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"}}
    crypto = cipher | {
        "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
        "kdf": "scrypt",
        "kdfparams": {
            "dklen": 32,
            "n": 262_144,
            "r": 1,
            "p": 8,
            "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19",
        },
        "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097",
    }
    file = written(tmp_path, {"version": 3, "crypto": crypto})
    key = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"
    assert open_keystore(file, lambda: "testpassword").address == Account.from_key(key).address


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


@pytest.mark.parametrize("name", ["C", "KdfParams", "CRYPTO", "Version"])
def test_o02__field_named_twice_in_another_case__refused(
    tmp_path: Path, encrypted: dict[str, Any], name: str
) -> None:
    """The second would be taken unchecked: one iteration instead of 262,144."""
    text = json.dumps(encrypted)
    same = f'"{name.lower()}":'
    assert text.count(same) == 1
    file = written(tmp_path, {})
    file.write_text(text.replace(same, f'"{name}": 1, {same}'))
    with pytest.raises(ConfigurationError, match=f"names {name.lower()} twice"):
        open_keystore(file, lambda: "right")


def test_open__fields_in_capitals__taken(tmp_path: Path, encrypted: dict[str, Any]) -> None:
    shouted = {key.upper(): value for key, value in encrypted.items()}
    signer = open_keystore(written(tmp_path, shouted), lambda: "right")
    assert signer.address == Account.from_key(KEY).address


def test_o01__content_that_is_no_key__one_line(tmp_path: Path) -> None:
    derived = hashlib.pbkdf2_hmac("sha256", b"right", bytes(32), PBKDF2["c"], 32)
    cipher = AES.new(derived[:16], AES.MODE_CTR, nonce=b"", initial_value=bytes(16))
    hidden = cipher.encrypt(bytes(32))
    crypto = {
        "kdf": "pbkdf2",
        "kdfparams": PBKDF2,
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": "00" * 16},
        "ciphertext": hidden.hex(),
        "mac": keccak(derived[16:] + hidden).hex(),
    }
    nothing = {"version": 3, "crypto": crypto}
    with pytest.raises(ConfigurationError, match="what it holds is no private key"):
        open_keystore(written(tmp_path, nothing), lambda: "right")


def test_o02__nested_without_end__refused(tmp_path: Path) -> None:
    file = written(tmp_path, None)
    file.write_text("[" * 70_000)
    with pytest.raises(ConfigurationError, match="JSON is expected"):
        open_keystore(file, pytest.fail)


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

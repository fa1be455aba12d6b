"""Sealed files: nothing but the right key and the bytes as written opens one."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest

from rwa.cdd.sealed import MAGIC, KeyFile, Passphrase, read_key, seal, unseal
from rwa.errors import ConfigurationError

CANARY = b"canary-of-a-record"
KEY = KeyFile(bytes(range(32)))
NOT_OPENED = "the key does not open it, or it was altered or cut short; it is left as it is"


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A file sealed with the key file."""
    seal(tmp_path / "vault", "vault", CANARY, KEY)
    return tmp_path / "vault"


def test_o09__every_truncation_and_every_bit_flip__refused(sealed: Path) -> None:
    data = sealed.read_bytes()
    altered = [data[:length] for length in range(len(data))]
    altered += [
        data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
        for place in range(len(data))
        for bit in range(8)
    ]
    altered.append(data + b"\0")
    for each in altered:
        sealed.write_bytes(each)
        with pytest.raises(ConfigurationError) as caught:
            unseal(sealed, "vault", KEY)
        assert str(caught.value).count("\n") == 0
        assert caught.value.exit_code == 3
        assert sealed.read_bytes() == each
    sealed.write_bytes(data)
    assert unseal(sealed, "vault", KEY) == CANARY


def test_unseal__another_key_file__refused(sealed: Path) -> None:
    with pytest.raises(ConfigurationError, match=NOT_OPENED):
        unseal(sealed, "vault", KeyFile(bytes(32)))


def test_unseal__another_kind_of_file__refused(sealed: Path) -> None:
    with pytest.raises(ConfigurationError, match="it is no queue"):
        unseal(sealed, "queue", KEY)


def test_unseal__passphrase_for_a_key_file__told_which_is_asked(sealed: Path) -> None:
    with pytest.raises(ConfigurationError, match="it is sealed with a key file"):
        unseal(sealed, "vault", Passphrase("x"))


def test_o01__wrong_passphrase__neither_it_nor_the_right_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "vault"
    right, wrong = (Passphrase(f"{word}-canary") for word in ("right", "wrong"))
    seal(file, "vault", CANARY, right)
    with pytest.raises(ConfigurationError, match=NOT_OPENED) as caught:
        unseal(file, "vault", wrong)
    assert "-canary" not in "".join(traceback.format_exception(caught.value))
    assert "canary" not in repr([right, KeyFile(CANARY)])
    assert b"canary" not in file.read_bytes()
    with pytest.raises(ConfigurationError, match="it is sealed with a passphrase"):
        unseal(file, "vault", KEY)
    assert unseal(file, "vault", right) == CANARY


@pytest.mark.parametrize("change", [{"n": 2**30}, {"n": 2}, {"p": 0}, {"salt": "00"}, {"x": 1}])
def test_o02__key_derivation_of_another_cost__refused_before_it_is_derived(
    tmp_path: Path, change: dict[str, object]
) -> None:
    kdf = {**Passphrase("x").fresh(), **change}
    header = {"what": "vault", "nonce": "00" * 12, "scrypt": kdf}
    file = tmp_path / "vault"
    file.write_bytes(MAGIC + json.dumps(header).encode() + b"\n" + bytes(40))
    file.chmod(0o600)
    with pytest.raises(ConfigurationError, match=NOT_OPENED):
        unseal(file, "vault", Passphrase("x"))


def test_o02__key_file_others_read_or_of_another_length__refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(bytes(32))
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="others can read it"):
        read_key(file)
    file.chmod(0o600)
    assert read_key(file) == KeyFile(bytes(32))
    for length in (0, 31, 33):
        file.write_bytes(bytes(length))
        with pytest.raises(ConfigurationError, match="a key is exactly 32 bytes"):
            read_key(file)


def test_seal__twice__never_the_same_nonce(sealed: Path) -> None:
    first = sealed.read_bytes()
    seal(sealed, "vault", CANARY, KEY)
    assert sealed.read_bytes()[: len(first) - 32] != first[: len(first) - 32]

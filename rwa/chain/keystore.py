"""Keys at rest: an encrypted keystore file that nobody else can read, opened only to sign."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from eth_account import Account as EthAccount
from eth_utils.exceptions import ValidationError

from rwa.chain.rpc import Signer
from rwa.errors import ConfigurationError
from rwa.files import read_private

MAX_BYTES = 8 * 1024
"""A keystore is shorter; nesting this deep still fits the stack."""
BOUNDS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "scrypt": {"n": (2**12, 2**20), "r": (1, 32), "p": (1, 8), "dklen": (32, 32)},
    "pbkdf2": {"c": (2**18, 2**24), "dklen": (32, 32)},
}
"""Least and greatest of each parameter of a key derivation; those of the published test vectors lie
within.
"""
PRF = "hmac-sha256"
"""The one pseudo-random function that the definition of a keystore of version 3 gives PBKDF2."""
SCRYPT_COST = (2**14 * 8, 2**20 * 8)
"""Least and greatest n times r of scrypt; geth's light keystores fall below it."""


def open_keystore(file: Path, password: Callable[[], str]) -> Signer:
    """The signer whose key `file` holds under a password, asked for once the file is sound.

    The file is a regular one, belongs to the caller, is closed to everyone else and not weakly
    encrypted. Raises `ConfigurationError`, which never carries the password or any part of the key.
    """
    keystore = _read(file)
    _check_strength(file, keystore)
    secret = password()
    try:
        key = EthAccount.decrypt(cast(dict[str, Any], keystore), secret)
    except (ValueError, KeyError, TypeError, AttributeError, NotImplementedError):
        raise ConfigurationError(str(file), "the password does not open this keystore") from None
    try:
        return cast(Signer, EthAccount.from_key(key))
    except (ValueError, ValidationError):
        raise ConfigurationError(str(file), "what it holds is no private key") from None


def _read(file: Path) -> Mapping[str, Any]:
    data = read_private(file, MAX_BYTES)
    try:
        keystore = json.loads(data, object_pairs_hook=_fields)
    except ValueError as error:
        reason = str(error) if isinstance(error, _FieldTwice) else "JSON is expected"
        raise ConfigurationError(str(file), f"not a keystore: {reason}") from error
    except RecursionError as error:
        raise ConfigurationError(str(file), "not a keystore: JSON is expected") from error
    if not isinstance(keystore, dict) or keystore.get("version") != 3:
        raise ConfigurationError(str(file), "not a keystore of version 3")
    return keystore


class _FieldTwice(ValueError):
    """A field is named twice, whatever its case: nobody could say which of them holds."""


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Fields by their names in small letters, as a keystore is decrypted by them."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name.lower() in fields:
            raise _FieldTwice(f"it names {name.lower()} twice")
        fields[name.lower()] = value
    return fields


def _check_strength(file: Path, keystore: Mapping[str, Any]) -> None:
    """Each parameter is within its bounds before any two are multiplied, or the key derived."""
    crypto = keystore.get("crypto")
    kdf = crypto.get("kdf") if isinstance(crypto, dict) else None
    given = crypto.get("kdfparams") if isinstance(crypto, dict) else None
    values = given if isinstance(given, dict) else {}
    if kdf not in ("scrypt", "pbkdf2"):
        raise ConfigurationError(str(file), "its key derivation is neither scrypt nor PBKDF2")
    for name, bounds in BOUNDS[kdf].items():
        _check_bounds(file, name, values.get(name), bounds)
    if kdf == "pbkdf2" and values.get("prf") != PRF:
        raise ConfigurationError(str(file), f"prf of its key derivation is not {PRF}")
    if kdf == "scrypt":
        _check_bounds(file, "n times r", values["n"] * values["r"], SCRYPT_COST)
        if values["n"].bit_count() != 1:
            raise ConfigurationError(str(file), "n of its key derivation is no power of two")


def _check_bounds(file: Path, name: str, value: object, bounds: tuple[int, int]) -> None:
    low, high = bounds
    if type(value) is not int or not low <= value <= high:
        expected = f"a whole number from {low} to {high}" if low < high else str(low)
        raise ConfigurationError(
            str(file), f"{name} of its key derivation is not {expected}: encrypt it anew"
        )

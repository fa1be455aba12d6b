"""Keys at rest: an encrypted keystore file that nobody else can read, opened only to sign."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from eth_account import Account as EthAccount

from rwa.chain.rpc import Signer
from rwa.errors import ConfigurationError

MAX_BYTES = 64 * 1024
MIN_SCRYPT_COST = 2**14 * 8
"""Least n times r of scrypt; geth's light keystores fall below it."""
MAX_SCRYPT_COST = 2**20 * 8
MIN_PBKDF2_ROUNDS = 2**18
"""Least rounds of PBKDF2, those of the published test vectors."""
MAX_PBKDF2_ROUNDS = 2**24


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
    except (ValueError, KeyError, TypeError, NotImplementedError):
        raise ConfigurationError(str(file), "the password does not open this keystore") from None
    return cast(Signer, EthAccount.from_key(key))


def _read(file: Path) -> Mapping[str, Any]:
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            _check_private(file, os.fstat(descriptor))
            data = stream.read(MAX_BYTES)
    except OSError as error:
        raise ConfigurationError(str(file), f"cannot be read: {error.strerror}") from error
    try:
        keystore = json.loads(data)
    except ValueError as error:
        raise ConfigurationError(str(file), "not a keystore: JSON is expected") from error
    if not isinstance(keystore, dict) or keystore.get("version") != 3:
        raise ConfigurationError(str(file), "not a keystore of version 3")
    return keystore


def _check_private(file: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ConfigurationError(str(file), "not a regular file")
    if status.st_uid != os.getuid():
        raise ConfigurationError(str(file), "it belongs to another user")
    if status.st_mode & 0o077:
        mode = stat.filemode(status.st_mode)
        raise ConfigurationError(str(file), f"others can read it ({mode}): chmod 600 is expected")


def _check_strength(file: Path, keystore: Mapping[str, Any]) -> None:
    crypto = keystore.get("crypto")
    kdf = crypto.get("kdf") if isinstance(crypto, dict) else None
    given = crypto.get("kdfparams") if isinstance(crypto, dict) else None
    values = given if isinstance(given, dict) else {}
    if kdf == "scrypt":
        low, cost, high = MIN_SCRYPT_COST, _product(values, "n", "r"), MAX_SCRYPT_COST
    elif kdf == "pbkdf2":
        low, cost, high = MIN_PBKDF2_ROUNDS, _product(values, "c"), MAX_PBKDF2_ROUNDS
    else:
        raise ConfigurationError(str(file), "its key derivation is neither scrypt nor PBKDF2")
    if not low <= cost <= high:
        reason = f"its key derivation costs {cost}, outside {low} to {high}: encrypt it anew"
        raise ConfigurationError(str(file), reason)


def _product(values: Mapping[str, Any], *names: str) -> int:
    product = 1
    for name in names:
        value = values.get(name)
        product *= value if isinstance(value, int) else 0
    return product

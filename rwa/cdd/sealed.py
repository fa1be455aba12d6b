"""Sealed files: AES-256-GCM under a key file, or under a passphrase through scrypt.

A sealed file is one line that names the format, one line of JSON (what it is, the nonce and, under
a passphrase, scrypt's parameters), then the ciphertext and its tag of 16 bytes. The tag covers both
lines as well, so that no byte of the file can be changed. Each writing draws a new nonce and a new
salt.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from Crypto.Cipher import AES
from Crypto.Protocol.KDF import scrypt

from rwa.errors import ConfigurationError
from rwa.files import read_private, write_private

MAX_BYTES = 256 * 1024 * 1024
MAGIC = b"rwa sealed file 1\n"
KEY_BYTES, NONCE_BYTES, SALT_BYTES, TAG_BYTES = 32, 12, 16, 16
SCRYPT = {"n": 2**17, "r": 8, "p": 1}
"""Cost of a passphrase: 128 MB and about half a second a try."""
_MAX_HEADER = 1_024


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key of 256 bits as it stands in a file."""

    key: bytes = field(repr=False)

    def derived(self, kdf: object) -> bytes | None:
        """The key of a file with this key derivation; none where it has one."""
        return self.key if kdf is None else None

    def fresh(self) -> Mapping[str, Any] | None:
        """The key derivation of a new file: none."""
        return None


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase, from which each writing derives a key of its own."""

    text: str = field(repr=False)

    def derived(self, kdf: object) -> bytes | None:
        """The key of a file with this key derivation; none where it is another than ours."""
        if not isinstance(kdf, dict) or {**SCRYPT, "salt": kdf.get("salt")} != kdf:
            return None
        salt = _bytes(kdf["salt"], SALT_BYTES)
        if salt is None:
            return None
        n, r, p = SCRYPT["n"], SCRYPT["r"], SCRYPT["p"]
        key = scrypt(self.text, salt, KEY_BYTES, n, r, p)  # type: ignore[arg-type]
        return bytes(key)  # type: ignore[arg-type]

    def fresh(self) -> Mapping[str, Any]:
        """The key derivation of a new file, with a new salt."""
        return {**SCRYPT, "salt": secrets.token_hex(SALT_BYTES)}


Key = KeyFile | Passphrase


def read_key(file: Path) -> KeyFile:
    """The key in a file of exactly 32 bytes that only its owner reads. Raises
    `ConfigurationError`.
    """
    key = read_private(file, KEY_BYTES)
    if len(key) != KEY_BYTES:
        raise ConfigurationError(str(file), f"a key is exactly {KEY_BYTES} bytes")
    return KeyFile(key)


def is_sealed(data: bytes) -> bool:
    """Whether these bytes begin as a sealed file does."""
    return data.startswith(MAGIC)


def seal(file: Path, what: str, content: bytes, key: Key) -> None:
    """Write `content` into a sealed file, whole or not at all. Raises `ConfigurationError`."""
    kdf = key.fresh()
    nonce = secrets.token_bytes(NONCE_BYTES)
    header = {"what": what, "nonce": nonce.hex(), "scrypt": kdf}
    lead = MAGIC + json.dumps(header, separators=(",", ":")).encode() + b"\n"
    secret = key.derived(kdf)
    if secret is None:
        raise AssertionError("a key opens what it has just begun")
    cipher = AES.new(secret, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
    cipher.update(lead)
    ciphertext, tag = cipher.encrypt_and_digest(content)
    write_private(file, lead + ciphertext + tag)


def unseal(file: Path, what: str, key: Key) -> bytes:
    """The content of a sealed file of this kind.

    Raises `ConfigurationError`, which carries nothing of the content or the key, where it is no
    such file, another key sealed it, or a byte of it was changed or lost.
    """
    data = read_private(file, MAX_BYTES)
    lead, header = _header(file, data)
    if header.get("what") != what:
        raise ConfigurationError(str(file), f"it is no {what}")
    if (header.get("scrypt") is None) != isinstance(key, KeyFile):
        asked = "a key file" if header.get("scrypt") is None else "a passphrase"
        raise ConfigurationError(str(file), f"it is sealed with {asked}")
    secret = key.derived(header.get("scrypt"))
    nonce = _bytes(header.get("nonce"), NONCE_BYTES)
    body, tag = data[len(lead) : -TAG_BYTES], data[-TAG_BYTES:]
    if secret is not None and nonce is not None and len(data) >= len(lead) + TAG_BYTES:
        cipher = AES.new(secret, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
        cipher.update(lead)
        try:
            return cipher.decrypt_and_verify(body, tag)
        except ValueError:
            pass
    reason = "the key does not open it, or it was altered or cut short; it is left as it is"
    raise ConfigurationError(str(file), reason)


def _header(file: Path, data: bytes) -> tuple[bytes, Mapping[str, Any]]:
    """The two lines before the ciphertext, and what the second one says."""
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + _MAX_HEADER)
    try:
        if not is_sealed(data) or end < 0:
            raise ValueError
        header = json.loads(data[len(MAGIC) : end])
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise ConfigurationError(str(file), "it is no sealed file, or it was altered or cut short")
    return data[: end + 1], header


def _bytes(text: object, length: int) -> bytes | None:
    try:
        value = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return None
    return value if len(value) == length else None

"""Names of things: securities, entities, accounts, papers and persons.

Each is text that was checked once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import NewType, Self

from rwa.errors import MalformedValue

Party = NewType("Party", str)
"""An account, wallet or contract by its name in the trial; one the trial does not name keeps its
address.
"""

ExchangeName = NewType("ExchangeName", str)
"""An exchange by its name in the trial; `exchange 9` where no exchange has that id."""

Code = NewType("Code", str)
"""A short code kept on chain: an instrument's ISIN or commodity code, an asset class, a unit, a
document's name.
"""

OrderId = NewType("OrderId", str)
"""The id of a two-party order: 32 bytes as `0x` and 64 hexadecimal digits."""

TradeId = NewType("TradeId", str)
"""The id of a trade: EIP-712's hash of what both sign, as `0x` and 64 hexadecimal digits."""

FunctionName = NewType("FunctionName", str)
"""A function of a contract by its name, as in `setCap`; its selector where the name is not known.
"""

NOBODY = Party("nobody")
"""The zero address."""

NO_CODE = Code("")
"""No instrument or currency."""

_COMMODITY = re.compile(r"[A-Z][A-Z0-9-]{1,30}[A-Z0-9]")


class Isin(str):
    """An International Securities Identification Number (ISO 6166).

    Two letters, nine letters or digits, one check digit: letters become two digits (A = 10 … Z =
    35), and the digits so obtained satisfy the modulus-10 double-add-double formula (Luhn). Raises
    `MalformedValue`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}[0-9]", text):
            raise MalformedValue(
                "an ISIN",
                text,
                "two letters, nine letters or digits and a check digit are expected",
            )
        if (right := isin_check_digit(text[:11])) != text[11]:
            raise MalformedValue("an ISIN", text, f"the check digit is {right}, not {text[11]}")
        return super().__new__(cls, text)


class Lei(str):
    """A Legal Entity Identifier (ISO 17442): 18 letters or digits and two check digits, ISO 7064
    MOD 97-10.

    Raises `MalformedValue`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not re.fullmatch(r"[A-Z0-9]{18}[0-9]{2}", text):
            raise MalformedValue(
                "an LEI", text, "18 letters or digits and two check digits are expected"
            )
        if (right := lei_check_digits(text[:18])) != text[18:]:
            raise MalformedValue("an LEI", text, f"the check digits are {right}, not {text[18:]}")
        return super().__new__(cls, text)


class CommodityCode(str):
    """The code of a commodity reserve, as in `XAU-RESERVE-1`: 3 to 32 capital letters, digits and
    hyphens.

    Never mistaken for an ISIN: text of an ISIN's shape is refused. Raises `MalformedValue`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not _COMMODITY.fullmatch(text):
            raise MalformedValue(
                "a commodity code", text, "3 to 32 capital letters, digits and hyphens are expected"
            )
        if re.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}[0-9]", text):
            raise MalformedValue("a commodity code", text, "it has the shape of an ISIN")
        return super().__new__(cls, text)


class Address(str):
    """An account on chain: `0x` and 40 hexadecimal digits, kept in lower case.

    Raises `MalformedValue`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not re.fullmatch(r"0x[0-9a-fA-F]{40}", text):
            raise MalformedValue("an address", text, "0x and 40 hexadecimal digits are expected")
        return super().__new__(cls, text.lower())


class DocumentHash(str):
    """SHA-256 of a paper: `0x` and 64 hexadecimal digits, in lower case.

    Raises `MalformedValue`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not re.fullmatch(r"0x[0-9a-fA-F]{64}", text):
            raise MalformedValue(
                "a document hash", text, "0x and 64 hexadecimal digits are expected"
            )
        return super().__new__(cls, text.lower())


class Identity(str):
    """160 bits of a salted hash of a person's record: `0x` and 40 hexadecimal digits.

    Raises `MalformedValue`.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not re.fullmatch(r"0x[0-9a-fA-F]{40}", text):
            raise MalformedValue("an identity", text, "0x and 40 hexadecimal digits are expected")
        return super().__new__(cls, text.lower())

    @classmethod
    def from_bits(cls, bits: int) -> Self:
        """The identity whose 160 bits are `bits`, as the contracts hold it."""
        return cls(f"0x{bits:040x}")

    @property
    def bits(self) -> int:
        """The 160 bits as the contracts take them."""
        return int(self, 16)


NO_DOCUMENT = DocumentHash("0x" + "0" * 64)
NO_IDENTITY = Identity("0x" + "0" * 40)


def isin_check_digit(body: str) -> str:
    """The check digit of the first eleven characters of an ISIN (ISO 6166, annex: modulus 10
    double-add-double).
    """
    digits = "".join(str(int(character, 36)) for character in body)
    doubled = (
        int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    total = sum(value // 10 + value % 10 for value in doubled)
    return str(-total % 10)


def lei_check_digits(body: str) -> str:
    """The check digits of the first 18 characters of an LEI (ISO 17442, by ISO 7064 MOD 97-10)."""
    number = int("".join(str(int(character, 36)) for character in body + "00"))
    return f"{98 - number % 97:02d}"


def document_hash(content: bytes) -> DocumentHash:
    """SHA-256 of a paper's bytes."""
    return DocumentHash("0x" + hashlib.sha256(content).hexdigest())


def identity_of(record: Mapping[str, str], salt: bytes) -> Identity:
    """The identity of a person: the first 160 bits of HMAC-SHA-256 of their record, keyed with
    `salt`.

    The record is hashed as JSON with sorted keys, so that the order of its fields does not matter;
    the salt never leaves the register's keeper. At least one bit is set.
    """
    canonical = json.dumps(dict(record), sort_keys=True, separators=(",", ":")).encode()
    bits = int.from_bytes(hmac.new(salt, canonical, hashlib.sha256).digest()[:20], "big")
    return Identity.from_bits(bits or 1)

"""The values a trial file is made of, as pydantic field types: text in, checked values out, nothing
coerced.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from rwa.calendar import EARLIEST, parse_date
from rwa.money import USD_DECIMALS, MicroUsd, parse_units
from rwa.payment import BPS
from rwa.refusals.auctions import PRICE_DECIMALS

WALLET = re.compile(r"[A-Z][A-Z0-9]{0,5}-[0-9]{3,5}(?:/[2-9])?")
"""The name of a wallet: `BN-001`, or `BN-001/2` for the same person's second."""
LONGEST_NAME = 40
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?")
_MAX_DIGITS = 40
AMOUNT_DIGITS = 20
"""Digits of an amount before its point: with 18 decimals after it, it fits 128 bits."""
_PRICE_DIGITS = 15
"""Digits of a price before its point: with four decimals after it, it fits 64 bits."""
_MAX_MICRO_USD = 2**64 - 1


class Model(BaseModel):
    """A part of a trial file: frozen, strict, and without fields it does not know."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=True
    )


class Kind(Enum):
    """What a name in a trial file refers to."""

    EXCHANGE = "exchange"
    INSTRUMENT = "instrument"
    UNIT = "unit of account"
    ASSET_CLASS = "asset class"
    DEALER = "primary dealer"
    AUCTION = "auction"
    OFFER = "offer"
    TENDER = "tender"
    REDEMPTION = "redemption request"
    ACCOUNT = "party, exchange, dealer or wallet"
    WALLET = "wallet"
    HOLDERS = "wallet or group of holders"
    PAYEES = "party, exchange, dealer, wallet or group of holders"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field whose value must name something the trial declares."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class InKind:
    """Marks an amount in the unit of the instrument or unit of account named beside it."""


def decimal_text(value: Any) -> str:
    """The plain decimal string of an amount: an integer, or text in digits, with or without
    thousands separators.

    Raises `ValueError`: no sign, exponent, leading zero or misplaced comma, and never a float.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"an amount is expected, not {_shown(value)}")
    text = str(value)
    if len(text) > _MAX_DIGITS:
        raise ValueError(f"an amount has at most {_MAX_DIGITS} characters, this one {len(text)}")
    if not _AMOUNT.fullmatch(text):
        raise ValueError(f"{text!r} is not an amount: write it as 5000, 5,000 or 5000.00")
    return text.replace(",", "")


def _below(digits: int, what: str) -> Callable[[Any], str]:
    """Checks the decimal string of an amount or price that has so many digits at most before its
    point.
    """

    def check(value: Any) -> str:
        text = decimal_text(value)
        if len(text.partition(".")[0]) > digits:
            raise ValueError(f"{value} is too much: {what} has at most {digits} digits of units")
        return text

    return check


_amount = _below(AMOUNT_DIGITS, "an amount")
_price = _below(_PRICE_DIGITS, "a price")


def scaled(text: str, decimals: int) -> int:
    """Base units of a decimal string with at most `decimals` decimals. Raises `ValueError`."""
    whole, point, fraction = text.partition(".")
    if point and len(fraction) < decimals:
        fraction = fraction.ljust(decimals, "0")
    return parse_units(f"{whole}.{fraction}" if point else whole, decimals)


def check_quoted(text: str) -> None:
    """Raises `ValueError` for a price or ratio per 100 without exactly four decimals."""
    if (decimals := len(text.partition(".")[2])) != PRICE_DECIMALS:
        raise ValueError(f"{text} has {decimals} decimals: exactly {PRICE_DECIMALS} are expected")


def scaled_down(text: str, decimals: int) -> int:
    """Base units of a decimal string; what is finer than its decimals is left out."""
    whole, _, fraction = text.partition(".")
    return int(whole + fraction[:decimals].ljust(decimals, "0"))


def _signed(value: Any) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and text.startswith("-"):
        return "-" + _amount(text[1:])
    return _amount(value)


def _micro_usd(value: Any) -> MicroUsd:
    amount = scaled(decimal_text(value), USD_DECIMALS)
    if amount > _MAX_MICRO_USD:
        raise ValueError(f"{value} US dollars are more than the contracts can count")
    return MicroUsd(amount)


def _basis_points(value: Any) -> int:
    return scaled(decimal_text(value), 2)


def _margin(value: Any) -> int:
    margin = _basis_points(value)
    if margin >= BPS:
        raise ValueError(f"a margin of {value} percent leaves nothing to issue")
    return margin


def _coupon_rate(value: Any) -> int:
    """A yearly rate in hundredths of a percent."""
    rate = _basis_points(value)
    if rate > BPS:
        raise ValueError(f"a coupon of {value} percent is too high: 100 at most")
    return rate


def _accrued(value: Any) -> Fraction:
    """Interest per 100 of face, below zero where it is ex-coupon, with up to 18 decimals."""
    negative = isinstance(value, str) and value.startswith("-")
    amount = Fraction(scaled(decimal_text(value[1:] if negative else value), 18), 10**18)
    return -amount if negative else amount


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError(f"a date is written YYYY-MM-DD, not {_shown(value)}")
    day = parse_date(value)
    if not EARLIEST <= day < date(9000, 1, 1):
        raise ValueError(f"{day} is out of range: from {EARLIEST} to 8999-12-31")
    return day


def _title(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"text is expected, not {_shown(value)}; put it in quotes")
    return clean_text(value)


def clean_text(text: str) -> str:
    """Text a person may read in a report: one line, normalised (NFKC), one script to a word.

    Raises `ValueError` for control, format (bidi, zero-width) and unassigned characters, and for a
    word that mixes scripts, as a look-alike of another name does.
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    if not clean:
        raise ValueError("some text is expected")
    for character in clean:
        if unicodedata.category(character)[0] == "C" or character in "\u2028\u2029":
            raise ValueError(f"the character U+{ord(character):04X} is not allowed in text")
    for word in re.findall(r"[^\W\d_]+", clean):
        scripts = {unicodedata.name(character, "?").split()[0] for character in word}
        if len(scripts) > 1:
            raise ValueError(f"the word {word!r} mixes scripts: {', '.join(sorted(scripts))}")
    return clean


def _text(pattern: str, what: str) -> Callable[[Any], str]:
    compiled = re.compile(pattern)

    def check(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise ValueError(f"{_shown(value)} is not {what}")
        return value

    return check


_slug = _text(r"[a-z][a-z0-9-]*", "a name of small letters, digits and hyphens")


def name_text(value: Any) -> str:
    """A name in a trial. Raises `ValueError`: small letters, digits and hyphens, and not too
    long.
    """
    name = _slug(value)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"a name has at most {LONGEST_NAME} characters, {name!r} has {len(name)}")
    return name


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | Decimal):
        text = repr(value)
        return text if len(text) <= 60 else text[:57] + "…" + text[0]
    return "a list" if isinstance(value, tuple) else "a group of fields"


def _bounded(low: int, high: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        if not low <= value <= high:
            raise ValueError(f"{value} is out of range: from {low} to {high}")
        return value

    return check


Slug = Annotated[str, BeforeValidator(name_text)]
Prefix = Annotated[
    str,
    BeforeValidator(_text(r"[A-Z][A-Z0-9]{0,5}", "a prefix of one to six capitals and digits")),
]
WalletName = Annotated[
    str,
    BeforeValidator(
        _text(
            WALLET.pattern,
            "a wallet such as BN-001, or BN-001/2 for the same person's second",
        )
    ),
    Refers(Kind.WALLET),
]
Holders = Annotated[
    str,
    BeforeValidator(
        _text(
            r"[A-Z][A-Z0-9]{0,5}(?:-[0-9]{3,5}(?:\.\.[0-9]{3,5}|/[2-9])?)?",
            "a wallet such as BN-001, a range such as BN-001..040 or a group such as BN",
        )
    ),
    Refers(Kind.HOLDERS),
]
AccountName = Annotated[
    str,
    BeforeValidator(_text(r"[A-Za-z][A-Za-z0-9_/-]{0,39}", "the name of an account")),
    Refers(Kind.ACCOUNT),
]
Payees = Annotated[
    str,
    BeforeValidator(_text(r"[A-Za-z][A-Za-z0-9_/.-]{0,39}", "the name of an account or group")),
    Refers(Kind.PAYEES),
]
ExchangeId = Annotated[Slug, Refers(Kind.EXCHANGE)]
DealerId = Annotated[Slug, Refers(Kind.DEALER)]
OfferId = Annotated[Slug, Refers(Kind.OFFER)]
TenderId = Annotated[Slug, Refers(Kind.TENDER)]
RedemptionId = Annotated[Slug, Refers(Kind.REDEMPTION)]
AuctionId = Annotated[Slug, Refers(Kind.AUCTION)]
InstrumentId = Annotated[Slug, Refers(Kind.INSTRUMENT)]
UnitCode = Annotated[
    str, BeforeValidator(_text(r"[A-Z]{3,8}", "a unit of account such as PKR")), Refers(Kind.UNIT)
]
AssetClass = Annotated[Slug, Refers(Kind.ASSET_CLASS)]
Country = Annotated[
    str, BeforeValidator(_text(r"[A-Z]{2}", "a country of two capital letters such as PK"))
]
RefusalName = Annotated[
    str,
    BeforeValidator(_text(r"[A-Z][A-Za-z0-9]{2,60}", "a refusal such as CapExceeded")),
    Refers(Kind.REFUSAL),
]
DocumentName = Annotated[
    str,
    BeforeValidator(_text(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,30}", "a document's name of 31 letters")),
]
FileName = Annotated[
    str,
    BeforeValidator(
        _text(
            r"(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63}/){0,3}[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
            "the name of a file in the trial's folder, such as bids.csv",
        )
    ),
]
Title = Annotated[str, BeforeValidator(_title), AfterValidator(lambda text: _short(text, 120))]
Amount = Annotated[str, BeforeValidator(_amount), InKind()]
PlainAmount = Annotated[str, BeforeValidator(_amount)]
"""An amount whose unit is not that of a name beside it."""
SignedAmount = Annotated[str, BeforeValidator(lambda value: _signed(value))]
TradeName = Annotated[
    str,
    BeforeValidator(
        _text(r"[A-Z][A-Z0-9-]{0,30}", "a trade of capitals, digits and hyphens such as T-001")
    ),
]
Price = Annotated[str, BeforeValidator(_price)]
Usd = Annotated[MicroUsd, BeforeValidator(_micro_usd)]
Accrued = Annotated[Fraction, BeforeValidator(_accrued)]
BasisPoints = Annotated[int, BeforeValidator(_basis_points)]
Margin = Annotated[int, BeforeValidator(_margin)]
CouponRate = Annotated[int, BeforeValidator(_coupon_rate)]
Day = Annotated[date, BeforeValidator(_day)]
Count = Annotated[int, AfterValidator(_bounded(0, 100_000))]
Decimals = Annotated[int, AfterValidator(_bounded(0, 18))]
StageName = Literal["applicant", "noc", "goaml", "licence_applicant", "licensed"]
PartyName = Literal[
    "ministry", "regulator", "registrar", "fiscal_agent", "custodian", "oracle", "attestor"
]


def _short(text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(f"the text has {len(text)} characters: {limit} at most")
    return text

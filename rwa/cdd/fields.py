"""The values a record is made of, as pydantic field types. A reason never repeats what was written:
it may be somebody's name or number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict

from rwa.calendar import parse_date
from rwa.scenario.fields import WALLET, Model, clean_text

FIRST_DAY = date(1800, 1, 1)
_PERCENT = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,2})?")


class Private(Model):
    """Part of a record: frozen, strict, without fields it does not know; neither its errors nor
    its representation show what it holds.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Nothing."""
        return ()


def _of_form(pattern: str, what: str) -> Callable[[Any], str]:
    compiled = re.compile(pattern)

    def check(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise ValueError(f"{what} is expected")
        return value

    return check


def _one_of(*words: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"one of {', '.join(words)} is expected")
        return value

    return check


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("text is expected; put it in quotes")
    try:
        text = clean_text(value)
    except ValueError:
        text = ""
    if not any(character.isalnum() for character in text) or len(text) > 200:
        raise ValueError(
            "text of 1 to 200 characters is expected: one line, and no word of two scripts"
        )
    return text


def _day(value: Any) -> date:
    try:
        day = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day < date(9000, 1, 1):
        raise ValueError(f"a date from {FIRST_DAY} on is expected, written YYYY-MM-DD")
    return day


def _percent(value: Any) -> Decimal:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _PERCENT.fullmatch(text) or not 0 < Decimal(text) <= 100:
        raise ValueError("a share above 0 and up to 100 percent is expected, with two decimals")
    return Decimal(text)


PersonName = Annotated[
    str, BeforeValidator(_of_form(r"[A-Z][A-Z0-9]{0,5}-[0-9]{3,6}", "a person such as BN-001"))
]
"""What a person is called in files and reports instead of their name."""
Wallet = Annotated[str, BeforeValidator(_of_form(WALLET.pattern, "a wallet such as BN-001"))]
Country = Annotated[
    str, BeforeValidator(_of_form(r"[A-Z]{2}", "a country of two capital letters such as PK"))
]
Number = Annotated[
    str,
    BeforeValidator(
        _of_form(r"[A-Za-z0-9][A-Za-z0-9 /.-]{2,39}", "a number of 3 to 40 characters")
    ),
]
Text = Annotated[str, BeforeValidator(_text)]
Day = Annotated[date, BeforeValidator(_day)]
Share = Annotated[Decimal, BeforeValidator(_percent)]
Risk = Annotated[str, BeforeValidator(_one_of("low", "medium", "high"))]
DocumentType = Annotated[str, BeforeValidator(_one_of("cnic", "passport", "registration", "other"))]

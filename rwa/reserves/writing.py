"""How a name is written: plainly, in one way only, and when two ways of writing it are the same."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """The text in the characters of its own script (Unicode NFKC), with single spaces inside and
    none outside.
    """
    return " ".join(unicodedata.normalize("NFKC", text).split())


def canonical(text: str) -> str:
    """What is the same for every way of writing a name: plain, and in one case."""
    return plain(plain(text).casefold())


def untidy(text: str) -> str | None:
    """Why a text is not written plainly; none if it is."""
    written = plain(text)
    return None if written == text else f"{text!r} is not written plainly, as {written!r}"

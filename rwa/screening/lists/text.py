"""Text of a list as it is shown and compared."""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """One line with single spaces, without control and format characters such as bidi marks."""
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    return " ".join("".join(kept).split())

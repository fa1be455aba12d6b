"""Facts that disagree or need an officer's eye: values, not errors; all of them are reported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact: the `check` that found it, its `subject`, and a sentence with the numbers."""

    check: str
    subject: str
    sentence: str

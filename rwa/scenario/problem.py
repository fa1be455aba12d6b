"""A problem in a trial file."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.scenario.yaml_reader import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a trial file may not say: where, and why."""

    path: Path
    reason: str

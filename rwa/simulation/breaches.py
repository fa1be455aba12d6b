"""Passive breaches over time: each is one finding, from when it began, at its highest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rwa.calendar import Timestamp, time_text
from rwa.findings import Finding
from rwa.money import usd_text
from rwa.programme import Breach

CHECK = "passive-breach"


@dataclass(slots=True)
class _Spell:
    """A breach from when it was first seen, at its highest, and its place among the findings."""

    place: int
    since: Timestamp
    highest: Breach


class BreachWatch:
    """Keeps a trial's findings about breaches; it is shown the programme after every directive."""

    def __init__(self, findings: list[tuple[Timestamp, Finding]]) -> None:
        self._findings = findings
        self._spells: dict[str, _Spell] = {}

    def look(self, breaches: Iterable[Breach], now: Timestamp) -> None:
        """Note what begins, goes higher or has ended by `now`."""
        standing = {breach.subject: breach for breach in breaches}
        for subject in [each for each in self._spells if each not in standing]:
            spell = self._spells.pop(subject)
            self._write(spell, ended_finding(spell.highest, spell.since, now))
        for subject, breach in standing.items():
            spell = self._spells.setdefault(subject, _Spell(len(self._findings), now, breach))
            if breach.excess > spell.highest.excess:
                spell.highest = breach
            self._write(spell, standing_finding(spell.highest, spell.since))

    def _write(self, spell: _Spell, finding: Finding) -> None:
        self._findings[spell.place : spell.place + 1] = [(spell.since, finding)]


def standing_finding(highest: Breach, since: Timestamp) -> Finding:
    """A breach that lasts."""
    sentence = (
        f"since {time_text(since)} {highest.subject} stands above {_limit(highest)}, "
        f"at up to {usd_text(highest.used)} at the last posted prices: {_issues(highest)} refused, "
        "nothing else stops"
    )
    return Finding(CHECK, highest.subject, sentence)


def ended_finding(highest: Breach, since: Timestamp, until: Timestamp) -> Finding:
    """A breach that is over."""
    sentence = (
        f"from {time_text(since)} to {time_text(until)} {highest.subject} stood above "
        f"{_limit(highest)}, at up to {usd_text(highest.used)} at the last posted prices: "
        f"{_issues(highest)} refused, "
        "nothing else stopped"
    )
    return Finding(CHECK, highest.subject, sentence)


def _limit(breach: Breach) -> str:
    return f"{'its limit' if breach.asset_class else 'its cap'} of {usd_text(breach.limit)}"


def _issues(breach: Breach) -> str:
    return "new issues of this class" if breach.asset_class else "new issues"

"""Passive breaches in words."""

from __future__ import annotations

from rwa.calendar import Timestamp, time_text
from rwa.findings import Finding
from rwa.money import usd_text
from rwa.programme import Breach

CHECK = "passive-breach"


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

"""One figure on both roads."""

from __future__ import annotations

from collections.abc import Iterator

from rwa.findings import Finding

CHECK = "reconciliation"


def differ(subject: str, ours: object, theirs: object) -> Iterator[Finding]:
    """A finding where the event log and the chain do not say the same."""
    if ours != theirs:
        yield Finding(CHECK, subject, f"the event log says {ours}, the chain says {theirs}")

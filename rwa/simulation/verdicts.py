"""What both roads said of one act: the rules in Python, and the contracts past the preflight."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, day_of
from rwa.errors import RuleRefused
from rwa.findings import Finding
from rwa.identifiers import Party
from rwa.registry import Refusal


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused act. `particulars` say what it was about; `attempt` whether the trial meant it to
    be refused, and `meant` by what; `told` is the reason with the trial's own names in it.
    """

    time: Timestamp
    actor: Party
    action: str
    instrument: str
    python: RuleRefused | None
    chain: Refusal | None
    attempt: bool
    meant: str | None
    particulars: str = ""
    told: str = ""

    @property
    def agreed(self) -> bool:
        """Whether both roads refused, for the same reason with the same numbers."""
        return self.python is not None and self.python == self.chain

    @property
    def refusal(self) -> Refusal:
        """The reason an officer reads: the rules', else the contract's."""
        refusal = self.python or self.chain
        if refusal is None:
            raise ValueError("an act that nobody refused is no refusal")
        return refusal

    @property
    def rule(self) -> str:
        """The short name of the rule."""
        return self.refusal.rule if isinstance(self.refusal, RuleRefused) else "contract"

    @property
    def sentence(self) -> str:
        """The rule, who and the numbers."""
        return self.told or str(self.refusal)

    def findings(self) -> list[Finding]:
        """What is wrong with this refusal: roads that differ, another reason than meant, or none
        meant at all.
        """
        subject = f"{self.actor}: {self.action} on {day_of(self.time)}"
        found = []
        if not self.agreed:
            python, chain = verdict_text(self.python), verdict_text(self.chain)
            sentence = f"the rules say {python}, the contracts say {chain}"
            found.append(Finding("two-roads", subject, sentence))
        if not self.attempt:
            found.append(Finding("refused-directive", subject, self.sentence))
        elif self.meant != refusal_name(self.refusal):
            sentence = f"refused by {refusal_name(self.refusal)}, not {self.meant}: {self.sentence}"
            found.append(Finding("other-refusal", subject, sentence))
        return found


def refusal_name(refusal: Refusal | None) -> str:
    """The name of a refusal as the contracts call it; empty where there is none."""
    if refusal is None:
        return ""
    return type(refusal).__name__ if isinstance(refusal, RuleRefused) else refusal.name


def verdict_text(refusal: Refusal | None) -> str:
    """A verdict in a sentence's middle."""
    return "yes" if refusal is None else f"{refusal_name(refusal)} ({refusal})"

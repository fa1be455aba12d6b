"""How often each rule decided, each act was done and each danger was met, over a whole run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


class Reach:
    """Counts of one run."""

    def __init__(self) -> None:
        self.steps = 0
        self.done: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.met: Counter[str] = Counter()

    def count(self, act: str, refusal: str | None) -> None:
        """One step: an act, and the refusal that decided it, if any."""
        self.steps += 1
        self.tried[act] += 1
        if refusal is None:
            self.done[act] += 1
        else:
            self.refused[refusal] += 1


class Wanted:
    """What a run must meet, and how often: rules that decide, acts that are done, dangers."""

    def __init__(
        self,
        rules: Iterable[str],
        acts: Iterable[str],
        dangers: Iterable[str] = (),
        *,
        refused: int = 5,
        done: int = 20,
        met: int = 5,
    ) -> None:
        self.rules, self.acts, self.dangers = sorted(rules), sorted(acts), sorted(dangers)
        self._refused, self._done, self._met = refused, done, met

    def shortfalls(self, reach: Reach) -> list[str]:
        """What the run met too seldom."""
        return [
            f"{name} {what} {counts[name]} times"
            for names, counts, least, what in (
                (self.rules, reach.refused, self._refused, "decided"),
                (self.acts, reach.done, self._done, "done"),
                (self.dangers, reach.met, self._met, "met"),
            )
            for name in names
            if counts[name] < least
        ]

    def table(self, reach: Reach) -> str:
        """Every count, the rarest first."""
        done = {name: (reach.done[name], count) for name, count in reach.tried.items()}
        acts = [
            f"{count:6} of {tried:5}  {name}"
            for name, (count, tried) in sorted(done.items(), key=lambda item: item[1])
        ]
        return "\n".join(
            [
                f"{reach.steps} steps",
                "acts done:",
                *acts,
                "rules that decided:",
                *_rows({name: reach.refused[name] for name in self.rules}),
                *_rows({name: n for name, n in reach.refused.items() if name not in self.rules}),
                "dangers met:",
                *_rows({**dict.fromkeys(self.dangers, 0), **reach.met}),
            ]
        )


def _rows(counts: dict[str, int]) -> list[str]:
    return [
        f"{count:6}  {name}" for name, count in sorted(counts.items(), key=lambda item: item[1])
    ]

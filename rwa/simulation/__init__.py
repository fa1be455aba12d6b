"""Plays a trial on a chain and says how it ended."""

from rwa.simulation.outcome import Noted, Outcome
from rwa.simulation.play import Progress, run_trial
from rwa.simulation.verdicts import Refused

__all__ = ["Noted", "Outcome", "Progress", "Refused", "run_trial"]

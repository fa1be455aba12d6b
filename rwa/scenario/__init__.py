"""The trial file: a strict reader, its sections and directives, and the persons drawn from its
seed.
"""

from rwa.scenario.bundled import DEFAULT, bundled_trials, trial_file
from rwa.scenario.loader import load_trial, parse_trial
from rwa.scenario.trial import Trial
from rwa.scenario.validation import FileRefused

__all__ = [
    "DEFAULT",
    "FileRefused",
    "Trial",
    "bundled_trials",
    "load_trial",
    "parse_trial",
    "trial_file",
]

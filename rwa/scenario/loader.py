"""From a file to a trial."""

from __future__ import annotations

from pathlib import Path as FilePath

from rwa.scenario.checks import problems_in
from rwa.scenario.models import TrialSection
from rwa.scenario.trial import Trial
from rwa.scenario.validation import read_regular, refused, validated
from rwa.scenario.yaml_reader import read_document


def load_trial(file: FilePath) -> Trial:
    """Read and check a trial file. Raises `ConfigurationError`, or `FileRefused` with every
    problem found.
    """
    return parse_trial(read_regular(file), str(file))


def parse_trial(data: bytes, file: str) -> Trial:
    """Check a trial file's bytes; `file` is the name that problems carry. Raises as
    `load_trial`.
    """
    document = read_document(data, file)
    sections = validated(TrialSection, document, "a trial")
    if problems := list(problems_in(sections)):
        raise refused(document, problems)
    return Trial(sections)

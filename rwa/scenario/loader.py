"""From a file to a trial."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from rwa.auction.bids_file import MAX_BYTES
from rwa.errors import ConfigurationError
from rwa.scenario.auction_terms import sale_problems
from rwa.scenario.auctions import bid_problems, files_of
from rwa.scenario.beside import read_beside
from rwa.scenario.bid_files import BidFile, beside_problems, read_bid_file
from rwa.scenario.checks import problems_in
from rwa.scenario.debt_checks import rate_gaps
from rwa.scenario.lot_files import read_lot_files
from rwa.scenario.models import TrialSection
from rwa.scenario.population import Persons
from rwa.scenario.problem import Problem
from rwa.scenario.settlement_days import settlement_day_problems
from rwa.scenario.trial import Trial
from rwa.scenario.validation import read_regular, refused, validated
from rwa.scenario.yaml_reader import Document, read_document


def load_trial(file: FilePath) -> Trial:
    """Read and check a trial file. Raises `ConfigurationError`, or `FileRefused` with every
    problem found.
    """
    return parse_trial(read_regular(file), str(file), file.parent)


def parse_trial(data: bytes, file: str, folder: FilePath | None = None) -> Trial:
    """Check a trial file's bytes; `file` is the name that problems carry, `folder` where the files
    lie that it names. Raises as `load_trial`.
    """
    document = read_document(data, file)
    sections = validated(TrialSection, document, "a trial")
    problems = list(problems_in(sections))
    problems = problems or [
        *settlement_day_problems(sections),
        *sale_problems(sections),
        *rate_gaps(sections),
    ]
    files = {} if problems else _bid_files(document, sections, folder)
    problems += bid_problems(sections, {name: file.bids for name, file in files.items()})
    problems = problems or list(beside_problems(sections, files))
    lists, unread = ({}, []) if problems else read_lot_files(sections, folder)
    if problems or unread:
        raise refused(document, [*problems, *unread])
    return Trial(sections, files, lists)


def _bid_files(
    document: Document, trial: TrialSection, folder: FilePath | None
) -> Mapping[str, BidFile]:
    """The files of bids by their auction."""
    persons = Persons(trial.population, trial.seed)
    files: dict[str, BidFile] = {}
    for path, act in files_of(trial).values():
        try:
            data = read_beside(folder, act.file, MAX_BYTES)
        except ConfigurationError as error:
            raise refused(document, [Problem((*path, "file"), str(error))]) from error
        name = str(folder / act.file) if folder else act.file
        files[act.auction] = read_bid_file(data, name, trial, persons, act)
    return files

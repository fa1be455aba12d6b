"""Names as they are compared: their parts, each in one spelling, by the data file beside this
module.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rwa.screening.entries import Kind

Parts = tuple[str, ...]
"""The parts of a name in the order written, each in its one spelling."""

SHORTEST = 3
"""Letters at least of what stands beside a beginning or an ending that is written together."""
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u00b4\u2018\u2019\u02bb\u02bc\u02bd\u02be\u02bf"))


@dataclass(frozen=True, slots=True)
class _Words:
    """The data file, every word of it in its one spelling."""

    spellings: tuple[tuple[str, str], ...]
    titles: frozenset[str]
    legal_forms: frozenset[str]
    common: frozenset[str]
    beginnings: frozenset[str]
    endings: Mapping[str, str]
    variants: Mapping[str, str]


def person_parts(name: str) -> Parts:
    """The parts of a natural person's name, without titles and particles."""
    return _parts(name, _words().titles)


def entity_parts(name: str) -> Parts:
    """The parts of an entity's name, without its legal form."""
    return _parts(name, _words().legal_forms)


PARTS_OF = {Kind.INDIVIDUAL: person_parts, Kind.ENTITY: entity_parts}
"""How a name of each kind is read."""


def is_common(part: str) -> bool:
    """Whether so many are called so that the part says little."""
    return part in _words().common


def _parts(name: str, left_out: frozenset[str]) -> Parts:
    words = _words()
    written = [_spelt(word, words.spellings) for word in _folded(name).split()]
    parts = [part for word in written if word not in left_out for part in _split(word, words)]
    return tuple(parts or written)


def _folded(name: str) -> str:
    """NFKC, small letters, no diacritics, no apostrophes, a space for all other punctuation."""
    composed = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
    return "".join(
        character if character.isalnum() else " "
        for character in unicodedata.normalize("NFKD", composed)
        if unicodedata.category(character) != "Mn"
    )


def _spelt(word: str, spellings: Iterable[tuple[str, str]]) -> str:
    """A word after the replacements, doubled letters as one; digits stay as they are."""
    for old, new in spellings:
        word = word.replace(old, new)
    single = [
        character
        for place, character in enumerate(word)
        if not place or character != word[place - 1] or character.isdigit()
    ]
    return "".join(single) or word


def _split(word: str, words: _Words) -> Iterable[str]:
    """The one or two parts that a word stands for."""
    word = words.variants.get(word, word)
    for ending, part in words.endings.items():
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= SHORTEST:
            return (words.variants.get(rest, rest), part)
    for beginning in words.beginnings:
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) >= SHORTEST:
            return (words.variants[beginning], words.variants.get(rest, rest))
    return (word,)


@cache
def data_file() -> str:
    """The text of the data file."""
    return resources.files("rwa.screening").joinpath("names.toml").read_text("utf-8")


@cache
def _words() -> _Words:
    told: Mapping[str, Any] = tomllib.loads(data_file())
    spellings = tuple((old, new) for old, new in told["spellings"])

    def spelt(word: str) -> str:
        return _spelt(_folded(word), spellings)

    variants = {
        spelt(variant): spelt(part)
        for part, others in told["variants"].items()
        for variant in others
    }
    beginnings = frozenset(map(spelt, told["beginnings"]))
    abd = spelt("abd")
    variants |= dict.fromkeys(beginnings, abd)
    particles = frozenset(map(spelt, told["particles"]))
    common = frozenset(variants.get(word, word) for word in map(spelt, told["common"]))
    return _Words(
        spellings,
        frozenset(map(spelt, told["titles"])) | particles,
        frozenset(map(spelt, told["legal_forms"])),
        common,
        beginnings,
        {spelt(ending): spelt(part) for ending, part in told["endings"]},
        variants,
    )

"""What a trial calls the things that contracts number or hash: sales, redemption requests, papers,
and the orders that rest on them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from pydantic import BaseModel

from rwa.identifiers import DocumentHash
from rwa.ledger.orders import Order
from rwa.scenario.auctions import announced, offered
from rwa.scenario.models import TrialSection
from rwa.simulation.context import paper

SHOWN = 10
"""Characters of a hash that a sentence shows."""
_BID = re.compile(r"\bbid ([1-9][0-9]*) of auction ([1-9][0-9]*)\b")
_NUMBERED = re.compile(r"\b(auction|offer|redemption request) ([1-9][0-9]*)\b")

Bids = Callable[[str], Mapping[int, str]]
"""The names of an auction's bids by their number on chain, from the auction's name."""


class Names:
    """A trial's own names; what it does not name stays as it is.

    `requests` is the number of each redemption request that was made, by its name.
    """

    def __init__(self, trial: TrialSection, requests: Mapping[str, int]) -> None:
        self._numbered = {"auction": list(announced(trial)), "offer": list(offered(trial))}
        self._requests = requests
        self._titles: Mapping[DocumentHash, str] = {paper(each): each for each in _titles(trial)}

    def in_words(self, sentence: str, orders: Iterable[Order], bids: Bids) -> str:
        """A sentence with names for numbers and hashes, orders by the paper they were proposed
        on.
        """
        sentence = _BID.sub(lambda match: self._bid(match, bids), sentence)
        for order in orders:
            if (title := self._titles.get(order.document)) is not None:
                sentence = sentence.replace(f"order {order.id[:SHOWN]}…", f"the order on “{title}”")
        for document, title in self._titles.items():
            stub = f"{document[:SHOWN]}…"
            sentence = sentence.replace(f"document {stub}", f"“{title}”").replace(
                stub, f"“{title}”"
            )
        return _NUMBERED.sub(self._named, sentence)

    def _bid(self, match: re.Match[str], bids: Bids) -> str:
        place, auction = int(match[1]) - 1, int(match[2]) - 1
        if auction >= len(self._numbered["auction"]):
            return match[0]
        name = self._numbered["auction"][auction]
        return f"bid {bids(name).get(place, match[1])} of auction {name}"

    def _named(self, match: re.Match[str]) -> str:
        kind, number = match[1], int(match[2])
        if kind == "redemption request":
            made = {each: name for name, each in self._requests.items()}
        else:
            made = dict(enumerate(self._numbered[kind], 1))
        return f"{kind} {made[number]}" if number in made else match[0]


def _titles(value: object) -> Iterator[str]:
    """The titles of all papers that a trial names, wherever they stand."""
    if isinstance(value, BaseModel):
        title = getattr(value, "document", None)
        if isinstance(title, str):
            yield title
        for name in type(value).model_fields:
            yield from _titles(getattr(value, name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _titles(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _titles(each)

"""What a trial calls the things that contracts number or hash: sales, papers, and the orders that
rest on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from rwa.identifiers import DocumentHash
from rwa.ledger.orders import Order
from rwa.scenario.auctions import announced, offered
from rwa.scenario.models import TrialSection
from rwa.simulation.context import paper

SHOWN = 10
"""Characters of a hash that a sentence shows."""
_SALE = re.compile(r"\b(auction|offer) ([1-9][0-9]*)\b")


class Names:
    """A trial's own names; what it does not name stays as it is."""

    def __init__(self, trial: TrialSection) -> None:
        self._sales = {"auction": list(announced(trial)), "offer": list(offered(trial))}
        self._titles: Mapping[DocumentHash, str] = {paper(each): each for each in _titles(trial)}

    def in_words(self, sentence: str, orders: Iterable[Order]) -> str:
        """A sentence with names for numbers and hashes, orders by the paper they were proposed
        on.
        """
        for order in orders:
            if (title := self._titles.get(order.document)) is not None:
                sentence = sentence.replace(f"order {order.id[:SHOWN]}…", f"the order on “{title}”")
        for document, title in self._titles.items():
            stub = f"{document[:SHOWN]}…"
            sentence = sentence.replace(f"document {stub}", f"“{title}”").replace(
                stub, f"“{title}”"
            )
        return _SALE.sub(self._sale, sentence)

    def _sale(self, match: re.Match[str]) -> str:
        kind, number = match[1], int(match[2])
        names = self._sales[kind]
        return f"{kind} {names[number - 1]}" if number <= len(names) else match[0]


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

"""One act on both roads: the question the rules answer, and the transaction the contracts judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.chain.engine import Request
from rwa.identifiers import Code, DocumentHash, OrderId, Party
from rwa.ledger import Ledger

Check = Callable[[Ledger, Timestamp], None]
"""The preflight: raises a `RuleRefused` if the rules refuse the act in this state at this second.
"""

Rule = Callable[[Ledger, Party, Timestamp], None]
"""A preflight that is told who acts."""

OrderedRule = Callable[[Ledger, Party, OrderId, Timestamp], None]
"""A preflight that is told who acts, and by which order."""


@dataclass(frozen=True, slots=True)
class Step:
    """An act by `actor`, in the words of a report; `token` is the instrument in whose units its
    amounts are. An order is about `ordered`, or about the request where that is none.
    """

    actor: Party
    action: str
    check: Check
    request: Request
    token: Code | None = None
    ordered: Request | None = None

    @property
    def order_subject(self) -> Request:
        """The call that two parties agree on."""
        return self.ordered or self.request


def raw(document: DocumentHash) -> bytes:
    """A document's hash as the contracts take it."""
    return bytes.fromhex(document.removeprefix("0x"))

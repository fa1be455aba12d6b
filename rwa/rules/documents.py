"""An instrument's papers: the issuer keeps those of debt, the custodian those of a reserve."""

from __future__ import annotations

from rwa.identifiers import NO_DOCUMENT, Code, DocumentHash, Party
from rwa.ledger import Ledger
from rwa.refusals.programme import DocumentIncomplete, DocumentUnknown
from rwa.roles import Role
from rwa.rules.access import check_role


def check_set_document(
    ledger: Ledger, token: Code, caller: Party, name: Code, document: DocumentHash, now: int
) -> None:
    """A paper is attached or replaced. Raises `RoleRequired` or `DocumentIncomplete`."""
    check_role(ledger, caller, _keeper(ledger, token), now)
    if not name or document == NO_DOCUMENT:
        raise DocumentIncomplete(name, document)


def check_remove_document(ledger: Ledger, token: Code, caller: Party, name: Code, now: int) -> None:
    """A paper is removed. Raises `RoleRequired` or `DocumentUnknown`."""
    check_role(ledger, caller, _keeper(ledger, token), now)
    if name not in ledger.tokens[token].documents:
        raise DocumentUnknown(name)


def _keeper(ledger: Ledger, token: Code) -> Role:
    is_debt = ledger.tokens[token].terms.maturity_time is not None
    return Role.MINISTRY if is_debt else Role.CUSTODIAN

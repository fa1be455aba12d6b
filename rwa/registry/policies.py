"""Which acts need two parties: who may propose and approve each, and how long an approved one
waits.
"""

from __future__ import annotations

from dataclasses import dataclass

from rwa.identifiers import FunctionName
from rwa.ledger.genesis import Policy
from rwa.roles import Role

DAY = 86_400
_OWNERS = frozenset({Role.MINISTRY, Role.REGULATOR})
_ROLE_APPROVERS = frozenset({Role.MINISTRY, Role.REGULATOR, Role.FISCAL_AGENT})
_REGISTRAR = frozenset({Role.REGISTRAR})
_REGULATOR = frozenset({Role.REGULATOR})


@dataclass(frozen=True, slots=True)
class ContractPolicy:
    """A policy and the contract whose function it governs."""

    contract: str
    policy: Policy


def _policy(
    contract: str, function: str, proposers: frozenset[Role], approvers: frozenset[Role], delay: int
) -> ContractPolicy:
    return ContractPolicy(contract, Policy(FunctionName(function), proposers, approvers, delay))


POLICIES = (
    _policy("Programme", "setCap", _OWNERS, _OWNERS, 2 * DAY),
    _policy("Programme", "setClassLimit", _OWNERS, _OWNERS, DAY),
    _policy("Programme", "setUnit", _OWNERS, _OWNERS, DAY),
    _policy("Participants", "setStageLimits", _OWNERS, _OWNERS, DAY),
    _policy("Participants", "replaceWallet", _REGISTRAR, _REGULATOR, 0),
    _policy("TreasuryBill", "forcedTransfer", _REGISTRAR, _REGULATOR, 0),
    _policy("Authority", "grantRole", _OWNERS, _ROLE_APPROVERS, DAY),
    _policy("Authority", "revokeRole", _OWNERS, _ROLE_APPROVERS, DAY),
)
"""Every policy of the programme; `forcedTransfer` is the same function in every instrument."""

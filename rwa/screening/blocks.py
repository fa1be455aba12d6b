"""The registrar's instruction after confirmed hits: whom to block, and nothing of why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rwa.cdd.vault import Vault
from rwa.screening.queue import Queue


def block_directives(queue: Queue, vault: Vault) -> Sequence[Mapping[str, Mapping[str, str]]]:
    """A directive of a trial for each customer with a confirmed hit, in their own name or an
    owner's: a wallet of theirs, since a block is of the person and so of every wallet.

    Customers without a wallet have nothing to block. Raises `ConfigurationError` where the vault
    holds no record of one.
    """
    persons = sorted({hit.person for hit in queue.confirmed})
    wallets = [vault.record(person).wallets for person in persons]
    return [{"block": {"wallet": each[0]}} for each in wallets if each]

"""Who is who: a trial's names, the accounts they act from, and the words the ledger calls them
by.
"""

from __future__ import annotations

from collections.abc import Mapping

from rwa.chain.accounts import Address, derive_account
from rwa.chain.engine import Engine
from rwa.chain.signing import sign_digest
from rwa.identifiers import ExchangeName, Party
from rwa.words import Words


class Directory:
    """Accounts by their key in the trial, derived from its seed when first asked for.

    `titles` says what people call a key; a wallet is called by its key, and `registrar/2` is the
    registrar's second account. Both roads speak of `party(key)`.
    """

    def __init__(self, engine: Engine, words: Words, seed: int, titles: Mapping[str, str]) -> None:
        self._engine = engine
        self._words = words
        self._seed = seed
        self._titles = dict(titles)
        self._addresses: dict[str, Address] = {}
        self._keys: dict[Party, str] = {}

    def party(self, key: str) -> Party:
        """What the account is called."""
        owner, further, number = key.partition("/")
        if further and key not in self._titles and owner in self._titles:
            return Party(f"{self._titles[owner]}, account {number}")
        return Party(self._titles.get(key, key))

    def key(self, party: Party) -> str:
        """The key behind a name that was asked for before; the name itself where there is none."""
        return self._keys.get(party, party)

    def address(self, key: str) -> Address:
        """The account's address; from now on it can send."""
        if key not in self._addresses:
            address = self._engine.add_account(derive_account(self._seed, key))
            self._words.name_party(address, self.party(key))
            self._addresses[key] = address
            self._keys[self.party(key)] = key
        return self._addresses[key]

    def sign(self, key: str, digest: bytes) -> bytes:
        """The account's signature of a digest."""
        return sign_digest(derive_account(self._seed, key), digest)

    def exchange(self, key: str) -> ExchangeName:
        """What the exchange is called."""
        return ExchangeName(self._titles.get(f"exchange/{key}", key))

    def name_exchange(self, key: str, number: int) -> None:
        """From now on the number stands for this exchange."""
        self._words.name_exchange(number, self.exchange(key))

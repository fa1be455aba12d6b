"""The vault: every record and the salt of their identities, in one sealed file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from rwa.cdd.fields import Private
from rwa.cdd.records import DocumentKey, LegalPerson, NaturalPerson, Person
from rwa.cdd.sealed import Key, seal, unseal
from rwa.errors import ConfigurationError
from rwa.identifiers import Identity

VAULT = "vault of records"
SALT_BYTES = 32


class _Content(Private):
    salt: str
    persons: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many records were new, differed from those kept, or were the same."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """The records of a vault by person, and the salt; `file` is what problems name."""

    file: str
    salt: bytes
    persons: Mapping[str, NaturalPerson | LegalPerson]

    def record(self, person: str) -> NaturalPerson | LegalPerson:
        """The record of a person. Raises `ConfigurationError` where there is none."""
        if person not in self.persons:
            raise ConfigurationError(self.file, f"it holds no record of {person}")
        return self.persons[person]

    def of_wallet(self, wallet: str) -> NaturalPerson | LegalPerson:
        """The record of whoever has a wallet. Raises as `record`."""
        for record in self.persons.values():
            if wallet in record.wallets:
                return record
        raise ConfigurationError(self.file, f"it holds no record of whose wallet {wallet} is")

    def identity(self, person: str) -> Identity:
        """What stands for a person on chain. Raises as `record`."""
        return self.record(person).identity(self.salt)

    def due(self, day: date) -> list[NaturalPerson | LegalPerson]:
        """The records whose review is due on a day or was before, the earliest first."""
        late = [record for record in self.persons.values() if record.review <= day]
        return sorted(late, key=lambda record: (record.review, record.person))

    def with_records(self, records: Iterable[NaturalPerson | LegalPerson]) -> tuple[Vault, Changes]:
        """This vault with records added or replaced.

        Raises `ConfigurationError` where a person's identity would change, or two persons share a
        document or a wallet.
        """
        persons = dict(self.persons)
        added = changed = same = 0
        for record in records:
            former = persons.get(record.person)
            if former is None:
                added += 1
            elif former == record:
                same += 1
            else:
                changed += 1
                self._check_same_person(former, record)
            persons[record.person] = record
        self._check_apart(persons.values())
        vault = Vault(self.file, self.salt, MappingProxyType(persons))
        return vault, Changes(added, changed, same)

    def _check_same_person(
        self, former: NaturalPerson | LegalPerson, record: NaturalPerson | LegalPerson
    ) -> None:
        if former.identifying != record.identifying:
            reason = (
                f"{record.person} would get another identity: kind, first document and day of "
                "birth or incorporation stay; a new document stands after the first"
            )
            raise ConfigurationError(self.file, reason)

    def _check_apart(self, records: Iterable[NaturalPerson | LegalPerson]) -> None:
        documents: dict[DocumentKey, str] = {}
        wallets: dict[str, str] = {}
        for record in records:
            for document in record.documents:
                other = documents.setdefault(document.key, record.person)
                if other != record.person:
                    reason = f"{other} and {record.person} have the same {document.type}"
                    raise ConfigurationError(self.file, reason)
            for wallet in record.wallets:
                if (other := wallets.setdefault(wallet, record.person)) != record.person:
                    reason = f"{other} and {record.person} both have wallet {wallet}"
                    raise ConfigurationError(self.file, reason)


def new_vault(file: Path) -> Vault:
    """A vault without records, with a new salt."""
    return Vault(str(file), secrets.token_bytes(SALT_BYTES), MappingProxyType({}))


def open_vault(file: Path, key: Key) -> Vault:
    """Read a vault. Raises `ConfigurationError` as `unseal`, or where it holds something else."""
    data = unseal(file, VAULT, key)
    try:
        content = _Content.model_validate_json(data)
        salt = bytes.fromhex(content.salt)
    except (ValidationError, ValueError):
        raise ConfigurationError(str(file), "it was written by another version") from None
    persons = {record.person: record for record in content.persons}
    return Vault(str(file), salt, MappingProxyType(persons))


def save_vault(vault: Vault, file: Path, key: Key) -> None:
    """Write a vault, whole or not at all. Raises `ConfigurationError`."""
    persons = [
        record.model_dump(mode="json", exclude_unset=True) for record in vault.persons.values()
    ]
    content = {"salt": vault.salt.hex(), "persons": persons}
    seal(file, VAULT, json.dumps(content, separators=(",", ":")).encode(), key)

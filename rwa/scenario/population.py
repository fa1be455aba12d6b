"""The persons of a trial, drawn from its seed, and their wallets by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from rwa.draw import Draw
from rwa.identifiers import Identity, identity_of
from rwa.scenario.models import Population

_HOLDERS = re.compile(r"([A-Z][A-Z0-9]*)(?:-([0-9]+)(?:\.\.([0-9]+)|/[2-9])?)?")


@dataclass(frozen=True, slots=True)
class Person:
    """A holder: country (ISO 3166-1 alpha-2), category's number, due diligence valid through a day,
    identity.
    """

    name: str
    country: str
    category: int
    kyc_through: date
    identity: Identity


class Persons:
    """Every person of a population, in the order of its groups."""

    def __init__(self, population: Population, seed: int) -> None:
        self._population = population
        self._seed = seed

    @cached_property
    def by_name(self) -> Mapping[str, Person]:
        """Persons by their name, which is also the name of their first wallet."""
        salt = hashlib.sha256(f"rwa/identity/{self._seed}".encode()).digest()
        numbers = {name: place for place, name in enumerate(self._population.categories, 1)}
        people: dict[str, Person] = {}
        for group in self._population.groups:
            draw = Draw(self._seed, "population", group.prefix)
            for number in range(1, group.persons + 1):
                name = f"{group.prefix}-{number:03d}"
                country = draw.weighted(self._population.countries)
                category = draw.weighted(self._population.categories)
                record = {"name": name, "country": country, "category": category}
                people[name] = Person(
                    name, country, numbers[category], group.kyc_through, identity_of(record, salt)
                )
        return MappingProxyType(people)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of persons by their identity, which all their wallets share."""
        return {person.identity: name for name, person in self.by_name.items()}

    @cached_property
    def groups(self) -> frozenset[str]:
        """The prefixes of the groups."""
        return frozenset(group.prefix for group in self._population.groups)

    def of_wallet(self, wallet: str) -> Person | None:
        """The person a wallet belongs to: `BN-001/2` is the second wallet of `BN-001`."""
        return self.by_name.get(wallet.partition("/")[0])

    def wallets(self, holders: str) -> tuple[str, ...]:
        """The wallets that a wallet's name, a range `BN-001..040` or a group `BN` stands for, in
        order.

        Raises `ValueError` where it names nobody.
        """
        match = _HOLDERS.fullmatch(holders)
        if match is None:
            raise ValueError(f"{holders!r} is no wallet, range or group")
        prefix, first, last = match.groups()
        if "/" in holders or (first and not last):
            names: tuple[str, ...] = (holders,)
        elif first and last:
            names = tuple(f"{prefix}-{n:03d}" for n in range(int(first), int(last) + 1))
        else:
            names = tuple(name for name in self.by_name if name.partition("-")[0] == prefix)
        for name in names:
            if self.of_wallet(name) is None:
                raise ValueError(f"unknown wallet {name!r}")
        if not names:
            raise ValueError(f"{holders!r} names nobody")
        return names

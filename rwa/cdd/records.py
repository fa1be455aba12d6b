"""Records of customer due diligence: natural and legal persons, who owns the latter, and the
identity that stands for them on chain.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.pk import cnic

from rwa.cdd.fields import (
    Country,
    Day,
    DocumentType,
    Number,
    PersonName,
    Private,
    Risk,
    Share,
    Text,
    Wallet,
)
from rwa.cdd.thresholds import beneficial_owner_percent
from rwa.identifiers import Identity, identity_of

CNIC = "cnic"


class DocumentKey(NamedTuple):
    """What makes two papers the same: type, country, and the number without separators."""

    type: str
    country: str
    number: str


class Document(Private):
    """An identity document. A CNIC is Pakistan's; of any other the country that issued it is told.

    The digits of a CNIC are checked: 13, the first a region and the last a gender.
    """

    type: DocumentType
    number: Number
    country: Country = "PK"
    expires: Day | None = None

    @field_validator("number")
    @classmethod
    def _valid(cls, number: str, info: ValidationInfo) -> str:
        if info.data.get("type") == CNIC:
            try:
                cnic.validate(number)
            except InvalidNumber:
                raise ValueError(
                    "a CNIC of 13 digits such as 42101-0000000-1 is expected"
                ) from None
        return number

    @model_validator(mode="after")
    def _issued_somewhere(self) -> Self:
        if self.type == CNIC and self.country != "PK":
            raise ValueError("a CNIC is issued by PK")
        if self.type == "passport" and "country" not in self.model_fields_set:
            raise ValueError("the country of a passport is missing")
        return self

    @property
    def key(self) -> DocumentKey:
        """What the same paper has in common however it is written."""
        return DocumentKey(self.type, self.country, bare_number(self.number))


def bare_number(number: str) -> str:
    """A document's number in capitals without separators."""
    return "".join(character for character in number.upper() if character.isalnum())


class Owner(Private):
    """A natural person who owns a share of a legal one, in percent."""

    name: Text
    transliterations: tuple[Text, ...] = ()
    percent: Share
    born: Day | None = None
    nationality: tuple[Country, ...] = ()
    documents: tuple[Document, ...] = ()
    politically_exposed: bool = False


class Customer(Private):
    """What every record has: `verified` is the day of due diligence, `review` when it is due again.

    The first document identifies the person: where it is replaced, the new one stands after it.
    """

    person: PersonName
    name: Text
    transliterations: tuple[Text, ...] = ()
    addresses: Annotated[tuple[Text, ...], Field(min_length=1)]
    documents: Annotated[tuple[Document, ...], Field(min_length=1)]
    risk: Risk
    verified: Day
    review: Day
    wallets: tuple[Wallet, ...] = ()

    def identity(self, salt: bytes) -> Identity:
        """What stands for the person on chain: 160 bits of HMAC-SHA-256 over what identifies them,
        by `identity_of`.
        """
        return identity_of(self.identifying, salt)

    @property
    def identifying(self) -> Mapping[str, str]:
        """What never changes of a person, in text: kind, first document (type, country, number in
        capitals without separators), and the day of birth or incorporation (YYYY-MM-DD). Names,
        addresses, ratings and further documents are not in it, so that a review leaves the
        identity as it is.
        """
        first = self.documents[0].key
        return {
            "kind": self._kind,
            "document": first.type,
            "country": first.country,
            "number": first.number,
            "since": self._since.isoformat(),
        }

    @property
    def _kind(self) -> str:
        raise NotImplementedError

    @property
    def _since(self) -> date:
        raise NotImplementedError

    @property
    def exposed(self) -> bool:
        """Whether the person, or an owner of it, is politically exposed."""
        raise NotImplementedError

    @field_validator("review")
    @classmethod
    def _later(cls, review: date, info: ValidationInfo) -> date:
        if (verified := info.data.get("verified")) and review <= verified:
            raise ValueError("the review is not after the day of due diligence")
        return review

    @field_validator("wallets")
    @classmethod
    def _each_once(cls, wallets: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(wallets)) != len(wallets):
            raise ValueError("a wallet is named twice")
        return wallets

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self._since > self.verified:
            raise ValueError("birth or incorporation is after the day of due diligence")
        if all(each.expires and each.expires < self.verified for each in self.documents):
            raise ValueError("every document had expired on the day of due diligence")
        if self.exposed and self.risk == "low":
            raise ValueError("a politically exposed person is not rated low")
        return self


class NaturalPerson(Customer):
    """A natural person."""

    kind: Literal["natural"]
    father: Text | None = None
    born: Day
    nationality: Annotated[tuple[Country, ...], Field(min_length=1)]
    politically_exposed: bool

    @property
    def _kind(self) -> str:
        return self.kind

    @property
    def _since(self) -> date:
        return self.born

    @property
    def exposed(self) -> bool:
        """As in `Customer`."""
        return self.politically_exposed

    @field_validator("documents")
    @classmethod
    def _of_a_person(cls, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        if any(each.type == "registration" for each in documents):
            raise ValueError("a registration is a legal person's")
        return documents


class LegalPerson(Customer):
    """A legal person and its beneficial owners. Where what is told of no owner reaches the
    threshold of the day, `rest_dispersed` says that nobody's share in it does.
    """

    kind: Literal["legal"]
    incorporated: Day
    country: Country
    owners: tuple[Owner, ...]
    rest_dispersed: bool = False

    @property
    def _kind(self) -> str:
        return self.kind

    @property
    def _since(self) -> date:
        return self.incorporated

    @property
    def exposed(self) -> bool:
        """As in `Customer`."""
        return any(owner.politically_exposed for owner in self.owners)

    @field_validator("documents")
    @classmethod
    def _registered(cls, documents: tuple[Document, ...]) -> tuple[Document, ...]:
        if any(each.type != "registration" for each in documents):
            raise ValueError("the document of a legal person is its registration")
        return documents

    @model_validator(mode="after")
    def _owners_known(self) -> Self:
        threshold = beneficial_owner_percent(self.verified)
        rest = 100 - sum(owner.percent for owner in self.owners)
        if rest < 0:
            raise ValueError("the owners' shares are more than 100 percent together")
        for number, owner in enumerate(self.owners, 1):
            if owner.percent >= threshold and not (owner.born and owner.documents):
                raise ValueError(
                    f"owner {number} holds {threshold} percent or more: born and documents are "
                    "expected"
                )
        if rest >= threshold and not self.rest_dispersed:
            raise ValueError(
                f"{rest} percent are told of no owner, and who holds {threshold} or more is named"
            )
        return self


Person = Annotated[NaturalPerson | LegalPerson, Field(discriminator="kind")]

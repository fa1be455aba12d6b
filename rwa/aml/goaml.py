"""Reports as goAML XML: root `report`, its elements in the order that the schema demands.

Money is in the country's currency with two decimals; times are Pakistan's, without an offset, as
the schema's dates are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from lxml import etree

from rwa.aml.lookups import Lookups
from rwa.aml.subjects import Address, Director, Entity, Officer, Person, Phone, Reporter, Subject
from rwa.calendar import KARACHI, Timestamp
from rwa.errors import ConfigurationError

Fill = Callable[[Any], None]


def leaf(parent: Any, name: str, text: object) -> None:
    """A child element that is text. Raises `ConfigurationError` for what XML cannot hold."""
    try:
        etree.SubElement(parent, name).text = str(text)
    except ValueError as error:
        reason = f"{str(text)!r} has a character that XML cannot hold"
        raise ConfigurationError("the report", reason, field=name) from error


def group(parent: Any, name: str) -> Any:
    """A child element that holds others."""
    return etree.SubElement(parent, name)


def moment(time: Timestamp) -> str:
    """A second as goAML writes it."""
    return datetime.fromtimestamp(time, KARACHI).replace(tzinfo=None).isoformat()


def day(value: date) -> str:
    """A day as goAML writes it."""
    return f"{value.isoformat()}T00:00:00"


def report_document(
    reporter: Reporter,
    lookups: Lookups,
    *,
    code: str,
    reference: str,
    at: Timestamp,
    reason: str,
    transactions: Iterable[Fill],
    indicator: str,
) -> bytes:
    """A whole report: who reports what, why, each transaction, and the indicator."""
    root = etree.Element("report")
    leaf(root, "schema_version", lookups.schema_version)
    leaf(root, "rentity_id", reporter.rentity_id)
    leaf(root, "rentity_branch", reporter.branch)
    leaf(root, "submission_code", lookups.submission)
    leaf(root, "report_code", code)
    leaf(root, "entity_reference", reference)
    leaf(root, "submission_date", moment(at))
    leaf(root, "currency_code_local", lookups.currency)
    _officer(group(root, "reporting_person"), reporter.officer, lookups)
    _address(group(root, "location"), reporter.location, lookups.contact.business)
    leaf(root, "reason", reason)
    for fill in transactions:
        fill(group(root, "transaction"))
    leaf(group(root, "report_indicators"), "indicator", indicator)
    document: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return document


def client(
    parent: Any, side: str, subject: Subject, wallet: str, funds: str, lookups: Lookups
) -> None:
    """One side of a transaction (`from` or `to`) that is a customer of the reporting exchange."""
    element = group(parent, f"t_{side}_my_client")
    leaf(element, f"{side}_funds_code", funds)
    if isinstance(subject, Person):
        _person(group(element, f"{side}_person"), subject, wallet, lookups)
        leaf(element, f"{side}_country", subject.residence)
    else:
        _entity(group(element, f"{side}_entity"), subject, wallet, lookups)
        leaf(element, f"{side}_country", subject.incorporation_country)


def account(
    parent: Any, side: str, institution: tuple[str, str], wallet: str, country: str, funds: str
) -> None:
    """One side of a transaction that is an account at an institution of this name and code, whose
    holder is not known to who reports.
    """
    element = group(parent, f"t_{side}")
    leaf(element, f"{side}_funds_code", funds)
    held = group(element, f"{side}_account")
    name, code = institution
    leaf(held, "institution_name", name)
    leaf(held, "institution_code", code)
    leaf(held, "account", wallet)
    leaf(held, "account_name", "Not known to the reporting entity")
    leaf(element, f"{side}_country", country)


def _officer(parent: Any, officer: Officer, lookups: Lookups) -> None:
    leaf(parent, "gender", officer.gender)
    leaf(parent, "first_name", officer.first_name)
    leaf(parent, "last_name", officer.last_name)
    leaf(parent, "id_number", officer.id_number)
    leaf(parent, "nationality1", officer.nationality)
    leaf(parent, "residence", officer.residence)
    _phones(parent, (officer.phone,), lookups.contact.business, lookups)
    _addresses(parent, (officer.address,), lookups.contact.business)
    leaf(parent, "occupation", officer.occupation)


def _person(parent: Any, person: Person, wallet: str, lookups: Lookups) -> None:
    leaf(parent, "gender", person.gender)
    leaf(parent, "first_name", person.first_name)
    leaf(parent, "last_name", person.last_name)
    leaf(parent, "birthdate", day(person.birthdate))
    leaf(parent, "id_number", person.id_number)
    leaf(parent, "nationality1", person.nationality)
    leaf(parent, "residence", person.residence)
    _phones(parent, person.phones, lookups.contact.private, lookups)
    if person.addresses:
        _addresses(parent, person.addresses, lookups.contact.private)
    if person.occupation is not None:
        leaf(parent, "occupation", person.occupation)
    paper, shown = person.identification, group(group(parent, "identifications"), "identification")
    leaf(shown, "type", lookups.identifiers[paper.type])
    leaf(shown, "number", paper.number)
    leaf(shown, "issue_date", day(paper.issued))
    leaf(shown, "expiry_date", day(paper.expires))
    leaf(shown, "issue_country", paper.country)
    leaf(parent, "tax_reg_number", _yes(person.tax_registered, lookups))
    leaf(parent, "comments", f"Wallet {wallet}")


def _entity(parent: Any, entity: Entity, wallet: str, lookups: Lookups) -> None:
    leaf(parent, "name", entity.name)
    leaf(parent, "incorporation_legal_form", lookups.legal_forms[entity.legal_form])
    leaf(parent, "incorporation_number", entity.incorporation_number)
    leaf(parent, "business", entity.business)
    _addresses(parent, entity.addresses, lookups.contact.business)
    leaf(parent, "incorporation_state", entity.incorporation_state)
    leaf(parent, "incorporation_country_code", entity.incorporation_country)
    for director in entity.directors:
        _director(group(parent, "director_id"), director, lookups)
    leaf(parent, "incorporation_date", day(entity.incorporation_date))
    leaf(parent, "tax_reg_number", _yes(entity.tax_registered, lookups))
    leaf(parent, "comments", f"Wallet {wallet}")


def _director(parent: Any, director: Director, lookups: Lookups) -> None:
    leaf(parent, "first_name", director.first_name)
    leaf(parent, "last_name", director.last_name)
    leaf(parent, "role", lookups.answers.director)


def _phones(parent: Any, phones: Iterable[Phone], kind: str, lookups: Lookups) -> None:
    element = group(parent, "phones")
    for phone in phones:
        shown = group(element, "phone")
        leaf(shown, "tph_contact_type", kind)
        leaf(shown, "tph_communication_type", lookups.contact.phone)
        leaf(shown, "tph_country_prefix", phone.prefix)
        leaf(shown, "tph_number", phone.number)


def _addresses(parent: Any, addresses: Iterable[Address], kind: str) -> None:
    element = group(parent, "addresses")
    for address in addresses:
        _address(group(element, "address"), address, kind)


def _address(parent: Any, address: Address, kind: str) -> None:
    leaf(parent, "address_type", kind)
    leaf(parent, "address", address.address)
    leaf(parent, "city", address.city)
    leaf(parent, "country_code", address.country)
    leaf(parent, "state", address.state)


def _yes(answer: bool, lookups: Lookups) -> str:
    return lookups.answers.yes if answer else lookups.answers.no

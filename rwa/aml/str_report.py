"""A case as a suspicious transaction report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rwa.aml import goaml
from rwa.aml.cases import Case
from rwa.aml.lookups import Lookups
from rwa.aml.restricted import Record
from rwa.aml.subjects import Entity, Person, Reporter, Subject
from rwa.calendar import Timestamp, parse_iso
from rwa.errors import ConfigurationError
from rwa.identifiers import Party

Part = Callable[[Any], None]


class IdentityMissing(ConfigurationError):
    """No identity record is given of a customer of the reporting exchange who stands in a case."""

    def __init__(self, file: str, wallet: str, transaction: str) -> None:
        self.wallet = wallet
        reason = f"the identity record of {wallet} is missing, who is a party to {transaction}"
        super().__init__(file, reason, field=wallet)


def str_report(
    case: Case,
    reporter: Reporter,
    subjects: Mapping[Party, Subject],
    file: str,
    lookups: Lookups,
    at: Timestamp,
) -> bytes:
    """The report of a case that was decided to be one; `file` is where the subjects are from.

    Raises `IdentityMissing`, or `ConfigurationError` where exchange, currency, a value or a lookup
    does not fit.
    """
    if reporter.exchange != case.exchange:
        reason = f"it reports for {reporter.exchange}, and case {case.case} is {case.exchange}'s"
        raise ConfigurationError("the reporting entity", reason, field="exchange")
    if case.alert["reference"] != lookups.currency:
        reason = f"values of case {case.case} are in {case.alert['reference']}"
        raise ConfigurationError("the lookups", reason, field="currency")
    transactions = [
        _transaction(case, record, reporter, subjects, file, lookups)
        for record in case.alert["transactions"]
    ]
    return goaml.report_document(
        reporter,
        lookups,
        code=lookups.reports.str_,
        reference=f"{case.trial} {case.case}",
        at=at,
        reason=f"{case.grounds}. {case.alert['why']}.",
        transactions=transactions,
        indicator=lookups.indicators[case.alert["parameters"]["kind"]],
    )


def _transaction(
    case: Case,
    record: Record,
    reporter: Reporter,
    subjects: Mapping[Party, Subject],
    file: str,
    lookups: Lookups,
) -> Part:
    name = f"{record['place']} {record['number']}"
    if record["value"] is None:
        reason = f"{name} has no value in {lookups.currency}: no price was posted by then"
        raise ConfigurationError(str(case.file), reason)
    sides = [
        _side(side, record[side], name, reporter, subjects, file, lookups)
        for side in ("from", "to")
    ]
    words, refused = lookups.transaction, record["refused"]

    def fill(parent: Any) -> None:
        goaml.leaf(parent, "transactionnumber", f"{case.trial} {name}")
        goaml.leaf(parent, "internal_ref_number", case.case)
        goaml.leaf(parent, "transaction_location", reporter.exchange)
        about = f"{record['unit']} {record['amount']} of {record['instrument']}"
        told = f"{about}, attempted and refused: {refused}" if refused else f"{about}, transferred"
        goaml.leaf(parent, "transaction_description", told)
        goaml.leaf(parent, "date_transaction", goaml.moment(parse_iso(record["time"])))
        goaml.leaf(parent, "transmode_code", words.mode)
        goaml.leaf(parent, "transmode_comment", words.mode_comment)
        goaml.leaf(parent, "amount_local", record["value"])
        goaml.leaf(parent, "transaction_status", words.attempted if refused else words.complete)
        for side in sides:
            side(parent)

    return fill


def _side(
    side: str,
    party: Mapping[str, str],
    transaction: str,
    reporter: Reporter,
    subjects: Mapping[Party, Subject],
    file: str,
    lookups: Lookups,
) -> Part:
    """A party: a customer of the reporting exchange by their record, any other by the wallet."""
    wallet, funds = party["wallet"], lookups.transaction.funds
    if party["exchange"] != reporter.exchange:
        institution = party["exchange"] or "No exchange"
        country = party["country"] or lookups.country
        return lambda parent: goaml.account(
            parent, side, (institution, institution[:50]), wallet, country, funds
        )
    subject = subjects.get(Party(wallet))
    if subject is None:
        raise IdentityMissing(file, wallet, transaction)
    check_words(subject, file, wallet, lookups)
    return lambda parent: goaml.client(parent, side, subject, wallet, funds, lookups)


def check_words(subject: Subject, file: str, place: str, lookups: Lookups) -> None:
    """Raises `ConfigurationError` where a customer's record uses a word the lookups do not have."""
    match subject:
        case Person(identification=paper):
            field, word, known = "identification.type", paper.type, lookups.identifiers
        case Entity(legal_form=form):
            field, word, known = "legal_form", form, lookups.legal_forms
    if word not in known:
        reason = f"the lookups have no {word!r}; known: {', '.join(known)}"
        raise ConfigurationError(file, reason, field=f"{place}.{field}")

"""A record of physical currency that an exchange took or paid out, as a currency transaction
report.

No token is physical currency, a token of a currency no more than any other: none is ever reported
so.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from rwa.aml import goaml
from rwa.aml.lookups import Lookups
from rwa.aml.parts import part_of
from rwa.aml.rules import REFERENCE_DECIMALS, Threshold
from rwa.aml.str_report import check_words
from rwa.aml.subjects import Reporter, Subject, subject_of
from rwa.business_days import pakistan
from rwa.calendar import Timestamp, day_of, parse_iso
from rwa.errors import ConfigurationError
from rwa.money import Quantity
from rwa.scenario.fields import Model, Title, UnitCode
from rwa.scenario.validation import read_regular
from rwa.scenario.yaml_reader import read_document


def _physical(value: Any) -> str:
    if value != "physical currency":
        raise ValueError(
            f"{value!r} is not physical currency: only banknotes and coins are reported so, never "
            "a token or a transfer"
        )
    return str(value)


def _second(value: Any) -> Timestamp:
    if not isinstance(value, str):
        raise ValueError("a time is written as in 2026-03-02T10:15:00+05:00")
    return parse_iso(value)


class CashRecord(Model):
    """One transaction in banknotes and coins; `customer` is a person or entity as in a file of
    subjects.
    """

    reference: Title
    medium: Annotated[str, BeforeValidator(_physical)]
    direction: Literal["received", "paid out"]
    currency: UnitCode
    amount: Threshold
    time: Annotated[Timestamp, BeforeValidator(_second)]
    place: Title
    description: Title
    wallet: Title
    customer: dict[str, Any]


def read_cash_record(file: Path) -> tuple[CashRecord, Subject]:
    """A record of a YAML or JSON file, and its customer. Raises `ConfigurationError`."""
    document = read_document(read_regular(file), str(file))
    record = part_of(document, (), CashRecord, "a record of physical currency")
    return record, subject_of(document, ("customer",))


def ctr_report(
    record: CashRecord,
    subject: Subject,
    file: str,
    reporter: Reporter,
    lookups: Lookups,
    at: Timestamp,
) -> bytes:
    """The report of a record. Raises `ConfigurationError` for another currency than the country's
    or an amount below the threshold.
    """
    if record.currency != lookups.currency:
        reason = f"{record.currency} is not {lookups.currency}, in which the threshold is"
        raise ConfigurationError(file, reason, field="currency")
    if record.amount < lookups.cash.threshold:
        told, least = (
            Quantity(amount, REFERENCE_DECIMALS, lookups.currency)
            for amount in (record.amount, lookups.cash.threshold)
        )
        reason = f"{told} is below the threshold of {least}: no report is due"
        raise ConfigurationError(file, reason, field="amount")
    check_words(subject, file, "customer", lookups)
    return goaml.report_document(
        reporter,
        lookups,
        code=lookups.reports.ctr,
        reference=record.reference,
        at=at,
        reason=record.description,
        transactions=[lambda parent: _transaction(parent, record, subject, reporter, lookups)],
        indicator=lookups.cash.indicator,
    )


def due_by(record: CashRecord, lookups: Lookups) -> date:
    """The last day on which the report is in time: so many working days of Pakistan after the day
    of the transaction.
    """
    return pakistan().after(day_of(record.time), lookups.cash.working_days)


def _transaction(
    parent: Any, record: CashRecord, subject: Subject, reporter: Reporter, lookups: Lookups
) -> None:
    goaml.leaf(parent, "transactionnumber", record.reference)
    goaml.leaf(parent, "transaction_location", record.place)
    goaml.leaf(parent, "transaction_description", record.description)
    goaml.leaf(parent, "date_transaction", goaml.moment(record.time))
    goaml.leaf(parent, "transmode_code", lookups.cash.mode)
    goaml.leaf(parent, "transmode_comment", lookups.transaction.mode_comment)
    goaml.leaf(parent, "amount_local", Quantity(record.amount, REFERENCE_DECIMALS, "").decimal)
    goaml.leaf(parent, "transaction_status", lookups.transaction.complete)
    institution, funds = (reporter.exchange, reporter.institution_code), lookups.cash.funds
    wallet, country = record.wallet, lookups.country
    if record.direction == "received":
        goaml.client(parent, "from", subject, wallet, funds, lookups)
        goaml.account(parent, "to", institution, wallet, country, funds)
    else:
        goaml.account(parent, "from", institution, wallet, country, funds)
        goaml.client(parent, "to", subject, wallet, funds, lookups)

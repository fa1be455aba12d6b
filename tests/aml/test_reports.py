"""Reports: what is missing or does not fit is named and nothing is made; what fits validates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from rwa.aml.alerts import alert_record, case_id
from rwa.aml.cases import Case, Decision, Status
from rwa.aml.ctr_report import ctr_report, due_by, read_cash_record
from rwa.aml.lookups import load_lookups
from rwa.aml.rules import load_rules
from rwa.aml.str_report import IdentityMissing, str_report
from rwa.aml.subjects import load_reporter, load_subjects
from rwa.aml.xml_schema import ReportRefused, check_report, load_schema
from rwa.calendar import iso_text, parse_iso
from rwa.errors import ConfigurationError
from tests.aml.filings import CASH, ENTITY, PERSON, REPORTER, shared_schema, written
from tests.aml.world import DAY, GOLD, LAKH, World

XSD = "{http://www.w3.org/2001/XMLSchema}"
AT = parse_iso("2026-03-02T10:15:00+05:00")


def structured(world: World | None = None) -> Case:
    """Three amounts below two million: of gold, of the bond, and one that was refused."""
    world = world or World().prices(rupee="0.004", gold="4000")
    world.transfer("IN-002", "RV-001", 1_999, GOLD)
    world.wait(DAY).transfer("IN-002", "IN-001", 15 * LAKH)
    world.wait(DAY).refuse("IN-002", "RV-001", 15 * LAKH)
    done = world.scanned(load_rules())
    (alert,) = (each for each in done.alerts if each.rule == "structuring")
    record = alert_record(alert, "PKR", done.book.units, done.book.unit_of)
    decisions = (
        Decision(Status.STR, "Officer (fictional)", iso_text(AT), "no business reason"),
        Decision(Status.REPORTED, "Officer (fictional)", iso_text(AT), "reported in first.xml"),
    )
    return Case(case_id(record), "world", record["exchange"], record, Path("cases"), decisions)


def filed(
    folder: Path, case: Case, subjects: Mapping[str, Any], reporter: Mapping[str, Any] = REPORTER
) -> bytes:
    exchange = load_reporter(written(folder, "reporter.yaml", reporter))
    customers = load_subjects(written(folder, "subjects.json", subjects))
    return str_report(case, exchange, customers, "subjects.json", load_lookups(), AT)


BOTH = {"IN-001": ENTITY, "IN-002": PERSON}


def test_str__identity_record_missing__named_with_the_transaction(tmp_path: Path) -> None:
    case = structured()
    with pytest.raises(IdentityMissing) as caught:
        filed(tmp_path, case, {"IN-002": PERSON})
    number = case.alert["transactions"][1]["number"]
    assert str(caught.value) == (
        "subjects.json: IN-001: the identity record of IN-001 is missing, who is a party to event "
        f"{number}"
    )


def test_str__another_exchange_reports__refused(tmp_path: Path) -> None:
    other = {**REPORTER, "exchange": "Ravi Exchange (fictional)"}
    with pytest.raises(ConfigurationError, match=r"it reports for Ravi Exchange \("):
        filed(tmp_path, structured(), BOTH, other)


def test_str__transaction_without_a_value__which_it_is(tmp_path: Path) -> None:
    case = structured()
    case.alert["transactions"][0]["value"] = None
    with pytest.raises(ConfigurationError, match=r"event 11 has no value in PKR: no price"):
        filed(tmp_path, case, BOTH)


def test_str__character_that_xml_cannot_hold__the_element(tmp_path: Path) -> None:
    case = structured()
    case.alert["transactions"][0]["instrument"] = "XAU\x00"
    with pytest.raises(ConfigurationError, match=r"transaction_description: .* XML cannot hold"):
        filed(tmp_path, case, BOTH)


def test_str__paper_the_lookups_do_not_know__the_field(tmp_path: Path) -> None:
    other = {**PERSON, "identification": {**PERSON["identification"], "type": "licence"}}
    with pytest.raises(ConfigurationError) as caught:
        filed(tmp_path, structured(), {**BOTH, "IN-002": other})
    assert str(caught.value) == (
        "subjects.json: IN-002.identification.type: the lookups have no 'licence'; known: cnic, "
        "passport"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "trust"}, "subjects.json:1: IN-002.kind: kind is one of person, entity"),
        ({"surname": "X"}, "subjects.json:1: IN-002.surname: unknown field 'surname'; known:"),
        ({"last_name": "Ünal"}, "subjects.json:1: IN-002.last_name: 'Ünal' is not a name as go"),
        ({"birthdate": "3.2.90"}, "subjects.json:1: IN-002.birthdate: '3.2.90' is not a date"),
        ({"phones": [{"prefix": "92"}]}, "subjects.json:1: IN-002.phones[1]: number is missing"),
    ],
)
def test_subjects__what_a_record_may_not_say__file_and_field(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    file = written(tmp_path, "subjects.json", {"IN-002": {**PERSON, **change}})
    with pytest.raises(ConfigurationError) as caught:
        load_subjects(file)
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('structuring = "IUVC6"\n', "", "indicators: the indicator of structuring is missing"),
        ("[indicators]\n", '[indicators]\nguess = "X"\n', "indicators: unknown field 'guess'"),
        ('submission = "E"', "submission = 1", "submission: text is expected"),
        ('country = "PK"\n', "", "country is missing"),
    ],
)
def test_lookups__what_a_file_may_not_say__file_and_field(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    source = Path(__file__).parents[2] / "rwa" / "aml" / "lookups.toml"
    file = tmp_path / "lookups.toml"
    file.write_text(source.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        load_lookups(file)


def test_lookups__default_codes__are_values_of_the_schema() -> None:
    root = etree.fromstring(shared_schema().read_bytes())
    listed = {
        kind.get("name"): {value.get("value") for value in kind.iter(XSD + "enumeration")}
        for kind in root.iter(XSD + "simpleType")
    }
    codes = load_lookups()
    for kind, values in {
        "submission_type": {codes.submission},
        "report_type": {codes.reports.str_},
        "report_indicator_type": {*codes.indicators.values(), codes.cash.indicator},
        "funds_type": {codes.transaction.funds, codes.cash.funds},
        "conduction_type": {codes.transaction.mode, codes.cash.mode},
        "transaction_status_type": {codes.transaction.complete, codes.transaction.attempted},
        "contact_type": {codes.contact.business, codes.contact.private},
        "communication_type": {codes.contact.phone},
        "identifier_type": set(codes.identifiers.values()),
        "legal_form_type": set(codes.legal_forms.values()),
        "entity_person_role_type": {codes.answers.director},
        "currency_type": {codes.currency},
        "country_type": {codes.country},
    }.items():
        assert values <= listed[kind], kind


def test_str__structuring__fits_the_schema_with_every_transaction(tmp_path: Path) -> None:
    case = structured()
    document = filed(tmp_path, case, BOTH)
    root = etree.fromstring(document)
    assert root.findtext("report_code") == "STR"
    assert root.findtext("entity_reference") == f"world {case.case}"
    assert root.findtext("reason") == f"no business reason. {case.alert['why']}."
    assert root.findtext("report_indicators/indicator") == "IUVC6"
    assert [each.findtext("amount_local") for each in root.iter("transaction")] == [
        "1999000.00",
        "1500000.00",
        "1500000.00",
    ]
    assert [each.findtext("transaction_status") for each in root.iter("transaction")] == [
        "C",
        "C",
        "I",
    ]
    gold, bond, refused = root.iter("transaction")
    assert gold.findtext("transaction_description") == "XAU 1.999 of XAU-RESERVE-1, transferred"
    assert gold.findtext("t_from_my_client/from_person/comments") == "Wallet IN-002"
    assert gold.findtext("t_to/to_account/account") == "RV-001"
    assert bond.findtext("t_to_my_client/to_entity/name") == "Sample Trading"
    told = "PKR 1500000.00 of PK00TRIAL3Y9, attempted and refused: KycExpired"
    assert refused.findtext("transaction_description") == told
    check_report(document, load_schema(shared_schema()), "goaml")


def test_str__name_the_schema_does_not_take__element_and_line(tmp_path: Path) -> None:
    other = {**REPORTER, "branch": "B" * 100, "rentity_id": 1}
    document = filed(tmp_path, structured(), BOTH, other)
    broken = document.replace(b"<rentity_id>1<", b"<rentity_id>0<")
    with pytest.raises(ReportRefused) as caught:
        check_report(broken, load_schema(shared_schema()), "goaml")
    assert (caught.value.element, caught.value.line) == ("rentity_id", 4)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"medium": "CashToken"},
            "medium: 'CashToken' is not physical currency: only banknot",
        ),
        (
            {"amount": "1,999,999.99"},
            "amount: PKR 1,999,999.99 is below the threshold of PK",
        ),
        ({"currency": "USD"}, "currency: USD is not PKR, in which the threshold is"),
        ({"amount": "-1"}, "amount: '-1' is not an amount"),
        (
            {"time": "2026-03-02"},
            "time: '2026-03-02' is not a time: the offset from UTC",
        ),
        ({"direction": "moved"}, "direction: 'moved' is not 'received' or 'paid out'"),
        ({"customer": {}}, "customer.kind: kind is one of person, entity"),
        ({"token": "cash-PKR"}, "token: unknown field 'token'"),
    ],
)
def test_ctr__what_is_no_physical_currency_of_two_million__refused(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    file = written(tmp_path, "cash.yaml", {**CASH, **change})
    reporter = load_reporter(written(tmp_path, "reporter.yaml", REPORTER))
    with pytest.raises(ConfigurationError) as caught:
        ctr_report(*read_cash_record(file), str(file), reporter, load_lookups(), AT)
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"{file}:")


@pytest.mark.parametrize("direction", ["received", "paid out"])
def test_ctr__two_million_in_banknotes__reported(tmp_path: Path, direction: str) -> None:
    file = written(tmp_path, "cash.yaml", {**CASH, "direction": direction})
    reporter = load_reporter(written(tmp_path, "reporter.yaml", REPORTER))
    record, subject = read_cash_record(file)
    document = ctr_report(record, subject, str(file), reporter, load_lookups(), AT)
    root = etree.fromstring(document)
    assert root.findtext("report_code") == "CTR"
    assert root.findtext("transaction/amount_local") == "2000000.00"
    mine = "from" if direction == "received" else "to"
    assert root.findtext(f"transaction/t_{mine}_my_client/{mine}_funds_code") == "CASH"
    assert due_by(record, load_lookups()).isoformat() == "2026-03-11"
    schema = load_schema(shared_schema())
    with pytest.raises(ReportRefused) as caught:
        check_report(document, schema, "goaml")
    assert caught.value.element == "report_code"
    check_report(document.replace(b">CTR<", b">DPMSR<"), schema, "goaml")

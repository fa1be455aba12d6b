"""Tenders as a market story, the bundled rehearsal of liability management: what each holder has
for what was given up, what is refused on reading, and what a changed log gives away.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import floor

import pytest
from rich.console import Console

from rwa.calendar import day_of
from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.identifiers import Code, Party
from rwa.ledger.tenders import Tender
from rwa.reports import summary
from rwa.reports.service_text import print_debt
from rwa.reports.tenders import instruction_rows, print_tenders, tender_files, tender_rows
from rwa.scenario.bundled import bundled_trials
from rwa.simulation import Outcome
from rwa.simulation.reconciliation import rebuild
from rwa.simulation.tender_reconciliation import proceeds_differences
from tests.trials import SMALL, parsed, played

STORY = bundled_trials()["liability-management"].read_text(encoding="utf-8")
PUT, BUY_BACK, REJECTED, EXCHANGE, DRAWING = range(1, 6)
MILLION = 10**8
"""Paisa in a million rupees."""


@pytest.fixture(scope="module")
def outcome(artifacts: Mapping[str, Artifact]) -> Outcome:
    """The rehearsal, played."""
    return played(STORY, artifacts)


def tender(outcome: Outcome, number: int) -> Tender:
    """A tender of the ledger that the log tells."""
    return outcome.ledger.tenders.tenders[number]


def paid(outcome: Outcome, number: int) -> list[tuple[int, int, int]]:
    """Face, cash and new face of every instruction that was settled."""
    given = tender(outcome, number).instructions.values()
    done = [each.proceeds for each in given if each.proceeds is not None]
    return [(each.face, each.cash, each.new_face) for each in done]


def test_play__liability_management__ends_as_it_expects(outcome: Outcome) -> None:
    assert outcome.ok, [str(each.finding) for each in outcome.findings if not each.expected]
    assert all(refused.agreed for refused in outcome.refusals)


def test_play__put__par_and_what_has_accrued_in_181_of_365_days(outcome: Outcome) -> None:
    """11 % a year, 15 January to 15 July 2026; what is tendered cannot be sold."""
    dirty = 100 + Fraction(11 * 181, 365)
    faces = (1_000 * MILLION, 300 * MILLION, 1_000 * MILLION)
    assert paid(outcome, PUT) == [(face, floor(face * dirty / 100), 0) for face in faces]
    blocked = tender(outcome, PUT).instructions[3]
    assert (blocked.lapsed, blocked.failures[-1]) == (True, "HolderBlocked")
    assert tender(outcome, PUT).instructions[0].failures == ("FundsMissing",)


def test_play__drawing_that_passed_its_day_unpaid__a_finding(
    artifacts: Mapping[str, Artifact],
) -> None:
    """One on whom the lot fell is blocked, and is not the government's debtor for it."""
    settled = "settle_tender: {tender: october-drawing}"
    assert STORY.count(settled) == 2
    late = played(STORY.replace(settled, 'post_price: {unit: PKR, usd: "0.0036"}'), artifacts)
    told = [each.finding for each in late.findings if each.finding.check == "payment-overdue"]
    assert [(each.subject, each.sentence.partition(":")[0]) for each in told] == [
        ("PK00TRIALD43", "the drawing october-drawing was to be settled on 2026-10-15")
    ]
    assert not late.ok


@pytest.fixture(scope="module")
def unpaid(artifacts: Mapping[str, Artifact]) -> Outcome:
    """The put, whose deadline passes without cash of the government; one holder waits no longer."""
    days = """\
  - date: 2026-07-21
    directives:
      - settle_tender: {tender: july-put}
      - withdraw_tender: {tender: july-put, instruction: part}
expect: {findings: [settlement-failed, payment-overdue]}
"""
    return played(STORY[: STORY.index("  - date: 2026-07-16")] + days, artifacts)


@pytest.mark.parametrize("released", [True, False])
def test_play__put_unpaid_by_the_record_date__units_and_interest_stay_and_the_issuer_is_told_of(
    artifacts: Mapping[str, Artifact], released: bool
) -> None:
    """Else 181 days of interest would be paid with the put and again as the coupon of January."""
    days = """\
  - date: 2026-12-15
    directives:
      - set_tax_rates: {from: 2027-01-01, rates: {individual: 0, company: 0}}
      - announce_payment: {instrument: puttable, interest: 1}
  - date: 2027-01-11
    note: after the record date of 5 January
    directives:
      - credit_cash: {unit: PKR, account: government_account, amount: "20,000,000,000"}
      - settle_tender: {tender: july-put}
  - date: 2027-01-15
    directives:
      - fund_payment: {instrument: puttable, payment: 1}
      - pay: {instrument: puttable, payment: 1}
expect: {findings: [settlement-failed, settlement-overdue]}
"""
    if not released:
        days = days.replace("      - settle_tender: {tender: july-put}\n", "")
    outcome = played(STORY[: STORY.index("  - date: 2026-07-16")] + days, artifacts)
    assert outcome.ok
    given = [each for each in tender(outcome, PUT).instructions.values() if not each.withdrawn]
    assert [each.lapsed for each in given] == [released] * 4
    passed = [each.failures[-1] == "RecordDatePassed" for each in given]
    assert passed == [released] * 4
    (told,) = (f.finding for f in outcome.findings if f.finding.check == "settlement-overdue")
    assert told.sentence == (
        "the put july-put was to be settled on 2026-07-15: PKR 2,300,000,000.00 of face was not "
        "paid before the record date, and its holders keep units and interest"
    )
    book = outcome.ledger.tokens[tender(outcome, PUT).terms.id]
    assert any(book.locked.values()) is not released
    assert [each["unpaid_tenders"] for each in summary(outcome)["debt"]] == [[]]


def test_play__put_unpaid_after_its_deadline__says_why_and_that_it_may_be_withdrawn(
    unpaid: Outcome,
) -> None:
    told = [
        each.finding.sentence
        for each in unpaid.findings
        if each.finding.check == "settlement-failed" and day_of(each.time) == date(2026, 7, 21)
    ]
    waiting = "set PKR 0.00 aside; it waits, and its holder may withdraw it"
    assert [sentence.endswith(waiting) for sentence in told] == [True, True, True, False]
    assert told[3] == "CH-004's is not settled: the holder is blocked; it has lapsed"


def test_report__withdrawn_after_the_deadline__not_called_released(unpaid: Outcome) -> None:
    states = [row[12] for row in instruction_rows(unpaid) if row[0] == "july-put"]
    assert states == ["open", "withdrawn unsettled", "open", "lapsed", "withdrawn"]
    (row,) = tender_rows(unpaid)
    console = Console(file=io.StringIO(), width=200, highlight=False, markup=False)
    print_tenders(console, [row])
    assert isinstance(console.file, io.StringIO)
    told = "1 withdrawn, 1 withdrawn unsettled after the deadline, 1 lapsed, 2 still open."
    assert told in " ".join(console.file.getvalue().split())


def test_debt__tender_passed_unpaid__told_as_overdue_under_the_calendar(unpaid: Outcome) -> None:
    """2,000 million at 100 and 5.4547945205… of accrued interest, each half rounded down."""
    (row,) = summary(unpaid)["debt"]
    assert row["unpaid_tenders"] == [
        {
            "tender": "july-put",
            "settlement": "2026-07-15",
            "cash": "2109095890.40",
            "face": "2000000000.00",
        }
    ]
    console = Console(file=io.StringIO(), width=200, highlight=False, markup=False)
    print_debt(console, [row])
    assert isinstance(console.file, io.StringIO)
    assert (
        "OVERDUE: july-put of 2026-07-15, PKR 2,109,095,890.40 for PKR 2,000,000,000.00 of face, "
        "which stands in the table until it is paid for."
    ) in console.file.getvalue()


def test_play__buy_back__cheapest_first_at_its_price_and_those_at_the_highest_cut(
    outcome: Outcome,
) -> None:
    """Of 1,500 million the cheap 700 leave 800 to 1,000 and 500: 533.3 and 266.6 million."""
    faces = [face // MILLION for face, _, _ in paid(outcome, BUY_BACK)]
    assert faces == [700, 533, 266]
    assert [face for face, _, _ in paid(outcome, BUY_BACK)] == [
        700 * MILLION,
        533_300_000_00,
        266_600_000_00,
    ]
    accrued = tender(outcome, BUY_BACK).terms.accrued
    assert accrued == Fraction(21, 2) * Fraction(210, 365)
    prices = (Fraction(981, 10), Fraction(984, 10), Fraction(984, 10))
    for (face, cash, _), price in zip(paid(outcome, BUY_BACK), prices, strict=True):
        assert cash == floor(face * (price + accrued) / 100)
    assert tender(outcome, BUY_BACK).instructions[3].accepted == 0
    assert paid(outcome, REJECTED) == []


def test_play__exchange__two_thirds_of_each_and_the_lost_wallets_successor(
    outcome: Outcome,
) -> None:
    """2,000 of 3,000 million at 98.75: 866.6 gives 855.7675, of which 67,500 rupees at par."""
    told = paid(outcome, EXCHANGE)
    assert [face for face, _, _ in told] == [866_600_000_00, 666_600_000_00, 466_600_000_00]
    assert [new for _, _, new in told] == [855_700_000_00, 658_200_000_00, 460_700_000_00]
    accrued = tender(outcome, EXCHANGE).terms.accrued
    assert told[0][1] == floor(866_600_000_00 * accrued / 100) + 67_500_00
    lost = tender(outcome, EXCHANGE).instructions[1]
    assert (lost.holder, lost.wallet) == ("CH-009", "CH-009/2")


def test_play__drawing__the_whole_amount_and_the_blocked_one_left_out(outcome: Outcome) -> None:
    drawing = tender(outcome, DRAWING)
    assert drawing.tendered == 400 * MILLION
    assert Party("SW-008") not in {each.holder for each in drawing.instructions.values()}
    (lapsed,) = (each for each in drawing.instructions.values() if each.lapsed)
    assert (lapsed.holder, lapsed.failures[-1]) == ("SW-002", "HolderBlocked")
    book = outcome.ledger.tokens[Code("PK00TRIALD43")]
    assert book.balance(Party("SW-002")) == 500 * MILLION
    given = drawing.instructions.values()
    (paid,) = (each.proceeds for each in given if each.holder == "SW-005")
    interest = Fraction(1_075, 10_000) * Fraction(273, 365)
    assert paid is not None
    assert paid.cash == paid.face * (1 + interest) == 55_208_650_00


def test_report__tenders__counts_and_files(outcome: Outcome) -> None:
    rows = {row["tender"]: row for row in tender_rows(outcome)}
    put = rows["july-put"]
    assert (put["settled"], put["withdrawn"], put["lapsed"]) == (3, 1, 1)
    assert put["given_up"] == "2300000000.00"
    assert rows["second-buy-back"]["rejected"] is True
    assert rows["august-buy-back"]["not_accepted"] == 1
    assert rows["october-drawing"]["seed"] == tender(outcome, DRAWING).seed
    states = [(row[0], row[12]) for row in instruction_rows(outcome)]
    assert states.count(("july-put", "settled")) == 3
    assert ("july-put", "withdrawn") in states
    (text,) = tender_files(outcome).values()
    assert len(text.splitlines()) == 1 + len(states)


def test_report__no_tenders__no_file(artifacts: Mapping[str, Artifact]) -> None:
    assert tender_files(played(SMALL, artifacts)) == {}


def found(outcome: Outcome, lines: list[dict]) -> list[str]:
    """What the second road finds in a changed log."""
    texts = [json.dumps(line) for line in lines]
    changed = rebuild(outcome.ledger.genesis, texts)
    told = proceeds_differences(outcome.trial, changed, texts)
    return [f"{each.subject}: {each.sentence}" for each in told]


@pytest.mark.parametrize(
    ("event", "tender", "argument", "subject"),
    [
        ("InstructionSettled", PUT, "cash", "july-put: proceeds of instruction 1"),
        ("InstructionSettled", EXCHANGE, "new_face", "september-exchange: proceeds of instru"),
        ("InstructionSettled", BUY_BACK, "face", "august-buy-back: proceeds of instruction 1"),
        ("Tendered", EXCHANGE, "face", "september-exchange: proceeds of instruction 2"),
        ("TenderAnnounced", PUT, "accrued", "july-put: by the terms 5.454794520547945205 per 100"),
        ("TenderAnnounced", PUT, "settlement_time", "july-put: put on a day of the terms"),
        ("TenderAnnounced", BUY_BACK, "maximum", "august-buy-back: accepted of instruction 2"),
        ("LotDrawn", DRAWING, "face", "october-drawing: drawn of SW-001"),
    ],
)
def test_t52__reconciliation__a_figure_of_the_log_changed__found(
    outcome: Outcome, event: str, tender: int, argument: str, subject: str
) -> None:
    lines = [json.loads(line) for line in outcome.events]
    assert found(outcome, lines) == []
    line = next(
        line for line in lines if line["name"] == event and line["args"]["tender"] == tender
    )
    step = {"settlement_time": 86_400, "maximum": 10**9, "accrued": 1}.get(argument, 10**9)
    kind = type(line["args"][argument])
    line["args"][argument] = kind(int(line["args"][argument]) - step)
    told = found(outcome, lines)
    assert any(subject in each for each in told), told


def test_reconciliation__principal_repaid_before_settlement__proceeds_of_what_is_left(
    outcome: Outcome,
) -> None:
    """The log as it would be, had half of the bond been repaid before the put was settled."""
    lines = [json.loads(line) for line in outcome.events]
    settled = [line for line in lines if line["name"] == "InstructionSettled"][:3]
    for line in settled:
        line["args"]["cash"] = int(line["args"]["cash"]) // 2
    repaid = {"id": "PK00TRIALP31", "principal": 5 * 10**9, "factor": 5 * 10**9}
    said = settled[0] | {"contract": "programme", "name": "PrincipalRepaid", "args": repaid}
    assert len(found(outcome, lines)) == 3
    place = lines.index(settled[0])
    assert found(outcome, [*lines[:place], said, *lines[place:]]) == []


def test_t52__reconciliation__the_lot_fell_on_another__found(outcome: Outcome) -> None:
    lines = [json.loads(line) for line in outcome.events]
    drawn = next(line for line in lines if line["name"] == "LotDrawn")
    drawn["args"]["holder"] = "SW-009"
    told = found(outcome, lines)
    assert [each.partition(":")[0] for each in told] == ["tender october-drawing"] * 2, told
    assert any("drawn of SW-001" in each for each in told)


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        (
            "tender: july-put\n          instrument: puttable",
            "tender: july-put\n          instrument: benchmark",
            "announce_tender.settlement",
            "the terms of PK00TRIALB29 let holders put it on no day, not 2026-07-15",
        ),
        (
            "put_dates: [2026-07-15,",
            "put_dates: [2026-07-16,",
            "announce_tender.settlement",
            "put it on 2026-07-16, 2027-07-15, not 2026-07-15",
        ),
        (
            "kind: put\n          price: 100.0000",
            "kind: put\n          price: 100.00001",
            "announce_tender.price",
            "100.00001 has 5 decimals: exactly 4 are expected in the tender of PK00TRIALP31 that "
            "closes on 2026-07-08",
        ),
        (
            "kind: put\n          price: 100.0000",
            "kind: put\n          price: 100",
            "announce_tender.price",
            "100 has 0 decimals: exactly 4 are expected in the tender of PK00TRIALP31",
        ),
        (
            "kind: put\n          price: 100.0000",
            "kind: put\n          maximum: 5",
            "announce_tender",
            "a put has price and no other terms",
        ),
        ("ratio: 98.7500", "ratio: 98.75", "announce_tender.ratio", "98.75 has 2 decimals"),
        ("new_instrument: long", "new_instrument: lung", "new_instrument", "'long' is meant?"),
        (
            "tender: second-buy-back\n          inst",
            "tender: august-buy-back\n          inst",
            "announce_tender.tender",
            "the name 'august-buy-back' is taken by another tender",
        ),
        (
            "instruction: part, holder",
            "instruction: whole, holder",
            "tender.instruction",
            "the name 'whole' is taken by another of july-put",
        ),
        (
            "- withdraw_tender: {tender: july-put, instruction: regretted}",
            "- withdraw_tender: {tender: july-put, instruction: forgotten}",
            "withdraw_tender.instruction",
            "nobody gives the instruction 'forgotten' in july-put",
        ),
        ('face: "300,000,000"', 'face: "300,000,000.001"', "tender.face", "decimals"),
        (
            'face: "300,000,000"',
            'face: "300,000,000", price: 99',
            "tender.price",
            "a price is asked in a buy_back, and in no other tender",
        ),
        (", price: 98.1000}", "}", "tender.price", "a price is asked in a buy_back"),
        (
            "highest_price: 98.4000, by",
            "highest_price: 98.40001, by",
            "accept_tenders.highest_price",
            "decimals",
        ),
        ("draw: {tender: october-drawing}", "draw: {tender: november}", "draw.tender", "unknown"),
    ],
)
def test_load__tenders_that_cannot_be__a_sentence_with_its_field(
    old: str, new: str, field: str, reason: str
) -> None:
    assert STORY.count(old) >= 1, old
    with pytest.raises(ConfigurationError) as caught:
        parsed(STORY.replace(old, new, 1))
    lines = str(caught.value).splitlines()
    assert any(field in line and reason in line for line in lines), lines

"""Redemption in kind as market stories: a bar asked for, delivered, listed again; a shortfall in
which nobody gains by being first; a request that lapses; cash instead. On both roads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from rwa.chain.compiler import Artifact
from rwa.errors import ConfigurationError
from rwa.findings import Finding
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.redemption import RedemptionPhase
from rwa.registry import Registry
from rwa.reports.allocation import allocation_rows
from rwa.reports.redemptions import redemption_rows
from rwa.reports.reserves import print_reserves, reserve_rows
from rwa.scenario import Trial
from rwa.simulation import play
from rwa.simulation.allocations import standing_differences
from rwa.simulation.redemption_reconciliation import redemption_differences
from tests.reserves.bars import bar_list, bars
from tests.simulation.test_reserves import load, run
from tests.trials import SMALL, parsed, with_day

Artifacts = Mapping[str, Artifact]

GOLD = Code("XAU-SMALL")
CASH = Party("cash-USD")
DATES = "as_of: 2026-01-07, through: 2026-12-31, report: R"
LISTED = f"- attest: {{instrument: gold, lots: bars.csv, {DATES}}}"
FIRST_DAY = """
- post_price: {unit: XAU, usd: "2,000"}
- post_price: {unit: XAU, usd: "1,000"}
- post_price: {unit: XAU, usd: 500}
- post_price: {unit: XAU, usd: 250}
"""
STORY = f"""
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 430}}
- attempt:
    ask_for_lots: {{redemption: r1, instrument: gold, holder: AL-001, amount: 429.999}}
    refused: BelowMinimumLot
- attempt:
    ask_for_lots: {{redemption: r1, instrument: gold, holder: AL-002, amount: 430}}
    refused: ERC20InsufficientBalance
- ask_for_lots: {{redemption: r1, instrument: gold, holder: AL-001, amount: 430}}
- attempt:
    transfer: {{instrument: gold, from: AL-001, to: AL-002, amount: 0.001}}
    refused: ERC7943InsufficientUnfrozenBalance
- attempt:
    deliver_lots: {{redemption: r1, list: bars.csv, lots: [B000000], by: attestor}}
    refused: RoleRequired
- attempt:
    deliver_lots: {{redemption: r1, list: bars.csv, lots: [B000000, B000001]}}
    refused: DeliveryBeyondRequest
- attempt:
    end_request: {{redemption: r1, by: custodian}}
    refused: RequestStands
- deliver_lots: {{redemption: r1, list: bars.csv, lots: [B000000]}}
- attempt:
    end_request: {{redemption: r1}}
    refused: RequestOver
- transfer: {{instrument: gold, from: AL-001, to: AL-002, amount: 32}}
- attempt:
    issue: {{instrument: gold, to: AL-001, amount: 716}}
    refused: StockExceeded
"""
IN_CASH = f"""
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 430}}
- attempt:
    ask_for_cash: {{redemption: r1, instrument: gold, holder: AL-001, amount: 430.001}}
    refused: ERC20InsufficientBalance
- ask_for_lots: {{redemption: lots, instrument: gold, holder: AL-001, amount: 430}}
- attempt:
    pay_redemption: {{redemption: lots}}
    refused: RequestForLots
- end_request: {{redemption: lots}}
- ask_for_cash: {{redemption: r1, instrument: gold, holder: AL-001, amount: 0.333}}
- attempt:
    transfer: {{instrument: gold, from: AL-001, to: AL-002, amount: 430}}
    refused: ERC7943InsufficientUnfrozenBalance
- attempt:
    deliver_lots: {{redemption: r1, list: bars.csv, lots: [B000000]}}
    refused: RequestForCash
- attempt:
    pay_redemption: {{redemption: r1}}
    refused: PaymentNotCovered
- credit_cash: {{unit: USD, account: government_account, amount: 1000}}
- attempt:
    pay_redemption: {{redemption: r1, by: custodian}}
    refused: RoleRequired
- pay_redemption: {{redemption: r1}}
- attempt:
    end_request: {{redemption: r1}}
    refused: RequestOver
- ask_for_cash: {{redemption: r2, instrument: gold, holder: AL-001, amount: 100}}
"""
LATER = """
- attempt:
    pay_redemption: {redemption: r2}
    refused: PriceStale
- end_request: {redemption: r2}
"""
AGAIN = """
- attest: {instrument: gold, lots: bars.csv, as_of: 2026-01-08, through: 2026-12-31, report: R2}
- attest: {instrument: gold, lots: rest.csv, through: 2026-12-31, report: R3}
"""


def terms(text: str, more: str = "") -> str:
    held = "    commodity: XAU-SMALL\n"
    return text.replace(held, f"{held}    redemption: {{days: 5{more}}}\n", 1)


def loose(text: str, refusals: int, findings: str = "") -> str:
    """The trial without its figures at the end, and with as many refusals."""
    start = text.rindex("expect:\n")
    told = f"  findings: [{findings}]\n" if findings else ""
    return f"{text[:start]}expect:\n  refusals: {refusals}\n{told}"


def next_day(text: str, directives: str, date: str = "2026-01-09") -> str:
    lines = "".join(f"      {line}\n" for line in directives.strip().splitlines())
    start = text.rindex("expect:\n")
    return f"{text[:start]}  - date: {date}\n    directives:\n{lines}{text[start:]}"


def test_deliver__list_nobody_attests__told(tmp_path: Path) -> None:
    text = terms(with_day(STORY.replace("list: bars.csv", "list: other.csv")))
    with pytest.raises(ConfigurationError, match="is attested nowhere"):
        load(tmp_path, text, bars(3))


def test_ask__name_given_twice__told(tmp_path: Path) -> None:
    text = terms(with_day(STORY.replace("- deliver_lots", "- ask_for_lots: {redemption: r1, "
        "instrument: gold, holder: AL-001, amount: 430}\n- deliver_lots")))  # fmt: skip
    with pytest.raises(ConfigurationError, match="taken by another request"):
        load(tmp_path, text, bars(3))


def test_redemption__without_a_smallest_lot__told() -> None:
    with pytest.raises(ConfigurationError, match="does not say what it holds"):
        parsed(terms(SMALL))


@pytest.mark.parametrize(
    ("cash", "reason"),
    [
        ("currency: XAU", "XAU is no money: PKR or USD is expected"),
        ("currency: PKR", "unknown unit of account 'PKR'"),
        ("currency: USD, fee_percent: 100", "leaves nothing"),
        ("currency: USD, fee_percent: 0.001", "fee_percent"),
    ],
)
def test_redemption__cash_it_cannot_be__told(cash: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        parsed(terms(SMALL, f", minimum: 430, cash: {{{cash}}}"))


def test_play__cash_instead_of_lots__paid_against_the_units_and_no_bar_moves(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """0.333 ounces at 250 dollars less 0.50 percent are 82.83375; another request is not paid while
    the price is stale, and its holder ends it.
    """
    more = ", cash: {currency: USD, fee_percent: 0.50}"
    text = next_day(loose(terms(with_day(IN_CASH), more), 9), LATER, "2026-01-12")
    outcome = run(load(tmp_path, text, bars(3)), artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    assert [str(noted.finding) for noted in outcome.findings] == []
    assert all(refused.agreed for refused in outcome.refusals)
    book, cash = outcome.ledger.tokens[GOLD], outcome.ledger.cash[CASH]
    assert (book.balance(Party("AL-001")), book.locked_amount(Party("AL-001"))) == (429_667, 0)
    assert cash.balance(Party("AL-001")) == 82_83
    assert cash.balance(outcome.ledger.genesis.government) == 1_000_00 - 82_83
    (row,) = reserve_rows(outcome)
    assert (row["stock"], row["delivered"], row["for_cash"]) == ("1194.000", "0.000", "0.333")
    assert row["cash"] == [{"currency": "USD", "units": "0.333", "paid": "82.83"}]
    first, second, third = redemption_rows(outcome)
    assert first[:5] == ("lots", "XAU-SMALL", "AL-001", "", "lots")
    assert second[8:] == (
        "paid", date(2026, 1, 8), "0.333", "0.000", "", "USD", "0.50", "250.00000000", "1", "82.83",
    )  # fmt: skip
    assert third[8:] == (
        "ended", date(2026, 1, 12), "0.000", "0.000", "", "USD", "0.50", "", "", "",
    )  # fmt: skip


def test_reconcile__other_cash_than_prices_and_fee_make__a_finding(
    tmp_path: Path, artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tampered(registry: Registry, ledger: Ledger) -> Iterator[Finding]:
        ledger.redemptions.requests[2].cash += 1
        return redemption_differences(registry, ledger)

    monkeypatch.setattr(play, "reconcile", tampered)
    more = ", cash: {currency: USD, fee_percent: 0.50}"
    text = loose(terms(with_day(IN_CASH), more), 8)
    outcome = run(load(tmp_path, text, bars(3)), artifacts)
    assert [str(noted.finding.sentence) for noted in outcome.findings] == [
        "USD 82.84 paid for XAU 0.333, and USD 82.83 was due"
    ]


def test_play__one_bar_delivered__its_weight_burned_and_the_rest_unlocked(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """398 of 430 ounces: nothing can be issued against the bar from that second on."""
    outcome = run(load(tmp_path, loose(terms(with_day(STORY)), 9), bars(3)), artifacts)
    assert [str(noted.finding) for noted in outcome.findings] == []
    assert outcome.differences == ()
    assert all(refused.agreed for refused in outcome.refusals)
    book, request = outcome.ledger.tokens[GOLD], outcome.ledger.redemptions.requests[1]
    assert (request.phase, request.weight, request.burned) == (
        RedemptionPhase.DELIVERED, 398_000, 398_000,
    )  # fmt: skip
    assert (book.balance(Party("AL-001")), book.balance(Party("AL-002"))) == (0, 32_000)
    assert book.locked_amount(Party("AL-001")) == 0
    (row,) = reserve_rows(outcome)
    assert (row["attested"], row["stock"], row["delivered"], row["locked"]) == (
        "1194.000", "796.000", "398.000", "0.000",
    )  # fmt: skip


def test_t39_play__bars_allocated__each_once_the_delivered_one_to_nobody(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """Two bars of 398 are left of three; of two holders with 430 one is covered at a time."""
    more = "\n- issue: {instrument: gold, to: AL-003, amount: 445}\n"
    trial = load(tmp_path, loose(terms(with_day(STORY.rstrip() + more)), 9), bars(3))
    outcome = run(trial, artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    rows = list(allocation_rows(outcome))
    assert rows == [
        ("XAU-SMALL", "AL-003", "Karachi B", "Example Refinery B000001", "XAU", "398.000"),
        ("XAU-SMALL", "AL-003", "", "", "XAU", "47.000"),
        ("XAU-SMALL", "BE-001", "", "", "XAU", "50.000"),
        ("XAU-SMALL", "AL-002", "", "", "XAU", "32.000"),
        ("XAU-SMALL", "", "Karachi A", "Example Refinery B000002", "XAU", "398.000"),
    ]
    (row,) = reserve_rows(outcome)
    assert row["allocation"] == {
        "minimum": "430.000",
        "holders": 1,
        "lots": 1,
        "free_lots": 1,
        "allocated": "398.000",
        "unallocated": "129.000",
    }
    console = Console(width=200, record=True, file=StringIO())
    print_reserves(console, [row])
    assert (
        "1 of 2 lots of XAU-SMALL stands for 1 holder of XAU 430.000 or more, and XAU 129.000 of "
        "what is outstanding for no lot of one holder's."
    ) in console.export_text()


SECOND = """  other:
    class: commodity
    name: Another reserve
    symbol: SG2
    commodity: XAU-OTHER
    unit: XAU
    denomination: 0.001
    volume: 1,000
    holds: gold
population:
"""
TWICE = f"""
- register: {{instrument: other}}
- attest: {{instrument: other, lots: bars.csv, {DATES}}}
- attempt:
    issue: {{instrument: other, to: AL-001, amount: 1}}
    refused: NoAttestation
- attest: {{instrument: other, lots: others.csv, {DATES}}}
- issue: {{instrument: other, to: AL-001, amount: 1}}
"""


def test_t39_play__bars_of_one_reserve_listed_for_another__found_and_nothing_attested(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """Of three bars of the first reserve one is delivered; neither it nor the rest back another."""
    (tmp_path / "others.csv").write_bytes(bar_list(*bars(4)[3:]))
    text = loose(terms(with_day(STORY + TWICE.lstrip())), 10, "lot-refused")
    outcome = run(load(tmp_path, text.replace("population:\n", SECOND), bars(3)), artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    assert [noted.finding.sentence for noted in outcome.findings] == [
        "bars.csv, row 2: Example Refinery B000000 was delivered from XAU-SMALL on 2026-01-08; "
        "nothing is attested",
        "bars.csv, row 3: Example Refinery B000001 stands in the list of XAU-SMALL; nothing is "
        "attested",
        "bars.csv, row 4: Example Refinery B000002 stands in the list of XAU-SMALL; nothing is "
        "attested",
    ]


def test_reconcile__bar_delivered_that_the_log_does_not_tell_of__a_finding(
    tmp_path: Path, artifacts: Artifacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tampered(trial: Trial, registry: Registry, ledger: Ledger) -> Iterator[Finding]:
        (stock,) = ledger.stocks.values()
        stock.deliveries.clear()
        return standing_differences(trial, registry, ledger)

    monkeypatch.setattr(play, "standing_differences", tampered)
    outcome = run(load(tmp_path, loose(terms(with_day(STORY)), 9), bars(3)), artifacts)
    told = {noted.finding.subject: noted.finding.sentence for noted in outcome.findings}
    assert told == {
        "XAU-SMALL stock: lots in the vaults": "the event log says 1194000, the chain says 796000",
        "XAU-SMALL stock: Example Refinery B000000 delivered": "the event log says False, "
        "the chain says True",
    }


def test_t39_play__delivered_bar_listed_again__found_and_it_stays_deducted(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    (tmp_path / "rest.csv").write_bytes(bar_list(*bars(3)[1:]))
    text = next_day(loose(terms(with_day(STORY)), 9, "delivered-lot"), AGAIN)
    outcome = run(load(tmp_path, text, bars(3)), artifacts)
    assert outcome.ok, outcome.findings
    assert [noted.finding.sentence for noted in outcome.findings] == [
        "bars.csv lists Example Refinery B000000, which was delivered on 2026-01-08: it stays "
        "deducted from the stock"
    ]
    (book,) = outcome.ledger.stocks.values()
    told = [(each.attestation.total, each.attestation.omitted) for each in book.rounds[-2:]]
    assert told == [(1_194_000, 0), (796_000, 398_000)]
    assert book.stock == 796_000


def test_t39_play__bars_listed_again_in_another_case__the_same_bars_to_both_reserves(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """The delivered one stays deducted, and none of them backs another reserve."""
    again = [row.replace("Example Refinery", "EXAMPLE REFINERY") for row in bars(3)]
    (tmp_path / "again.csv").write_bytes(bar_list(*again))
    (tmp_path / "others.csv").write_bytes(bar_list(*again[1:]))
    more = f"""- register: {{instrument: other}}
- attest: {{instrument: other, lots: others.csv, {DATES}}}
"""
    later = f"""- attest: {{instrument: gold, lots: again.csv, {DATES.replace("01-07", "01-08")}}}
"""
    text = loose(terms(with_day(STORY + more)), 9, "delivered-lot, lot-refused")
    text = next_day(text, later).replace("population:\n", SECOND)
    outcome = run(load(tmp_path, text, bars(3)), artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    assert [noted.finding.sentence for noted in outcome.findings] == [
        *(
            f"others.csv, row {row}: EXAMPLE REFINERY B00000{number} stands in the list of "
            "XAU-SMALL; nothing is attested"
            for row, number in ((2, 1), (3, 2))
        ),
        "again.csv lists EXAMPLE REFINERY B000000, which was delivered on 2026-01-08: it stays "
        "deducted from the stock",
    ]
    assert [each.stock for each in outcome.ledger.stocks.values()] == [796_000, 0]


@pytest.mark.parametrize(("more", "burned"), [("", 447_750), (", shortfall: first_come", 398_000)])
def test_play__shortfall__a_bar_costs_its_share_unless_first_come(
    tmp_path: Path, artifacts: Artifacts, more: str, burned: int
) -> None:
    """900 ounces outstanding on two bars of 398: 398 x 900 / 796 = 450 units for one bar. The
    trial's reserve has 50 more, so it is 398 x 895.5 / 796 with 895.5 outstanding.
    """
    day = f"""
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 845.500}}
- ask_for_lots: {{redemption: r1, instrument: gold, holder: AL-001, amount: 500}}
"""
    short = """
- attest: {instrument: gold, lots: rest.csv, through: 2026-12-31, report: R3}
- deliver_lots: {redemption: r1, list: rest.csv, lots: [B000001]}
"""
    (tmp_path / "rest.csv").write_bytes(bar_list(*bars(3)[1:]))
    text = next_day(loose(terms(with_day(day), more), 1, "shortfall"), short)
    outcome = run(load(tmp_path, text, bars(3)), artifacts)
    assert outcome.ok, outcome.findings
    request = outcome.ledger.redemptions.requests[1]
    assert (request.weight, request.burned) == (398_000, burned)
    book = outcome.ledger.tokens[GOLD]
    assert book.supply == 895_500 - burned
    assert book.locked_amount(Party("AL-001")) == 0


def test_play__request_lapses__anyone_unlocks_it_and_nothing_is_delivered_on_it(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    day = f"""
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 430}}
- ask_for_lots: {{redemption: r1, instrument: gold, holder: AL-001, amount: 430}}
"""
    lapsed = """
- attempt:
    deliver_lots: {redemption: r1, list: bars.csv, lots: [B000000]}
    refused: RequestLapsed
- end_request: {redemption: r1, by: BE-002}
- transfer: {instrument: gold, from: AL-001, to: AL-002, amount: 430}
"""
    text = next_day(loose(terms(with_day(day)), 2), lapsed, "2026-01-14")
    outcome = run(load(tmp_path, text, bars(3)), artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    assert outcome.ledger.redemptions.requests[1].phase is RedemptionPhase.ENDED


def test_deliver__after_a_refused_request__on_the_request_that_is_named(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """The first request is refused, so that the second one made is the first on chain."""
    day = f"""
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 430}}
- issue: {{instrument: gold, to: AL-002, amount: 430}}
- ask_for_lots: {{redemption: typo, instrument: gold, holder: AL-001, amount: 400}}
- ask_for_lots: {{redemption: one, instrument: gold, holder: AL-001, amount: 430}}
- ask_for_lots: {{redemption: two, instrument: gold, holder: AL-002, amount: 430}}
- deliver_lots: {{redemption: two, list: bars.csv, lots: [B000000]}}
- deliver_lots: {{redemption: typo, list: bars.csv, lots: [B000001]}}
- attempt:
    end_request: {{redemption: two}}
    refused: RequestOver
"""
    outcome = run(load(tmp_path, loose(terms(with_day(day)), 4), bars(3)), artifacts)
    assert [row[:3] for row in redemption_rows(outcome)] == [
        ("one", "XAU-SMALL", "AL-001"),
        ("two", "XAU-SMALL", "AL-002"),
    ]
    requests = outcome.ledger.redemptions.requests
    assert [each.phase for each in requests.values()] == [
        RedemptionPhase.OPEN,
        RedemptionPhase.DELIVERED,
    ]
    told = [refused.told for refused in outcome.refusals]
    assert told[-2:] == [
        "there is no redemption request 3",
        "redemption request two is delivered already",
    ]


@pytest.mark.parametrize(
    ("lots", "reason"),
    [
        ("[B000000, NOPE]", "lots[2]: no lot is called 'NOPE', in bars.csv"),
        (
            "[B000002]",
            "2 lots are called 'B000002': Example Refinery B000002 in Karachi A; Other Refinery "
            "B000002 in Karachi A; name one in full, in bars.csv",
        ),
    ],
)
def test_deliver__what_is_not_one_lot__told_when_the_trial_is_read(
    tmp_path: Path, lots: str, reason: str
) -> None:
    text = terms(with_day(STORY))
    rows = [*bars(3), bars(3)[2].replace("Example", "Other")]
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text.replace("[B000000]}", f"{lots}}}"), rows)
    assert reason in str(caught.value)


def test_deliver__list_read_for_two_days__as_it_was_attested(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """Bars of 2026 break the list of a day in 2025; the reading of the later day is attested, and a
    lot that shares its serial is named in full.
    """
    rows = [each.replace(",2020", ",2026") for each in bars(3)]
    rows.append(rows[0].replace("Example", "Other"))
    early = LISTED.replace("as_of: 2026-01-07", "as_of: 2025-12-31")
    day = f"""
{early}
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 430}}
- ask_for_lots: {{redemption: r1, instrument: gold, holder: AL-001, amount: 430}}
- deliver_lots: {{redemption: r1, list: bars.csv, lots: [Other Refinery B000000]}}
"""
    text = loose(terms(with_day(day)), 1, "lot-refused")
    outcome = run(load(tmp_path, text, rows), artifacts)
    assert outcome.ok, outcome.findings
    (row,) = redemption_rows(outcome)
    assert (row[8], row[12]) == ("delivered", "Other Refinery B000000")


def test_play__wallet_replaced_before_delivery_or_end__locks_go_with_the_position(
    tmp_path: Path, artifacts: Artifacts
) -> None:
    """One request is delivered to the successor, the other ended by it."""
    day = f"""
{LISTED}
{FIRST_DAY.strip()}
- issue: {{instrument: gold, to: AL-001, amount: 860}}
- ask_for_lots: {{redemption: one, instrument: gold, holder: AL-001, amount: 430}}
- ask_for_lots: {{redemption: two, instrument: gold, holder: AL-001, amount: 430}}
- onboard: {{exchange: alpha, holders: AL-001/2}}
- order:
    proposed_by: registrar
    approved_by: regulator
    document: Affidavit
    act: {{replace_wallet: {{wallet: AL-001, successor: AL-001/2}}}}
- replace_wallet: {{wallet: AL-001, successor: AL-001/2}}
- attempt:
    deliver_lots: {{redemption: one, list: bars.csv, lots: [B000000]}}
    refused: PositionNotRecovered
- recover: {{instrument: gold, wallet: AL-001, successor: AL-001/2}}
- deliver_lots: {{redemption: one, list: bars.csv, lots: [B000000]}}
- end_request: {{redemption: two, by: AL-001/2}}
- ask_for_lots: {{redemption: three, instrument: gold, holder: AL-001/2, amount: 430}}
"""
    outcome = run(load(tmp_path, loose(terms(with_day(day)), 2), bars(3)), artifacts)
    assert outcome.ok, (outcome.findings, outcome.differences)
    assert [row[3] for row in redemption_rows(outcome)] == ["AL-001/2", "", ""]

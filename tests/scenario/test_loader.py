"""Every bad trial file: one line for each problem, with file, line and field."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rwa.errors import ConfigurationError
from rwa.scenario import FileRefused, load_trial
from tests.trials import FILE, SMALL, changed, line_of, parsed, with_day


def refused(text: str) -> list[str]:
    """The lines in which a text is refused."""
    with pytest.raises(ConfigurationError) as caught:
        parsed(text)
    assert caught.value.exit_code == 3
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("    volume: 1,000\n", "    volumes: 1,000\n", "instruments.gold.volumes: unknown field"),
        ("denomination: 0.001", "denomination: 1e-3", "instruments.gold.denomination: '1e-3'"),
    ],
)
def test_load__commodity_with_a_bad_field__that_field_and_its_line(
    old: str, new: str, field: str
) -> None:
    text = changed(old, new)
    told = f"{FILE}:{line_of(text, new.strip())}: {field}"
    assert any(line.startswith(told) for line in refused(text)), refused(text)


@pytest.mark.parametrize(
    ("old", "new", "at", "field", "reason"),
    [
        ("seed: 7", "seed: 7\ncolour: red", "colour", "colour", "unknown field 'colour'"),
        ("seed: 7\n", "", "trial: small", "", "seed is missing"),
        ("seed: 7", "seed: '7'", "seed", "seed", "an integer is expected"),
        ("seed: 7", "seed: true", "seed", "seed", "an integer is expected"),
        ("start: 2026-01-05", "start: 2026-02-30", "start", "start", "'2026-02-30' is not a date"),
        ("start: 2026-01-05", "start: 20260105", "start", "start", "a date is written YYYY-MM-DD"),
        ("cap_usd: 1,000,000", "cap_usd: 1.5e6", "cap_usd", "programme.cap_usd", "not an amount"),
        ("cap_usd: 1,000,000", "cap_usd: 010", "cap_usd", "programme.cap_usd", "not an amount"),
        (
            "cap_usd: 1,000,000",
            "cap_usd: 1,00,000",
            "cap_usd",
            "programme.cap_usd",
            "not an amount",
        ),
        ("cap_usd: 1,000,000", "cap_usd: -1", "cap_usd", "programme.cap_usd", "not an amount"),
        (
            "cap_usd: 1,000,000",
            "cap_usd: no",
            "cap_usd",
            "programme.cap_usd",
            "'no' is not an amount",
        ),
        (
            "cap_usd: 1,000,000",
            "cap_usd: 12:30:45",
            "cap_usd",
            "programme.cap_usd",
            "not an amount",
        ),
        (
            "cap_usd: 1,000,000",
            "cap_usd: '99999999999999999999'",
            "cap_usd",
            "programme.cap_usd",
            "more than the contracts can count",
        ),
        (
            "isin: PK00TRIAL848",
            "isin: PK00TRIAL849",
            "isin",
            "instruments.bill.isin",
            "the check digit is 8, not 9",
        ),
        (
            "maturity_date: 2026-03-31",
            "maturity_date: 2026-01-06",
            "maturity_date",
            "instruments.bill.maturity_date",
            "2026-01-06 is not after issue on 2026-01-06",
        ),
        (
            "class: commodity",
            "class: equity",
            "class: equity",
            "instruments.gold.class",
            "class is one of bill, bond, commodity",
        ),
        (
            "    class: commodity\n",
            "",
            "gold:",
            "instruments.gold",
            "class is one of bill, bond, commodity",
        ),
        (
            "countries: {PK: 1}",
            "countries: {Pakistan: 1}",
            "countries",
            "population.countries.Pakistan",
            "'Pakistan' is not a country of two capital letters such as PK",
        ),
        (
            "register: {instrument: gold}",
            "register:",
            "- register:\n",
            "days[1].directives[10]",
            "register says nothing; a group of fields is expected",
        ),
        (
            "register: {instrument: gold}",
            "{}",
            "- {}",
            "days[1].directives[10]",
            "credit_cash, debit_cash, announce_auction, bid, withdraw_bid, reveal, allot,",
        ),
        (
            "  refusals: 1\n",
            "  refusals: 1\n  findings: [pasive-breach]\n",
            "findings",
            "expect.findings[1]",
            "'pasive-breach' is not 'passive-breach', 'trades-not-drawn', 'bid-void',",
        ),
        (
            "  refusals: 1\n",
            "  refusals: 1\n  findings: [reconciliation]\n",
            "findings",
            "expect.findings[1]",
            "'reconciliation' is not",
        ),
        (
            "denomination: 100",
            "denomination: 0",
            "denomination",
            "instruments.bill.denomination",
            "0 is out of range",
        ),
        (
            "denomination: 0.001",
            "denomination: 1.0001",
            "denomination: 1.0001",
            "instruments.gold.denomination",
            "it has 4",
        ),
        ("commodity: XAU-SMALL", "commodity: xau", "commodity: xau", "gold.commodity", "is not a"),
        (
            "commodity: XAU-SMALL",
            "commodity: AL-001",
            "commodity: AL-001",
            "gold.commodity",
            "the name of a wallet",
        ),
        ("regulator: Regulator", "regulator: ministry", "regulator", "parties.regulator", "taken"),
        ("custodian: Custodian", "custodian: orders", "custodian", "parties.custodian", "taken"),
        ("name: Alpha,", "name: AL-001,", "AL-001", "exchanges.alpha.name", "is taken"),
        (
            "name: Alpha,",
            '"name": "Central Bank, account 2",',
            "account 2",
            "exchanges.alpha.name",
            "is taken",
        ),
        (
            "categories: {individual: 1}",
            "categories: {" + ", ".join(f"kind-{number}: 1" for number in range(16)) + "}",
            "population:",
            "population",
            "16 categories are too many: 15 at most",
        ),
        ("name: Alpha,", "name: 5,", "alpha:", "exchanges.alpha.name", "text is expected, not 5"),
        (
            "\ndays:",
            "\n    - {prefix: AL, persons: 1, kyc_through: 2027-12-31}\ndays:",
            "{prefix: AL, persons: 1",
            "groups[3].prefix",
            "AL is taken",
        ),
        ("persons: 3", "persons: 0", "persons: 0", "groups[2].persons", "greater than or equal"),
        ("unit: XAU\n", "unit: EUR\n", "unit: EUR", "gold.unit", "unknown unit of account 'EUR'"),
        (
            "date: 2026-01-07",
            "date: 2026-01-06",
            "date: 2026-01-06\n    directives:\n      - trade",
            "days[3].date",
            "date out of order: 2026-01-06 does not come after 2026-01-06",
        ),
        (
            "date: 2026-01-05\n",
            "date: 2026-01-04\n",
            "date: 2026-01-04",
            "days[1].date",
            "2026-01-04 is before the trial's start 2026-01-05",
        ),
        (
            "to: BE-001, amount: 50",
            "to: BE-009, amount: 50",
            "BE-009",
            "days[2].directives[3].issue.to",
            "unknown wallet 'BE-009'",
        ),
        (
            "to: BE-001, amount: 50",
            "to: ZZ, amount: 50",
            "to: ZZ",
            "days[2].directives[3].issue.to",
            "'ZZ' names nobody",
        ),
        (
            "to: BE-001, amount: 50}",
            "to: BE-001, amount: 50, by: treasury}",
            "treasury",
            "days[2].directives[3].issue.by",
            "unknown party, exchange, dealer or wallet 'treasury'",
        ),
        (
            "enrol: {exchange: alpha,",
            "enrol: {exchange: alfa,",
            "alfa",
            "days[1].directives[1].enrol.exchange",
            "unknown exchange 'alfa'; 'alpha' is meant?",
        ),
        (
            "refused: CapExceeded",
            "refused: CapExceded",
            "CapExceded",
            "days[2].directives[5].attempt.refused",
            "unknown refusal 'CapExceded'; 'CapExceeded' is meant?",
        ),
        (
            "from: AL-001, to: BE-001, amount: 100",
            "from: AL-001, to: BE-001, amount: 0.125",
            "0.125",
            "days[2].directives[4].transfer.amount",
            "it has 3",
        ),
        ('usd: "4,000"', "usd: 0.123456789", "usd: 0.1", "post_price.usd", "it has 9"),
        ("unit: XAU, usd", "unit: USD, usd", "unit: USD, usd", "post_price.unit", "no price feed"),
        (
            'to: AL, total: "600,000"',
            'to: AL, total: "600,050"',
            "600,050",
            "days[2].directives[2].issue.total",
            "600050 cannot be split among 4 holders in multiples of 100",
        ),
        (
            'to: AL, total: "600,000"',
            "to: AL",
            "to: AL}",
            "days[2].directives[2].issue",
            "either amount (to each) or total (among all) is expected",
        ),
        (
            "- register: {instrument: gold}",
            "- regster: {instrument: gold}",
            "regster",
            "days[1].directives[10].regster",
            "unknown field 'regster'; known: enrol, set_operator, grant_noc,",
        ),
        (
            "- register: {instrument: gold}",
            "- {}",
            "- {}",
            "days[1].directives[10]",
            "nothing is done here; one of",
        ),
        (
            "- register: {instrument: gold}",
            "- register: gold",
            "register: gold",
            "days[1].directives[10].register",
            "a group of fields is expected",
        ),
    ],
)
def test_load__one_bad_value__one_line_with_file_line_and_field(
    old: str, new: str, at: str, field: str, reason: str
) -> None:
    text = changed(old, new)
    lines = refused(text)
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{FILE}:{line_of(text, at)}: ")
    assert field in lines[0]
    assert reason in lines[0]


@pytest.mark.parametrize("too_much", ["1" + "0" * 20, str(2**128), f'"{10**20:,}.5"'])
@pytest.mark.parametrize(
    ("act", "field"),
    [
        ("ask_for_lots: {redemption: r, instrument: gold, holder: BE-001, amount: N}", "amount"),
        ("attest: {instrument: gold, total: N, through: 2026-12-31, report: R}", "total"),
        ("tender: {tender: t, instruction: i, holder: AL-001, face: N}", "face"),
        ("subscribe: {offer: o, holders: AL, face: N}", "face"),
        (
            "bid: {auction: a, bid: b, dealer: d, investor: AL-001, face: N, deposit: 1}",
            "face",
        ),
        ("accept_tenders: {tender: t, highest_price: N}", "highest_price"),
        ("reveal: {auction: a, bid: b, price: N}", "price"),
        ("post_price: {unit: XAU, usd: N}", "usd"),
    ],
)
def test_load__more_than_the_contracts_count__told_with_file_line_and_field(
    act: str, field: str, too_much: str
) -> None:
    text = with_day(f"- {act.replace(': N', f': {too_much}')}")
    place = f"{FILE}:{line_of(text, too_much)}: "
    told = [line for line in refused(text) if line.startswith(place) and "is too much: " in line]
    assert [line.split(": ")[1].endswith(f".{field}") for line in told] == [True], refused(text)


@pytest.mark.parametrize("field", ["target", "non_competitive", "over_allotment"])
def test_load__auction_of_more_than_the_contracts_count__told(field: str) -> None:
    terms = {"target": "100", field: "1" + "0" * 20}
    amounts = ", ".join(f"{name}: {value}" for name, value in terms.items())
    days = ", ".join(
        f"{name}: 2026-01-{day:02}"
        for day, name in enumerate(("bids_through", "reveals_through", "settlement"), 9)
    )
    act = f"{{auction: a, instrument: bill, {amounts}, {days}, settles_through: 2026-01-12}}"
    (told,) = refused(with_day(f"- announce_auction: {act}"))
    assert f"announce_auction.{field}: " in told
    assert "is too much: an amount has at most 20 digits of units" in told


def test_load__several_problems__all_told_in_the_order_of_the_file() -> None:
    text = changed("seed: 7", "seed: x").replace("persons: 3", "persons: many")
    lines = refused(text)
    assert [line.split(": ")[1] for line in lines] == ["seed", "population.groups[2].persons"]


def test_load__instrument_used_before_it_is_registered__refused() -> None:
    text = changed("      - register: {instrument: bill}\n", "")
    lines = refused(text)
    assert all("the instrument 'bill' is used before it is registered" in line for line in lines)
    assert len(lines) == 2


def test_load__a_grave_act_on_an_unregistered_instrument__refused() -> None:
    act = "{forced_transfer: {instrument: bill, from: AL-001, to: BE-001, amount: 100}}"
    order = f"{{proposed_by: registrar, approved_by: regulator, document: Order, act: {act}}}"
    text = SMALL.replace("      - register: {instrument: bill}\n", f"      - order: {order}\n")
    assert "'bill' is used before it is registered" in refused(text)[0]


@pytest.mark.parametrize("key", ["registrar", "ministry", "deployer", "programme"])
def test_t48__exchange_with_the_key_of_another_account__refused(key: str) -> None:
    last = "  beta: {name: Beta, fictional: true}\n"
    lines = refused(changed(last, f"{last}  {key}: {{name: Gamma, fictional: true}}\n"))
    assert len(lines) == 1
    assert f"exchanges.{key}: the key '{key}' is taken; no account stands for two" in lines[0]


def test_load__coupon_above_the_whole__refused() -> None:
    text = changed("class: bill\n", "class: bond\n    coupon_percent: 100.01\n    frequency: 2\n")
    assert "bill.coupon_percent: a coupon of 100.01 percent is too high" in refused(text)[0]


def test_load__two_directives_under_one_dash__refused() -> None:
    text = with_day("- pause: {instrument: bill}\n  unpause: {instrument: bill}")
    assert "pause and unpause are two directives; give each its own dash" in refused(text)[0]


def test_load__a_list_in_place_of_the_trial__refused() -> None:
    assert refused("- 1\n") == [f"{FILE}:1: a trial is a group of fields"]


def test_load__too_many_problems__counted() -> None:
    text = SMALL.replace("exchange: ", "exchnge: ")
    assert len(refused(text)) <= 51


def test_load__missing_file__one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file or directory"):
        load_trial(tmp_path / "absent.yaml")


def test_load__folder_or_pipe__refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for place in (tmp_path, pipe):
        with pytest.raises(ConfigurationError, match="not a regular file"):
            load_trial(place)


def test_o20__bidi_newline_and_look_alikes_in_names__refused_with_the_place() -> None:
    for text, reason in (
        ('"Al\\u202Epha"', "the character U+202E is not allowed in text"),
        ('"Al\\npha"', "the character U+000A is not allowed in text"),
        ('"Al\\u200Bpha"', "the character U+200B is not allowed in text"),
        ('"\\u0410lpha"', "mixes scripts: CYRILLIC, LATIN"),
    ):
        lines = refused(changed("name: Alpha,", f"name: {text},"))
        assert len(lines) == 1
        assert "exchanges.alpha.name" in lines[0]
        assert reason in lines[0]


def test_o20__compatibility_forms__normalised_before_they_are_compared() -> None:
    lines = refused(changed("name: Alpha,", 'name: "\\uFF22eta",'))
    assert "the name 'Beta' is taken" in lines[0]


def test_o14__a_name_that_leaves_the_run_folder__refused() -> None:
    for name in ("../../etc", "a/b", ".hidden", "", "CON."):
        assert "trial" in refused(changed("trial: small", f"trial: '{name}'"))[0]


def test_load__sound_file__frozen_sections() -> None:
    trial = parsed()
    assert trial.name == "small"
    assert trial.sections.programme.cap_usd == 1_000_000 * 10**6
    with pytest.raises(ValueError, match="frozen"):
        trial.sections.seed = 8  # type: ignore[misc]
    assert issubclass(FileRefused, ConfigurationError)

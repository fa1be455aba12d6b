"""What a trial says must be true, beside what the ledger says: every difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rwa.identifiers import Code
from rwa.ledger import Ledger
from rwa.money import usd_text
from rwa.registry.assembly import class_code
from rwa.registry.directory import Directory
from rwa.scenario.expect import Expect
from rwa.scenario.trial import Trial
from rwa.simulation.figures import holders_of_record, stage_of, standing_of, usd_figures


def differences(
    expect: Expect,
    trial: Trial,
    ledger: Ledger,
    directory: Directory,
    now: int,
    refusals: int,
    findings: Sequence[str],
) -> Iterator[str]:
    """One sentence for each figure that is not as expected; `findings` are the checks that found
    something.
    """
    yield from _usd(expect, ledger, now)
    yield from _in_kind(expect, trial, ledger, directory)
    yield from _exchanges(expect, ledger, directory, now)
    counts = {
        "holders": (expect.holders, holders_of_record(ledger)),
        "refusals": (expect.refusals, refusals),
    }
    for name, (wanted, found) in counts.items():
        if wanted is not None and wanted != found:
            yield f"{name}: {wanted} expected, {found} found"
    for check in expect.findings or ():
        if check not in findings:
            yield f"findings: {check} expected, not found"


def _usd(expect: Expect, ledger: Ledger, now: int) -> Iterator[str]:
    figures = usd_figures(ledger, now)
    pairs = {
        "cap_usd": (expect.cap_usd, figures.cap),
        "outstanding_usd": (expect.outstanding_usd, figures.outstanding),
        "headroom_usd": (expect.headroom_usd, figures.headroom),
        **{
            f"by_class.{name}": (wanted, figures.by_class.get(class_code(name), 0))
            for name, wanted in expect.by_class.items()
        },
    }
    for name, (wanted, found) in pairs.items():
        if wanted is not None and wanted != found:
            yield f"{name}: {usd_text(wanted)} expected, {usd_text(found)} found"


def _in_kind(expect: Expect, trial: Trial, ledger: Ledger, directory: Directory) -> Iterator[str]:
    for key, wanted in expect.outstanding.items():
        registered = ledger.programme.instruments.get(_code(trial, key))
        found = registered.owed if registered else 0
        yield from _amount(trial, key, f"outstanding.{key}", wanted, found)
    for key, wanted in expect.issued.items():
        found = ledger.programme.turnover(_code(trial, key)).issued
        yield from _amount(trial, key, f"issued.{key}", wanted, found)
    for name, tables in (("holdings", expect.holdings), ("frozen", expect.frozen)):
        for key, wallets in tables.items():
            book = ledger.tokens[_code(trial, key)]
            read = book.balance if name == "holdings" else book.frozen_amount
            for wallet, wanted in wallets.items():
                found = read(directory.party(wallet))
                yield from _amount(trial, key, f"{name}.{key}.{wallet}", wanted, found)


def _amount(trial: Trial, key: str, name: str, wanted: str, found: int) -> Iterator[str]:
    amount = trial.base_units(key, wanted)
    if amount != found:
        yield f"{name}: {trial.quantity(key, amount)} expected, {trial.quantity(key, found)} found"


def _exchanges(expect: Expect, ledger: Ledger, directory: Directory, now: int) -> Iterator[str]:
    books = ledger.participants.exchanges
    found: dict[str, Mapping[str, str]] = {
        "customers": {
            key: str(record.customers if (record := books.get(directory.exchange(key))) else 0)
            for key in expect.customers
        },
        "stage": {
            key: stage_of(books.get(directory.exchange(key))).name.lower() for key in expect.stage
        },
        "standing": {
            key: standing_of(books.get(directory.exchange(key)), now) for key in expect.standing
        },
    }
    for name, values in found.items():
        for key, value in values.items():
            wanted = str(getattr(expect, name)[key])
            if wanted != value:
                yield f"{name}.{key}: {wanted} expected, {value} found"


def _code(trial: Trial, key: str) -> Code:
    return Code(trial.instrument(key).code)

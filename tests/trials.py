"""A small trial as text, and ways to change one place of it."""

from __future__ import annotations

from collections.abc import Mapping

from rwa.calendar import start_of_day
from rwa.chain.compiler import Artifact
from rwa.chain.tester import TesterEngine
from rwa.scenario import Trial, parse_trial
from rwa.simulation import Outcome, run_trial

FILE = "small.yaml"

SMALL = """\
trial: small
title: A small trial
seed: 7
start: 2026-01-05
programme:
  name: Small programme
  cap_usd: 1,000,000
  class_limits_usd: {bill: "1,000,000", commodity: "500,000"}
units:
  USD: {decimals: 2}
  XAU:
    decimals: 3
    price: {decimals: 8, heartbeat_hours: 72, largest_change_percent: 50}
parties:
  ministry: Ministry
  regulator: Regulator
  registrar: Registrar
  fiscal_agent: Central Bank
  custodian: Custodian
  oracle: Oracle
stage_limits:
  applicant: {customers: 0, exposure_usd: 0, transfer_usd: 0}
  noc: {customers: 0, exposure_usd: 0, transfer_usd: 0}
  goaml: {customers: 10, exposure_usd: 0, transfer_usd: 0}
  licence_applicant: {customers: 10, exposure_usd: 0, transfer_usd: 0}
  licensed: {customers: 10, exposure_usd: 0, transfer_usd: 0}
exchanges:
  alpha: {name: Alpha, fictional: true}
  beta: {name: Beta, fictional: true}
instruments:
  bill:
    class: bill
    name: Small bill
    symbol: SB
    isin: PK00TRIAL848
    unit: USD
    denomination: 100
    volume: 2,000,000
    issue_date: 2026-01-06
    maturity_date: 2026-03-31
  gold:
    class: commodity
    name: Small reserve
    symbol: SG
    commodity: XAU-SMALL
    unit: XAU
    denomination: 0.001
    volume: 1,000
population:
  countries: {PK: 1}
  categories: {individual: 1}
  groups:
    - {prefix: AL, persons: 4, kyc_through: 2027-12-31}
    - {prefix: BE, persons: 3, kyc_through: 2027-12-31}
days:
  - date: 2026-01-05
    directives:
      - enrol: {exchange: alpha, document: Application}
      - enrol: {exchange: beta, document: Application}
      - grant_noc: {exchange: alpha, through: 2026-12-31, document: NOC}
      - grant_noc: {exchange: beta, through: 2026-12-31, document: NOC}
      - reach: {exchange: alpha, milestone: goaml, document: Registration}
      - reach: {exchange: beta, milestone: goaml, document: Registration}
      - onboard: {exchange: alpha, holders: AL}
      - onboard: {exchange: beta, holders: BE}
      - register: {instrument: bill}
      - register: {instrument: gold}
      - attest: {instrument: gold, total: "1,000", through: 2026-12-31, report: Count of January}
  - date: 2026-01-06
    directives:
      - post_price: {unit: XAU, usd: "4,000"}
      - issue: {instrument: bill, to: AL, total: "600,000"}
      - issue: {instrument: gold, to: BE-001, amount: 50}
      - transfer: {instrument: bill, from: AL-001, to: BE-001, amount: 100}
      - attempt:
          issue: {instrument: bill, to: AL-001, amount: "300,000"}
          refused: CapExceeded
  - date: 2026-01-07
    directives:
      - trade: {instrument: bill, sellers: alpha, buyers: beta, trades: 3, largest: "10,000"}
expect:
  outstanding_usd: 800,000
  headroom_usd: 200,000
  by_class: {bill: "600,000", commodity: "200,000"}
  refusals: 1
"""


def changed(old: str, new: str) -> str:
    """The small trial with one place of it changed; the place must be there once."""
    if SMALL.count(old) != 1:
        raise ValueError(f"{old!r} is in the trial {SMALL.count(old)} times")
    return SMALL.replace(old, new)


def with_day(directives: str, date: str = "2026-01-08") -> str:
    """The small trial with one more day; `directives` are lines such as `- pause: {…}`."""
    lines = "".join(f"      {line}\n" for line in directives.strip().splitlines())
    return changed("expect:\n", f"  - date: {date}\n    directives:\n{lines}expect:\n")


def line_of(text: str, fragment: str) -> int:
    """The line on which a fragment first stands."""
    return text[: text.index(fragment)].count("\n") + 1


def parsed(text: str = SMALL) -> Trial:
    """A trial from text."""
    return parse_trial(text.encode(), FILE)


def played(text: str, artifacts: Mapping[str, Artifact]) -> Outcome:
    """A trial from text, played on a chain of its own."""
    trial = parsed(text)
    engine = TesterEngine(start_of_day(trial.sections.start) - 1)
    return run_trial(trial, engine, artifacts)

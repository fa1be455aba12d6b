"""A small run: two exchanges, four persons with five wallets, a bond in rupees and gold, told event
by event.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rwa.aml.movements import Attempt
from rwa.aml.rules import Rules, read_rules
from rwa.aml.scanning import Scan, scan
from rwa.calendar import Timestamp, iso_text, parse_iso
from rwa.events import Event
from rwa.identifiers import Code, Party

START = parse_iso("2026-01-05T09:00:00+05:00")
HOUR, DAY = 3_600, 86_400
BOND, GOLD = "PK00TRIAL3Y9", "XAU-RESERVE-1"
INDUS, RAVI = "Indus Digital (fictional)", "Ravi Exchange (fictional)"
PERSONS = {"IN-001": 1, "IN-002": 2, "RV-001": 3, "RV-002": 4, "RV-003": 1}
"""Wallets and the persons behind them: IN-001 and RV-003 are of one."""
LAKH = 100_000_00
"""PKR 100,000 in paisa."""


def identity(person: int) -> str:
    return f"0x{person:040x}"


class World:
    """Events and refusals of a run that goes on."""

    def __init__(self) -> None:
        self.time = START
        self.events: list[Event] = []
        self.refusals: list[dict[str, Any]] = []
        self.tell("programme", "UnitSet", **_unit("PKR", 2, 18), feed="PKR / USD")
        self.tell("programme", "UnitSet", **_unit("XAU", 3, 8), feed="XAU / USD")
        for code, unit, kind in ((BOND, "PKR", "BOND"), (GOLD, "XAU", "COMMODITY")):
            terms = {"id": code, "token": code, "asset_class": kind, "unit": unit, "volume": 10**15}
            self.tell("programme", "InstrumentRegistered", **terms)
        for wallet, person in PERSONS.items():
            self.tell(
                "participants",
                "HolderOnboarded",
                wallet=wallet,
                exchange=INDUS if wallet.startswith("IN") else RAVI,
                kyc_expiry=START + 400 * DAY,
                country="PK",
                category=1,
                identity=identity(person),
            )

    def tell(self, contract: str, name: str, **args: Any) -> int:
        """One more event; its number."""
        number = len(self.events)
        self.events.append(Event(number, self.time, contract, name, args))
        return number

    def wait(self, seconds: int) -> World:
        self.time = Timestamp(self.time + seconds)
        return self

    def prices(self, rupee: str = "0.0036", gold: str = "4000") -> World:
        for feed, usd, decimals in (("PKR / USD", rupee, 18), ("XAU / USD", gold, 8)):
            whole, _, fraction = usd.partition(".")
            answer = int(whole + fraction.ljust(decimals, "0"))
            self.tell(feed, "AnswerPosted", answer=answer, round=1, updated_at=self.time)
        return self

    def transfer(self, sender: str, receiver: str, amount: int, code: str = BOND) -> int:
        return self.tell(code, "Transfer", **{"from": sender, "to": receiver, "amount": amount})

    def issue(self, receiver: str, amount: int, code: str = BOND) -> int:
        return self.transfer("nobody", receiver, amount, code)

    def force(self, sender: str, receiver: str, amount: int, code: str = BOND) -> None:
        self.transfer(sender, receiver, amount, code)
        ends = {"from": sender, "to": receiver, "amount": amount}
        self.tell(code, "ForcedTransfer", **ends)

    def freeze(self, wallet: str, code: str = BOND) -> int:
        return self.tell(code, "AddressFrozen", account=wallet, frozen=True, by="Central Registrar")

    def block(self, wallet: str) -> int:
        person = identity(PERSONS[wallet])
        wallets = (wallet,)
        return self.tell("participants", "BlockSet", identity=person, wallets=wallets, blocked=True)

    def refuse(self, sender: str, receiver: str, amount: int, refusal: str = "KycExpired") -> None:
        """A transfer of the bond that was refused."""
        self.refusals.append(
            {
                "date": iso_text(self.time)[:10],
                "time": iso_text(self.time),
                "actor": sender,
                "action": "transfer",
                "instrument": BOND,
                "particulars": f"PKR {amount // 100:,}.{amount % 100:02d} to {receiver}",
                "rule": "kyc",
                "refusal": refusal,
            }
        )

    @property
    def attempts(self) -> Sequence[Attempt]:
        return [
            Attempt(
                row,
                parse_iso(refusal["time"]),
                Code(refusal["instrument"]),
                refusal["particulars"].split()[1].replace(",", ""),
                Party(refusal["actor"]),
                Party(refusal["particulars"].split()[3]),
                refusal["refusal"],
            )
            for row, refusal in enumerate(self.refusals, 1)
        ]

    def scanned(self, rules: Rules) -> Scan:
        return scan(self.events, self.attempts, rules)

    def write(self, folder: Path) -> Path:
        """The run's folder, as far as monitoring reads it."""
        folder.mkdir(exist_ok=True)
        lines = "".join(event.to_json() + "\n" for event in self.events)
        (folder / "events.jsonl").write_text(lines, encoding="utf-8")
        summary = {"trial": "world", "events": len(self.events), "refusals": self.refusals}
        (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        return folder


def rules(text: str, reference: str = "PKR", kept: int = 64) -> Rules:
    """One rule called `it`, of these parameters, one a line."""
    head = f'reference = "{reference}"\nkept = {kept}\n[rules.it]\n'
    return read_rules((head + text).encode(), "test.toml")


def _unit(code: str, decimals: int, feed_decimals: int) -> dict[str, Any]:
    return {
        "code": code,
        "decimals": decimals,
        "feed_decimals": feed_decimals,
        "heartbeat": 72 * HOUR,
    }

"""The chain's raw values in the trial's words: one translation for events and for refusals.

The preflight speaks of `Binance` and `PKR 5,000.00`, the contract of an address and an integer.
Both refusals of the same act are equal because a revert's arguments pass through here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from rwa.calendar import Timestamp
from rwa.entry import Milestone, Milestones, Status, milestones_of
from rwa.errors import RuleRefused
from rwa.identifiers import (
    NOBODY,
    Address,
    Code,
    DocumentHash,
    ExchangeName,
    FunctionName,
    Identity,
    OrderId,
    Party,
)
from rwa.money import MicroUsd, Quantity
from rwa.payment import Outcome, PaymentPhase
from rwa.redemption import RedemptionPhase
from rwa.refusals import REFUSALS
from rwa.roles import RoleName, role_name
from rwa.tender import TenderKind
from rwa.trade import TradeStatus

ZERO_ADDRESS = Address("0x" + "0" * 40)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a token's base units are: the unit of account and its decimals."""

    unit: str
    decimals: int


BASE_UNITS = Measure("base units", 0)
"""The measure where no instrument is known."""


class Words:
    """Names of what the chain numbers: accounts and contracts, exchanges, functions, and tokens'
    units.
    """

    def __init__(self) -> None:
        self._parties: dict[Address, Party] = {ZERO_ADDRESS: NOBODY}
        self._exchanges: dict[int, ExchangeName] = {}
        self._functions: dict[bytes, FunctionName] = {}
        self._errors: dict[bytes, str] = {}
        self._measures: dict[Party, Measure] = {}

    def name_party(self, address: str, name: str) -> None:
        """Call an account or contract by a name of the trial."""
        self._parties[Address(address)] = Party(name)

    def name_exchange(self, number: int, name: str) -> None:
        """Call the exchange with this id by a name of the trial."""
        self._exchanges[number] = ExchangeName(name)

    def name_function(self, selector: bytes, name: str) -> None:
        """Call the function with this selector by its name."""
        self._functions[selector] = FunctionName(name)

    def name_error(self, selector: bytes, name: str) -> None:
        """Call the error with this selector by its name."""
        self._errors[selector] = name

    def measure_token(self, token: str, unit: str, decimals: int) -> None:
        """Say what the base units of a token, by its name, are."""
        self._measures[Party(token)] = Measure(unit, decimals)

    def party(self, address: str) -> Party:
        """The name of an account or contract; its address where the trial names none."""
        known = Address(address)
        return self._parties.get(known, Party(known))

    def exchange(self, number: int) -> ExchangeName:
        """The name of an exchange; `exchange 9` where none has this id."""
        return self._exchanges.get(number, ExchangeName(f"exchange {number}"))

    def function(self, selector: bytes) -> FunctionName:
        """The name of a function; its selector in hexadecimal where the name is not known."""
        return self._functions.get(selector, FunctionName("0x" + selector.hex()))

    def error(self, selector: bytes) -> str:
        """The name of an error; its selector in hexadecimal where it is not known, and nothing
        where there is none.
        """
        return self._errors.get(selector, "0x" + selector.hex() if selector else "")

    def quantity(self, amount: int, token: str | None) -> Quantity:
        """An amount of a token, by its name, in base units."""
        measure = self._measures.get(Party(token), BASE_UNITS) if token else BASE_UNITS
        return Quantity(amount, measure.decimals, measure.unit)

    def refusal(
        self, name: str, arguments: Mapping[str, Any], token: str | None = None
    ) -> RuleRefused | None:
        """The typed refusal behind a contract's error, or none where the error is not one of the
        programme's.

        `token` names the instrument the call was about, in whose units its amounts are, unless the
        error names its token itself.
        """
        kind = REFUSALS.get(name)
        if kind is None:
            return None
        types = get_type_hints(kind)
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        given = dict(zip(names, arguments.values(), strict=True))
        if types.get("token") is Party:
            token = self.party(given["token"])
        return kind(*(self._read(types[name], value, token) for name, value in given.items()))

    def _read(self, kind: object, value: Any, token: str | None) -> object:
        if kind is Quantity:
            return self.quantity(value, token)
        return _READERS[kind](self, value)


def code_of(raw: bytes) -> Code:
    """The text of a left-aligned code; in hexadecimal where it is not printable ASCII."""
    text = raw.rstrip(b"\0")
    if text.isascii() and text.decode("ascii").isprintable():
        return Code(text.decode("ascii"))
    return Code("0x" + raw.hex())


_READERS: Mapping[object, Callable[[Words, Any], object]] = {
    Party: lambda words, value: words.party(value),
    ExchangeName: lambda words, value: words.exchange(value),
    FunctionName: lambda words, value: words.function(value),
    RoleName: lambda _, value: role_name(value),
    Code: lambda _, value: code_of(value),
    DocumentHash: lambda _, value: DocumentHash("0x" + value.hex()),
    OrderId: lambda _, value: OrderId("0x" + value.hex()),
    TradeStatus: lambda _, value: TradeStatus(value),
    RedemptionPhase: lambda _, value: RedemptionPhase(value),
    TenderKind: lambda _, value: TenderKind(value),
    Identity: lambda _, value: Identity.from_bits(value),
    PaymentPhase: lambda _, value: PaymentPhase(value),
    Outcome: lambda _, value: Outcome(value),
    Timestamp: lambda _, value: Timestamp(value),
    MicroUsd: lambda _, value: MicroUsd(value),
    Status: lambda _, value: Status(value),
    Milestone: lambda _, value: Milestone(value),
    Milestones: lambda _, value: milestones_of(value),
    int: lambda _, value: value,
    bool: lambda _, value: value,
    str: lambda _, value: value,
}

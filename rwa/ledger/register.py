"""The register of holders as a table: one row for each wallet that holds an instrument."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rwa.calendar import through_text
from rwa.identifiers import Code, Party
from rwa.ledger import Ledger
from rwa.ledger.participants import Holder
from rwa.ledger.token import TokenBook
from rwa.money import FACTOR_DECIMALS, WHOLE, divide_down, format_units


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A holding: amounts are exact decimal strings in `unit`, of debt in original face; `face_left`
    is the balance at the pool factor, rounded down; `state` says what keeps it from moving, if
    anything.
    """

    instrument: Code
    wallet: Party
    person: str
    exchange: str
    country: str
    category: int
    kyc_valid: str
    balance: str
    frozen: str
    pool_factor: str
    face_left: str
    unit: str
    state: str

    def cells(self) -> tuple[str, ...]:
        """The row in the order of `REGISTER_COLUMNS`."""
        return tuple(str(getattr(self, column)) for column in REGISTER_COLUMNS)


REGISTER_COLUMNS = tuple(field.name for field in fields(RegisterRow))


def register_rows(ledger: Ledger, now: int) -> list[RegisterRow]:
    """Every holding with a balance, by instrument and wallet."""
    return [
        _row(ledger, token, account, now)
        for _, token in sorted(ledger.tokens.items())
        for account in sorted(token.holders())
    ]


def _row(ledger: Ledger, token: TokenBook, account: Party, now: int) -> RegisterRow:
    holder = ledger.participants.holders.get(account)
    decimals, factor = token.terms.decimals, ledger.programme.factor(token.terms.code)
    left = divide_down(token.balance(account) * factor, WHOLE)
    return RegisterRow(
        token.terms.code,
        account,
        holder.identity if holder else "",
        holder.exchange or "" if holder else "",
        holder.country if holder else "",
        holder.category if holder else 0,
        through_text(holder.kyc_expiry) if holder else "",
        format_units(token.balance(account), decimals),
        format_units(token.frozen_amount(account), decimals),
        format_units(factor, FACTOR_DECIMALS),
        format_units(left, decimals),
        token.terms.unit,
        _state(token, account, holder, now),
    )


def _state(token: TokenBook, account: Party, holder: Holder | None, now: int) -> str:
    if holder is None or holder.exchange is None:
        return "unknown"
    if holder.successor is not None:
        return "replaced"
    if holder.blocked:
        return "blocked"
    if holder.kyc_expiry <= now:
        return "kyc expired"
    return "frozen" if account in token.frozen_wallets else "active"

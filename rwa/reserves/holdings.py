"""Who holds how much of a reserve, from the register that a run leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from rwa.errors import ConfigurationError, MalformedValue
from rwa.identifiers import Party
from rwa.money import parse_units

MAX_BYTES = 64 * 1024 * 1024
INSTRUMENT, WALLET, BALANCE = "instrument", "wallet", "balance"


def read_holdings(data: bytes, file: str, instrument: str, decimals: int) -> Mapping[Party, int]:
    """Base units of each wallet that holds the instrument, from a register in CSV.

    Raises `ConfigurationError`, with line and field, for what is no register, a wallet told twice,
    a balance that is not above zero, and an instrument that nobody holds.
    """
    if len(data) > MAX_BYTES:
        raise ConfigurationError(file, f"the file is too large: {MAX_BYTES:,} bytes at most")
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = reader.fieldnames or ()
        if missing := [each for each in (INSTRUMENT, WALLET, BALANCE) if each not in header]:
            raise ConfigurationError(file, f"a register has the column {missing[0]}", line=1)
        holdings: dict[Party, int] = {}
        for row in reader:
            if row[INSTRUMENT] == instrument:
                _enter(holdings, row, file, reader.line_num, decimals)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(file, f"not a register in CSV: {error}") from error
    if not holdings:
        raise ConfigurationError(file, f"nobody holds {instrument}")
    return holdings


def _enter(
    holdings: dict[Party, int], row: Mapping[str, str | None], file: str, line: int, decimals: int
) -> None:
    wallet = Party(row[WALLET] or "")
    if not wallet or wallet in holdings:
        reason = f"{wallet!r} is told already" if wallet else "a wallet is expected"
        raise ConfigurationError(file, reason, line=line, field=WALLET)
    try:
        amount = parse_units(row[BALANCE] or "", decimals)
    except MalformedValue as error:
        raise ConfigurationError(file, str(error), line=line, field=BALANCE) from error
    if amount <= 0:
        raise ConfigurationError(file, "it is not above zero", line=line, field=BALANCE)
    holdings[wallet] = amount

"""A register read for one reserve: what is no register is told with its line and field."""

from __future__ import annotations

import pytest

from rwa.errors import ConfigurationError
from rwa.reserves.holdings import read_holdings

HEADER = "instrument,wallet,person,balance"


def read(*rows: str, header: str = HEADER) -> dict[str, int]:
    data = "".join(f"{row}\n" for row in (header, *rows)).encode()
    return {str(wallet): amount for wallet, amount in read_holdings(data, "r.csv", "X", 3).items()}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("X,,p,1.000", r"r.csv:3: wallet: a wallet is expected"),
        ("X,A,p,1.000", r"r.csv:3: wallet: 'A' is told already"),
        ("X,B,p,1.0", r"r.csv:3: balance: .* has 1"),
        ("X,B,p,", r"r.csv:3: balance"),
        ("X,B", r"r.csv:3: balance"),
        ("X,B,p,-1.000", r"r.csv:3: balance: it is not above zero"),
        ("X,B,p,0.000", r"r.csv:3: balance: it is not above zero"),
        ('X,"B', r"r.csv: not a register in CSV"),
    ],
)
def test_holdings__broken_row__told_with_line_and_field(row: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        read("X,A,p,1.000", row)


@pytest.mark.parametrize("missing", ["instrument", "wallet", "balance"])
def test_holdings__no_register__told(missing: str) -> None:
    header = HEADER.replace(missing, "other")
    with pytest.raises(ConfigurationError, match=f"a register has the column {missing}"):
        read(header=header)


def test_holdings__not_utf8__told() -> None:
    with pytest.raises(ConfigurationError, match="not a register in CSV"):
        read_holdings(b"instrument,wallet,balance\nX,\xff,1.000\n", "r.csv", "X", 3)


def test_holdings__of_another_instrument__nobody_holds_it() -> None:
    with pytest.raises(ConfigurationError, match="nobody holds X"):
        read("Y,A,p,1.000")


def test_holdings__one_instrument_of_several__in_base_units() -> None:
    assert read("Y,A,p,1", "X,A,p,1.001", "X,B,p,2") == {"A": 1_001, "B": 2_000}

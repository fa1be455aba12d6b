"""Accounts derived from a trial's seed."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS, Account, derive_account, read_address
from rwa.errors import MalformedValue

SPELT = (
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)
"""The test cases of EIP-55: https://eips.ethereum.org/EIPS/eip-55."""


@pytest.mark.parametrize("text", SPELT[4:])
@pytest.mark.parametrize("place", [3, 10, 41])
def test_read_address__one_digit_mistyped__refused(text: str, place: int) -> None:
    mistyped = text[:place] + ("1" if text[place] == "0" else "0") + text[place + 1 :]
    with pytest.raises(MalformedValue, match="mistyped"):
        read_address(mistyped)


@pytest.mark.parametrize("text", [SPELT[4].swapcase().replace("0X", "0x"), SPELT[4][:-1] + "D"])
def test_read_address__one_capital_amiss__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="mistyped"):
        read_address(text)


def test_read_address__zero_or_no_address__refused() -> None:
    with pytest.raises(MalformedValue, match="the zero address is nobody's"):
        read_address(ZERO_ADDRESS)
    with pytest.raises(MalformedValue, match="40 hexadecimal digits are expected"):
        read_address("0x1")


@pytest.mark.parametrize("text", SPELT)
def test_read_address__as_eip_55_spells_it_or_in_one_case__taken(text: str) -> None:
    assert read_address(text) == text
    assert read_address(text.lower()) == read_address("0x" + text[2:].upper())


def test_account__shown__its_key_is_not() -> None:
    account = derive_account(7, "ministry")
    assert account.key.hex() not in repr(account)
    assert str(account.key) not in repr(account)


def test_derive_account__seed_and_name__decide_the_address() -> None:
    addresses = {
        derive_account(seed, name).address for seed in (7, 8) for name in ("ministry", "regulator")
    }
    assert len(addresses) == 4
    assert derive_account(7, "ministry") == derive_account(7, "ministry")


def test_from_key__worked_example_of_eip_155__its_address() -> None:
    # https://eips.ethereum.org/EIPS/eip-155, "Example": the key 0x4646…46.
    account = Account.from_key(b"\x46" * 32)
    assert account.address == "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F"

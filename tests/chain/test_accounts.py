"""Accounts derived from a trial's seed."""

from __future__ import annotations

from rwa.chain.accounts import Account, derive_account


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

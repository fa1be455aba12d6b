"""Revert bytes and nodes' error answers."""

from __future__ import annotations

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from rwa.chain.abi import AbiIndex, CustomError
from rwa.chain.reverts import decode_revert, revert_data

CAP_EXCEEDED = {
    "type": "error",
    "name": "CapExceeded",
    "inputs": [{"name": "needed", "type": "uint256"}, {"name": "cap", "type": "uint256"}],
}


@pytest.fixture
def abis() -> AbiIndex:
    """One custom error is known."""
    index = AbiIndex()
    index.learn([CAP_EXCEEDED])
    return index


@pytest.mark.parametrize(
    "data", [b"\x08\xc3\x79\xa0", b"\x08\xc3\x79\xa0" + b"\xff" * 64, b"\x4e\x48\x7b\x71\x01"]
)
def test_decode_revert__truncated_arguments__unknown_with_the_bytes(
    abis: AbiIndex, data: bytes
) -> None:
    refusal = decode_revert(data, abis)
    assert refusal.name == "Unknown"
    assert refusal.arguments == {"data": "0x" + data.hex()}


@given(st.binary(max_size=200))
def test_decode_revert__any_bytes__a_refusal_and_never_a_failure(data: bytes) -> None:
    index = AbiIndex()
    index.learn([CAP_EXCEEDED])
    assert decode_revert(data, index).data == data


def test_decode_revert__text_that_is_no_utf8__shown_escaped(abis: AbiIndex) -> None:
    data = bytes.fromhex("08c379a0") + encode(["bytes"], [b"no\xff"])
    assert decode_revert(data, abis).arguments == {"message": "no\\xff"}


def test_decode_revert__custom_error__named_arguments_in_order(abis: AbiIndex) -> None:
    data = CustomError(CAP_EXCEEDED).selector + encode(["uint256", "uint256"], [7, 5])
    refusal = decode_revert(data, abis)
    assert list(refusal.arguments.items()) == [("needed", 7), ("cap", 5)]
    assert str(refusal) == "the contract refused with CapExceeded(needed=7, cap=5)"
    assert refusal.exit_code == 5


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"code": 3, "message": "execution reverted", "data": "0x0102"}, b"\x01\x02"),
        ({"code": -32603, "message": "failed", "data": {"data": "0x03"}}, b"\x03"),
        ({"code": 3, "message": "execution reverted"}, b""),
        ({"code": -32000, "message": "VM Exception: revert"}, b""),
        ({"code": -32000, "message": "nonce too low"}, None),
        ({"code": -32000, "message": "odd", "data": "0xzz"}, None),
        ({"code": -32000}, None),
    ],
)
def test_revert_data__answers_of_several_nodes__bytes_or_none(
    error: dict[str, object], expected: bytes | None
) -> None:
    assert revert_data(error) == expected

"""Encoding and decoding by ABI, and wrong use of it."""

from __future__ import annotations

from typing import Any

import pytest

from rwa.chain.abi import AbiIndex, Event, Function, Interface, canonical_type

LOT = {
    "name": "lot",
    "type": "tuple[2][]",
    "internalType": "struct Types.Lot[2][]",
    "components": [
        {"name": "isin", "type": "bytes12"},
        {
            "name": "parts",
            "type": "tuple[]",
            "internalType": "struct Part[]",
            "components": [
                {"name": "from", "type": "address"},
                {"name": "amount", "type": "uint8"},
            ],
        },
    ],
}
HOLDER = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F"


def _function(*inputs: dict[str, Any], outputs: tuple[dict[str, Any], ...] = ()) -> Function:
    return Function({"type": "function", "name": "f", "inputs": inputs, "outputs": list(outputs)})


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "takes 1 arguments, 0 given"),
        ((1, 2), "takes 1 arguments, 2 given"),
        ((256,), "f\\(uint8\\)"),
        (("1",), "f\\(uint8\\)"),
        ((1.5,), "f\\(uint8\\)"),
    ],
)
def test_encode__wrong_arguments__type_error_names_the_function(
    arguments: tuple[object, ...], reason: str
) -> None:
    with pytest.raises(TypeError, match=reason):
        _function({"name": "x", "type": "uint8"}).encode(arguments)


def test_encode__struct_lacks_a_field__type_error() -> None:
    parameter = {"name": "x", "type": "tuple", "components": [{"name": "a", "type": "uint8"}]}
    with pytest.raises(TypeError):
        _function(parameter).encode([{"b": 1}])
    with pytest.raises(TypeError):
        _function(parameter).encode([(1, 2)])


@pytest.mark.parametrize("name", ["pass", "$", "from"])
def test_function__named_as_no_python_name_may_be__its_results_named_all_the_same(
    name: str,
) -> None:
    outputs = [{"name": "price", "type": "uint8"}, {"name": "from", "type": "uint8"}]
    function = Function({"type": "function", "name": name, "inputs": [], "outputs": outputs})
    result = function.decode(bytes(31) + b"\1" + bytes(31) + b"\2")
    assert (result.price, tuple(result)) == (1, (1, 2))


def test_function__unknown_name__type_error() -> None:
    with pytest.raises(TypeError, match="Bond has no function mint"):
        Interface("Bond", []).function("mint", 1)


def test_canonical_type__nested_structs__as_signatures_spell_them() -> None:
    assert canonical_type(LOT) == "(bytes12,(address,uint8)[])[2][]"


def test_encode_and_decode__nested_structs__round_trip_by_field() -> None:
    function = _function(LOT, outputs=(LOT,))
    lot = {"isin": b"PK0000000001", "parts": [{"from": HOLDER, "amount": 3}]}
    data = function.encode([[[lot, lot]]])
    ((first, second),) = function.decode(data[4:])
    assert first == second
    assert first.isin == b"PK0000000001"
    assert type(first).__name__ == "Lot"
    assert first.parts[0] == (HOLDER, 3)


def test_decode__several_results_of_which_one_has_no_name__plain_tuple() -> None:
    function = _function(outputs=({"name": "a", "type": "uint8"}, {"name": "", "type": "uint8"}))
    assert function.decode(b"\x00" * 31 + b"\x01" + b"\x00" * 31 + b"\x02") == (1, 2)
    assert _function().decode(b"") is None


def test_selector__erc_20_transfer__the_published_one() -> None:
    # ERC-20's transfer(address,uint256), as listed with every block explorer.
    entry = {
        "name": "transfer",
        "inputs": [{"name": "to", "type": "address"}, {"name": "value", "type": "uint256"}],
        "outputs": [],
    }
    assert Function(entry).selector.hex() == "a9059cbb"


def test_event__indexed_array__is_its_hash() -> None:
    event = Event(
        {
            "name": "E",
            "inputs": [
                {"name": "ids", "type": "uint8[]", "indexed": True},
                {"name": "", "type": "uint8", "indexed": False},
            ],
        }
    )
    decoded = event.decode([event.topic, b"\x09" * 32], (5).to_bytes(32))
    assert decoded == {"ids": b"\x09" * 32, "arg1": 5}


def test_abi_index__one_signature_indexed_in_two_ways__told_apart() -> None:
    index = AbiIndex()
    for indexed in (True, False):
        inputs = [{"name": f"by{indexed}", "type": "address", "indexed": indexed}]
        index.learn([{"type": "event", "name": "E", "inputs": inputs}])
    topic = Event(
        {"name": "E", "inputs": [{"name": "x", "type": "address", "indexed": True}]}
    ).topic
    word = bytes(12) + bytes.fromhex(HOLDER[2:])
    as_topic, as_data = index.event([topic, word]), index.event([topic])
    assert as_topic is not None
    assert as_data is not None
    assert as_topic.decode([topic, word], b"") == {"byTrue": HOLDER}
    assert as_data.decode([topic], word) == {"byFalse": HOLDER}
    assert index.event([]) is None

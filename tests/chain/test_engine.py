"""What every engine promises: refusals, receipts, events, calls, batches, clock, snapshots."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak

from rwa.chain.accounts import Address, derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.engine import TRANSACTION_GAS_CAP, Engine, Receipt, Request
from rwa.chain.errors import (
    ClockBackwards,
    ClockTooFar,
    ContractRevert,
    GasOverCap,
    NoContract,
    UnknownSender,
)
from tests.chain.conftest import Stage, lot_of

DAY = 86_400


def test_send__unknown_sender__refused_before_anything_is_sent(
    engine: Engine, stage: Stage
) -> None:
    stranger = derive_account(0, "stranger").address
    requests = [
        stage.recorder.request("add", 1, sender=stage.issuer),
        stage.recorder.request("add", 1, sender=stranger),
    ]
    with pytest.raises(UnknownSender) as refused:
        engine.send_many(requests)
    assert refused.value.address == stranger
    assert stage.recorder.call("total") == 0
    stage.recorder.send("add", 3, sender=stage.issuer)
    assert stage.recorder.call("total") == 3


def test_send__gas_over_the_cap_of_one_transaction__refused(engine: Engine, stage: Stage) -> None:
    with pytest.raises(GasOverCap, match="16,777,216"):
        stage.recorder.send("add", 1, sender=stage.issuer, gas=TRANSACTION_GAS_CAP + 1)


def test_send__custom_error__raised_with_the_contracts_numbers(
    engine: Engine, stage: Stage
) -> None:
    with pytest.raises(ContractRevert) as refused:
        stage.thrower.send("limit", 5, 3, sender=stage.holder)
    assert refused.value.name == "LimitExceeded"
    assert refused.value.arguments == {"account": stage.holder, "amount": 5, "limit": 3}
    assert stage.thrower.call("count") == 0


@pytest.mark.parametrize(
    ("function", "arguments", "name", "expected"),
    [
        ("bare", (), "Bare", {}),
        ("empty", (), "Empty", {}),
        ("panic", (0,), "Panic", {"code": 0x12}),
        ("raw", (b"\x01\x02\x03\x04\x05",), "Unknown", {"data": "0x0102030405"}),
        ("raw", (b"\x01",), "Unknown", {"data": "0x01"}),
    ],
)
def test_attempt__every_kind_of_revert__returned_by_name(
    engine: Engine,
    stage: Stage,
    function: str,
    arguments: tuple[object, ...],
    name: str,
    expected: dict[str, object],
) -> None:
    sent = stage.thrower.attempt(function, *arguments, sender=stage.holder)
    (called,) = engine.attempt_calls(
        [stage.thrower.request(function, *arguments, sender=stage.holder)]
    )
    for refusal in (sent, called):
        assert isinstance(refusal, ContractRevert)
        assert (refusal.name, refusal.arguments) == (name, expected)


def test_attempt__require_with_a_text__returned_as_error(engine: Engine, stage: Stage) -> None:
    refusal = stage.thrower.attempt("text", sender=stage.holder)
    assert isinstance(refusal, ContractRevert)
    assert refusal.name == "Error"
    assert refusal.arguments == {"message": "counted already"}


def test_attempt__error_with_a_struct__fields_are_named(engine: Engine, stage: Stage) -> None:
    refusal = stage.thrower.attempt("lot", lot_of(stage.holder), sender=stage.issuer)
    assert isinstance(refusal, ContractRevert)
    assert refusal.arguments["lot"].amount == 5_000
    assert refusal.arguments["lot"].holder == stage.holder
    assert refusal.arguments["reason"] == "not announced"


def test_attempt__refusal_passed_on_by_another_contract__still_named(
    engine: Engine, stage: Stage
) -> None:
    inner = stage.thrower.encode("limit", 9, 8)
    refusal = stage.thrower.attempt("relay", stage.thrower.address, inner, sender=stage.issuer)
    assert isinstance(refusal, ContractRevert)
    assert refusal.arguments == {"account": stage.thrower.address, "amount": 9, "limit": 8}


def test_attempt__out_of_gas__halted(engine: Engine, stage: Stage) -> None:
    refusal = stage.thrower.attempt("spin", sender=stage.holder, gas=100_000)
    assert isinstance(refusal, ContractRevert)
    assert refusal.name == "Halted"


def test_call__no_contract_at_the_address__refused(engine: Engine, stage: Stage) -> None:
    request = stage.recorder.request("total")
    elsewhere = Request(request.sender, stage.holder, request.data, function=request.function)
    with pytest.raises(NoContract, match=r"total\(\)"):
        engine.call(elsewhere)


def test_advance_to__an_earlier_time__refused(engine: Engine, stage: Stage) -> None:
    with pytest.raises(ClockBackwards):
        engine.advance_to(engine.now - 1)


def test_advance_to__a_second_beyond_64_bits__refused(engine: Engine, stage: Stage) -> None:
    before = engine.now
    with pytest.raises(ClockTooFar, match="cannot go to 18446744073709551616"):
        engine.advance_to(2**64)
    assert engine.now == before


def test_attempt_many__some_refused__all_are_sent_and_outcomes_keep_their_places(
    engine: Engine, stage: Stage
) -> None:
    actors = (stage.issuer, stage.holder)
    outcomes = engine.attempt_many(
        stage.thrower.request("limit", amount % 3, 1, sender=actors[amount % 2])
        for amount in range(150)
    )
    for amount, outcome in enumerate(outcomes):
        if amount % 3 == 2:
            assert isinstance(outcome, ContractRevert)
            assert outcome.arguments["account"] == actors[amount % 2]
        else:
            assert isinstance(outcome, Receipt)
    assert stage.thrower.call("count") == 50


def test_send_many__one_refused__the_others_stand_and_it_is_raised(
    engine: Engine, stage: Stage
) -> None:
    requests = [
        stage.thrower.request("limit", amount, 3, sender=stage.issuer) for amount in (1, 4, 2)
    ]
    with pytest.raises(ContractRevert, match="amount=4"):
        engine.send_many(requests)
    assert stage.thrower.call("count") == 3


def test_send__events__decoded_in_order(engine: Engine, stage: Stage) -> None:
    marks = [b"\x01" * 32, b"\x02" * 32]
    receipt = stage.recorder.send("record", "bond", 5, marks, sender=stage.holder)
    recorded, lot = receipt.logs
    assert (recorded.address, recorded.event) == (stage.recorder.address, "Recorded")
    assert dict(recorded.args) == {
        "by": stage.holder,
        "label": keccak(text="bond"),
        "amount": 5,
        "marks": marks,
    }
    assert list(recorded.args) == ["by", "label", "amount", "marks"]
    assert lot.event == "LotRecorded"
    assert lot.args["change"] == -7
    assert lot.args["final_"] is True
    assert lot.args["lot"]._asdict() == lot_of(stage.holder)
    assert recorded.transaction == lot.transaction == receipt.transaction_hash


def test_send__anonymous_event__kept_undecoded(engine: Engine, stage: Stage) -> None:
    (log,) = stage.recorder.send("whisper", 6, sender=stage.holder).logs
    assert log.event == "Unknown"
    assert log.args == {"topics": [], "data": "0x" + (6).to_bytes(32).hex()}


def test_logs__of_one_contract_from_a_block_on__those_of_its_receipts(
    engine: Engine, stage: Stage
) -> None:
    stage.recorder.send("record", "early", 1, [], sender=stage.holder)
    engine.advance_to(engine.now + DAY)
    first = stage.recorder.send("record", "bond", 5, [], sender=stage.holder)
    stage.thrower.send("limit", 1, 3, sender=stage.issuer)
    refused = stage.recorder.attempt("record", "bond", 2**256 - 1, [], sender=stage.holder)
    assert isinstance(refused, ContractRevert)
    engine.advance_to(engine.now + DAY)
    last = stage.recorder.send("record", "bill", 7, [], sender=stage.issuer)
    assert engine.logs(stage.recorder.address, first.block) == [*first.logs, *last.logs]
    assert engine.logs(stage.recorder.address, last.block) == list(last.logs)
    assert engine.logs(stage.holder, first.block) == []


def test_send__success__receipt_says_when_and_what_it_cost(engine: Engine, stage: Stage) -> None:
    engine.advance_to(engine.now + DAY)
    first = stage.recorder.send("add", 1, sender=stage.issuer)
    second = stage.recorder.send("add", 1, sender=stage.holder)
    assert first.timestamp == second.timestamp == engine.now
    assert second.number == first.number + 1
    # A first write of a slot costs 22,100, a later one 5,000 (EIP-2929), beside the same rest.
    assert first.gas_used - second.gas_used == 17_100
    assert first.contract_address is None
    assert len(bytes.fromhex(first.transaction_hash[2:])) == 32


def test_deploy__constructor_arguments__code_and_values_are_there(
    engine: Engine, stage: Stage
) -> None:
    assert stage.recorder.call("owner") == stage.issuer
    assert stage.recorder.call("current").isin == b"PK0000000001"
    assert len(engine.code(stage.recorder.address)) == stage.recorder.artifact.runtime_size
    assert engine.code(stage.issuer) == b""


def test_deploy__constructor_refuses__raised_and_the_sender_can_go_on(
    engine: Engine, stage: Stage
) -> None:
    refusing = Artifact(
        name="Refusing",
        source="",
        abi=(),
        bytecode=bytes.fromhex("5f5ffd"),  # PUSH0 PUSH0 REVERT
        deployed_bytecode=b"",
        immutable_references={},
        storage_layout={},
        method_identifiers={},
    )
    with pytest.raises(ContractRevert, match="Empty"):
        engine.deploy(refusing, sender=stage.issuer)
    stage.recorder.send("add", 1, sender=stage.issuer)


def test_call__values_of_every_shape__come_back_as_pythons_own(
    engine: Engine, stage: Stage
) -> None:
    echoed = stage.recorder.call("echo", [b"\x07" * 32], "Ijarah \u2014 اجارہ")
    assert echoed.echoed == [b"\x07" * 32]
    assert echoed.name == "Ijarah \u2014 اجارہ"
    lots = stage.recorder.call("lots", 2)
    assert [lot.amount for lot in lots] == [5_000, 5_000]
    assert stage.recorder.call("caller", sender=stage.holder) == stage.holder


def test_call__a_function_that_writes__leaves_no_trace(engine: Engine, stage: Stage) -> None:
    engine.call(stage.recorder.request("add", 5, sender=stage.issuer))
    assert stage.recorder.call("total") == 0


def test_call_many__more_than_one_message_holds__in_order(engine: Engine, stage: Stage) -> None:
    echoes = stage.recorder.call_many("echo", [([], str(number)) for number in range(250)])
    assert [echo.name for echo in echoes] == [str(number) for number in range(250)]


def test_overload__by_number_of_arguments_and_by_signature__the_right_one(
    engine: Engine, stage: Stage
) -> None:
    stage.recorder.send("add", 2, 3, sender=stage.issuer)
    stage.recorder.send("add(uint256)", 4, sender=stage.issuer)
    assert stage.recorder.call("total") == 10
    with pytest.raises(TypeError, match=r"set\(bool\), set\(uint256\)"):
        stage.recorder.request("set", 1)
    stage.recorder.send("set(bool)", True, sender=stage.issuer)
    assert stage.recorder.call("total") == 2**256 - 1


def test_advance_to__later__calls_and_transactions_see_it(engine: Engine, stage: Stage) -> None:
    later = engine.now + 30 * DAY
    engine.advance_to(later)
    assert stage.recorder.call("time") == later
    assert stage.recorder.send("add", 1, sender=stage.issuer).timestamp == later
    engine.advance_to(later)
    assert engine.now == later


def test_revert__after_changes__state_clock_and_numbers_return(
    engine: Engine, stage: Stage
) -> None:
    stage.recorder.send("add", 1, sender=stage.issuer)
    now, snapshot = engine.now, engine.snapshot()
    first = stage.recorder.send("add", 10, sender=stage.issuer)
    for _ in range(2):
        engine.advance_to(engine.now + DAY)
        stage.recorder.send("add", 10, sender=stage.issuer)
        engine.revert(snapshot)
        assert engine.now == now
        assert stage.recorder.call("time") == now
        assert stage.recorder.call("total") == 1
    again = stage.recorder.send("add", 10, sender=stage.issuer)
    assert (again.number, again.transaction_hash) == (first.number, first.transaction_hash)


def test_revert__to_an_outer_snapshot__the_inner_one_is_gone(engine: Engine, stage: Stage) -> None:
    outer = engine.snapshot()
    inner = engine.snapshot()
    stage.recorder.send("add", 1, sender=stage.issuer)
    engine.revert(outer)
    assert stage.recorder.call("total") == 0
    with pytest.raises(KeyError):
        engine.revert(inner)


def test_storage__a_slot_of_the_layout__holds_the_value(engine: Engine, stage: Stage) -> None:
    stage.recorder.send("add", 77, sender=stage.issuer)
    entries = stage.recorder.artifact.storage_layout["storage"]
    (slot,) = (int(entry["slot"]) for entry in entries if entry["label"] == "total")
    assert engine.storage(stage.recorder.address, slot) == 77


def test_chain_id__local_engines__one_id(engine: Engine, stage: Stage) -> None:
    assert engine.chain_id == 31_337


def test_add_account__twice__is_the_same_address(engine: Engine, stage: Stage) -> None:
    account = derive_account(1, "registrar")
    assert engine.add_account(account) == engine.add_account(account) == Address(account.address)

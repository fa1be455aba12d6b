"""The same calls on both engines: the same addresses, hashes, events, refusals and gas."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from rwa.chain.compiler import Artifact
from rwa.chain.engine import Engine, Receipt
from rwa.chain.errors import ContractRevert
from rwa.chain.rpc import TestNodeEngine
from rwa.chain.tester import TesterEngine
from tests import anvil
from tests.chain.conftest import lot_of, set_stage
from tests.conftest import GENESIS_TIME, require_anvil


def story(engine: Engine, artifacts: Mapping[str, Artifact]) -> list[Any]:
    """A run through the engine with everything it can do, and all that was observed."""
    stage = set_stage(engine, artifacts)
    thrower, recorder = stage.thrower, stage.recorder
    actors = (stage.issuer, stage.holder)
    seen: list[Any] = [engine.now, engine.chain_id, thrower.address, recorder.address]
    seen.append(recorder.send("record", "bond", 5, [b"\x02" * 32], sender=stage.holder))
    before = engine.snapshot()
    engine.advance_to(engine.now + 86_400)
    seen.append(recorder.call("time"))
    seen += engine.attempt_many(
        recorder.request("record", str(step), step, [], sender=actors[step % 2])
        if step % 3
        else thrower.request("lot", lot_of(stage.holder), sender=actors[step % 2])
        for step in range(40)
    )
    seen.append(recorder.send("destroyGas", 5_000, sender=stage.issuer))
    seen.append(thrower.attempt("spin", sender=stage.holder, gas=80_000))
    seen.append(recorder.call("total"))
    engine.revert(before)
    engine.advance_to(engine.now + 1)
    seen.append(recorder.send("add", 2, 3, sender=stage.issuer))
    seen.append([engine.now, recorder.call("time"), recorder.call("total")])
    seen += [engine.logs(each.address, 0) for each in (recorder, thrower)]
    return [_comparable(item) for item in seen]


def _comparable(item: Any) -> Any:
    if isinstance(item, Receipt):
        return dataclasses.replace(item, block=0)
    if isinstance(item, ContractRevert):
        return item.name, item.arguments, item.data
    return item


@pytest.mark.anvil
def test_story__on_both_engines__nothing_differs_but_block_numbers(
    fixture_artifacts: Mapping[str, Artifact],
) -> None:
    require_anvil()
    with anvil.running(GENESIS_TIME) as url:
        node = TestNodeEngine(url)
        on_node = story(node, fixture_artifacts)
        node.close()
    assert on_node == story(TesterEngine(GENESIS_TIME), fixture_artifacts)


def test_story__twice_on_one_kind_of_engine__nothing_differs_at_all(
    fixture_artifacts: Mapping[str, Artifact],
) -> None:
    first, second = (story(TesterEngine(GENESIS_TIME), fixture_artifacts) for _ in range(2))
    assert first == second


def test_send__more_than_one_block_holds_of_one_timestamp__all_are_there(
    tester: TesterEngine, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    stage = set_stage(tester, fixture_artifacts)
    request = stage.recorder.request("add", 1, sender=stage.issuer)
    receipts = tester.send_many([request] * 510)
    assert stage.recorder.call("total") == 510
    assert receipts[-1].block == receipts[0].block + 1
    assert receipts[-1].timestamp == receipts[0].timestamp

"""A whole deployment, and every kind of read, behind a pool of which one node lags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from rwa.chain import rpc
from rwa.chain.compiler import Artifact
from rwa.chain.contract import deploy
from rwa.chain.deployment import System, manifest, wiring_faults
from rwa.chain.errors import ContractRevert, NoContract, NodeBehind, NodeRefused
from rwa.chain.rpc import RpcEngine
from rwa.commands import deploy as command
from rwa.registry.assembly import system_terms, token_terms
from tests import anvil
from tests.chain.conftest import lot_of
from tests.chain.pool import Pool
from tests.conftest import GENESIS_TIME, require_anvil
from tests.trials import parsed

pytestmark = pytest.mark.anvil
EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
READS = (
    "eth_getTransactionReceipt",
    "eth_getBlockByNumber",
    "eth_getTransactionCount",
    "eth_estimateGas",
    "eth_call",
    "eth_getCode",
    "eth_getStorageAt",
    "eth_getLogs",
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A node with its own prices, which mines by itself and has funded accounts of its own."""
    require_anvil()
    with anvil.running(GENESIS_TIME, fees=True) as url:
        yield url


@pytest.fixture
def pooled(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[RpcEngine]:
    """An engine that does not wait long before it asks again."""
    monkeypatch.setattr(rpc, "POLL_SECONDS", 0.001)
    engine = RpcEngine(url, mining_timeout=20)
    yield engine
    engine.close()


@pytest.mark.parametrize("split", [False, True], ids=["whole", "split"])
def test_o05__one_node_of_a_pool_lags__deployed_and_recorded_as_it_stands(
    pooled: RpcEngine,
    artifacts: Mapping[str, Artifact],
    monkeypatch: pytest.MonkeyPatch,
    split: bool,
) -> None:
    pool = Pool(pooled._node, monkeypatch, None, split)
    trial = parsed()
    system = System(pooled, artifacts, system_terms(trial), min(pooled.unlocked))
    command.deploy(system, list(token_terms(trial)))
    hashes = [row["runtime_bytecode_sha256"] for row in manifest(system)["contracts"]]
    assert EMPTY_SHA256 not in hashes
    assert wiring_faults(system) == []
    assert pool.behind > len(system.done)


@pytest.mark.parametrize("lagging", READS)
def test_o05__one_node_of_a_pool_lags_in__asked_again_until_it_knows(
    pooled: RpcEngine,
    fixture_artifacts: Mapping[str, Artifact],
    monkeypatch: pytest.MonkeyPatch,
    lagging: str,
) -> None:
    pool = Pool(pooled._node, monkeypatch, lagging, split=False)
    sender = min(pooled.unlocked)
    for total in (5, 5):
        recorder = deploy(
            pooled, fixture_artifacts["Recorder"], sender, lot_of(sender), sender=sender
        )
        receipt = recorder.send("record", "bond", total, [], sender=sender)
        assert pooled.code(recorder.address)
        assert pooled.storage(recorder.address, 3) == recorder.call("total") == total
        assert pooled.logs(recorder.address, receipt.block) == list(receipt.logs)
        assert pooled.now >= receipt.timestamp
    assert pooled.awaited is None
    assert pool.behind or lagging == "eth_getTransactionCount", "which is asked but once"


def test_o05__no_node_of_a_pool_catches_up__told_which_block_is_missing(
    pooled: RpcEngine, fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    thrower = deploy(pooled, fixture_artifacts["Thrower"], sender=min(pooled.unlocked))
    post = pooled._node._post
    head = pooled._node.ask("eth_getBlockByNumber", "latest", False)
    newest = int(head["number"], 16)
    monkeypatch.setattr(pooled, "_mining_timeout", 0)
    with monkeypatch.context() as patched:
        before = {**head, "number": hex(newest - 1)}
        patched.setattr(pooled._node, "_post", lambda _: [{"result": before}])
        with pytest.raises(NodeBehind, match=f"does not have block {newest} "):
            pooled.code(thrower.address)

    def without_state(requested: list[rpc.Asking]) -> list[rpc.Reply]:
        replies = list(post(requested))
        return [*replies[:1], *[{"error": {"message": "Unknown block"}} for _ in replies[1:]]]

    monkeypatch.setattr(pooled._node, "_post", without_state)
    with pytest.raises(NodeBehind):
        thrower.call("count")


def test_o05__refused_before_it_is_sent_or_by_the_node__leaves_no_gap_in_the_nonces(
    pooled: RpcEngine, fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = min(pooled.unlocked)
    thrower = deploy(pooled, fixture_artifacts["Thrower"], sender=sender)
    assert isinstance(thrower.attempt("limit", 5, 3, sender=sender), ContractRevert)
    post = pooled._node._post

    def full(requested: list[rpc.Asking]) -> list[rpc.Reply]:
        sending = requested[0][0] == "eth_sendTransaction"
        return [{"error": {"message": "txpool is full"}}] if sending else list(post(requested))

    with monkeypatch.context() as patched:
        patched.setattr(pooled._node, "_post", full)
        with pytest.raises(NodeRefused, match="txpool is full"):
            thrower.send("limit", 3, 3, sender=sender)
    thrower.send("limit", 3, 3, sender=sender)
    assert thrower.call("count") == 3


def test_o05__another_engine_sent_from_the_account__refused_once_and_then_asked_anew(
    pooled: RpcEngine, url: str, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    sender = min(pooled.unlocked)
    thrower = deploy(pooled, fixture_artifacts["Thrower"], sender=sender)
    other = RpcEngine(url)
    deploy(other, fixture_artifacts["Thrower"], sender=sender)
    other.close()
    with pytest.raises(NodeRefused, match="nonce too low"):
        thrower.send("limit", 3, 3, sender=sender)
    thrower.send("limit", 3, 3, sender=sender)


def test_o05__code_that_is_empty_where_it_was_created__never_recorded(
    pooled: RpcEngine, artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    system = System(pooled, artifacts, system_terms(parsed()), min(pooled.unlocked))
    system.deploy()
    monkeypatch.setattr(pooled, "code", lambda _: b"")
    with pytest.raises(NoContract):
        manifest(system)

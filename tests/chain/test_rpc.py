"""The JSON-RPC engine: nodes that are absent, wrong or odd; and a node that charges for gas."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from eth_account import Account as EthAccount

from rwa.chain.accounts import derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import deploy
from rwa.chain.errors import (
    BatchRefused,
    ChainError,
    ChainUnreachable,
    ClockFixed,
    ContractRevert,
    NodeRefused,
    ReceiptTimeout,
    UnknownSender,
    WrongChain,
)
from rwa.chain.node import HIDDEN, Node, shown_url
from rwa.chain.replies import Header, affordable_gas, lacks_block, logs_of
from rwa.chain.rpc import RpcEngine, TestNodeEngine
from tests import anvil
from tests.chain.conftest import lot_of
from tests.conftest import GENESIS_TIME, require_anvil

Answering = Callable[[Any], tuple[int, str]]


@pytest.fixture
def odd_node() -> Iterator[Callable[[Answering], str]]:
    """Starts a server on loopback that answers each request as it is told; returns its address."""
    servers: list[HTTPServer] = []

    def start(answer: Answering) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, body = answer(asked)
                self.send_response(status)
                if status in (301, 307):
                    self.send_header("Location", body)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def paying_url() -> Iterator[str]:
    """A node with its own prices, which mines by itself and has funded accounts of its own."""
    require_anvil()
    with anvil.running(GENESIS_TIME, fees=True) as url:
        yield url


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "localhost:8545", "", "http://"])
def test_node__address_that_is_no_http__unreachable(url: str) -> None:
    with pytest.raises(ChainUnreachable):
        RpcEngine(url)


def test_node__nobody_listens__unreachable_names_the_node_and_no_secret() -> None:
    with pytest.raises(ChainUnreachable) as refused:
        RpcEngine("http://user:canary@127.0.0.1:9/v3/canary?key=canary", timeout=2)
    assert refused.value.exit_code == 4
    assert "http://127.0.0.1:9" in str(refused.value)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<html>"),
        (200, ""),
        (500, "{}"),
        (403, "no"),
        (204, ""),
        (200, '{"status":"ok"}'),
        (200, "[]"),
        (200, "[[]]"),
        (200, '"ok"'),
        (200, "null"),
        (200, '{"result":null}'),
        (200, '{"result":"0x"}'),
        (200, '{"result":31337}'),
        (200, '{"error":null,"result":"0x7a69"}'),
    ],
)
def test_node__answers_that_are_no_json_rpc__unreachable(
    odd_node: Callable[[Answering], str], status: int, body: str
) -> None:
    with pytest.raises(ChainUnreachable):
        RpcEngine(odd_node(lambda _: (status, body)))


def test_o16__node__redirects__not_followed(odd_node: Callable[[Answering], str]) -> None:
    followed: list[Any] = []

    def catch(asked: Any) -> tuple[int, str]:
        followed.append(asked)
        return 200, json.dumps({"jsonrpc": "2.0", "id": 0, "result": "0x1"})

    target = odd_node(catch)
    with pytest.raises(ChainUnreachable):
        RpcEngine(odd_node(lambda _: (307, target)))
    assert not followed


def test_ask_all__one_error_for_a_whole_batch__refused(
    odd_node: Callable[[Answering], str],
) -> None:
    error = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "too many"}}
    node = Node(odd_node(lambda _: (200, json.dumps(error))), timeout=5)
    with pytest.raises(NodeRefused, match="too many"):
        node.ask_all([("eth_chainId", [])] * 2)


def test_ask_all__batch_refused_by_status__unreachable_names_the_status(
    odd_node: Callable[[Answering], str],
) -> None:
    node = Node(odd_node(lambda _: (429, "{}")), timeout=5)
    with pytest.raises(ChainUnreachable, match="HTTP status 429"):
        node.ask_all([("eth_chainId", [])] * 2)


@pytest.mark.parametrize(
    ("code", "said", "lacks"),
    [
        (-32000, "transaction not found", True),
        (-32000, "transaction 0xab not found", True),
        (-32000, "Method debug_traceTransaction not found", False),
        (-32601, "no block: method not found", False),
    ],
)
def test_lacks_block__method_that_is_missing__is_no_late_node(
    code: int, said: str, lacks: bool
) -> None:
    assert lacks_block({"error": {"code": code, "message": said}}) is lacks


def test_affordable_gas__more_digits_than_a_quantity_has__cut() -> None:
    assert affordable_gas({"message": "out of gas: allowance " + "9" * 5_000}) == 10**78 - 1


@pytest.mark.parametrize("nested", ["[", '{"a":'])
def test_ask__answer_nested_beyond_what_a_stack_holds__unreachable(
    odd_node: Callable[[Answering], str], nested: str
) -> None:
    node = Node(odd_node(lambda _: (200, nested * 200_000)), timeout=5)
    with pytest.raises(ChainUnreachable, match="nested too deep"):
        node.ask("eth_chainId")


@pytest.mark.parametrize("told", ["-0x1", "0x" + "f" * 65, "0x_1", "1", "0x"])
def test_rpc_engine__chain_id_that_is_no_quantity__unreachable(
    odd_node: Callable[[Answering], str], told: str
) -> None:
    reply = {"jsonrpc": "2.0", "id": 0, "result": told}
    with pytest.raises(ChainUnreachable, match="does not answer eth_chainId as"):
        RpcEngine(odd_node(lambda _: (200, json.dumps(reply))))


@pytest.mark.parametrize("field", ["number", "timestamp", "gasLimit"])
def test_header__more_than_64_bits__not_understood(field: str) -> None:
    told = {"number": "0x1", "timestamp": "0x1", "gasLimit": "0x1"}
    assert Header.of(told) == Header(1, 1, 1, 0)
    with pytest.raises(ValueError, match="64 bits"):
        Header.of({**told, field: hex(2**64)})


@pytest.mark.parametrize("forged", ["\x1b[2J", "0x12", "0x" + "0" * 64 + "\nrwa: deployed"])
def test_o20_logs__hash_that_is_none__not_understood(forged: str) -> None:
    log = {"transactionHash": forged, "address": "0x" + "11" * 20, "topics": [], "data": "0x"}
    with pytest.raises(ValueError, match="a hash"):
        logs_of([log])


def test_ask_all__answers_out_of_order__put_back_in_order(
    odd_node: Callable[[Answering], str],
) -> None:
    def backwards(asked: Any) -> tuple[int, str]:
        replies = [{"jsonrpc": "2.0", "id": one["id"], "result": one["params"]} for one in asked]
        return 200, json.dumps(replies[::-1])

    node = Node(odd_node(backwards), timeout=5)
    replies = node.ask_all([("m", [number]) for number in range(250)])
    assert [reply["result"] for reply in replies] == [[number] for number in range(250)]


def test_ask__error_that_is_no_revert__refused_with_the_nodes_words(
    odd_node: Callable[[Answering], str],
) -> None:
    error = {"jsonrpc": "2.0", "id": 0, "error": {"code": -32601, "message": "not offered"}}
    node = Node(odd_node(lambda _: (200, json.dumps(error))), timeout=5)
    with pytest.raises(NodeRefused, match="the node refused evm_mine: not offered"):
        node.ask("evm_mine")


@pytest.mark.filterwarnings("ignore:Received batch response with missing `id`")
@pytest.mark.parametrize("body", ["{}", "[1, 2]", '[{"id": 0}, {"id": 1}]', '[{}, {"id": 1}]'])
def test_ask_all__answers_that_are_no_json_rpc__unreachable_or_refused(
    odd_node: Callable[[Answering], str], body: str
) -> None:
    node = Node(odd_node(lambda _: (200, body)), timeout=5)
    with pytest.raises(ChainError):
        node.ask_all([("eth_chainId", [])] * 2)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ('"no"', "no"),
        ("7", "7"),
        (
            '{"message":"\\u001b[2Jevil\\nline \\u202e\\ud800 \\u2028"}',
            r"\x1b[2Jevil\nline \u202e\ud800 \u2028",
        ),
        (json.dumps({"message": "x" * 10_000}), "x" * 499 + "…"),
    ],
)
def test_o20__ask__error_text_of_a_node__on_one_line_and_no_control_sequence(
    odd_node: Callable[[Answering], str], error: str, shown: str
) -> None:
    node = Node(odd_node(lambda _: (200, f'{{"id":0,"error":{error}}}')), timeout=5)
    with pytest.raises(NodeRefused) as refused:
        node.ask("eth_chainId")
    assert str(refused.value) == f"the node refused eth_chainId: {shown}"


def test_o20__contract_refuses_with_a_text__escaped_in_the_sentence() -> None:
    refused = ContractRevert("Error", {"message": "\x1b[2J\nrwa: ok"})
    assert str(refused) == r"the contract refused with Error(message=\x1b[2J\nrwa: ok)"


def test_shown_url__anything__shows_no_more_than_scheme_host_and_port() -> None:
    assert shown_url("https://u:p@node.example:8443/key?k=1#x") == "https://node.example:8443"
    assert shown_url("HTTP://u:p@[::1]:0/key") == "http://[::1]:0"
    assert shown_url("ws://u:p@node.example/key") == "ws://node.example"


@pytest.mark.parametrize(
    "secret",
    [
        "canary",
        "user:canary@node.example:8545",
        "canary://node.example",
        "https://user:canary/tail@node.example",
        "https://user:1234/canary@node.example",
        "https://user:12#canary@node.example",
        "https:/user:canary@node.example",
        "http://canary:85a5",
        "http://canary:99999",
        "http://[canary",
        "http://canary\u202eexample",
        "http://canary example",
        "\x00canary",
    ],
)
def test_o01__address_that_is_not_plainly_one__hidden_and_refused(secret: str) -> None:
    assert shown_url(secret) == HIDDEN
    with pytest.raises(ChainUnreachable) as refused:
        RpcEngine(secret)
    assert str(refused.value) == (
        "the chain at a hidden address cannot be reached: it is not written as http://host:port"
    )


def use(engine: RpcEngine, artifact: Artifact) -> None:
    """Ask the node everything that is ever asked of one."""
    sender = min(engine.unlocked)
    recorder = deploy(engine, artifact, sender, lot_of(sender), sender=sender)
    engine.code(recorder.address)
    engine.storage(recorder.address, 3)
    recorder.call("total")
    engine.logs(recorder.address, 0)


@pytest.mark.anvil
@pytest.mark.parametrize(
    "method",
    [
        "eth_getBlockByNumber",
        "eth_getTransactionCount",
        "eth_maxPriorityFeePerGas",
        "eth_estimateGas",
        "eth_getTransactionReceipt",
        "eth_getCode",
        "eth_getStorageAt",
        "eth_call",
        "eth_getLogs",
    ],
)
@pytest.mark.parametrize("junk", [{}, "junk", 7, [7]])
def test_node__answers_junk_to_one_method__unreachable(
    paying_url: str,
    fixture_artifacts: Mapping[str, Artifact],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    junk: object,
) -> None:
    engine = RpcEngine(paying_url)
    post = engine._node._post

    def junk_of(requested: list[Any]) -> list[Any]:
        replies = post(requested)
        return [
            {"result": junk} if asked == method else reply
            for (asked, _), reply in zip(requested, replies, strict=True)
        ]

    monkeypatch.setattr(engine._node, "_post", junk_of)
    with pytest.raises(ChainUnreachable, match=f"it does not answer {method} as "):
        use(engine, fixture_artifacts["Recorder"])


@pytest.mark.anvil
def test_o11__rpc_engine__another_chain_than_expected__refused(paying_url: str) -> None:
    with pytest.raises(WrongChain) as refused:
        RpcEngine(paying_url, chain_id=1)
    assert (refused.value.found, refused.value.expected) == (31_337, 1)


@pytest.mark.anvil
def test_rpc_engine__time_and_state__are_the_networks(paying_url: str) -> None:
    engine = RpcEngine(paying_url, chain_id=31_337)
    with pytest.raises(ClockFixed):
        engine.advance_to(engine.now + 1)
    with pytest.raises(ClockFixed):
        engine.snapshot()
    with pytest.raises(ClockFixed):
        engine.revert(0)
    engine.close()


@pytest.mark.anvil
def test_rpc_engine__sender_without_key__refused(
    paying_url: str, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    engine = RpcEngine(paying_url)
    with pytest.raises(UnknownSender):
        deploy(engine, fixture_artifacts["Thrower"], sender=derive_account(1, "nobody").address)


@pytest.mark.anvil
def test_rpc_engine__signer_without_funds__refused_by_the_node(
    paying_url: str, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    engine = RpcEngine(paying_url)
    pauper = engine.add_account(derive_account(1, "pauper"))
    with pytest.raises(NodeRefused):
        deploy(engine, fixture_artifacts["Thrower"], sender=pauper)


@pytest.mark.anvil
def test_rpc_engine__contract_refuses__found_before_sending(
    paying_url: str, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    engine = RpcEngine(paying_url)
    sender = min(engine.unlocked)
    thrower = deploy(engine, fixture_artifacts["Thrower"], sender=sender)
    node = Node(paying_url, timeout=5)
    before = node.ask("eth_getTransactionCount", sender, "latest")
    outcomes = engine.attempt_many(
        [
            thrower.request("limit", 5, 3, sender=sender),
            thrower.request("spin", sender=sender),
        ]
    )
    assert [getattr(outcome, "name", None) for outcome in outcomes] == ["LimitExceeded", "Halted"]
    assert node.ask("eth_getTransactionCount", sender, "latest") == before
    thrower.send("limit", 3, 3, sender=sender)
    assert thrower.call("count") == 3


@pytest.mark.anvil
def test_rpc_engine__unlocked_account_and_local_signer__both_pay_and_send(
    paying_url: str, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    node = Node(paying_url, timeout=5)
    account = EthAccount.create()
    node.ask("anvil_setBalance", account.address, hex(10**18))
    engine = RpcEngine(paying_url, chain_id=31_337, signers=[account])
    unlocked = min(engine.unlocked)
    recorder = deploy(
        engine, fixture_artifacts["Recorder"], unlocked, lot_of(unlocked), sender=account.address
    )
    receipt = recorder.send("record", "bond", 5, [], sender=unlocked)
    assert receipt.logs[0].args["by"] == unlocked
    assert receipt.timestamp == engine.now
    assert int(node.ask("eth_getBalance", account.address, "latest"), 16) < 10**18
    assert engine.storage(recorder.address, 3) == recorder.call("total") == 5


@pytest.mark.anvil
def test_rpc_engine__nobody_mines__times_out_naming_the_transaction(
    fixture_artifacts: Mapping[str, Artifact],
) -> None:
    require_anvil()
    with anvil.running(GENESIS_TIME, fees=True) as url:
        engine = RpcEngine(url, mining_timeout=0.3)
        Node(url, timeout=5).ask("evm_setAutomine", False)
        with pytest.raises(ReceiptTimeout, match=r"0x[0-9a-f]{64} is not mined after 0\.3 s"):
            deploy(engine, fixture_artifacts["Thrower"], sender=min(engine.unlocked))


@pytest.mark.anvil
def test_rpc_engine__no_node_knows_the_block__times_out_and_the_transaction_stays_awaited(
    paying_url: str, fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = RpcEngine(paying_url, mining_timeout=0)
    ask_all = engine._node.ask_all

    def without_headers(requested: Any) -> Any:
        ((method, parameters), *others) = requested
        unknown = method == "eth_getBlockByNumber" and "latest" not in parameters and not others
        return [{"result": None}] if unknown else ask_all(requested)

    monkeypatch.setattr(engine._node, "ask_all", without_headers)
    with pytest.raises(ReceiptTimeout):
        deploy(engine, fixture_artifacts["Thrower"], sender=min(engine.unlocked))
    assert engine.awaited is not None
    assert engine.awaited.transaction is not None


@pytest.mark.anvil
def test_rpc_engine__node_ends_in_the_middle__unreachable() -> None:
    require_anvil()
    with anvil.running(GENESIS_TIME) as url:
        engine = TestNodeEngine(url)
    with pytest.raises(ChainUnreachable):
        engine.snapshot()


@pytest.mark.anvil
def test_test_node__does_not_mine_when_told__times_out(
    anvil_url: str, fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = TestNodeEngine(anvil_url, mining_timeout=0)
    before = engine.snapshot()
    sender = engine.add_account(derive_account(1, "issuer"))
    with monkeypatch.context() as patched:
        patched.setattr(engine, "_mine", lambda: None)
        with pytest.raises(ReceiptTimeout):
            deploy(engine, fixture_artifacts["Thrower"], sender=sender)
    engine.revert(before)
    engine.close()


@pytest.mark.anvil
def test_test_node__more_gas_than_a_block_holds__all_mined_and_the_next_still_free(
    anvil_url: str, fixture_artifacts: Mapping[str, Artifact]
) -> None:
    engine = TestNodeEngine(anvil_url)
    before = engine.snapshot()
    sender = engine.add_account(derive_account(1, "issuer"))
    recorder = deploy(engine, fixture_artifacts["Recorder"], sender, lot_of(sender), sender=sender)
    heavy = recorder.request("destroyGas", 60_000, sender=sender)
    receipts = engine.send_many([heavy] * 180)
    assert sum(receipt.gas_used for receipt in receipts) > 1_000_000_000
    assert len({receipt.block for receipt in receipts}) > 1
    assert {receipt.timestamp for receipt in receipts} == {engine.now}
    recorder.send("add", 1, sender=sender)
    engine.revert(before)
    engine.close()


@pytest.mark.anvil
def test_test_node__forgot_a_snapshot__refused(anvil_url: str) -> None:
    engine = TestNodeEngine(anvil_url)
    outer, inner = engine.snapshot(), engine.snapshot()
    Node(anvil_url, timeout=5).ask("evm_revert", engine._snapshots[outer].node_id)
    with pytest.raises(NodeRefused, match="evm_revert"):
        engine.revert(inner)
    engine.close()


@pytest.mark.anvil
def test_diagnose__node_without_tracing__replays_the_call(
    anvil_url: str, fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = TestNodeEngine(anvil_url)
    before = engine.snapshot()
    sender = engine.add_account(derive_account(1, "issuer"))
    thrower = deploy(engine, fixture_artifacts["Thrower"], sender=sender)
    ask_all = engine._node.ask_all

    def without_tracing(requested: Any) -> Any:
        if requested[0][0] == "debug_traceTransaction":
            return [{"error": {"code": -32601, "message": "method not found"}}]
        return ask_all(requested)

    monkeypatch.setattr(engine._node, "ask_all", without_tracing)
    refusal = thrower.attempt("limit", 5, 3, sender=sender)
    assert isinstance(refusal, ContractRevert)
    assert refusal.name == "LimitExceeded"
    engine.revert(before)
    engine.close()


@pytest.mark.anvil
def test_o20_send__hash_that_is_none__unreachable_and_awaited_without_it(
    paying_url: str, fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = RpcEngine(paying_url)
    post = engine._node._post

    def forging(requested: Any) -> Any:
        forged = requested[0][0] == "eth_sendTransaction"
        return [{"result": "\x1b[2J\nrwa: deployed"}] if forged else post(requested)

    monkeypatch.setattr(engine._node, "_post", forging)
    with pytest.raises(ChainUnreachable):
        deploy(engine, fixture_artifacts["Thrower"], sender=min(engine.unlocked))
    assert engine.awaited is not None
    assert engine.awaited.transaction is None


@pytest.mark.anvil
def test_rpc_engine__node_refuses_a_batch_with_a_trace__tells_why_a_mined_one_failed(
    paying_url: str, fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = RpcEngine(paying_url)
    post = engine._node._post

    def without_traces(requested: Any) -> Any:
        if "debug_traceTransaction" not in [method for method, _ in requested]:
            return post(requested)
        if len(requested) > 1:
            raise BatchRefused("unsupported methods in a batch")
        return [{"error": {"code": -32601, "message": "method not found"}}]

    monkeypatch.setattr(engine._node, "_post", without_traces)
    thrower = deploy(engine, fixture_artifacts["Thrower"], sender=min(engine.unlocked))
    monkeypatch.setattr(engine, "_estimate", lambda _: None)
    refusal = thrower.attempt("limit", 5, 3, sender=min(engine.unlocked))
    assert isinstance(refusal, ContractRevert)
    assert refusal.name == "LimitExceeded"
    assert engine.awaited is None


@pytest.mark.anvil
@pytest.mark.parametrize("said", ["transaction not found", "transaction indexing is in progress"])
@pytest.mark.parametrize("late", [2, 10**6])
def test_diagnose__node_does_not_know_the_transaction_yet__asked_again_then_replayed(
    paying_url: str,
    fixture_artifacts: Mapping[str, Artifact],
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    late: int,
) -> None:
    engine = RpcEngine(paying_url)
    thrower = deploy(engine, fixture_artifacts["Thrower"], sender=min(engine.unlocked))
    post = engine._node._post
    traces, replays = [], []

    def behind(requested: Any) -> Any:
        methods = [method for method, _ in requested]
        if methods == ["debug_traceTransaction"]:
            traces.append(methods)
            if len(traces) <= late:
                return [{"error": {"code": -32000, "message": said}}]
        if "eth_call" in methods:
            replays.append(methods)
        return post(requested)

    monkeypatch.setattr(engine._node, "_post", behind)
    monkeypatch.setattr(engine, "_estimate", lambda _: None)
    monkeypatch.setattr(engine, "_mining_timeout", 1.0)
    refusal = thrower.attempt("limit", 5, 3, sender=min(engine.unlocked))
    assert isinstance(refusal, ContractRevert)
    assert refusal.name == "LimitExceeded"
    assert (len(traces) == 3, not replays) == (late == 2, late == 2)


@pytest.mark.anvil
@pytest.mark.parametrize("said", ["header not found", "transaction indexing is in progress"])
def test_rpc_engine__node_says_not_yet_in_an_error__asked_again(
    paying_url: str,
    fixture_artifacts: Mapping[str, Artifact],
    monkeypatch: pytest.MonkeyPatch,
    said: str,
) -> None:
    engine = RpcEngine(paying_url)
    post = engine._node._post
    refused: list[str] = []

    def late(requested: Any) -> Any:
        method, parameters = requested[0]
        of_the_sent = method == "eth_getTransactionReceipt" or (
            method == "eth_getBlockByNumber" and "latest" not in parameters
        )
        if of_the_sent and len(requested) == 1 and method not in refused:
            refused.append(method)
            return [{"error": {"code": -32000, "message": said}}]
        return post(requested)

    monkeypatch.setattr(engine._node, "_post", late)
    deploy(engine, fixture_artifacts["Thrower"], sender=min(engine.unlocked))
    assert len(refused) == 2

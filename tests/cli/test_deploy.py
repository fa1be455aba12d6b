"""`scripts/deploy.py`: nothing is sent before the plan, the chain and the key are sound."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from rwa.chain.abi import checksum
from rwa.chain.accounts import derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.deployment import System
from rwa.chain.errors import ChainUnreachable, ContractRevert, NodeRefused, ReceiptTimeout
from rwa.chain.node import Node
from rwa.chain.rpc import RpcEngine
from rwa.chain.tester import TesterEngine
from rwa.commands.deploy import Options, _reserved, deploy, deploy_command, told_where_it_stops
from rwa.errors import ConfigurationError
from rwa.registry.assembly import system_terms, token_terms
from rwa.scenario import trial_file
from tests import anvil
from tests.cli.conftest import ROOT, Command
from tests.conftest import GENESIS_TIME, require_anvil
from tests.trials import parsed

SCRIPT = (str(ROOT / "scripts" / "deploy.py"),)
NOBODY = 65_534
CANARY = bytes.fromhex("ca9a29" * 10 + "abcd")


YEAR = 365 * 86_400
DEALERS = ("ravi", "chenab", "jhelum")
"""The primary dealers of the bundled pilot."""


@pytest.fixture(scope="module")
def node() -> Iterator[str]:
    """A node with anvil's own prices and unlocked accounts."""
    require_anvil()
    with anvil.running(GENESIS_TIME, fees=True) as url:
        yield url


@pytest.fixture(scope="module")
def unlocked(node: str) -> str:
    """An account the node signs for."""
    return str(Node(node, 5).ask("eth_accounts")[0])


def test_deploy__no_node__exit_4(rwa: Command) -> None:
    done = rwa("--rpc", "http://127.0.0.1:9", "--from", "0x" + "1" * 40, program=SCRIPT)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "give either --keystore FILE or --from ADDRESS"),
        (("--from", "0x1", "--keystore", "k"), "give either --keystore FILE or --from ADDRESS"),
        (("--from", "0x1", "--chain-id", "1"), "chain 1 is no local test chain"),
    ],
)
def test_deploy__wrong_use__exit_2_before_the_node_is_asked(
    rwa: Command, arguments: tuple[str, ...], reason: str
) -> None:
    done = rwa("--rpc", "http://127.0.0.1:9", *arguments, program=SCRIPT)
    assert done.returncode == 2
    assert reason in done.stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("ministry: '0x1'\n", "exactly these are expected"),
        ("{}", "exactly these are expected"),
    ],
)
def test_deploy__bad_accounts_file__one_line(
    rwa: Command, tmp_path: Path, content: str, reason: str
) -> None:
    (tmp_path / "accounts.yaml").write_text(content)
    arguments = ("--from", "0x1", "--accounts", "accounts.yaml")
    done = rwa("--rpc", "http://127.0.0.1:9", *arguments, program=SCRIPT)
    assert done.returncode == 3
    assert reason in done.stderr


def accounts_file(folder: Path, **given: str) -> None:
    """A file that names an account for everyone, those `given` among them."""
    parties = ("ministry", "regulator", "registrar", "fiscal_agent", "custodian", "oracle")
    parties = (*parties, "attestor", "government_account", "tax_account", *DEALERS)
    named = {party: f"0x{number:040x}" for number, party in enumerate(parties, 1)} | given
    lines = [f"{party}: '{account}'\n" for party, account in named.items()]
    (folder / "accounts.yaml").write_text("".join(lines))


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ("0x" + "0" * 39 + "1", "no account holds two roles"),
        ("0x" + "0" * 40, "the zero address is nobody's"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeb", "mistyped: its capitals"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "40 hexadecimal digits are expected"),
    ],
)
def test_deploy__unfit_account__refused_with_its_line(
    rwa: Command, tmp_path: Path, account: str, reason: str
) -> None:
    accounts_file(tmp_path, oracle=account)
    arguments = ("--from", "0x1", "--accounts", "accounts.yaml")
    done = rwa("--rpc", "http://127.0.0.1:9", *arguments, program=SCRIPT)
    assert done.returncode == 3
    assert re.search(rf"accounts\.yaml:6: oracle: .*{reason}", done.stderr)
    assert done.stderr.count("\n") == 1


@pytest.mark.anvil
def test_o11__another_chain_than_asked__exit_4_and_nothing_sent(
    rwa: Command, node: str, unlocked: str
) -> None:
    before = Node(node, 5).ask("eth_blockNumber")
    done = rwa("--rpc", node, "--from", unlocked, "--chain-id", "1337", program=SCRIPT)
    assert done.returncode == 4
    assert "serves chain 31337, not 1337" in done.stderr
    assert Node(node, 5).ask("eth_blockNumber") == before


@pytest.mark.anvil
def test_deploy__dry_run__the_plan_with_gas_and_nothing_sent(
    rwa: Command, node: str, unlocked: str, tmp_path: Path
) -> None:
    before = Node(node, 5).ask("eth_blockNumber")
    done = rwa("--rpc", node, "--from", unlocked, "--dry-run", program=SCRIPT)
    assert done.returncode == 0
    assert "create Programme (programme)" in done.stdout
    assert "16,777,216 gas a transaction may use" in done.stdout
    assert Node(node, 5).ask("eth_blockNumber") == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.anvil
def test_deploy__no_terminal_and_no_yes__not_deployed(
    rwa: Command, node: str, unlocked: str, tmp_path: Path
) -> None:
    done = rwa("--rpc", node, "--from", unlocked, program=SCRIPT)
    assert done.returncode == 2
    assert "add --yes" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.anvil
def test_deploy__record_of_an_overlong_name__one_line_and_nothing_sent(
    rwa: Command, node: str, unlocked: str
) -> None:
    out = "x" * 300
    done = rwa("--rpc", node, "--from", unlocked, "--yes", "--out", out, program=SCRIPT)
    assert done.returncode == 3
    assert done.stderr == f"rwa: {out}: cannot be written: File name too long\n"


def test_deploy__record_in_a_folder_one_may_not_enter__one_line(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        with (
            pytest.raises(ConfigurationError, match="cannot be written: Permission denied"),
            _reserved(tmp_path / "shut" / "deployment.json"),
        ):
            pytest.fail("a record could be written")
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    "address", ["http://localhost:85a5", "http://localhost:99999", "http://[::1"]
)
def test_deploy__mistyped_address__one_line_exit_4(rwa: Command, address: str) -> None:
    done = rwa("--rpc", address, "--from", "0x" + "1" * 40, "--dry-run", program=SCRIPT)
    assert done.returncode == 4
    assert done.stderr == (
        "rwa: the chain at a hidden address cannot be reached: it is not written as "
        "http://host:port\n"
    )


def test_o01__password__gone_from_the_environment_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A compiler that is started for the contracts inherits what is there."""
    monkeypatch.setenv("RWA_KEYSTORE_PASSWORD", "canary")
    seen: list[str | None] = []

    def started(name: str) -> Path:
        seen.append(os.environ.get("RWA_KEYSTORE_PASSWORD"))
        return trial_file(name)

    monkeypatch.setattr("rwa.commands.deploy.trial_file", started)
    out, key = tmp_path / "deployment.json", tmp_path / "key.json"
    options = Options("http://", "pakistan-pilot", 31337, key, None, None, out, False, True)
    with pytest.raises(ChainUnreachable):
        deploy_command(options)
    assert seen == [None]


@pytest.mark.anvil
def test_deploy__mistyped_sender__refused(rwa: Command, node: str) -> None:
    mistyped = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeb"
    done = rwa("--rpc", node, "--from", mistyped, "--yes", program=SCRIPT)
    assert done.returncode == 3
    assert f"'{mistyped}' is not an address: mistyped" in done.stderr


@pytest.mark.anvil
def test_deploy__account_the_node_does_not_sign_for__refused(rwa: Command, node: str) -> None:
    done = rwa("--rpc", node, "--from", "0x" + "1" * 40, "--yes", program=SCRIPT)
    assert done.returncode == 2
    assert "the node does not sign for 0x1111" in done.stderr


@pytest.mark.anvil
def test_deploy__unlocked_account__a_whole_record_that_is_never_replaced(
    rwa: Command, node: str, unlocked: str, tmp_path: Path
) -> None:
    arguments = ("--rpc", node, "--from", unlocked, "--yes")
    done = rwa(*arguments, program=SCRIPT)
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "deployment.json").read_text())
    assert record["deployer"] == unlocked or record["deployer"].lower() == unlocked.lower()
    assert len(record["contracts"]) == 19
    assert all(row["gas_used"] < 16_777_216 for row in record["contracts"])
    again = rwa(*arguments, program=SCRIPT)
    assert again.returncode == 3
    assert "never replaced" in again.stderr


@pytest.mark.anvil
def test_deploy__years_after_the_first_record_dates__deployed_without_those(
    rwa: Command, tmp_path: Path
) -> None:
    """A real node's clock may stand anywhere in the life of a bond."""
    require_anvil()
    with anvil.running(GENESIS_TIME + 2 * YEAR, fees=True) as url:
        unlocked = str(Node(url, 5).ask("eth_accounts")[0])
        done = rwa("--rpc", url, "--from", unlocked, "--yes", program=SCRIPT)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "deployment.json").is_file()


@pytest.mark.anvil
def test_o05__stopped_while_a_transaction_is_awaited__its_hash_told(
    artifacts: Mapping[str, Artifact], node: str, unlocked: str, tmp_path: Path
) -> None:
    ask = Node(node, 5).ask
    engine = RpcEngine(node, mining_timeout=0.3)
    system = System(engine, artifacts, system_terms(parsed()), checksum(unlocked))
    ask("evm_setAutomine", False)
    try:
        with (
            pytest.raises(ReceiptTimeout),
            told_where_it_stops(system, tmp_path / "deployment.json"),
        ):
            deploy(system, [])
        told = json.loads((tmp_path / "deployment.stopped.json").read_text())
        assert told["transactions"] == []
        awaited = told["awaited"]
        assert ask("eth_getTransactionByHash", awaited["transaction"])["from"] == unlocked
    finally:
        ask("evm_mine")
        ask("evm_setAutomine", True)
        engine.close()


def losing_the_answer(node: Node, to: int) -> Any:
    """The node's `ask_all`, which loses the answer to the sending of this number, from 1."""
    ask_all, sendings = node.ask_all, 0

    def asking(requested: Any) -> Any:
        nonlocal sendings
        replies = ask_all(requested)
        sendings += requested[0][0] in ("eth_sendTransaction", "eth_sendRawTransaction")
        if sendings == to:
            raise ChainUnreachable(node.shown, "ReadTimeout")
        return replies

    return asking


@pytest.mark.anvil
@pytest.mark.parametrize("signed", [True, False])
def test_o05__the_answer_to_a_sending_is_lost__account_and_nonce_told_and_the_hash_if_signed(
    artifacts: Mapping[str, Artifact],
    node: str,
    unlocked: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    signed: bool,
) -> None:
    ask = Node(node, 5).ask
    engine = RpcEngine(node)
    sender = checksum(unlocked)
    if signed:
        sender = engine.add_account(derive_account("lost answer", "deployer"))
        ask("anvil_setBalance", sender, hex(10**20))
    nonce = int(ask("eth_getTransactionCount", sender, "latest"), 16) + 5
    system = System(engine, artifacts, system_terms(parsed()), sender)
    monkeypatch.setattr(engine._node, "ask_all", losing_the_answer(engine._node, 6))
    with pytest.raises(ChainUnreachable), told_where_it_stops(system, tmp_path / "deployment.json"):
        deploy(system, [])
    told = json.loads((tmp_path / "deployment.stopped.json").read_text())
    assert len(told["transactions"]) == 5
    mined = ask("eth_getBlockByNumber", "latest", True)["transactions"][-1]
    assert (checksum(mined["from"]), int(mined["nonce"], 16)) == (sender, nonce)
    transaction = mined["hash"] if signed else None
    assert told["awaited"] == {"sender": sender, "nonce": nonce, "transaction": transaction}
    called = transaction or "the transaction whose hash the node has not told"
    unknown = f"the outcome of {called}, nonce {nonce} of {sender}, is not known"
    assert f"stopped after 5 transactions; {unknown}; " in capsys.readouterr().err
    engine.close()


@pytest.mark.anvil
def test_o01__keystore__deploys_and_the_key_is_nowhere(
    rwa: Command, node: str, tmp_path: Path
) -> None:
    keystore = Account.encrypt(CANARY, "open-canary", kdf="pbkdf2", iterations=2**18)
    (tmp_path / "key.json").write_text(json.dumps(keystore))
    (tmp_path / "key.json").chmod(0o600)
    address = Account.from_key(CANARY).address
    Node(node, 5).ask("anvil_setBalance", address, hex(10**20))
    arguments = ("--rpc", node, "--keystore", "key.json", "--yes")
    wrong = rwa(*arguments, program=SCRIPT, RWA_KEYSTORE_PASSWORD="shut")  # noqa: S106
    assert wrong.returncode == 3
    done = rwa(*arguments, program=SCRIPT, RWA_KEYSTORE_PASSWORD="open-canary")  # noqa: S106
    assert done.returncode == 0, done.stderr
    record = (tmp_path / "deployment.json").read_text()
    shown = "".join((done.stdout, done.stderr, wrong.stdout, wrong.stderr, record))
    assert address in record
    for secret in (CANARY.hex(), "open-canary", str(int.from_bytes(CANARY))):
        assert secret not in shown


@pytest.mark.anvil
def test_o02__keystore_others_can_read__refused_before_the_password_is_asked(
    rwa: Command, node: str, tmp_path: Path
) -> None:
    (tmp_path / "key.json").write_text("{}")
    (tmp_path / "key.json").chmod(0o644)
    done = rwa("--rpc", node, "--keystore", "key.json", "--yes", program=SCRIPT)
    assert done.returncode == 3
    assert "others can read it" in done.stderr
    assert "password" not in done.stderr


def test_o03__a_step_is_refused_half_way__told_what_stands(
    artifacts: Mapping[str, Artifact], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trial, engine = parsed(), TesterEngine(GENESIS_TIME)
    sender = engine.add_account(derive_account("stopped", "deployer"))
    system = System(engine, artifacts, system_terms(trial), sender)
    sound, *_ = token_terms(trial)
    issue, maturity, *rest = sound.rest
    reversed_dates = replace(sound, label="PK00TRIALREV", rest=(maturity, issue, *rest))
    out = tmp_path / "deployment.json"
    with (
        pytest.raises(ContractRevert, match="MaturityBeforeIssue"),
        told_where_it_stops(system, out),
    ):
        deploy(system, [sound, reversed_dates])
    told = json.loads((tmp_path / "deployment.stopped.json").read_text())
    assert f"stopped after {len(system.done)} transactions" in capsys.readouterr().err
    assert len(told["transactions"]) == len(system.done) > 15
    last = told["transactions"][-1]
    assert last["step"] == f"create TreasuryBill ({sound.label})"
    assert engine.code(last["address"])
    assert not out.exists()


@pytest.mark.anvil
@pytest.mark.parametrize("stop", [KeyboardInterrupt(), NodeRefused("eth_getCode", "gone")])
def test_o03__stopped_before_the_record_is_written__told_and_never_replaced(
    node: str,
    unlocked: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: BaseException,
) -> None:
    def stopping(_: System) -> Mapping[str, object]:
        raise stop

    monkeypatch.setattr("rwa.commands.deploy.manifest", stopping)
    out = tmp_path / "deployment.json"
    options = Options(node, "pakistan-pilot", 31337, None, unlocked, None, out, False, True)
    with pytest.raises(type(stop)):
        deploy_command(options)
    kept = (tmp_path / "deployment.stopped.json").read_text()
    sent = json.loads(kept)["transactions"]
    assert all(Node(node, 5).ask("eth_getTransactionReceipt", each["transaction"]) for each in sent)
    with pytest.raises(ConfigurationError, match="a deployment stopped half-way"):
        deploy_command(options)
    assert [each.name for each in tmp_path.iterdir()] == ["deployment.stopped.json"]
    assert (tmp_path / "deployment.stopped.json").read_text() == kept


@pytest.mark.anvil
def test_audit__deploy__from_an_account_of_an_office__refused_before_anything_is_sent(
    rwa: Command, node: str, unlocked: str, tmp_path: Path
) -> None:
    """T48: otherwise the deployer would keep that office."""
    accounts_file(tmp_path, ministry=unlocked)
    arguments = ("--from", unlocked, "--accounts", "accounts.yaml", "--yes")
    done = rwa("--rpc", node, *arguments, program=SCRIPT)
    assert done.returncode == 2
    assert "holds an office: the deployer must hold none" in done.stderr
    assert not (tmp_path / "deployment.json").exists()

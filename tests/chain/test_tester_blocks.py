"""The eth-tester engine's blocks: however much is sent at one timestamp, it costs no fee."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain import tester
from rwa.chain.accounts import derive_account
from rwa.chain.compiler import Artifact
from rwa.chain.contract import Contract
from tests.chain.conftest import SEED, lot_of
from tests.conftest import GENESIS_TIME

BLOCK_GAS = 6_000_000


def test_send_many__more_gas_than_blocks_should_hold__further_blocks_without_fees(
    fixture_artifacts: Mapping[str, Artifact], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tester, "BLOCK_GAS_LIMIT", BLOCK_GAS)
    engine = tester.TesterEngine(GENESIS_TIME)
    issuer = engine.add_account(derive_account(SEED, "issuer"))
    artifact = fixture_artifacts["Recorder"]
    arguments = (issuer, lot_of(issuer))
    created = engine.deploy(artifact, arguments, sender=issuer, gas=2_500_000)
    assert created.contract_address is not None
    recorder = Contract(engine, artifact, created.contract_address)
    request = recorder.request("destroyGas", 5_000, sender=issuer, gas=1_000_000)
    receipts = engine.send_many([request] * 14)
    engine.advance_to(engine.now + 1)
    receipts.append(engine.send(request))
    spent: dict[int, int] = {}
    for receipt in receipts:
        spent[receipt.block] = spent.get(receipt.block, 0) + receipt.gas_used
    assert sum(spent.values()) > BLOCK_GAS
    assert max(spent.values()) <= BLOCK_GAS // 2
    assert len({receipt.timestamp for receipt in receipts}) == 2

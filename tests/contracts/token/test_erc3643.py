"""The part of ERC-3643 an exchange integrates with, seen through the standard's own signatures."""

from __future__ import annotations

from typing import Any

import pytest

from rwa.chain.accounts import Address
from rwa.chain.contract import Contract
from rwa.chain.engine import Request
from rwa.chain.errors import ContractRevert
from tests.contracts.system import Market, identity_address, keccak
from tests.contracts.token.faults import BALANCE

PRESENT = (
    "pause()",
    "unpause()",
    "paused()",
    "setAddressFrozen(address,bool)",
    "freezePartialTokens(address,uint256)",
    "unfreezePartialTokens(address,uint256)",
    "forcedTransfer(address,address,uint256)",
    "recoveryAddress(address,address,address)",
    "batchTransfer(address[],uint256[])",
    "batchForcedTransfer(address[],address[],uint256[])",
    "batchSetAddressFrozen(address[],bool[])",
    "batchFreezePartialTokens(address[],uint256[])",
    "batchUnfreezePartialTokens(address[],uint256[])",
    "identityRegistry()",
    "isFrozen(address)",
)
ABSENT = (
    "compliance()",
    "onchainID()",
    "version()",
    "getFrozenTokens()",
    "setName(string)",
    "setSymbol(string)",
    "setOnchainID(address)",
    "setIdentityRegistry(address)",
    "setCompliance(address)",
    "batchMint(address[],uint256[])",
    "batchBurn(address[],uint256[])",
    "addAgent(address)",
    "removeAgent(address)",
    "isAgent(address)",
    "transferOwnership(address)",
    "owner()",
)
"""What ERC-3643 has besides: no agent mints, no rules are swapped under the holders' feet."""
EVENTS = {
    "TokensFrozen(address,uint256)",
    "TokensUnfrozen(address,uint256)",
    "AddressFrozen(address,bool,address)",
    "RecoverySuccess(address,address,address)",
    "Paused(address)",
    "Unpaused(address)",
    "Transfer(address,address,uint256)",
    "Approval(address,address,uint256)",
}


def selector(signature: str) -> bytes:
    """The first four bytes of the hash of a signature."""
    return keccak(signature.encode())[:4]


def word(value: Any) -> bytes:
    """An address or a number as an argument."""
    number = int(value, 16) if isinstance(value, str) else int(value)
    return number.to_bytes(32)


class Client:
    """An exchange's integration: it knows ERC-3643's signatures and nothing of this project."""

    def __init__(self, token: Contract, account: Address) -> None:
        self.engine, self.address, self.account = token.engine, token.address, account

    def _request(self, signature: str, *arguments: Any) -> Request:
        data = selector(signature) + b"".join(map(word, arguments))
        return Request(self.account, self.address, data)

    def ask(self, signature: str, *arguments: Any, at: Address | None = None) -> int:
        """A view's first word."""
        request = self._request(signature, *arguments)
        request = Request(request.sender, at or self.address, request.data)
        return int.from_bytes(self.engine.call(request)[:32])

    def do(self, signature: str, *arguments: Any) -> list[str]:
        """A transaction; the names of its events."""
        return [log.event for log in self.engine.send(self._request(signature, *arguments)).logs]


@pytest.mark.parametrize("token", ["bill", "bond", "gold"])
@pytest.mark.parametrize("signature", PRESENT)
def test_erc3643__what_exchanges_call__is_there(market: Market, token: str, signature: str) -> None:
    identifiers = getattr(market, token).artifact.method_identifiers
    assert identifiers[signature] == selector(signature).hex()


@pytest.mark.parametrize("signature", ABSENT)
def test_erc3643__absent_on_purpose__is_no_function_of_any_token(
    market: Market, signature: str
) -> None:
    for token in (market.bill, market.bond, market.gold):
        assert signature not in token.artifact.method_identifiers
        data = selector(signature) + bytes(96)
        answer = market.engine.attempt(Request(market.ministry, token.address, data))
        assert isinstance(answer, ContractRevert)
        assert answer.name == "Empty"


def test_erc3643__events__are_the_standards_own(market: Market) -> None:
    told = {
        f"{entry['name']}({','.join(each['type'] for each in entry['inputs'])})"
        for entry in market.gold.artifact.abi
        if entry["type"] == "event"
    }
    assert told >= EVENTS


def test_erc3643__an_exchanges_day__runs_on_the_standards_calls_alone(market: Market) -> None:
    """A customer is looked up, pays, is frozen and thawed, loses the wallet and has it back."""
    token = market.gold
    holder, other = market.holder, market.other_holder
    market.issue(token, holder, BALANCE)
    customer = Client(token, holder)
    registrar = Client(token, market.registrar)
    regulator = Client(token, market.regulator)

    registry = Address("0x" + customer.ask("identityRegistry()").to_bytes(20).hex())
    assert customer.ask("isVerified(address)", holder, at=registry) == 1
    assert customer.ask("contains(address)", holder, at=registry) == 1
    assert customer.ask("isVerified(address)", market.stranger, at=registry) == 0
    identity = customer.ask("identity(address)", holder, at=registry)
    assert identity == int(identity_address("holder"), 16)

    assert customer.ask("balanceOf(address)", holder) == BALANCE
    assert customer.do("transfer(address,uint256)", other, 100) == ["Transfer"]
    frozen = registrar.do("freezePartialTokens(address,uint256)", holder, 850)
    assert frozen == ["Frozen", "TokensFrozen"]
    assert customer.ask("getFrozenTokens(address)", holder) == 850
    with pytest.raises(ContractRevert, match="ERC7943InsufficientUnfrozenBalance"):
        customer.do("transfer(address,uint256)", other, 51)
    registrar.do("unfreezePartialTokens(address,uint256)", holder, 50)
    customer.do("transfer(address,uint256)", other, 100)
    assert registrar.do("setAddressFrozen(address,bool)", holder, True) == ["AddressFrozen"]
    assert customer.ask("isFrozen(address)", holder) == 1
    with pytest.raises(ContractRevert, match="WalletFrozen"):
        customer.do("transfer(address,uint256)", other, 0)
    registrar.do("setAddressFrozen(address,bool)", holder, False)
    assert regulator.do("pause()") == ["Paused"]
    assert customer.ask("paused()") == 1
    assert regulator.do("unpause()") == ["Unpaused"]

    successor = market.account("new wallet")
    market.onboard(successor)
    market.replace_wallet(holder, successor)
    recovery = "recoveryAddress(address,address,address)"
    told = registrar.do(recovery, holder, successor, identity_address("holder"))
    assert told[-2:] == ["Transfer", "RecoverySuccess"]
    assert customer.ask("balanceOf(address)", successor) == BALANCE - 200
    assert customer.ask("getFrozenTokens(address)", successor) == 800
    assert customer.ask("isVerified(address)", holder, at=registry) == 0

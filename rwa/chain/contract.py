"""A contract as its users hold it: an engine, an artifact and an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rwa.chain.accounts import ZERO_ADDRESS, Address
from rwa.chain.compiler import Artifact
from rwa.chain.engine import TRANSACTION_GAS_CAP, Engine, Receipt, Request, interface_of
from rwa.chain.errors import ContractRevert


class Contract:
    """A deployed contract.

    A function is named by its name, or by its signature where the contract has several of that name
    and as many arguments. Structs are given as sequences, or mappings by field.
    """

    def __init__(self, engine: Engine, artifact: Artifact, address: Address) -> None:
        engine.abis.learn(artifact.abi)
        self.engine = engine
        self.artifact = artifact
        self.address = address
        self._interface = interface_of(artifact)

    def __repr__(self) -> str:
        return f"{self.artifact.name}({self.address})"

    def request(
        self,
        function: str,
        *arguments: Any,
        sender: Address = ZERO_ADDRESS,
        gas: int = TRANSACTION_GAS_CAP,
    ) -> Request:
        """A message to be sent or called later, alone or in a batch. Raises `TypeError`."""
        found = self._interface.function(function, len(arguments))
        return Request(sender, self.address, found.encode(arguments), gas, found)

    def encode(self, function: str, *arguments: Any) -> bytes:
        """Call data, as a proposal or an access manager carries it. Raises `TypeError`."""
        return self.request(function, *arguments).data

    def call(self, function: str, *arguments: Any, sender: Address = ZERO_ADDRESS) -> Any:
        """Read. Raises `ContractRevert`, `NoContract`."""
        return self.engine.call(self.request(function, *arguments, sender=sender))

    def call_many(
        self, function: str, each: Iterable[Sequence[Any]], *, sender: Address = ZERO_ADDRESS
    ) -> list[Any]:
        """Read one function for many lists of arguments. Raises as `call` does."""
        requests = [self.request(function, *arguments, sender=sender) for arguments in each]
        return self.engine.call_many(requests)

    def send(
        self, function: str, *arguments: Any, sender: Address, gas: int = TRANSACTION_GAS_CAP
    ) -> Receipt:
        """Transact. Raises `ContractRevert`, `ChainError`."""
        return self.engine.send(self.request(function, *arguments, sender=sender, gas=gas))

    def attempt(
        self, function: str, *arguments: Any, sender: Address, gas: int = TRANSACTION_GAS_CAP
    ) -> Receipt | ContractRevert:
        """Transact, and return a refusal instead of raising it."""
        return self.engine.attempt(self.request(function, *arguments, sender=sender, gas=gas))


def deploy(engine: Engine, artifact: Artifact, *arguments: Any, sender: Address) -> Contract:
    """Deploy `artifact` with constructor arguments. Raises `ContractRevert`."""
    receipt = engine.deploy(artifact, arguments, sender=sender)
    if receipt.contract_address is None:
        raise ValueError(f"deploying {artifact.name} gave no address")
    return Contract(engine, artifact, receipt.contract_address)

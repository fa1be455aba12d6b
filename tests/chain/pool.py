"""Two nodes behind one address, the second some way behind the first; every second answer is its
own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from rwa.chain.node import Node
from rwa.chain.rpc import Asking

LAG = 3
"""Answers of the second node until it has a block that the first one has."""
UNKNOWN = {"error": {"code": -32000, "message": "header not found"}}
BEYOND = {"error": {"code": -32000, "message": "block range extends beyond current head block"}}


class Pool:
    """What a node's messages meet from now on. Only messages with the method `lagging` reach the
    second node, or any where it is none; `split` deals out the requests of one message, too.
    """

    def __init__(
        self, node: Node, patching: pytest.MonkeyPatch, lagging: str | None, split: bool
    ) -> None:
        self._first = node._post
        self._lagging = lagging
        self._split = split
        self._turn = 0
        self._heard = {int(self._ask("eth_blockNumber")["result"], 16): -2 * LAG}
        self.behind = 0
        """Answers the second node gave of a state the first had left."""
        patching.setattr(node, "_post", self.post)

    def post(self, requested: Sequence[Asking]) -> Sequence[Mapping[str, Any]]:
        """The answer to one message, of the one node or the other."""
        if self._split:
            return [self._of_one([each])[0] for each in requested]
        return self._of_one(requested)

    def _of_one(self, requested: Sequence[Asking]) -> Sequence[Mapping[str, Any]]:
        if self._lagging is None or self._lagging in [method for method, _ in requested]:
            self._turn += 1
            if self._turn % 2 == 0:
                newest = self._newest()
                return [self._second(newest, *each) for each in requested]
        return self._first(requested)

    def _newest(self) -> int:
        """The second node's newest block, by how often it has answered since the first had it."""
        head = int(self._ask("eth_blockNumber")["result"], 16)
        self._heard.setdefault(head, self._turn)
        known = [block for block, turn in self._heard.items() if self._turn - turn >= 2 * LAG]
        newest = max(known)
        self.behind += newest < head
        return newest

    def _second(self, newest: int, method: str, asked: list[Any]) -> Mapping[str, Any]:
        match method:
            case "eth_getTransactionReceipt" | "eth_getTransactionByHash":
                told = self._ask(method, *asked)
                late = told["result"] and int(told["result"]["blockNumber"], 16) > newest
                return {"result": None} if late else told
            case "eth_getBlockByNumber":
                block = newest if asked[0] == "latest" else int(asked[0], 16)
                return {"result": None} if block > newest else self._ask(method, hex(block), False)
            case "eth_getLogs":
                (sought,) = asked
                first, last = (sought["fromBlock"], sought["toBlock"])
                if self._split and int(last, 16) > newest:
                    return BEYOND
                if int(first, 16) > newest:
                    return {"result": []}
                last = newest if last == "latest" else min(int(last, 16), newest)
                return self._ask(method, {**sought, "toBlock": hex(last)})
            case "eth_call" | "eth_getCode" | "eth_getTransactionCount" | "eth_getStorageAt":
                return self._of_state(newest, method, asked)
            case "eth_estimateGas":
                return self._of_state(newest, method, [*asked, "latest"][:2])
        return self._ask(method, *asked)

    def _of_state(self, newest: int, method: str, asked: list[Any]) -> Mapping[str, Any]:
        *parameters, block = asked
        at = newest if block in ("latest", "pending") else int(block, 16)
        return UNKNOWN if at > newest else self._ask(method, *parameters, hex(at))

    def _ask(self, method: str, *parameters: Any) -> Mapping[str, Any]:
        (reply,) = self._first([(method, list(parameters))])
        return reply

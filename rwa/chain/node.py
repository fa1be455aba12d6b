"""JSON-RPC over HTTP through web3's provider: single requests, batches, and typed failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider

from rwa.chain.errors import ChainUnreachable, NodeRefused

BATCH = 100
"""Requests in one HTTP message."""

Reply = Mapping[str, Any]
"""A node's answer: `result`, or `error` with `code`, `message` and perhaps `data`."""


class Node:
    """The node at `url`; `timeout` is in seconds for one HTTP message. Follows no redirects."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ChainUnreachable(shown_url(url), "not an http or https address")
        self.shown = shown_url(url)
        self._session = requests.Session()
        self._provider = HTTPProvider(
            url,
            request_kwargs={"timeout": timeout, "allow_redirects": False},
            session=self._session,
            exception_retry_configuration=None,
        )

    def ask(self, method: str, *parameters: Any) -> Any:
        """The result of one request. Raises `NodeRefused`, `ChainUnreachable`."""
        (reply,) = self.ask_all([(method, list(parameters))])
        return result_of(method, reply)

    def ask_all(self, requested: Sequence[tuple[str, list[Any]]]) -> list[Reply]:
        """Every request's reply, in order; a node may work on a batch's requests in any order."""
        replies: list[Reply] = []
        for start in range(0, len(requested), BATCH):
            replies.extend(self._post(requested[start : start + BATCH]))
        return replies

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _post(self, requested: Sequence[tuple[str, list[Any]]]) -> Sequence[Reply]:
        try:
            if len(requested) == 1:
                return [self._provider.make_request(*requested[0])]
            replies: Any = self._provider.make_batch_request([*requested])  # type: ignore[list-item]
        except requests.RequestException as error:
            raise ChainUnreachable(self.shown, type(error).__name__) from error
        except ValueError as error:
            raise ChainUnreachable(self.shown, "it does not answer with JSON") from error
        if not isinstance(replies, list) or len(replies) != len(requested):
            raise NodeRefused("a batch of requests", _message(replies))
        return replies


def result_of(method: str, reply: Reply) -> Any:
    """The result in a reply. Raises `NodeRefused`."""
    if "error" in reply:
        raise NodeRefused(method, _message(reply))
    return reply["result"]


def shown_url(url: str) -> str:
    """Scheme, host and port: the rest of a node's address may be a secret."""
    parts = urlsplit(url)
    if not parts.hostname:
        return "an address without a host"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _message(reply: Any) -> str:
    error = reply.get("error") if isinstance(reply, Mapping) else None
    return str(error.get("message", error)) if isinstance(error, Mapping) else "incomplete answer"

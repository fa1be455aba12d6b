"""JSON-RPC over HTTP through web3's provider: single requests, batches, and typed failures."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider

from rwa.chain.errors import BatchRefused, ChainUnreachable, NodeRefused

BATCH = 100
"""Requests in one HTTP message."""

Reply = Mapping[str, Any]
"""A node's answer: `result`, or `error` with `code`, `message` and perhaps `data`."""

HIDDEN = "a hidden address"
"""What an address is called that is not surely told apart from the secrets in it."""
DEEPEST = 5_000
"""How deep calls, and so the lists of an answer, may nest: well within what a stack holds."""
_HOST = re.compile(r"[a-z0-9._:-]+")
_SCHEMES = ("http", "https", "ws", "wss")
Understood = TypeVar("Understood")


class Node:
    """The node at `url`; `timeout` is in seconds for one HTTP message. Follows no redirects."""

    def __init__(self, url: str, timeout: float) -> None:
        self.shown = shown_url(url)
        if not self.shown.startswith(("http://", "https://")):
            raise ChainUnreachable(self.shown, "it is not written as http://host:port")
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

    def ask_for(
        self, understand: Callable[[Any], Understood], method: str, *parameters: Any
    ) -> Understood:
        """What the result of one request says. Raises as `ask`, and as `understood`."""
        return self.understood(understand, method, self.ask(method, *parameters))

    def understood(
        self, understand: Callable[[Any], Understood], method: str, result: Any
    ) -> Understood:
        """What `result` says. Raises `ChainUnreachable` where no node of Ethereum answers so."""
        try:
            return understand(result)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            reason = f"it does not answer {method} as Ethereum's nodes do"
            raise ChainUnreachable(self.shown, reason) from error

    def ask_all(self, requested: Sequence[tuple[str, list[Any]]]) -> list[Reply]:
        """Every request's reply, in order; a node may work on a batch's requests in any order.
        Raises `BatchRefused`, `ChainUnreachable`.
        """
        replies: list[Reply] = []
        for start in range(0, len(requested), BATCH):
            replies.extend(self._post(requested[start : start + BATCH]))
        return replies

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _post(self, requested: Sequence[tuple[str, list[Any]]]) -> Sequence[Reply]:
        try:
            with _shallow():
                if len(requested) == 1:
                    told: Any = [self._provider.make_request(*requested[0])]
                else:
                    told = self._provider.make_batch_request([*requested])  # type: ignore[list-item]
        except RecursionError as error:
            raise ChainUnreachable(self.shown, "its answer is nested too deep") from error
        except requests.HTTPError as error:
            status = "an error" if error.response is None else error.response.status_code
            raise ChainUnreachable(self.shown, f"it answers with HTTP status {status}") from error
        except requests.RequestException as error:
            raise ChainUnreachable(self.shown, type(error).__name__) from error
        except ValueError as error:
            raise ChainUnreachable(self.shown, "it does not answer with JSON") from error
        except (AttributeError, KeyError, TypeError) as error:
            raise ChainUnreachable(self.shown, "it does not answer as JSON-RPC does") from error
        if not isinstance(told, list) or len(told) != len(requested):
            raise BatchRefused(_message(told))
        return [self._reply(each) for each in told]

    def _reply(self, told: Any) -> Reply:
        """One answer, with nothing but its result or its error."""
        if isinstance(told, Mapping):
            error = told.get("error")
            if error is not None:
                return {"error": error if isinstance(error, Mapping) else {"message": str(error)}}
            if "result" in told:
                return {"result": told["result"]}
        raise ChainUnreachable(self.shown, "it does not answer as JSON-RPC does")


@contextmanager
def _shallow() -> Iterator[None]:
    """Python's own limit of recursion, which py_ecc lifts beyond what the stack holds: an answer
    nested as deep would end the process.
    """
    lifted = sys.getrecursionlimit()
    sys.setrecursionlimit(min(lifted, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(lifted)


def result_of(method: str, reply: Reply) -> Any:
    """The result in a reply. Raises `NodeRefused`."""
    if "error" in reply:
        raise NodeRefused(method, _message(reply))
    return reply["result"]


def shown_url(url: str) -> str:
    """Scheme, host and port of any text that was given as a node's address: the rest may be a
    secret, and all of it where it is not plainly an address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return HIDDEN
    plain = parts.scheme in _SCHEMES and _HOST.fullmatch(host)
    if not plain or "@" in parts.path + parts.query + parts.fragment:
        return HIDDEN
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + ("" if port is None else f":{port}")


def _message(reply: Any) -> str:
    error = reply.get("error") if isinstance(reply, Mapping) else None
    return str(error.get("message", error)) if isinstance(error, Mapping) else "incomplete answer"

"""A contract's interface: encoding of calls, decoding of results, events and errors.

Codecs are built once per function, event or error and kept. Values come out as Python's own: `int`,
`bool`, `str`, `bytes`, checksummed `Address`, lists for arrays, and named tuples for structs and
for several named results.
"""

from __future__ import annotations

import keyword
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from eth_abi.decoding import ContextFramesBytesIO, StringDecoder
from eth_abi.exceptions import EncodingError
from eth_abi.registry import ABIRegistry
from eth_abi.registry import registry as default_registry
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from rwa.chain.accounts import Address

AbiEntry = Mapping[str, Any]


class _LenientString(StringDecoder):
    """Text as it came: bytes that are no UTF-8 are shown as `\\xff` instead of raising."""

    def __init__(self) -> None:
        super().__init__("backslashreplace")  # type: ignore[no-untyped-call]


registry: ABIRegistry = default_registry.copy()  # type: ignore[no-untyped-call]
registry.unregister_decoder("string")
registry.register_decoder("string", _LenientString, label="string")


@lru_cache(maxsize=1 << 16)
def checksum(address: str | bytes) -> Address:
    """An address in its checksummed spelling (EIP-55)."""
    return Address(to_checksum_address(address))


class Codec:
    """Encodes and decodes one list of ABI parameters."""

    def __init__(self, parameters: Sequence[AbiEntry], owner: str) -> None:
        self._parameters = parameters
        self._owner = owner
        self.types = tuple(canonical_type(parameter) for parameter in parameters)
        self.names = tuple(
            parameter.get("name") or f"arg{position}"
            for position, parameter in enumerate(parameters)
        )

    def encode(self, values: Sequence[Any]) -> bytes:
        """ABI bytes of `values`; structs are sequences or mappings by field. Raises `TypeError`."""
        if len(values) != len(self.types):
            raise TypeError(f"{self._owner} takes {len(self.types)} arguments, {len(values)} given")
        try:
            plain = [lower(value) for lower, value in zip(self._lowerings, values, strict=True)]
            encoded: bytes = self._encoder(plain)
        except (EncodingError, KeyError, TypeError, ValueError) as error:
            raise TypeError(f"{self._owner}({', '.join(self.types)}): {error}") from error
        return encoded

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """Values from ABI bytes, in order. Raises eth_abi's `DecodingError`."""
        if not self.types:
            return ()
        stream = ContextFramesBytesIO(data)  # type: ignore[no-untyped-call]
        values = self._tuple_decoder(stream)
        return tuple(lift(value) for lift, value in zip(self._liftings, values, strict=True))

    @cached_property
    def _encoder(self) -> Callable[[Sequence[Any]], bytes]:
        return registry.get_tuple_encoder(*self.types)

    @cached_property
    def _tuple_decoder(self) -> Callable[[ContextFramesBytesIO], tuple[Any, ...]]:
        return registry.get_tuple_decoder(*self.types)

    @cached_property
    def _lowerings(self) -> tuple[Callable[[Any], Any], ...]:
        return tuple(_lowering(parameter) for parameter in self._parameters)

    @cached_property
    def _liftings(self) -> tuple[Callable[[Any], Any], ...]:
        return tuple(_lifting(parameter) for parameter in self._parameters)


class Function:
    """One function of a contract."""

    def __init__(self, entry: AbiEntry) -> None:
        self.name: str = entry["name"]
        self.inputs = Codec(entry["inputs"], self.name)
        self.outputs = Codec(entry["outputs"], self.name)
        self.signature = f"{self.name}({','.join(self.inputs.types)})"
        self.selector = keccak(text=self.signature)[:4]
        self._result = _result_type(entry)

    def encode(self, values: Sequence[Any]) -> bytes:
        """Call data. Raises `TypeError`."""
        return self.selector + self.inputs.encode(values)

    def decode(self, data: bytes) -> Any:
        """The result: nothing, one value, or a tuple (named where every result has a name)."""
        values = self.outputs.decode(data)
        if len(values) > 1:
            return self._result(values)
        return values[0] if values else None


class Event:
    """One event of a contract."""

    def __init__(self, entry: AbiEntry) -> None:
        inputs = entry["inputs"]
        self.name: str = entry["name"]
        types = ",".join(canonical_type(parameter) for parameter in inputs)
        self.signature = f"{self.name}({types})"
        self.topic = keccak(text=self.signature)
        named = Codec(inputs, self.name).names
        self._names = named
        self._indexed = tuple(bool(parameter["indexed"]) for parameter in inputs)
        self._topics = [
            None if _is_hashed(parameter) else Codec([parameter], self.name)
            for parameter in inputs
            if parameter["indexed"]
        ]
        self._data = Codec(
            [parameter for parameter in inputs if not parameter["indexed"]], self.name
        )

    @property
    def topic_count(self) -> int:
        """Topics a log of this event has, its own included."""
        return 1 + len(self._topics)

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """Arguments by name, as declared. An indexed string, array or struct is its hash."""
        from_topics = iter(
            topic if codec is None else codec.decode(topic)[0]
            for codec, topic in zip(self._topics, topics[1:], strict=True)
        )
        from_data = iter(self._data.decode(data))
        return {
            name: next(from_topics if indexed else from_data)
            for name, indexed in zip(self._names, self._indexed, strict=True)
        }


class CustomError:
    """One custom error of a contract."""

    def __init__(self, entry: AbiEntry) -> None:
        self.name: str = entry["name"]
        self.inputs = Codec(entry["inputs"], self.name)
        self.selector = keccak(text=f"{self.name}({','.join(self.inputs.types)})")[:4]

    def decode(self, data: bytes) -> dict[str, Any]:
        """Arguments by name from revert bytes after their selector."""
        return dict(zip(self.inputs.names, self.inputs.decode(data), strict=True))


class Interface:
    """The functions of one contract, found by name or by full signature."""

    def __init__(self, name: str, abi: Iterable[AbiEntry]) -> None:
        self.name = name
        self.constructor = Codec([], name)
        self._functions: dict[str, Function] = {}
        self._by_name: dict[str, list[Function]] = {}
        for entry in abi:
            if entry["type"] == "constructor":
                self.constructor = Codec(entry["inputs"], name)
            elif entry["type"] == "function":
                function = Function(entry)
                self._functions[function.signature] = function
                self._by_name.setdefault(function.name, []).append(function)

    def function(self, name: str, argument_count: int) -> Function:
        """A function by signature, or by name and number of arguments. Raises `TypeError`."""
        if name in self._functions:
            return self._functions[name]
        named = self._by_name.get(name, [])
        fitting = [f for f in named if len(f.inputs.types) == argument_count] or named
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            raise TypeError(f"{self.name} has no function {name}")
        choices = ", ".join(function.signature for function in fitting)
        raise TypeError(f"{self.name}.{name} is ambiguous: name one of {choices}")


class AbiIndex:
    """Every event and custom error of the contracts met so far."""

    def __init__(self) -> None:
        self._events: dict[tuple[bytes, int], Event] = {}
        self._errors: dict[bytes, CustomError] = {}
        self._learnt: dict[int, Sequence[AbiEntry]] = {}

    def learn(self, abi: Sequence[AbiEntry]) -> None:
        """Add an ABI's events and errors; what is known already stays."""
        if id(abi) in self._learnt:
            return
        for entry in abi:
            if entry["type"] == "event" and not entry.get("anonymous"):
                event = Event(entry)
                self._events.setdefault((event.topic, event.topic_count), event)
            elif entry["type"] == "error":
                error = CustomError(entry)
                self._errors.setdefault(error.selector, error)
        self._learnt[id(abi)] = abi

    def event(self, topics: Sequence[bytes]) -> Event | None:
        """The event a log's topics belong to."""
        return self._events.get((topics[0], len(topics))) if topics else None

    def error(self, selector: bytes) -> CustomError | None:
        """The custom error with this selector of 4 bytes."""
        return self._errors.get(selector)


def errors_of(abi: Iterable[AbiEntry]) -> list[CustomError]:
    """The custom errors that an ABI declares."""
    return [CustomError(entry) for entry in abi if entry["type"] == "error"]


def canonical_type(parameter: AbiEntry) -> str:
    """A parameter's type as signatures spell it: structs become their fields in parentheses."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    fields = ",".join(canonical_type(component) for component in parameter["components"])
    return f"({fields}){kind.removeprefix('tuple')}"


def _is_hashed(parameter: AbiEntry) -> bool:
    kind = parameter["type"]
    return kind in ("string", "bytes") or kind.startswith("tuple") or kind.endswith("]")


def _lowering(parameter: AbiEntry) -> Callable[[Any], Any]:
    """How a value is made ready for the encoder: a mapping becomes a struct's fields in order."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return lambda value: value
    if kind.endswith("]"):
        inner = _lowering({**parameter, "type": kind[: kind.rindex("[")]})
        return lambda values: [inner(value) for value in values]
    fields = [(part["name"], _lowering(part)) for part in parameter["components"]]

    def lower(value: Any) -> tuple[Any, ...]:
        given = [value[name] for name, _ in fields] if isinstance(value, Mapping) else value
        return tuple(lower(part) for (_, lower), part in zip(fields, given, strict=True))

    return lower


def _lifting(parameter: AbiEntry) -> Callable[[Any], Any]:
    """How a decoded value is made Python's own."""
    kind: str = parameter["type"]
    if kind.endswith("]"):
        inner = _lifting({**parameter, "type": kind[: kind.rindex("[")]})
        return lambda values: [inner(value) for value in values]
    if kind == "address":
        return checksum
    if kind != "tuple":
        return lambda value: value
    parts = [_lifting(component) for component in parameter["components"]]
    make = _tuple_type(
        re.split(r"[ .]", parameter.get("internalType", "Struct").partition("[")[0])[-1],
        [component["name"] for component in parameter["components"]],
    )
    return lambda values: make(lift(part) for lift, part in zip(parts, values, strict=True))


def _result_type(entry: AbiEntry) -> Callable[[Iterable[Any]], Any]:
    return _tuple_type(entry["name"], [output.get("name", "") for output in entry["outputs"]])


def _tuple_type(name: str, fields: Sequence[str]) -> Callable[[Iterable[Any]], Any]:
    if not all(fields) or len(set(fields)) != len(fields):
        return tuple
    spelt = name if name.isidentifier() and not keyword.iskeyword(name) else "Result"
    named = namedtuple(spelt, fields, rename=True)  # type: ignore[misc]
    return named._make

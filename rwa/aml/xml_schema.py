"""XML checked against a schema, read so that no file can reach out or grow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from rwa.errors import ConfigurationError
from rwa.scenario.validation import read_regular

MAX_BYTES = 8 * 1024 * 1024
XSD = "{http://www.w3.org/2001/XMLSchema}"
ELSEWHERE = ("include", "import", "redefine", "override")


class ReportRefused(ConfigurationError):
    """A report does not fit its schema: the first element that does not, and its line."""

    def __init__(self, schema: str, element: str, line: int, reason: str) -> None:
        self.element = element
        super().__init__("the report", reason, line=line, field=element)
        self.schema = schema

    def __str__(self) -> str:
        return (
            f"the report does not fit {self.schema} and is not written: line {self.line}, element "
            f"{self.element}: {self.reason}"
        )


def read_xml(data: bytes, file: str) -> Any:
    """The root of an XML document without document type, entities or network.

    Raises `ConfigurationError` naming `file`.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise _with_type(file) from error
        line = error.position[0] if error.position else None
        raise ConfigurationError(file, f"not valid XML: {error.msg}", line=line) from error
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise _with_type(file)
    return root


def load_schema(file: Path) -> Any:
    """A schema that stands alone. Raises `ConfigurationError`."""
    data = read_regular(file, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise ConfigurationError(str(file), f"the file is too large: {MAX_BYTES:,} bytes at most")
    root = read_xml(data, str(file))
    for name in ELSEWHERE:
        for element in root.iter(XSD + name):
            reason = f"xs:{name} takes in another file; a schema that stands alone is expected"
            raise ConfigurationError(str(file), reason, line=element.sourceline)
    try:
        return etree.XMLSchema(root)
    except etree.XMLSchemaParseError as error:
        entry = error.error_log[0] if len(error.error_log) else None
        reason = entry.message if entry is not None else str(error)
        line = entry.line if entry is not None else None
        raise ConfigurationError(str(file), f"not a schema: {reason}", line=line) from error


def check_report(report: bytes, schema: Any, name: str) -> None:
    """Raises `ReportRefused` with the first element that does not fit the schema called `name`."""
    root = read_xml(report, "the report")
    if schema.validate(root):
        return
    first = schema.error_log[0]
    element = (first.path or root.tag).rpartition("/")[2]
    reason = first.message.partition(": ")[2] or first.message
    raise ReportRefused(name, element, first.line, reason)


def _with_type(file: str) -> ConfigurationError:
    reason = "it declares a document type or entities; XML without either is expected"
    return ConfigurationError(file, reason)

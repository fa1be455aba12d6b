"""XML that would reach out or grow is refused in one sentence; what does not fit a schema, by its
first element.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rwa.aml.xml_schema import ReportRefused, check_report, load_schema, read_xml
from rwa.errors import ConfigurationError
from tests.aml.filings import SMALL_SCHEMA

LAUGHS = (
    b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;">]><r>&d;</r>'
)
TYPED = "it declares a document type or entities; XML without either is expected"


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>',
        b'<!DOCTYPE r SYSTEM "http://example.invalid/r.dtd"><r/>',
        b"<!DOCTYPE r><r/>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r [<!ENTITY a "b">]><r/>'.encode(
            "utf-16"
        ),
    ],
)
def test_xml__document_type_or_entities__refused_unread(data: bytes) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_xml(data, "x.xml")
    assert str(caught.value) == f"x.xml: {TYPED}"


def test_xml__cut_off__the_line() -> None:
    with pytest.raises(ConfigurationError, match=r"^x\.xml:2: not valid XML: "):
        read_xml(b"<r>\n<s>", "x.xml")


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (LAUGHS.decode(), TYPED),
        (SMALL_SCHEMA.replace("xs:int", "xs:integr"), r"not a schema: .*integr"),
        ("<r/>", "not a schema: "),
        (
            SMALL_SCHEMA.replace(
                '<xs:element name="report">',
                '<xs:include schemaLocation="http://example.invalid/x.xsd"/>\n'
                '<xs:element name="report">',
            ),
            "xs:include takes in another file; a schema that stands alone is expected",
        ),
    ],
)
def test_schema__what_is_none_or_reaches_out__one_sentence(
    tmp_path: Path, schema: str, told: str
) -> None:
    (tmp_path / "s.xsd").write_text(schema, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told) as caught:
        load_schema(tmp_path / "s.xsd")
    assert str(caught.value).count("\n") == 0
    assert caught.value.file == str(tmp_path / "s.xsd")


def test_schema__too_large__refused(tmp_path: Path) -> None:
    (tmp_path / "s.xsd").write_bytes(b" " * (8 * 1024 * 1024 + 1))
    with pytest.raises(ConfigurationError, match="the file is too large"):
        load_schema(tmp_path / "s.xsd")


def test_check__element_that_does_not_fit__its_name_and_line(tmp_path: Path) -> None:
    (tmp_path / "s.xsd").write_text(SMALL_SCHEMA, encoding="utf-8")
    schema = load_schema(tmp_path / "s.xsd")
    sound = b"<report>\n<schema_version/>\n<rentity_id>1</rentity_id>\n<rentity_branch/></report>"
    check_report(sound, schema, "s.xsd")
    with pytest.raises(ReportRefused) as caught:
        check_report(sound.replace(b">1<", b">one<"), schema, "s.xsd")
    assert (caught.value.element, caught.value.line) == ("rentity_id", 3)
    assert str(caught.value).startswith(
        "the report does not fit s.xsd and is not written: line 3, element rentity_id: "
    )
    with pytest.raises(ReportRefused) as caught:
        check_report(b"<report><rentity_id>1</rentity_id></report>", schema, "s.xsd")
    assert caught.value.element == "rentity_id"

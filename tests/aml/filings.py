"""What an exchange supplies for its reports, all of it fictional, and a small schema of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SHARED_SCHEMA = Path(__file__).parents[3] / "shared" / "reference" / "goaml" / "goaml-5.0.2.xsd"
ADDRESS = {"address": "1 Example Road", "city": "Karachi", "state": "Sindh", "country": "PK"}
PHONE = {"prefix": "92", "number": "2100000000"}
REPORTER: dict[str, Any] = {
    "exchange": "Indus Digital (fictional)",
    "rentity_id": 101,
    "branch": "Karachi",
    "institution_code": "INDUS",
    "officer": {
        "gender": "F",
        "first_name": "Sample",
        "last_name": "Officer",
        "id_number": "00000-0000000-1",
        "nationality": "PK",
        "residence": "PK",
        "occupation": "Compliance officer",
        "phone": PHONE,
        "address": ADDRESS,
    },
    "location": ADDRESS,
}
PERSON: dict[str, Any] = {
    "kind": "person",
    "gender": "M",
    "first_name": "Sample",
    "last_name": "Customer",
    "birthdate": "1990-02-03",
    "id_number": "00000-0000000-2",
    "nationality": "PK",
    "residence": "PK",
    "phones": [PHONE],
    "addresses": [ADDRESS],
    "identification": {
        "type": "cnic",
        "number": "00000-0000000-2",
        "issued": "2020-01-15",
        "expires": "2030-01-14",
        "country": "PK",
    },
    "tax_registered": True,
}
ENTITY: dict[str, Any] = {
    "kind": "entity",
    "name": "Sample Trading",
    "legal_form": "company",
    "incorporation_number": "SECP-0000001",
    "incorporation_date": "2020-01-15",
    "incorporation_state": "Sindh",
    "incorporation_country": "PK",
    "business": "Trade in samples",
    "addresses": [ADDRESS],
    "directors": [{"first_name": "Sample", "last_name": "Director"}],
    "tax_registered": False,
}
CASH: dict[str, Any] = {
    "reference": "CTR-2026-001",
    "medium": "physical currency",
    "direction": "received",
    "currency": "PKR",
    "amount": "2,000,000.00",
    "time": "2026-03-02T10:15:00+05:00",
    "place": "Karachi branch",
    "description": "Banknotes paid in",
    "wallet": "IN-002",
    "customer": PERSON,
}
SMALL_SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="report">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="schema_version" type="xs:string"/>
        <xs:element name="rentity_id" type="xs:int"/>
        <xs:element name="rentity_branch">
          <xs:simpleType>
            <xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction>
          </xs:simpleType>
        </xs:element>
        <xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""


def written(folder: Path, name: str, value: object) -> Path:
    """A file of JSON, which is YAML too."""
    file = folder / name
    file.write_text(json.dumps(value), encoding="utf-8")
    return file


def shared_schema() -> Path:
    """The goAML schema, where it is at hand."""
    if not SHARED_SCHEMA.is_file():
        pytest.skip("the goAML schema is not at hand")
    return SHARED_SCHEMA

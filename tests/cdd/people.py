"""Openly fictional persons: nobody is called so, and no CNIC with serial 0000001 to 0000009 of
region 42999 is issued to them.
"""

from __future__ import annotations

NATURAL = """\
  - person: BN-001
    kind: natural
    name: Zarmeen Misalzai
    transliterations: [Zarmin Mesalzay, زرمین مثالزئی]
    father: Namunah Misalzai
    born: 1985-04-12
    nationality: [PK]
    addresses: ["1 Example Street, Karachi"]
    documents:
      - {type: cnic, number: 42999-0000001-2, expires: 2031-01-01}
      - {type: passport, number: XX0000001, country: PK, expires: 2030-06-30}
    politically_exposed: false
    risk: medium
    verified: 2026-01-05
    review: 2027-01-05
    wallets: [BN-001, BN-001/2]
"""
SECOND = """\
  - person: BN-002
    kind: natural
    name: Abdul Rehman Naqlabadi
    born: 1970-12-01
    nationality: [PK]
    addresses: ["2 Example Street, Lahore"]
    documents: [{type: cnic, number: 42999-0000002-1}]
    politically_exposed: true
    risk: high
    verified: 2026-01-05
    review: 2026-07-05
    wallets: [BN-002]
"""
LEGAL = """\
  - person: BN-003
    kind: legal
    name: Farzi Trading Company (Private) Limited
    incorporated: 2015-03-01
    country: PK
    addresses: ["3 Example Street, Islamabad"]
    documents: [{type: registration, number: "0000003"}]
    owners:
      - name: Khayali Shakhs
        percent: 60
        born: 1960-02-29
        nationality: [PK]
        documents: [{type: cnic, number: 42999-0000003-1}]
      - name: Digar Misali
        percent: 32.50
        born: 1991-01-01
        documents: [{type: other, number: X-0004}]
    risk: medium
    verified: 2026-01-05
    review: 2027-01-05
    wallets: [BN-003]
"""


def records(*persons: str) -> bytes:
    """A file of records."""
    return ("persons:\n" + "".join(persons)).encode()


EVERYBODY = records(NATURAL, SECOND, LEGAL)

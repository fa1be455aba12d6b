"""Check digits against published examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rwa.errors import MalformedValue
from rwa.identifiers import (
    Address,
    CommodityCode,
    DocumentHash,
    Identity,
    Isin,
    Lei,
    document_hash,
    identity_of,
    isin_check_digit,
    lei_check_digits,
)

ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

# Apple, Treasury Corporation of Victoria and BAE Systems: the worked examples of Wikipedia's
# "International Securities Identification Number", which follow the annex of ISO 6166.
# HSBC: "ISIN check digit algorithm", CPAN Business-ISIN.
PUBLISHED_ISINS = ["US0378331005", "AU0000XVGZA3", "GB0002634946", "GB0004005475"]

# G.E. Financing, Jaguar Land Rover and the BBC: Wikipedia's article "Legal Entity Identifier".
PUBLISHED_LEIS = ["54930084UKLVMY22DS16", "213800WSGIIZCXF1P572", "5493000IBP32UQZ0KL24"]


@pytest.mark.parametrize(
    "text",
    ["", "US0378331004", "us0378331005", "US03783310051", "US037833100", "1S0378331005",
     "US037833100X", "US0378331005\n"],
)  # fmt: skip
def test_isin__bad_shape_or_check_digit__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="is not an ISIN"):
        Isin(text)


def test_isin__wrong_check_digit__sentence_says_which_is_right() -> None:
    with pytest.raises(MalformedValue, match="the check digit is 5, not 4"):
        Isin("US0378331004")


@pytest.mark.parametrize("text", PUBLISHED_ISINS)
def test_isin__published_example__accepted(text: str) -> None:
    assert Isin(text) == text


@given(st.text(ALPHANUMERIC, min_size=9, max_size=9), st.integers(0, 10), st.integers(1, 9))
def test_isin__any_digit_changed__refused(body: str, place: int, change: int) -> None:
    whole = f"PK{body}"
    good = Isin(whole + isin_check_digit(whole))
    if good[place].isdigit():
        changed = str((int(good[place]) + change) % 10)
        with pytest.raises(MalformedValue):
            Isin(good[:place] + changed + good[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "54930084UKLVMY22DS17", "54930084uklvmy22ds16", "54930084UKLVMY22DSAB", "5493"]
)
def test_lei__bad_shape_or_check_digits__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="is not an LEI"):
        Lei(text)


@pytest.mark.parametrize("text", PUBLISHED_LEIS)
def test_lei__published_example__accepted(text: str) -> None:
    assert Lei(text) == text


def test_lei__regulators_worked_example__same_digits() -> None:
    # 12 CFR part 1003, appendix C: 10Bx939c5543TqA1144M999143X has the check digits 38 by the same
    # ISO/IEC 7064 MOD 97-10, letters of either case counting alike.
    assert lei_check_digits("10BX939C5543TQA1144M999143X") == "38"


@given(st.text(ALPHANUMERIC, min_size=18, max_size=18))
def test_lei__own_check_digits__remainder_is_one(body: str) -> None:
    lei = Lei(body + lei_check_digits(body))
    assert int("".join(str(int(character, 36)) for character in lei)) % 97 == 1


@pytest.mark.parametrize("text", ["", "XA", "xau", "XAU-", "-XAU", "US0378331005", "X" * 33])
def test_commodity_code__bad_shape_or_an_isins__refused(text: str) -> None:
    with pytest.raises(MalformedValue, match="is not a commodity code"):
        CommodityCode(text)


def test_commodity_code__capitals_digits_hyphens__accepted() -> None:
    assert CommodityCode("XAU-RESERVE-1") == "XAU-RESERVE-1"


@pytest.mark.parametrize("kind", [Address, Identity, DocumentHash])
def test_hexadecimal__bad_shape__refused(kind: type[str]) -> None:
    for text in ("", "0x", "0x" + "g" * 40, "0x" + "0" * 41):
        with pytest.raises(MalformedValue):
            kind(text)


def test_address__two_spellings__one_account() -> None:
    assert Address("0x" + "Ab" * 20) == Address("0x" + "aB" * 20)


def test_document_hash__published_example__sha_256() -> None:
    # FIPS 180-4 example "abc" (NIST, Secure Hash Standard examples).
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert document_hash(b"abc") == "0x" + digest


def test_identity__record_in_any_order__same_bits_under_one_salt() -> None:
    identity = identity_of({"cnic": "1", "name": "A"}, b"salt")
    assert identity == identity_of({"name": "A", "cnic": "1"}, b"salt")
    assert identity != identity_of({"cnic": "1", "name": "A"}, b"pepper")
    assert identity != identity_of({"cnic": "2", "name": "A"}, b"salt")
    assert 0 < identity.bits < 2**160
    assert Identity.from_bits(identity.bits) == identity

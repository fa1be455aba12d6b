"""Attested stock, rebuilt from the attestor's events."""

from __future__ import annotations

import pytest

from rwa.errors import LedgerError
from tests.builders import ATTESTOR, CUSTODIAN, DAY, GENESIS, STOCK, Story, opened


def test_stock__nothing_attested__none() -> None:
    book = Story().ledger.stocks[STOCK]
    assert (book.last, book.stock) == (None, 0)


def test_stock__two_attestations__the_newest_counts_and_both_are_kept() -> None:
    story = opened()
    story.wait(DAY)
    story.attest(700)
    book = story.ledger.stocks[STOCK]
    assert [round_.attestation.total for round_ in book.rounds] == [10**9, 700]
    assert book.last is not None
    assert (book.stock, book.last.custodian, book.last.attestor) == (700, CUSTODIAN, ATTESTOR)
    assert book.last.time == book.last.attestation.as_of == story.now


def test_stock__attestation_left_out__no_ledger() -> None:
    told = opened()
    told.wait(DAY)
    told.attest(5)
    ledger = Story().ledger
    with pytest.raises(LedgerError, match="attestation 2 follows on 0"):
        ledger.apply(told.events[-1])


def test_stock__unknown_event__no_ledger() -> None:
    story = Story()
    assert STOCK in {terms.backing.stock for terms in GENESIS.tokens.values() if terms.backing}
    with pytest.raises(LedgerError):
        story.tell(STOCK, "Surprise")

"""Attested stock, and what may be issued against it: what refuses, in the contracts' order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.attestation import NO_LIST, Attestation
from rwa.calendar import Timestamp
from rwa.identifiers import Code, Party
from rwa.money import Quantity
from rwa.refusals.access import RoleRequired
from rwa.refusals.programme import CapExceeded
from rwa.refusals.reserves import (
    AttestationExpired,
    AttestationFromFuture,
    AttestationOutOfOrder,
    NoAttestation,
    NotSignedBy,
    OtherCommodity,
    OwnCountersignature,
    StockAbsurd,
    StockExceeded,
    StockStale,
)
from rwa.rules.reserves import Signed, check_attest, check_backed, issuable_rounded_down
from rwa.rules.supply import check_issue, check_issue_batch
from tests.builders import (
    ALICE,
    ATTESTOR,
    BILL,
    CAPACITY,
    CUSTODIAN,
    DAY,
    FISCAL_AGENT,
    GOLD,
    HINA,
    PAPER,
    START,
    STRANGER,
    Story,
    opened,
)

LATER = Timestamp(START + DAY)
BY_CUSTODIAN, BY_ATTESTOR = Signed(CUSTODIAN, CUSTODIAN), Signed(ATTESTOR, ATTESTOR)


@pytest.fixture
def story() -> Story:
    """A day after a thousand ounces were attested; a hundredth of them stays unissued."""
    story = opened()
    story.wait(DAY)
    return story


def attestation(**told: object) -> Attestation:
    sound = Attestation(GOLD, LATER, Timestamp(LATER + DAY), 10**6, 0, NO_LIST, PAPER)
    return replace(sound, **told)  # type: ignore[arg-type]


def attest(
    story: Story,
    what: Attestation,
    custodian: Signed = BY_CUSTODIAN,
    attestor: Signed = BY_ATTESTOR,
) -> None:
    check_attest(story.ledger, GOLD, what, custodian, attestor, story.now)


def revoke(story: Story, role: str, account: Party) -> None:
    story.tell("authority", "RoleRevoked", role=role, account=account)


# ------------------------------------------------------------------------------- attestations


def test_attest__other_commodity__refused(story: Story) -> None:
    with pytest.raises(OtherCommodity) as caught:
        attest(story, attestation(commodity=BILL))
    assert caught.value == OtherCommodity(GOLD, BILL)


@pytest.mark.parametrize(
    ("custodian", "attestor", "refusal"),
    [
        (ATTESTOR, ATTESTOR, RoleRequired(ATTESTOR, "custodian")),  # type: ignore[arg-type]
        (CUSTODIAN, CUSTODIAN, RoleRequired(CUSTODIAN, "attestor")),  # type: ignore[arg-type]
    ],
)
def test_t37_attest__signer_out_of_office__refused(
    story: Story, custodian: Party, attestor: Party, refusal: RoleRequired
) -> None:
    with pytest.raises(RoleRequired) as caught:
        attest(story, attestation(), Signed(custodian, custodian), Signed(attestor, attestor))
    assert caught.value == refusal


def test_attest__another_signed__refused_of_the_custodian_first(story: Story) -> None:
    wrong = Signed(CUSTODIAN, STRANGER), Signed(ATTESTOR, STRANGER)
    with pytest.raises(NotSignedBy, match="custodian has not signed"):
        attest(story, attestation(), *wrong)
    with pytest.raises(NotSignedBy, match="attestor has not signed"):
        attest(story, attestation(), attestor=wrong[1])


def test_t47_attest__one_account_in_both_offices__refused(story: Story) -> None:
    story.tell(
        "authority",
        "RoleGranted",
        role="attestor",
        account=CUSTODIAN,
        delay=0,
        since=story.now,
        new_member=True,
    )
    both = Signed(CUSTODIAN, CUSTODIAN)
    with pytest.raises(OwnCountersignature):
        attest(story, attestation(), both, both)


def test_t38_attest__times__refused_at_their_edges(story: Story) -> None:
    with pytest.raises(AttestationFromFuture):
        attest(story, attestation(as_of=Timestamp(LATER + 1)))
    with pytest.raises(AttestationOutOfOrder) as caught:
        attest(story, attestation(as_of=START))
    assert caught.value == AttestationOutOfOrder(START, START)
    attest(story, attestation(as_of=Timestamp(START + 1)))
    with pytest.raises(AttestationExpired, match="was valid through 2025-12-01, and it is 2025-12"):
        attest(story, attestation(expiry=LATER))
    attest(story, attestation(expiry=Timestamp(LATER + 1)))


def test_attest__more_than_the_vaults_hold__refused(story: Story) -> None:
    attest(story, attestation(total=CAPACITY))
    with pytest.raises(StockAbsurd) as caught:
        attest(story, attestation(total=CAPACITY + 1))
    assert str(caught.value) == (
        "XAU 1,000,000,000.001 are attested, and the vaults hold XAU 1,000,000,000.000 at most"
    )


# -------------------------------------------------------------------------------- the gate


def test_t38_issuable__nothing_attested__refused() -> None:
    story = Story()
    with pytest.raises(NoAttestation, match="no stock of this reserve is attested"):
        issuable_rounded_down(story.ledger, GOLD, story.now)


def test_t38_issuable__expiry__refused_from_that_second_on(story: Story) -> None:
    story.attest(500, lasts=10)
    assert issuable_rounded_down(story.ledger, GOLD, story.now + 9) == 495
    with pytest.raises(AttestationExpired):
        issuable_rounded_down(story.ledger, GOLD, story.now + 10)


@pytest.mark.parametrize(("role", "account"), [("custodian", CUSTODIAN), ("attestor", ATTESTOR)])
def test_t37_issuable__signer_revoked_since__refused(
    story: Story, role: str, account: Party
) -> None:
    revoke(story, role, account)
    with pytest.raises(RoleRequired, match=role):
        issuable_rounded_down(story.ledger, GOLD, story.now)


def test_t38_issuable__counted_too_long_ago__refused_one_second_later(story: Story) -> None:
    story.attest(500, lasts=100 * DAY)
    story.wait(60 * DAY)
    assert issuable_rounded_down(story.ledger, GOLD, story.now) == 495
    with pytest.raises(StockStale) as caught:
        issuable_rounded_down(story.ledger, GOLD, story.now + 1)
    assert str(caught.value) == (
        "the stock of 2025-12-02 is stale: it is 1,440 h 1 s old, and it holds for 1,440 h"
    )


@pytest.mark.parametrize(("total", "most"), [(0, 0), (1, 0), (100, 99), (101, 99), (199, 197)])
def test_issuable__margin_of_a_hundredth__rounded_down(story: Story, total: int, most: int) -> None:
    story.attest(total)
    assert issuable_rounded_down(story.ledger, GOLD, story.now) == most


def test_issue__beyond_the_stock__refused_before_the_cap_is_asked(story: Story) -> None:
    story.attest(1_000)
    story.issue(GOLD, ALICE, 900)
    check_issue(story.ledger, FISCAL_AGENT, GOLD, HINA, 90, story.now)
    with pytest.raises(StockExceeded) as caught:
        check_issue(story.ledger, FISCAL_AGENT, GOLD, HINA, 91, story.now)
    assert caught.value == StockExceeded(Quantity(991, 3, "XAU"), Quantity(990, 3, "XAU"))
    story.tell("programme", "CapSet", cap_usd=1)
    with pytest.raises(StockExceeded):
        check_issue(story.ledger, FISCAL_AGENT, GOLD, HINA, 91, story.now)
    story.price(Party("XAU / USD"), 2_500 * 10**8)
    with pytest.raises(CapExceeded):
        check_issue(story.ledger, FISCAL_AGENT, GOLD, HINA, 90, story.now)


def test_issue_batch__together_beyond_the_stock__refused(story: Story) -> None:
    story.attest(1_000)
    with pytest.raises(StockExceeded):
        check_issue_batch(story.ledger, FISCAL_AGENT, GOLD, [ALICE, HINA], [500, 491], story.now)
    check_issue_batch(story.ledger, FISCAL_AGENT, GOLD, [ALICE, HINA], [500, 490], story.now)


def test_backed__what_is_reserved__counts_as_issued(story: Story) -> None:
    story.attest(1_000)
    story.tell("programme", "Reserved", id=GOLD, amount=600)
    check_backed(story.ledger, GOLD, 390, story.now)
    with pytest.raises(StockExceeded):
        check_backed(story.ledger, GOLD, 391, story.now)


def test_backed__debt__by_its_issuer_alone(story: Story) -> None:
    check_backed(story.ledger, Code(BILL), 10**30, story.now)

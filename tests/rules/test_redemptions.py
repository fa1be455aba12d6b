"""Redemption in kind: what refuses, in the contracts' order."""

from __future__ import annotations

import pytest

from rwa.errors import LedgerError
from rwa.identifiers import Code, DocumentHash, Party
from rwa.redemption import RedemptionPhase, RedemptionTerms
from rwa.refusals.access import RoleRequired
from rwa.refusals.holders import HolderBlocked
from rwa.refusals.programme import InstrumentUnknown
from rwa.refusals.redemptions import (
    BelowMinimumLot,
    DeliveryBeyondRequest,
    DeliveryBeyondStock,
    NothingDelivered,
    NotRedeemable,
    PositionNotRecovered,
    RequestLapsed,
    RequestOver,
    RequestStands,
    RequestUnknown,
)
from rwa.refusals.reserves import LotGone, LotUnproved, OmittedTooMuch
from rwa.refusals.token import (
    ERC20InsufficientBalance,
    ERC7943InsufficientUnfrozenBalance,
    TokenPaused,
)
from rwa.rules.redemptions import (
    ProvedLot,
    check_deliver,
    check_end,
    check_request,
    check_set_terms,
    wallet_of,
)
from rwa.rules.reserves import check_attest
from tests.builders import (
    ALICE,
    BILL,
    CUSTODIAN,
    DAY,
    GOLD,
    HINA,
    MINISTRY,
    STOCK,
    STRANGER,
    Story,
    opened,
)
from tests.rules.test_reserves import BY_ATTESTOR, BY_CUSTODIAN, attestation

REDEMPTIONS = "redemptions"
ROOT = DocumentHash("0x" + "77" * 32)
OTHER_ROOT = DocumentHash("0x" + "88" * 32)


def lot(number: int, weight: int = 398, root: DocumentHash = ROOT) -> ProvedLot:
    return ProvedLot(DocumentHash(f"0x{number:064x}"), weight, root)


@pytest.fixture
def story() -> Story:
    """Alice holds 1,000 of 1,194 units in the vaults and asks for 430 of them."""
    story = opened()
    story.wait(DAY)
    story.attest(1_194, root=ROOT)
    story.tell(
        REDEMPTIONS, "RedemptionTermsSet", id=GOLD, minimum=430, period=5 * DAY, first_come=False
    )
    story.issue(GOLD, ALICE, 1_000)
    return story


@pytest.fixture
def asked(story: Story) -> Story:
    """Alice's request stands."""
    ask(story, ALICE, 430)
    return story


def ask(story: Story, holder: Party, amount: int) -> None:
    story.tell(
        REDEMPTIONS,
        "RedemptionRequested",
        number=len(story.ledger.redemptions.requests) + 1,
        id=GOLD,
        holder=holder,
        amount=amount,
        deadline=story.now + 5 * DAY,
    )
    locked = story.ledger.tokens[GOLD].locked_amount(holder) + amount
    story.tell(GOLD, "Locked", account=holder, amount=locked)


def delivered(story: Story, weight: int = 398) -> None:
    """The first request is delivered with lot 1."""
    story.tell(
        REDEMPTIONS,
        "RedemptionDelivered",
        number=1,
        wallet=ALICE,
        weight=weight,
        burned=weight,
        lots=(lot(1).name,),
    )
    story.tell(STOCK, "LotDelivered", lot=lot(1).name, quantity=weight)
    story.tell(GOLD, "Locked", account=ALICE, amount=0)
    story.redeem(GOLD, ALICE, weight)


def deliver(story: Story, *lots: ProvedLot, number: int = 1, by: Party = CUSTODIAN) -> None:
    check_deliver(story.ledger, by, number, lots, story.now)


def test_set_terms__role_then_instrument__refused(story: Story) -> None:
    with pytest.raises(RoleRequired):
        check_set_terms(story.ledger, CUSTODIAN, GOLD, story.now)
    with pytest.raises(InstrumentUnknown):
        check_set_terms(story.ledger, MINISTRY, Code("NONE"), story.now)
    with pytest.raises(NotRedeemable):
        check_set_terms(story.ledger, MINISTRY, BILL, story.now)
    check_set_terms(story.ledger, MINISTRY, GOLD, story.now)


def test_request__no_terms__refused() -> None:
    story = opened()
    with pytest.raises(NotRedeemable):
        check_request(story.ledger, ALICE, GOLD, 430, story.now)


def test_request__in_the_order_of_the_contract__refused(story: Story) -> None:
    with pytest.raises(BelowMinimumLot, match=r"smallest lot of XAU-RESERVE-1 is XAU 0\.430"):
        check_request(story.ledger, ALICE, GOLD, 429, story.now)
    with pytest.raises(ERC20InsufficientBalance):
        check_request(story.ledger, ALICE, GOLD, 1_001, story.now)
    check_request(story.ledger, ALICE, GOLD, 1_000, story.now)
    ask(story, ALICE, 430)
    with pytest.raises(ERC7943InsufficientUnfrozenBalance):
        check_request(story.ledger, ALICE, GOLD, 571, story.now)
    check_request(story.ledger, ALICE, GOLD, 570, story.now)
    story.tell(GOLD, "Paused", by=MINISTRY)
    with pytest.raises(TokenPaused):
        check_request(story.ledger, ALICE, GOLD, 570, story.now)


def test_deliver__in_the_order_of_the_contract__refused(asked: Story) -> None:
    with pytest.raises(RoleRequired):
        deliver(asked, lot(1), by=STRANGER)
    with pytest.raises(RequestUnknown):
        deliver(asked, lot(1), number=2)
    with pytest.raises(NothingDelivered):
        deliver(asked)
    with pytest.raises(DeliveryBeyondStock):
        deliver(asked, lot(1, 1_195))
    with pytest.raises(DeliveryBeyondRequest):
        deliver(asked, lot(1, 431))
    with pytest.raises(LotUnproved):
        deliver(asked, lot(1, root=OTHER_ROOT))
    with pytest.raises(LotGone):
        deliver(asked, lot(1, 200), lot(1, 200))
    deliver(asked, lot(1))
    asked.block(1, ALICE)
    with pytest.raises(HolderBlocked):
        deliver(asked, lot(1))


def test_deliver__lapse__refused_from_that_second_on(asked: Story) -> None:
    asked.wait(5 * DAY - 1)
    deliver(asked, lot(1))
    asked.wait(1)
    with pytest.raises(RequestLapsed, match="stood through 2025-12-06, and it is 2025-12-07"):
        deliver(asked, lot(1))


def test_t25_deliver__twice__refused(asked: Story) -> None:
    delivered(asked)
    with pytest.raises(RequestOver, match="request 1 for lots is delivered already"):
        deliver(asked, lot(2))
    ask(asked, ALICE, 430)
    with pytest.raises(LotGone):
        deliver(asked, lot(1), number=2)
    deliver(asked, lot(2), number=2)


def test_t39_stock__delivered_lots__deducted_until_a_count_leaves_them_out(asked: Story) -> None:
    book = asked.ledger.stocks[STOCK]
    delivered(asked)
    assert (book.stock, book.delivered) == (1_194 - 398, 398)
    asked.wait(1)
    beyond = attestation(as_of=asked.now, expiry=asked.now + DAY, omitted=399)
    with pytest.raises(OmittedTooMuch, match=r"XAU 0\.398 were delivered by then"):
        check_attest(asked.ledger, GOLD, beyond, BY_CUSTODIAN, BY_ATTESTOR, asked.now)
    asked.attest(1_194)
    assert book.stock == 1_194 - 398
    asked.wait(1)
    asked.attest(1_194 - 398, omitted=398)
    assert book.stock == 1_194 - 398


def test_end__others_before_it_lapses__refused(asked: Story) -> None:
    check_end(asked.ledger, ALICE, 1, asked.now)
    with pytest.raises(RequestStands):
        check_end(asked.ledger, CUSTODIAN, 1, asked.now)
    check_end(asked.ledger, STRANGER, 1, asked.now + 5 * DAY)


def test_t06_wallet__replaced_and_not_recovered__refused_until_it_is(asked: Story) -> None:
    asked.onboard("alice-2", "Binance", 1)
    asked.replace(ALICE, "alice-2")
    request = asked.ledger.redemptions.requests[1]
    with pytest.raises(PositionNotRecovered):
        wallet_of(asked.ledger, 1, request)
    asked.recover(GOLD, ALICE, "alice-2", 1)
    assert wallet_of(asked.ledger, 1, request) == "alice-2"


@pytest.mark.parametrize(
    ("stock", "first_come", "cost"),
    [
        (1_000, False, 398),
        (1_200, False, 398),
        (999, False, 399),
        (500, False, 796),
        (500, True, 398),
    ],
)
def test_cost__in_a_shortfall__the_share_rounded_up(
    stock: int, first_come: bool, cost: int
) -> None:
    terms = RedemptionTerms(430, DAY, first_come)
    assert terms.cost_rounded_up(398, 1_000, stock) == cost


def test_book__what_cannot_be__no_ledger(asked: Story) -> None:
    with pytest.raises(LedgerError, match="request 3 follows on 1"):
        asked.tell(
            REDEMPTIONS,
            "RedemptionRequested",
            number=3,
            id=GOLD,
            holder=HINA,
            amount=1,
            deadline=asked.now,
        )
    asked.tell(REDEMPTIONS, "RedemptionEnded", number=1, wallet=ALICE)
    assert asked.ledger.redemptions.requests[1].phase is RedemptionPhase.ENDED
    with pytest.raises(LedgerError, match="request 1 is over already"):
        asked.tell(REDEMPTIONS, "RedemptionEnded", number=1, wallet=ALICE)
    asked.tell(STOCK, "LotDelivered", lot=lot(1).name, quantity=1)
    with pytest.raises(LedgerError, match="a second time"):
        asked.tell(STOCK, "LotDelivered", lot=lot(1).name, quantity=1)

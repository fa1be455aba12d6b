"""Onboarding and changes of a holder: what refuses, in the contracts' order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rwa.calendar import Timestamp
from rwa.entry import Milestone, Status
from rwa.identifiers import NO_IDENTITY, NOBODY, ExchangeName, Party
from rwa.refusals.access import OrderNotApproved, RoleRequired
from rwa.refusals.entry import (
    CustomerLimitReached,
    ExchangeNotRevoked,
    ExchangeNotWhitelisted,
    ExchangeUnknown,
    NotOperator,
)
from rwa.refusals.holders import (
    HolderBlocked,
    HolderReplaced,
    HolderUnknown,
    IdentityMismatch,
    IdentityRequired,
    KycExpired,
    TooManyWallets,
    WalletTaken,
)
from rwa.rules.holders import (
    Onboarding,
    check_onboard,
    check_onboard_batch,
    check_remove,
    check_replace_wallet,
    check_responsor,
    check_set_blocked,
    check_set_kyc_expiry,
)
from tests.builders import (
    ALICE,
    ASAD,
    BINANCE,
    DAY,
    HINA,
    HTX,
    REGISTRAR,
    STRANGER,
    YEAR,
    Story,
    opened,
    operator,
    order_id,
    person,
)

NEW = Party("noor")


def asked(story: Story, wallet: Party = NEW, number: int = 9) -> Onboarding:
    return Onboarding(wallet, Timestamp(story.now + YEAR), "PK", 1, person(number))


def onboard(story: Story, onboarding: Onboarding, exchange: ExchangeName = BINANCE) -> None:
    check_onboard(story.ledger, operator(exchange), exchange, onboarding, story.now)


def test_onboard__unknown_exchange_then_another_operator__refused() -> None:
    story = opened()
    nowhere = ExchangeName("Nowhere")
    with pytest.raises(ExchangeUnknown):
        check_onboard(story.ledger, STRANGER, nowhere, asked(story), story.now)
    with pytest.raises(NotOperator, match="HTX operator does not operate Binance"):
        check_onboard(story.ledger, operator(HTX), BINANCE, asked(story), story.now)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_onboard__standing_not_active__refused(status: Status) -> None:
    story = opened()
    story.set_status(BINANCE, status)
    with pytest.raises(ExchangeNotWhitelisted):
        onboard(story, asked(story, NOBODY))


def test_t09__onboard__last_second_of_the_noc__accepted_then_refused() -> None:
    story = opened()
    story.wait(YEAR - 1)
    onboard(story, asked(story))
    story.wait(1)
    with pytest.raises(ExchangeNotWhitelisted, match="through 2026-11-30"):
        onboard(story, asked(story))


def test_onboard__wallet_empty_sponsored_or_replaced__taken() -> None:
    story = opened()
    story.onboard("alice 2", BINANCE, 1)
    story.replace(ALICE, "alice 2")
    for wallet in (NOBODY, ASAD, ALICE):
        with pytest.raises(WalletTaken):
            onboard(story, replace(asked(story, wallet), identity=NO_IDENTITY))


def test_onboard__no_identity_or_another_persons__refused() -> None:
    story = opened()
    with pytest.raises(IdentityRequired):
        onboard(story, replace(asked(story), identity=NO_IDENTITY))
    story.tell("participants", "HolderRemoved", wallet=ALICE, exchange=BINANCE)
    with pytest.raises(IdentityMismatch):
        onboard(story, replace(asked(story, ALICE), kyc_expiry=Timestamp(0)))
    onboard(story, asked(story, ALICE, 1))


def test_onboard__kyc_expired_then_person_blocked__refused_in_this_order() -> None:
    story = opened()
    story.block(9)
    with pytest.raises(KycExpired):
        onboard(story, replace(asked(story), kyc_expiry=story.now))
    with pytest.raises(HolderBlocked):
        onboard(story, asked(story))


def test_onboard__noc_alone__limit_of_zero() -> None:
    story = opened()
    crescent = ExchangeName("Crescent")
    story.enrol(crescent)
    story.reach(crescent, Milestone.NOC)
    with pytest.raises(CustomerLimitReached, match="0 customers, and its stage allows at most 0"):
        onboard(story, asked(story), crescent)


def test_onboard__limit_reached__refused_but_another_wallet_of_a_customer_is_not() -> None:
    story = opened()
    story.onboard("noor", BINANCE, 9)
    with pytest.raises(CustomerLimitReached, match="Binance has 3 customers, and its stage allows"):
        onboard(story, asked(story, Party("omar"), 10))
    onboard(story, asked(story, Party("alice 2"), 1))


def test_onboard__fifteen_sponsors_or_255_wallets__too_many() -> None:
    story = opened()
    for number in range(15):
        story.open_exchange(f"X{number}")
        story.onboard(f"noor {number}", f"X{number}", 9)
    with pytest.raises(TooManyWallets):
        onboard(story, asked(story))
    onboard(story, asked(story), ExchangeName("X0"))
    for number in range(254):
        story.onboard(f"alice {number}", BINANCE, 1)
    with pytest.raises(TooManyWallets):
        onboard(story, asked(story, NEW, 1))


def test_t02__onboard_batch__refuses_as_one_after_the_other() -> None:
    story = opened()
    ledger, caller = story.ledger, operator(BINANCE)
    first, second = asked(story), asked(story, Party("omar"), 10)
    check_onboard_batch(ledger, caller, BINANCE, [first], story.now)
    with pytest.raises(CustomerLimitReached, match="has 3 customers"):
        check_onboard_batch(ledger, caller, BINANCE, [first, second], story.now)
    with pytest.raises(WalletTaken):
        check_onboard_batch(ledger, caller, BINANCE, [first, first], story.now)
    assert NEW not in ledger.participants.holders
    check_onboard_batch(ledger, STRANGER, ExchangeName("Nowhere"), [], story.now)


def test_set_kyc_expiry__unsponsored_foreign_or_suspended__refused() -> None:
    story = opened()
    story.onboard("alice 2", BINANCE, 1)
    story.replace(ALICE, "alice 2")
    ledger, caller = story.ledger, operator(BINANCE)
    with pytest.raises(HolderReplaced):
        check_set_kyc_expiry(ledger, STRANGER, ALICE, story.now)
    with pytest.raises(HolderUnknown):
        check_set_kyc_expiry(ledger, STRANGER, NEW, story.now)
    with pytest.raises(NotOperator):
        check_set_kyc_expiry(ledger, caller, HINA, story.now)
    check_set_kyc_expiry(ledger, caller, ASAD, story.now)
    story.set_status(BINANCE, Status.SUSPENDED)
    with pytest.raises(ExchangeNotWhitelisted):
        check_set_kyc_expiry(ledger, caller, ASAD, story.now)


def test_remove__stranger_or_removed_already__refused() -> None:
    story = opened()
    with pytest.raises(RoleRequired):
        check_remove(story.ledger, STRANGER, ALICE, story.now)
    check_remove(story.ledger, REGISTRAR, ALICE, story.now)
    story.tell("participants", "HolderRemoved", wallet=ALICE, exchange=BINANCE)
    with pytest.raises(HolderUnknown):
        check_remove(story.ledger, REGISTRAR, ALICE, story.now)


def test_responsor__in_order_of_refusal() -> None:
    story = opened()
    ledger, nowhere = story.ledger, ExchangeName("Nowhere")
    with pytest.raises(RoleRequired):
        check_responsor(ledger, STRANGER, NEW, nowhere, story.now)
    with pytest.raises(HolderUnknown):
        check_responsor(ledger, REGISTRAR, NEW, nowhere, story.now)
    story.set_status(BINANCE, Status.SUSPENDED)
    with pytest.raises(ExchangeNotRevoked, match="while its standing is suspended"):
        check_responsor(ledger, REGISTRAR, ALICE, nowhere, story.now)
    story.set_status(BINANCE, Status.REVOKED)
    with pytest.raises(ExchangeUnknown):
        check_responsor(ledger, REGISTRAR, ALICE, nowhere, story.now)
    with pytest.raises(ExchangeNotWhitelisted):
        check_responsor(ledger, REGISTRAR, ALICE, BINANCE, story.now)
    story.block(1)
    with pytest.raises(HolderBlocked):
        check_responsor(ledger, REGISTRAR, ALICE, HTX, story.now)
    story.block(1, blocked=False)
    check_responsor(ledger, REGISTRAR, ALICE, HTX, story.now)
    story.onboard("noor", HTX, 9)
    with pytest.raises(CustomerLimitReached):
        check_responsor(ledger, REGISTRAR, ALICE, HTX, story.now)


def test_responsor__fifteenth_sponsor__the_one_left_does_not_count() -> None:
    story = opened()
    for number in range(14):
        story.open_exchange(f"X{number}")
        story.onboard(f"alice {number}", f"X{number}", 1)
    story.set_status(BINANCE, Status.REVOKED)
    check_responsor(story.ledger, REGISTRAR, ALICE, HTX, story.now)
    story.onboard("alice 14", "X0", 1)
    story.tell("participants", "HolderResponsored", wallet="alice 14", from_="X0", to=BINANCE)
    with pytest.raises(TooManyWallets):
        check_responsor(story.ledger, REGISTRAR, ALICE, HTX, story.now)


def test_set_blocked__stranger_unknown_wallet_or_anothers__refused() -> None:
    story = opened()
    ledger = story.ledger
    with pytest.raises(RoleRequired):
        check_set_blocked(ledger, STRANGER, person(1), [NEW], story.now)
    with pytest.raises(HolderUnknown):
        check_set_blocked(ledger, REGISTRAR, person(1), [ALICE, NEW], story.now)
    with pytest.raises(IdentityMismatch):
        check_set_blocked(ledger, REGISTRAR, person(1), [ALICE, ASAD], story.now)
    check_set_blocked(ledger, REGISTRAR, person(1), [ALICE], story.now)


def test_t07_t08__replace_wallet__in_order_of_refusal() -> None:
    story = opened()
    ledger, order, second = story.ledger, order_id(1), Party("alice 2")
    story.onboard(second, HTX, 1, kyc=DAY)
    with pytest.raises(RoleRequired):
        check_replace_wallet(ledger, STRANGER, NEW, NEW, order, story.now)
    with pytest.raises(OrderNotApproved):
        check_replace_wallet(ledger, REGISTRAR, NEW, NEW, order, story.now)
    story.ordered(1)
    for wallet, successor in ((NEW, second), (ALICE, NEW)):
        with pytest.raises(HolderUnknown):
            check_replace_wallet(ledger, REGISTRAR, wallet, successor, order, story.now)
    for successor in (ALICE, ASAD):
        with pytest.raises(IdentityMismatch):
            check_replace_wallet(ledger, REGISTRAR, ALICE, successor, order, story.now)
    check_replace_wallet(ledger, REGISTRAR, ALICE, second, order, story.now)
    for wallet in (ALICE, second):
        story.block(1, wallet)
        story.block(1, blocked=False)
        with pytest.raises(HolderBlocked) as refusal:
            check_replace_wallet(ledger, REGISTRAR, ALICE, second, order, story.now)
        assert refusal.value.wallet == wallet
        story.block(1, wallet, blocked=False)
    story.wait(DAY)
    with pytest.raises(KycExpired):
        check_replace_wallet(ledger, REGISTRAR, ALICE, second, order, story.now)
    story.block(1)
    with pytest.raises(HolderBlocked):
        check_replace_wallet(ledger, REGISTRAR, ALICE, second, order, story.now)
    story.replace(ALICE, second)
    with pytest.raises(HolderReplaced):
        check_replace_wallet(ledger, REGISTRAR, ALICE, second, order, story.now)

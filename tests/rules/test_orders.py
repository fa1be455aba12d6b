"""Two parties, forced transfers and recovery: what refuses, in the contracts' order."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rwa.entry import Status
from rwa.identifiers import NO_DOCUMENT, NOBODY, FunctionName, Party, document_hash
from rwa.refusals.access import (
    CapacityRefused,
    DocumentRequired,
    OrderAlreadyApproved,
    OrderExpired,
    OrderNotApproved,
    OrderPending,
    OrderTooEarly,
    OrderUnknown,
    OtherDocument,
    RoleRequired,
    SecondPartyRequired,
    SelectorNotOrdered,
)
from rwa.refusals.entry import ExchangeNotWhitelisted
from rwa.refusals.holders import HolderBlocked, HolderUnknown, KycExpired
from rwa.refusals.token import (
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ListsDiffer,
    NotSuccessor,
    TooManyRecoveries,
    WalletFrozen,
    WalletUsed,
)
from rwa.roles import Role
from rwa.rules.forced import (
    Waiver,
    check_batch_forced_transfer,
    check_forced_transfer,
    check_recovery,
    waived,
)
from rwa.rules.orders import check_approve, check_cancel, check_propose, check_use
from tests.builders import (
    ALICE,
    ASAD,
    BILL,
    BINANCE,
    DAY,
    GOLD,
    HINA,
    HTX,
    MINISTRY,
    PAPER,
    REGISTRAR,
    REGULATOR,
    STRANGER,
    YEAR,
    Story,
    opened,
    order_id,
    person,
)

SET_CAP = FunctionName("setCap")
ORDER = order_id(1)
SPARE = Party("alice 2")


OTHER_PAPER = document_hash(b"another paper")


def test_propose__in_order_of_refusal() -> None:
    story = opened()
    ledger, now = story.ledger, story.now
    with pytest.raises(SelectorNotOrdered, match="who may order this act: issue"):
        check_propose(ledger, STRANGER, ORDER, FunctionName("issue"), NO_DOCUMENT, 9, now)
    for capacity in (Role.ORACLE, 200):
        with pytest.raises(CapacityRefused):
            check_propose(ledger, STRANGER, ORDER, SET_CAP, NO_DOCUMENT, capacity, now)
    with pytest.raises(RoleRequired):
        check_propose(ledger, STRANGER, ORDER, SET_CAP, NO_DOCUMENT, Role.MINISTRY, now)
    with pytest.raises(DocumentRequired):
        check_propose(ledger, MINISTRY, ORDER, SET_CAP, NO_DOCUMENT, Role.MINISTRY, now)
    check_propose(ledger, MINISTRY, ORDER, SET_CAP, PAPER, Role.MINISTRY, now)
    story.propose(ORDER, SET_CAP, MINISTRY, Role.MINISTRY)
    with pytest.raises(OrderPending):
        check_propose(ledger, MINISTRY, ORDER, SET_CAP, PAPER, Role.MINISTRY, now)


def test_t47__approve__in_order_of_refusal() -> None:
    story = opened()
    ledger, now = story.ledger, story.now
    with pytest.raises(OrderUnknown):
        check_approve(ledger, STRANGER, ORDER, PAPER, 9, now)
    story.propose(ORDER, SET_CAP, MINISTRY, Role.MINISTRY)
    with pytest.raises(CapacityRefused):
        check_approve(ledger, STRANGER, ORDER, PAPER, Role.ORACLE, now)
    with pytest.raises(RoleRequired):
        check_approve(ledger, STRANGER, ORDER, PAPER, Role.REGULATOR, now)
    with pytest.raises(SecondPartyRequired):
        check_approve(ledger, MINISTRY, ORDER, PAPER, Role.MINISTRY, now)
    with pytest.raises(OtherDocument):
        check_approve(ledger, REGULATOR, ORDER, OTHER_PAPER, Role.REGULATOR, now)
    check_approve(ledger, REGULATOR, ORDER, PAPER, Role.REGULATOR, now)
    story.approve(ORDER, REGULATOR, Role.REGULATOR)
    with pytest.raises(OrderAlreadyApproved):
        check_approve(ledger, REGULATOR, ORDER, PAPER, Role.REGULATOR, now)


@pytest.mark.parametrize(
    ("account", "role"), [(MINISTRY, Role.REGULATOR), (STRANGER, Role.MINISTRY)]
)
def test_t47__approve__same_account_or_same_role__refused(account: Party, role: Role) -> None:
    story = opened()
    story.propose(ORDER, SET_CAP, MINISTRY, Role.MINISTRY)
    story.tell(
        "authority",
        "RoleGranted",
        role=role.name.lower(),
        account=account,
        delay=0,
        since=story.now,
        new_member=True,
    )
    with pytest.raises(SecondPartyRequired):
        check_approve(story.ledger, account, ORDER, PAPER, role, story.now)


def test_cancel__unknown_or_neither_party__refused() -> None:
    story = opened()
    ledger, now = story.ledger, story.now
    with pytest.raises(OrderUnknown):
        check_cancel(ledger, MINISTRY, ORDER, Role.MINISTRY, now)
    story.propose(ORDER, SET_CAP, MINISTRY, Role.MINISTRY)
    with pytest.raises(CapacityRefused):
        check_cancel(ledger, REGULATOR, ORDER, Role.REGULATOR, now)
    with pytest.raises(RoleRequired):
        check_cancel(ledger, STRANGER, ORDER, Role.MINISTRY, now)
    check_cancel(ledger, MINISTRY, ORDER, Role.MINISTRY, now)
    story.approve(ORDER, REGULATOR, Role.REGULATOR)
    check_cancel(ledger, REGULATOR, ORDER, Role.REGULATOR, now)
    with pytest.raises(CapacityRefused):
        check_cancel(ledger, REGISTRAR, ORDER, Role.REGISTRAR, now)


def test_use__unknown_unapproved_or_early__refused() -> None:
    story = opened()
    with pytest.raises(OrderNotApproved):
        check_use(story.ledger, ORDER, story.now)
    story.propose(ORDER, SET_CAP, MINISTRY, Role.MINISTRY)
    with pytest.raises(OrderNotApproved):
        check_use(story.ledger, ORDER, story.now)
    story.approve(ORDER, REGULATOR, Role.REGULATOR, 2 * DAY)
    story.wait(2 * DAY - 1)
    with pytest.raises(OrderTooEarly, match="from 2025-12-03, and it is 2025-12-02 23:59:59"):
        check_use(story.ledger, ORDER, story.now)
    story.wait(1)
    check_use(story.ledger, ORDER, story.now)
    story.wait(30 * DAY - 1)
    check_use(story.ledger, ORDER, story.now)
    story.wait(1)
    with pytest.raises(OrderExpired, match="through 2026-01-01, and it is 2026-01-02"):
        check_use(story.ledger, ORDER, story.now)


def force(story: Story, sender: Party, to: Party, amount: int, caller: Party = REGISTRAR) -> None:
    check_forced_transfer(story.ledger, GOLD, caller, sender, to, amount, ORDER, story.now)


def test_t03__forced_transfer__in_order_of_refusal() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 10)
    with pytest.raises(RoleRequired):
        force(story, NOBODY, NOBODY, 99, STRANGER)
    with pytest.raises(OrderNotApproved):
        force(story, NOBODY, NOBODY, 99)
    story.ordered(1)
    with pytest.raises(ERC20InvalidSender):
        force(story, NOBODY, NOBODY, 99)
    with pytest.raises(ERC20InvalidReceiver):
        force(story, ALICE, NOBODY, 99)
    with pytest.raises(HolderUnknown):
        force(story, ALICE, STRANGER, 99)
    story.freeze_wallet(GOLD, ASAD)
    with pytest.raises(WalletFrozen):
        force(story, ALICE, ASAD, 99)
    with pytest.raises(ERC20InsufficientBalance):
        force(story, ALICE, HINA, 11)
    story.set_status(HTX, Status.REVOKED)
    with pytest.raises(ExchangeNotWhitelisted):
        force(story, ALICE, HINA, 99)


def test_t04__forced_transfer__everything_wrong_with_the_sender__accepted_and_waived() -> None:
    story = opened()
    story.issue(BILL, ALICE, 1_000_000)
    story.tell(BILL, "Paused", by="regulator")
    story.tell(BILL, "TransferLimitSet", limit=0)
    story.freeze(BILL, ALICE, 1_000_000)
    story.freeze_wallet(BILL, ALICE)
    story.block(1, ALICE)
    story.tell("participants", "KycExpirySet", wallet=ALICE, expiry=0)
    story.ordered(1)
    ledger, now = story.ledger, story.now
    check_forced_transfer(ledger, BILL, REGISTRAR, ALICE, HINA, 1, ORDER, now)
    assert waived(ledger, BILL, ALICE, 1, now) == set(Waiver) - {Waiver.SENDER_IDENTITY}
    story.tell("participants", "HolderRemoved", wallet=ALICE, exchange=BINANCE)
    assert waived(ledger, BILL, ALICE, 1, now) == set(Waiver) - {Waiver.SENDER_KYC}
    assert waived(ledger, GOLD, STRANGER, 0, now) == {Waiver.SENDER_IDENTITY}
    assert waived(ledger, GOLD, HINA, 0, now) == set()


def test_t02__batch_forced_transfer__each_by_its_own_order() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 10)
    ledger, now = story.ledger, story.now
    orders = [story.ordered(1), story.ordered(2)]
    senders, receivers = [ALICE, ALICE], [HINA, ASAD]
    with pytest.raises(RoleRequired):
        check_batch_forced_transfer(ledger, GOLD, STRANGER, [], receivers, [], [], now)
    for lists in (([ALICE], receivers, [1]), (senders, receivers, [1])):
        with pytest.raises(ListsDiffer):
            check_batch_forced_transfer(ledger, GOLD, REGISTRAR, *lists, orders, now)
    with pytest.raises(OrderNotApproved):
        check_batch_forced_transfer(
            ledger, GOLD, REGISTRAR, senders, receivers, [5, 5], [orders[0]] * 2, now
        )
    with pytest.raises(ERC20InsufficientBalance, match=r"alice holds XAU 0\.004"):
        check_batch_forced_transfer(
            ledger, GOLD, REGISTRAR, senders, receivers, [6, 5], orders, now
        )
    check_batch_forced_transfer(ledger, GOLD, REGISTRAR, senders, receivers, [6, 4], orders, now)


def lost(kyc: int = YEAR) -> Story:
    """Alice's wallet is declared lost in favour of a spare one."""
    story = opened()
    story.issue(GOLD, ALICE, 10)
    story.onboard(SPARE, HTX, 1, kyc)
    story.replace(ALICE, SPARE)
    return story


def recover(story: Story, of: Party = ALICE, to: Party = SPARE, number: int = 1) -> None:
    check_recovery(story.ledger, GOLD, REGISTRAR, of, to, person(number), story.now)


def test_recovery__stranger_or_no_such_replacement__refused() -> None:
    story = lost()
    with pytest.raises(RoleRequired):
        check_recovery(story.ledger, GOLD, STRANGER, ALICE, SPARE, person(1), story.now)
    for of, to, number in ((STRANGER, SPARE, 1), (ASAD, SPARE, 2), (ALICE, HINA, 1)):
        with pytest.raises(NotSuccessor):
            recover(story, of, to, number)
    recover(story)


def test_t08__recovery__lost_wallet_blocked_since__refused_until_unblocked() -> None:
    story = lost()
    story.block(1, ALICE)
    with pytest.raises(HolderBlocked) as refusal:
        recover(story)
    assert refusal.value.wallet == ALICE
    story.block(1, ALICE, blocked=False)
    recover(story)


def test_t07__recovery__another_identity__refused() -> None:
    with pytest.raises(NotSuccessor):
        recover(lost(), number=2)


def test_t08__recovery__successor_blocked_expired_or_used__refused() -> None:
    story = lost(kyc=DAY)
    story.block(1, SPARE)
    with pytest.raises(HolderBlocked):
        recover(story)
    story.block(1, SPARE, blocked=False)
    story.freeze(GOLD, SPARE, 1)
    with pytest.raises(WalletUsed):
        recover(story)
    story.wait(DAY)
    with pytest.raises(KycExpired):
        recover(story)


def test_t08__recovery__twice__refused() -> None:
    story = lost()
    story.recover(GOLD, ALICE, SPARE, 1)
    with pytest.raises(NotSuccessor):
        recover(story)


def test_recovery__ninth_wallet_of_a_chain__refused() -> None:
    story = opened()
    story.issue(GOLD, ALICE, 10)
    wallets = [ALICE, *(Party(f"alice {number}") for number in range(2, 10))]
    for former, successor in pairwise(wallets):
        story.onboard(successor, BINANCE, 1)
        story.replace(former, successor)
        if successor is wallets[-1]:
            with pytest.raises(TooManyRecoveries):
                recover(story, former, successor)
            return
        recover(story, former, successor)
        story.recover(GOLD, former, successor, 1)

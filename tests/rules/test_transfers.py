"""A transfer's refusals, each made to decide while all later ones hold as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rwa.entry import Status
from rwa.errors import RuleRefused
from rwa.identifiers import NOBODY, Party
from rwa.money import Quantity
from rwa.refusals.entry import ExchangeNotWhitelisted
from rwa.refusals.holders import HolderBlocked, HolderReplaced, HolderUnknown, KycExpired
from rwa.refusals.token import (
    ERC20InsufficientAllowance,
    ERC20InsufficientBalance,
    ERC20InvalidReceiver,
    ERC20InvalidSender,
    ERC20InvalidSpender,
    ERC7943InsufficientUnfrozenBalance,
    ListsDiffer,
    NotMultipleOfDenomination,
    TokenPaused,
    TransferLimitExceeded,
    WalletFrozen,
)
from rwa.rules.transfers import (
    ENDLESS_ALLOWANCE,
    check_allowance,
    check_batch_transfer,
    check_transfer,
    check_transfer_from,
)
from tests.builders import (
    ALICE,
    ASAD,
    BILL,
    BINANCE,
    DAY,
    HINA,
    HTX,
    STRANGER,
    YEAR,
    Story,
    opened,
)

LOT = 500_000
ODD, LARGE, MORE = 3 * LOT + 1, 3 * LOT, 2 * LOT


@pytest.fixture
def story() -> Story:
    """Alice holds one lot, frozen; the limit of one transfer is two."""
    story = opened()
    story.issue(BILL, ALICE, LOT)
    story.freeze(BILL, ALICE, 1)
    story.tell(BILL, "TransferLimitSet", limit=2 * LOT)
    return story


def pause(story: Story) -> None:
    story.tell(BILL, "Paused", by="regulator")


def suspend(story: Story) -> None:
    story.set_status(HTX, Status.SUSPENDED)


def replaced(wallet: Party, number: int) -> Callable[[Story], None]:
    def act(story: Story) -> None:
        story.onboard("spare", BINANCE, number)
        story.replace(wallet, "spare")

    return act


def removed(wallet: Party, exchange: str) -> Callable[[Story], None]:
    return lambda story: story.tell(
        "participants", "HolderRemoved", wallet=wallet, exchange=exchange
    )


def blocked(wallet: Party, number: int) -> Callable[[Story], None]:
    return lambda story: story.block(number, wallet)


def lapsed(wallet: Party) -> Callable[[Story], None]:
    return lambda story: story.tell("participants", "KycExpirySet", wallet=wallet, expiry=story.now)


def frozen(wallet: Party) -> Callable[[Story], None]:
    return lambda story: story.freeze_wallet(BILL, wallet)


Case = tuple[type[RuleRefused], Callable[[Story], None], Party, Party, int]

ORDER: list[Case] = [
    (TokenPaused, pause, NOBODY, NOBODY, ODD),
    (ERC20InvalidSender, frozen(ALICE), NOBODY, NOBODY, ODD),
    (ERC20InvalidReceiver, frozen(ALICE), ALICE, NOBODY, ODD),
    (NotMultipleOfDenomination, frozen(ALICE), ALICE, HINA, ODD),
    (TransferLimitExceeded, replaced(ALICE, 1), ALICE, HINA, LARGE),
    (HolderReplaced, replaced(ALICE, 1), ALICE, STRANGER, MORE),
    (HolderUnknown, removed(ALICE, BINANCE), ALICE, STRANGER, MORE),
    (HolderBlocked, blocked(ALICE, 1), ALICE, STRANGER, MORE),
    (KycExpired, lapsed(ALICE), ALICE, STRANGER, MORE),
    (WalletFrozen, frozen(ALICE), ALICE, STRANGER, MORE),
    (HolderReplaced, replaced(HINA, 3), ALICE, HINA, MORE),
    (HolderUnknown, removed(HINA, HTX), ALICE, HINA, MORE),
    (HolderBlocked, blocked(HINA, 3), ALICE, HINA, MORE),
    (KycExpired, lapsed(HINA), ALICE, HINA, MORE),
    (WalletFrozen, frozen(HINA), ALICE, HINA, MORE),
    (ExchangeNotWhitelisted, suspend, ALICE, HINA, MORE),
    (ERC20InsufficientBalance, lambda _: None, ALICE, HINA, MORE),
    (ERC7943InsufficientUnfrozenBalance, lambda _: None, ALICE, HINA, LOT),
]
"""The rules in their order: each case breaks its own rule and, where it can, the next."""


@pytest.mark.parametrize("case", ORDER, ids=lambda case: case[0].__name__)
def test_transfer__rule_broken__refused_by_it(story: Story, case: Case) -> None:
    refusal, arrange, sender, to, amount = case
    arrange(story)
    with pytest.raises(refusal):
        check_transfer(story.ledger, BILL, sender, to, amount, story.now)


def test_transfer__several_rules_broken_at_once__the_first_decides(story: Story) -> None:
    acts = (pause, lapsed(ALICE), frozen(ALICE), lapsed(HINA), frozen(HINA), suspend)
    undo: list[Callable[[], None]] = [
        lambda: story.tell(BILL, "Unpaused", by="regulator"),
        lambda: story.tell("participants", "KycExpirySet", wallet=ALICE, expiry=2**40 - 1),
        lambda: story.freeze_wallet(BILL, ALICE, frozen=False),
        lambda: story.tell("participants", "KycExpirySet", wallet=HINA, expiry=2**40 - 1),
        lambda: story.freeze_wallet(BILL, HINA, frozen=False),
        lambda: story.set_status(HTX, Status.ACTIVE),
        lambda: story.issue(BILL, ALICE, LOT),
        lambda: story.freeze(BILL, ALICE, 0),
    ]
    for act in acts:
        act(story)
    decided = []
    for repair in undo:
        with pytest.raises(RuleRefused) as caught:
            check_transfer(story.ledger, BILL, ALICE, HINA, MORE, story.now)
        decided.append(type(caught.value))
        repair()
    assert decided == [
        TokenPaused,
        KycExpired,
        WalletFrozen,
        KycExpired,
        WalletFrozen,
        ExchangeNotWhitelisted,
        ERC20InsufficientBalance,
        ERC7943InsufficientUnfrozenBalance,
    ]
    check_transfer(story.ledger, BILL, ALICE, HINA, MORE, story.now)


def test_transfer__refused__numbers_in_the_instruments_unit(story: Story) -> None:
    with pytest.raises(ERC20InsufficientBalance) as caught:
        check_transfer(story.ledger, BILL, ALICE, HINA, MORE, story.now)
    assert caught.value == ERC20InsufficientBalance(
        ALICE, Quantity(LOT, 2, "PKR"), Quantity(MORE, 2, "PKR")
    )


def test_t10__transfer__senders_exchange_suspended_revoked_or_lapsed__leaves(story: Story) -> None:
    story.freeze(BILL, ALICE, 0)
    for status in (Status.SUSPENDED, Status.REVOKED):
        story.set_status(BINANCE, status)
        check_transfer(story.ledger, BILL, ALICE, HINA, LOT, story.now)
        with pytest.raises(ExchangeNotWhitelisted):
            check_transfer(story.ledger, BILL, ALICE, ASAD, LOT, story.now)


def test_t09__transfer__kyc_and_noc_end_with_their_second(story: Story) -> None:
    story.freeze(BILL, ALICE, 0)
    story.set_noc_expiry(HTX, story.now + DAY)
    story.wait(DAY - 1)
    check_transfer(story.ledger, BILL, ALICE, HINA, LOT, story.now)
    story.wait(1)
    with pytest.raises(ExchangeNotWhitelisted):
        check_transfer(story.ledger, BILL, ALICE, HINA, LOT, story.now)
    story.wait(YEAR - DAY)
    with pytest.raises(KycExpired):
        check_transfer(story.ledger, BILL, ALICE, HINA, LOT, story.now)


def test_t50__transfer__to_oneself_or_of_nothing__accepted(story: Story) -> None:
    story.freeze(BILL, ALICE, 0)
    check_transfer(story.ledger, BILL, ALICE, ALICE, LOT, story.now)
    check_transfer(story.ledger, BILL, HINA, ASAD, 0, story.now)


def test_transfer__limit_of_zero_or_of_all_ones__nothing_or_everything() -> None:
    story = opened()
    story.issue(BILL, ALICE, 10 * LOT)
    check_transfer(story.ledger, BILL, ALICE, HINA, 10 * LOT, story.now)
    story.tell(BILL, "TransferLimitSet", limit=0)
    with pytest.raises(TransferLimitExceeded):
        check_transfer(story.ledger, BILL, ALICE, HINA, LOT, story.now)
    check_transfer(story.ledger, BILL, ALICE, HINA, 0, story.now)


def test_t12__transfer_from__allowance_first_then_every_rule(story: Story) -> None:
    ledger, now = story.ledger, story.now
    pause(story)
    with pytest.raises(ERC20InsufficientAllowance, match=r"may spend PKR 0\.00"):
        check_transfer_from(ledger, BILL, STRANGER, ALICE, HINA, LOT, now)
    for allowed in (LOT, ENDLESS_ALLOWANCE):
        story.tell(BILL, "Approval", owner=ALICE, spender=STRANGER, amount=allowed)
        with pytest.raises(TokenPaused):
            check_transfer_from(ledger, BILL, STRANGER, ALICE, HINA, LOT, now)
    story.tell(BILL, "Unpaused", by="regulator")
    story.freeze(BILL, ALICE, 0)
    check_transfer_from(ledger, BILL, STRANGER, ALICE, HINA, LOT, now)


@pytest.mark.parametrize("owner_in", [True, False])
@pytest.mark.parametrize("receiver_in", [True, False])
@pytest.mark.parametrize("spender", [STRANGER, ASAD])
def test_t11__transfer_from__truth_table_of_standings__only_the_receivers_counts(
    story: Story, owner_in: bool, receiver_in: bool, spender: Party
) -> None:
    story.freeze(BILL, ALICE, 0)
    story.tell(BILL, "Approval", owner=ALICE, spender=spender, amount=LOT)
    if not owner_in:
        story.set_status(BINANCE, Status.REVOKED)
    if not receiver_in:
        suspend(story)
        with pytest.raises(ExchangeNotWhitelisted):
            check_transfer_from(story.ledger, BILL, spender, ALICE, HINA, LOT, story.now)
        return
    check_transfer_from(story.ledger, BILL, spender, ALICE, HINA, LOT, story.now)


def test_t02__batch_transfer__refuses_as_one_after_the_other(story: Story) -> None:
    ledger, now = story.ledger, story.now
    with pytest.raises(ListsDiffer, match="the lists have 1 and 2 entries"):
        check_batch_transfer(ledger, BILL, ALICE, [HINA], [LOT, LOT], now)
    story.freeze(BILL, ALICE, 0)
    with pytest.raises(ERC20InsufficientBalance, match=r"alice holds PKR 0\.00"):
        check_batch_transfer(ledger, BILL, ALICE, [HINA, ASAD], [LOT, LOT], now)
    check_batch_transfer(ledger, BILL, ALICE, [ALICE, HINA], [LOT, LOT], now)
    assert ledger.tokens[BILL].balance(ALICE) == LOT
    pause(story)
    check_batch_transfer(ledger, BILL, ALICE, [], [], now)


def test_allowance__nobody_as_spender__refused() -> None:
    with pytest.raises(ERC20InvalidSpender):
        check_allowance(NOBODY)
    check_allowance(HINA)

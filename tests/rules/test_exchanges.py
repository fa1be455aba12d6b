"""Entry, NOC and standing: what refuses, in the contracts' order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rwa.entry import Milestone, Status
from rwa.identifiers import NO_DOCUMENT, NOBODY, ExchangeName, Party
from rwa.refusals.access import OrderNotApproved, RoleRequired
from rwa.refusals.entry import (
    EvidenceRequired,
    ExchangeUnknown,
    ExpiryPast,
    MilestoneRepeated,
    MilestonesMissing,
    NocNeedsExpiry,
    OperatorTaken,
    StatusRefused,
    TooManyExchanges,
)
from rwa.roles import RoleName
from rwa.rules.exchanges import (
    check_enrol,
    check_grant_noc,
    check_reach,
    check_set_noc_expiry,
    check_set_operator,
    check_set_stage_limits,
    check_set_status,
)
from tests.builders import (
    BINANCE,
    HTX,
    PAPER,
    REGULATOR,
    STRANGER,
    Story,
    opened,
    operator,
    order_id,
)

NEW = ExchangeName("Newcomer")
NOT_REGULATOR = RoleRequired(STRANGER, RoleName("regulator"))


@pytest.fixture
def story() -> Story:
    """Binance and HTX are open; the newcomer is enrolled and holds nothing."""
    story = opened()
    story.enrol(NEW)
    return story


def test_every_act__not_the_regulator__refused_first(story: Story) -> None:
    ledger, now, nowhere = story.ledger, story.now, ExchangeName("Nowhere")
    acts: tuple[Callable[[], None], ...] = (
        lambda: check_enrol(ledger, STRANGER, NOBODY, NO_DOCUMENT, now),
        lambda: check_set_operator(ledger, STRANGER, nowhere, NOBODY, now),
        lambda: check_grant_noc(ledger, STRANGER, nowhere, 0, NO_DOCUMENT, now),
        lambda: check_reach(ledger, STRANGER, nowhere, Milestone.NOC, NO_DOCUMENT, now),
        lambda: check_set_noc_expiry(ledger, STRANGER, nowhere, 0, NO_DOCUMENT, now),
        lambda: check_set_status(ledger, STRANGER, nowhere, Status.ACTIVE, NO_DOCUMENT, now),
        lambda: check_set_stage_limits(ledger, STRANGER, order_id(1), now),
    )
    for act in acts:
        with pytest.raises(RoleRequired) as caught:
            act()
        assert caught.value == NOT_REGULATOR


def test_every_act__unknown_exchange__refused(story: Story) -> None:
    ledger, now, nowhere = story.ledger, story.now, ExchangeName("Nowhere")
    acts: tuple[Callable[[], None], ...] = (
        lambda: check_set_operator(ledger, REGULATOR, nowhere, NOBODY, now),
        lambda: check_grant_noc(ledger, REGULATOR, nowhere, 0, NO_DOCUMENT, now),
        lambda: check_reach(ledger, REGULATOR, nowhere, Milestone.GOAML, NO_DOCUMENT, now),
        lambda: check_set_noc_expiry(ledger, REGULATOR, nowhere, 0, NO_DOCUMENT, now),
        lambda: check_set_status(ledger, REGULATOR, nowhere, Status.ACTIVE, NO_DOCUMENT, now),
    )
    for act in acts:
        with pytest.raises(ExchangeUnknown, match="Nowhere is not enrolled"):
            act()


def test_every_act__no_paper__refused(story: Story) -> None:
    ledger, now = story.ledger, story.now
    acts: tuple[Callable[[], None], ...] = (
        lambda: check_enrol(ledger, REGULATOR, NOBODY, NO_DOCUMENT, now),
        lambda: check_grant_noc(ledger, REGULATOR, BINANCE, 0, NO_DOCUMENT, now),
        lambda: check_reach(ledger, REGULATOR, NEW, Milestone.LICENCE, NO_DOCUMENT, now),
        lambda: check_set_noc_expiry(ledger, REGULATOR, NEW, 0, NO_DOCUMENT, now),
        lambda: check_set_status(ledger, REGULATOR, NEW, Status.ACTIVE, NO_DOCUMENT, now),
    )
    for act in acts:
        with pytest.raises(EvidenceRequired):
            act()


@pytest.mark.parametrize("taken", [NOBODY, operator(BINANCE)])
def test_enrol__operator_taken_or_empty__refused(story: Story, taken: Party) -> None:
    with pytest.raises(OperatorTaken):
        check_enrol(story.ledger, REGULATOR, taken, PAPER, story.now)


def test_enrol__175_are_enrolled__refused(story: Story) -> None:
    for number in range(172):
        story.enrol(f"X{number}")
    with pytest.raises(TooManyExchanges):
        check_enrol(story.ledger, REGULATOR, STRANGER, PAPER, story.now)


def test_enrol__free_operator__accepted(story: Story) -> None:
    check_enrol(story.ledger, REGULATOR, STRANGER, PAPER, story.now)


def test_set_operator__anothers__refused_but_its_own_is_free(story: Story) -> None:
    with pytest.raises(OperatorTaken):
        check_set_operator(story.ledger, REGULATOR, BINANCE, operator(HTX), story.now)
    check_set_operator(story.ledger, REGULATOR, BINANCE, operator(BINANCE), story.now)


def test_grant_noc__revoked_repeated_or_past__refused_in_this_order(story: Story) -> None:
    ledger, now = story.ledger, story.now
    with pytest.raises(MilestoneRepeated, match="Binance has its NOC already"):
        check_grant_noc(ledger, REGULATOR, BINANCE, now, PAPER, now)
    story.set_status(BINANCE, Status.REVOKED)
    with pytest.raises(StatusRefused, match="cannot go from revoked to active"):
        check_grant_noc(ledger, REGULATOR, BINANCE, now, PAPER, now)


def test_t09__grant_noc__expiry_now_refused_a_second_later_accepted(story: Story) -> None:
    ledger, now = story.ledger, story.now
    with pytest.raises(ExpiryPast, match="through 2025-11-30, and it is 2025-12-01"):
        check_grant_noc(ledger, REGULATOR, NEW, now, PAPER, now)
    check_grant_noc(ledger, REGULATOR, NEW, now + 1, PAPER, now)


def test_t13__reach__noc_by_the_back_door__refused(story: Story) -> None:
    with pytest.raises(NocNeedsExpiry):
        check_reach(story.ledger, REGULATOR, NEW, Milestone.NOC, PAPER, story.now)


def test_t13__reach__step_skipped_or_repeated__refused(story: Story) -> None:
    ledger, now = story.ledger, story.now
    with pytest.raises(MilestonesMissing, match="NOC must come first"):
        check_reach(ledger, REGULATOR, NEW, Milestone.GOAML, PAPER, now)
    with pytest.raises(MilestonesMissing, match="SECP incorporation must come first"):
        check_reach(ledger, REGULATOR, BINANCE, Milestone.LICENCE_APPLICATION, PAPER, now)
    with pytest.raises(MilestoneRepeated):
        check_reach(ledger, REGULATOR, BINANCE, Milestone.GOAML, PAPER, now)
    check_reach(ledger, REGULATOR, BINANCE, Milestone.INCORPORATION, PAPER, now)


def test_set_noc_expiry__unlisted_revoked_or_past__refused(story: Story) -> None:
    ledger, now = story.ledger, story.now
    with pytest.raises(StatusRefused, match="is unlisted, which does not allow this"):
        check_set_noc_expiry(ledger, REGULATOR, NEW, now + 1, PAPER, now)
    with pytest.raises(ExpiryPast):
        check_set_noc_expiry(ledger, REGULATOR, BINANCE, now, PAPER, now)
    story.set_status(BINANCE, Status.SUSPENDED)
    check_set_noc_expiry(ledger, REGULATOR, BINANCE, now + 1, PAPER, now)


@pytest.mark.parametrize("status", Status)
def test_set_status__from_active__suspended_or_revoked_only(story: Story, status: Status) -> None:
    if status in (Status.SUSPENDED, Status.REVOKED):
        check_set_status(story.ledger, REGULATOR, BINANCE, status, PAPER, story.now)
        return
    with pytest.raises(StatusRefused):
        check_set_status(story.ledger, REGULATOR, BINANCE, status, PAPER, story.now)


def test_t47__set_stage_limits__no_order__refused(story: Story) -> None:
    with pytest.raises(OrderNotApproved):
        check_set_stage_limits(story.ledger, REGULATOR, order_id(1), story.now)
    check_set_stage_limits(story.ledger, REGULATOR, story.ordered(1), story.now)

"""Each refusal of the contracts has one typed error, and the two say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields

import pytest

from rwa.calendar import Timestamp
from rwa.chain.compiler import Artifact
from rwa.entry import Status
from rwa.errors import RuleRefused
from rwa.identifiers import Code, ExchangeName, FunctionName, OrderId
from rwa.money import MicroUsd, Quantity
from rwa.payment import Outcome
from rwa.refusals import REFUSALS, in_words
from rwa.refusals.access import CapacityRefused, OrderNotApproved, SelectorNotOrdered
from rwa.refusals.auctions import CommitmentMismatch, RevealStillOpen
from rwa.refusals.entry import ExchangeNotWhitelisted
from rwa.refusals.offers import OfferClosed
from rwa.refusals.payments import (
    PaymentTimesRefused,
    RepaymentTimeRefused,
    StillHeld,
    TaxRatesRefused,
    WithinGrace,
)
from rwa.refusals.programme import AnswerJump, ClassLimitExceeded, PriceStale
from rwa.refusals.token import (
    CallTimeRefused,
    ERC20InsufficientBalance,
    RecordDateOpen,
    RecordTimeRefused,
    WalletFrozen,
)
from rwa.roles import RoleName
from tests.builders import ALICE, DAY, START

FOREIGN = re.compile(
    r"AccessManager(?!UnauthorizedAccount).*|Address.*|ECDSA.*|FailedCall|InsufficientBalance"
    r"|InvalidAccountNonce|InvalidShortString|SafeCast.*|SafeERC20.*|StringTooLong|Math.*"
    r"|ReentrancyGuard.*|Checkpoint.*"
)
"""Errors of OpenZeppelin's libraries, which no rule of the programme raises."""


def test_refusals__compiled_contracts__the_same_errors(artifacts: Mapping[str, Artifact]) -> None:
    known = {name for name in solidity_errors(artifacts) if not FOREIGN.fullmatch(name)}
    assert set(REFUSALS) == known


def test_refusals__compiled_contracts__the_same_fields(artifacts: Mapping[str, Artifact]) -> None:
    theirs = solidity_errors(artifacts)
    for name, kind in REFUSALS.items():
        ours = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        assert ours == [snake_case(argument) for argument in theirs[name]], name


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_refusals__every_class__has_a_rule_and_exit_code_six(name: str) -> None:
    kind = REFUSALS[name]
    assert kind.__name__ == name
    assert kind.exit_code == 6
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.rule)


def test_refusal__sentence__names_who_and_the_numbers() -> None:
    refusal = ERC20InsufficientBalance(ALICE, Quantity(100, 2, "PKR"), Quantity(500_000, 2, "PKR"))
    assert str(refusal) == "alice holds PKR 1.00, and PKR 5,000.00 is needed"


@pytest.mark.parametrize(
    ("status", "expiry", "sentence"),
    [
        (
            Status.SUSPENDED,
            START + DAY,
            "Alpha is not whitelisted: its standing is suspended, and its NOC is valid through "
            "2025-12-01",
        ),
        (
            Status.ACTIVE,
            START + DAY,
            "Alpha is not whitelisted: its NOC was valid through 2025-12-01",
        ),
        (Status.UNLISTED, 0, "Alpha is not whitelisted: it has no NOC"),
    ],
)
def test_refusal__not_whitelisted__says_why(status: Status, expiry: int, sentence: str) -> None:
    exchange = ExchangeName("Alpha")
    assert str(ExchangeNotWhitelisted(exchange, status, Timestamp(expiry))) == sentence


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            PriceStale(Code("PKR"), Timestamp(START), 259_200, Timestamp(START + 345_660)),
            "the price of PKR of 2025-12-01 is stale: it is 96 h 1 min old, and a price holds for "
            "72 h",
        ),
        (
            ClassLimitExceeded(Code("BOND"), MicroUsd(2_000_000), MicroUsd(1_000_000)),
            "the class bond would stand at US$2.00, above its limit of US$1.00",
        ),
        (
            AnswerJump(4_500, 3_700, 1_000),
            "the price would move by 21.6217 percent (rounded up) from the last one, above the "
            "10.00 percent one post may move it",
        ),
        (
            CapacityRefused(FunctionName("forcedTransfer"), RoleName("registrar")),
            "this step of an order (forced transfer) is not open to the role of registrar",
        ),
        (
            SelectorNotOrdered(FunctionName("0x12345678")),
            "no two parties are named who may order this act: 0x12345678",
        ),
        (
            OrderNotApproved(OrderId("0x" + "ab" * 32)),
            "this needs an order that one party proposed and another approved, and order "
            "0xabababab… is not approved",
        ),
        (
            WithinGrace(Code("BOND"), 0, Timestamp(START + 3 * DAY), Timestamp(START + DAY + 60)),
            "payment 1 of BOND may be funded through 2025-12-03, and it is 2025-12-02 00:01:00",
        ),
        (
            StillHeld(ALICE, Outcome.HELD_KYC, Timestamp(START + DAY)),
            "the money of alice stays where it is: the holder's due diligence has run out; it was "
            "valid through 2025-12-01",
        ),
        (
            RecordDateOpen(0, Timestamp(START + 3 * DAY), Timestamp(START + DAY)),
            "record date 1, 2025-12-03, is not over: it is 2025-12-02",
        ),
        (RecordDateOpen(4, Timestamp(0), Timestamp(START)), "record date 5 is not announced"),
        (
            CommitmentMismatch(1, 2),
            "this is not what was committed as bid 3 of auction 1",
        ),
        (
            OfferClosed(1, Timestamp(START + DAY), Timestamp(START + DAY)),
            "offer 1 was open through 2025-12-01, and it is 2025-12-02",
        ),
        (
            RevealStillOpen(1, Timestamp(START + DAY), Timestamp(START + 60)),
            "bids of auction 1 may be revealed through 2025-12-01, and it is 2025-12-01 00:01:00",
        ),
        (
            PaymentTimesRefused(Timestamp(START), Timestamp(START + 32_400)),
            "2025-12-01 00:00:00 is too early: not before 2025-12-01 09:00:00",
        ),
        (
            PaymentTimesRefused(Timestamp(START), Timestamp(START)),
            "2025-12-01 00:00:00 is too early: it is to lie ahead",
        ),
        (
            TaxRatesRefused(Timestamp(START), Timestamp(START + 32_400)),
            "withholding rates from 2025-12-01 00:00:00 come too late: "
            "they can be set from 2025-12-01 09:00:00 on",
        ),
        (
            RepaymentTimeRefused(
                Code("BOND"),
                Timestamp(START + DAY),
                Timestamp(START + DAY + 32_400),
                Timestamp(START + 90 * DAY),
            ),
            "part of BOND may be called for 2025-12-02 09:00:00 at the earliest, its notice kept, "
            "and not for 2025-12-02 00:00:00",
        ),
        (
            CallTimeRefused(
                Timestamp(START), Timestamp(START + 32_400), Timestamp(START + 90 * DAY)
            ),
            "the issue may be called for 2025-12-01 09:00:00 or later, its notice kept, and before "
            "it matures on 2026-03-01; not for 2025-12-01 00:00:00",
        ),
        (
            RecordTimeRefused(Timestamp(START), Timestamp(START + 32_400)),
            "record time 2025-12-01 00:00:00 must come after 2025-12-01 09:00:00",
        ),
        (WalletFrozen(ALICE), "the whole wallet alice is frozen in this instrument"),
    ],
)
def test_refusal__sentence__in_words_of_the_market(refusal: RuleRefused, sentence: str) -> None:
    assert str(refusal) == sentence


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("HolderBlocked", "the holder is blocked"),
        ("FundsMissing", "the government account has not set enough cash aside"),
        ("CallTimeRefused", "a call keeps its notice and comes before maturity"),
        ("0x12345678", "0x12345678"),
    ],
)
def test_in_words__name_alone__what_the_rule_is(name: str, words: str) -> None:
    assert in_words(name) == words


def test_refusal__raised_through_a_context_manager__stays_equal() -> None:
    @contextmanager
    def passing() -> Iterator[None]:
        yield

    refusal = ERC20InsufficientBalance(ALICE, Quantity(0, 2, "PKR"), Quantity(1, 2, "PKR"))
    with pytest.raises(RuleRefused) as caught, passing():
        raise refusal
    assert caught.value == refusal
    assert hash(caught.value) == hash(refusal)
    assert caught.value != ERC20InsufficientBalance(
        ALICE, Quantity(0, 2, "PKR"), Quantity(2, 2, "PKR")
    )


def solidity_errors(artifacts: Mapping[str, Artifact]) -> dict[str, list[str]]:
    """The arguments of every custom error in the compiled contracts, by the error's name."""
    return {
        entry["name"]: [argument["name"] for argument in entry["inputs"]]
        for artifact in artifacts.values()
        for entry in artifact.abi
        if entry["type"] == "error"
    }


def snake_case(name: str) -> str:
    """A Solidity argument's name as a Python field's."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower().strip("_")

"""Participants.onboard and onboardBatch: an exchange's own operator brings in its customers."""

from __future__ import annotations

import pytest

from rwa.chain.accounts import ZERO_ADDRESS
from rwa.chain.contract import deploy
from rwa.entry import Milestone, Stage, Status
from tests.contracts.system import (
    DOCUMENT,
    FIRST,
    KYC_EXPIRY,
    NOC_EXPIRY,
    SECOND,
    STAGE_LIMITS,
    Market,
    checksummed,
    emitted,
    identity,
    onboarding,
    refuses,
)

GAS_LIMIT = 16_777_216
NOBODY = (ZERO_ADDRESS, 0, b"PK", 1, 0)


def send(market: Market, exchange: int, record, sender: str = ""):
    sender = sender or market.operator
    return market.participants.send("onboard", exchange, record, sender=sender)


def test_onboard__no_such_exchange__refused(market: Market) -> None:
    for exchange in (0, 3, 255):
        with refuses("ExchangeUnknown", exchange=exchange):
            send(market, exchange, NOBODY)


@pytest.mark.parametrize(
    "actor", ["other_operator", "regulator", "registrar", "ministry", "deployer", "stranger"]
)
def test_onboard__not_its_operator__refused(market: Market, actor: str) -> None:
    caller = getattr(market, actor)
    with refuses("NotOperator", account=caller, exchange=FIRST):
        send(market, FIRST, onboarding(market.stranger, "stranger"), caller)


def test_t51_onboard__operator_behind_a_relay__refused(market: Market, fixture_artifacts) -> None:
    relay = deploy(market.engine, fixture_artifacts["Thrower"], sender=market.deployer)
    data = market.participants.encode("onboard", FIRST, onboarding(market.stranger, "stranger"))
    with refuses("NotOperator", account=relay.address, exchange=FIRST):
        relay.send("relay", market.participants.address, data, sender=market.operator)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_onboard__exchange_suspended_or_revoked__refused(market: Market, status: Status) -> None:
    market.set_status(FIRST, status)
    refused = {"exchange": FIRST, "status": status, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        send(market, FIRST, onboarding(market.stranger, "stranger"))


def test_onboard__no_noc__refused(market: Market) -> None:
    market.participants.send("enrol", market.stranger, DOCUMENT, sender=market.regulator)
    refused = {"exchange": 3, "status": Status.UNLISTED, "nocExpiry": 0}
    with refuses("ExchangeNotWhitelisted", **refused):
        send(market, 3, onboarding(market.stranger, "stranger"), market.stranger)


def test_t09_onboard__around_the_noc_expiry__last_second_only(market: Market) -> None:
    market.engine.advance_to(NOC_EXPIRY - 1)
    send(market, FIRST, onboarding(market.account("in time"), "in time"))
    market.engine.advance_to(NOC_EXPIRY)
    refused = {"exchange": FIRST, "status": Status.ACTIVE, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        send(market, FIRST, onboarding(market.stranger, "stranger"))


def test_onboard__wallet_with_a_sponsor__refused_at_every_exchange(market: Market) -> None:
    for exchange in (FIRST, SECOND):
        with refuses("WalletTaken", wallet=market.holder):
            market.onboard(market.holder, exchange, person="holder")


def test_onboard__zero_address__refused(market: Market) -> None:
    with refuses("WalletTaken", wallet=ZERO_ADDRESS):
        market.onboard(ZERO_ADDRESS)


def test_t07_onboard__replaced_wallet__refused_for_good(market: Market) -> None:
    market.onboard(market.stranger, person="holder")
    market.replace_wallet(market.holder, market.stranger)
    for exchange in (FIRST, SECOND):
        with refuses("WalletTaken", wallet=market.holder):
            market.onboard(market.holder, exchange, person="holder")


def test_onboard__no_identity__refused(market: Market) -> None:
    with refuses("IdentityRequired", wallet=market.stranger):
        send(market, FIRST, (market.stranger, KYC_EXPIRY, b"PK", 1, 0))


def test_t53_onboard__removed_wallet_of_another_person__refused(market: Market) -> None:
    market.participants.send("remove", market.holder, sender=market.registrar)
    with refuses(
        "IdentityMismatch",
        wallet=market.holder,
        identity=identity("holder"),
        given=identity("other holder"),
    ):
        market.onboard(market.holder, person="other holder")


def test_onboard__due_diligence_not_ahead__refused_to_the_second(market: Market) -> None:
    for expiry in (0, market.now - 1, market.now):
        with refuses("KycExpired", wallet=market.stranger, expiry=expiry):
            market.onboard(market.stranger, person="stranger", kyc_expiry=expiry)
    market.onboard(market.stranger, person="stranger", kyc_expiry=market.now + 1)
    assert market.participants.call("isVerified", market.stranger) is True
    market.wait(1)
    assert market.participants.call("isVerified", market.stranger) is False


def test_onboard__blocked_person__refused_at_every_exchange(market: Market) -> None:
    """The block stops onboarding, though the registrar named no wallet and this one is new."""
    market.set_blocked("holder")
    for exchange in (FIRST, SECOND):
        with refuses("HolderBlocked", wallet=market.stranger):
            market.onboard(market.stranger, exchange, person="holder")
    market.set_blocked("holder", blocked=False)
    market.onboard(market.stranger, SECOND, person="holder")
    assert market.participants.call("isVerified", market.stranger) is True


def test_t13_onboard__on_the_noc_alone__refused_by_the_limit_of_zero(market: Market) -> None:
    market.participants.send("enrol", market.stranger, DOCUMENT, sender=market.regulator)
    market.participants.send("grantNoc", 3, NOC_EXPIRY, DOCUMENT, sender=market.regulator)
    record = onboarding(market.account("customer"), "customer")
    with refuses("CustomerLimitReached", exchange=3, customers=0, limit=0):
        send(market, 3, record, market.stranger)
    market.reach(3, Milestone.INCORPORATION)
    with refuses("CustomerLimitReached", exchange=3, customers=0, limit=0):
        send(market, 3, record, market.stranger)
    market.reach(3, Milestone.GOAML)
    send(market, 3, record, market.stranger)
    assert market.participants.call("exchangeOf", 3).customers == 1


def test_t13_onboard__at_each_stage__limit_reached_exactly(market: Market) -> None:
    """The limit binds persons: the last one fits, one more does not, until the stage rises."""
    limit = STAGE_LIMITS[Stage.GOAML][0]
    newcomers = [f"person {number}" for number in range(limit - 2)]
    for start in range(0, len(newcomers), 200):
        batch = [_record(person) for person in newcomers[start : start + 200]]
        market.participants.send("onboardBatch", FIRST, batch, sender=market.operator)
    assert market.participants.call("exchangeOf", FIRST).customers == limit
    with refuses("CustomerLimitReached", exchange=FIRST, customers=limit, limit=limit):
        market.onboard(market.stranger, person="stranger")
    market.onboard(market.account("second wallet"), person="holder")
    market.reach(FIRST, Milestone.INCORPORATION)
    market.reach(FIRST, Milestone.LICENCE_APPLICATION)
    market.onboard(market.stranger, person="stranger")
    assert market.participants.call("exchangeOf", FIRST).customers == limit + 1


def test_onboard__several_wallets_of_a_person__one_customer_per_exchange(market: Market) -> None:
    for number in range(3):
        market.onboard(market.account(f"wallet {number}"), FIRST, person="holder")
    market.onboard(market.account("wallet elsewhere"), SECOND, person="holder")
    customers = [market.participants.call("exchangeOf", each).customers for each in (1, 2)]
    assert customers == [2, 2]
    wallets = [
        market.participants.call("walletsOf", each, identity("holder")) for each in (1, 2, 3)
    ]
    assert wallets == [4, 1, 0]


def test_t41_onboard__256th_wallet_of_a_person_at_an_exchange__refused(market: Market) -> None:
    wallets = [checksummed(10**6 + number) for number in range(255)]
    batch = [onboarding(wallet, "hoarder") for wallet in wallets]
    market.participants.send("onboardBatch", FIRST, batch[:200], sender=market.operator)
    market.participants.send("onboardBatch", FIRST, batch[200:], sender=market.operator)
    with refuses("TooManyWallets", wallet=market.stranger, exchange=FIRST):
        market.onboard(market.stranger, person="hoarder")
    market.onboard(market.stranger, SECOND, person="hoarder")
    market.participants.send("remove", wallets[7], sender=market.registrar)
    market.onboard(wallets[7], person="hoarder")
    count = market.participants.call("walletsOf", FIRST, identity("hoarder"))
    assert (count, market.participants.call("exchangeOf", FIRST).customers) == (255, 3)


def test_t41_onboard__person_at_15_exchanges__the_16th_refused_until_one_is_left(
    market: Market,
) -> None:
    exchanges = [market.admit(market.account(f"operator {number}")) for number in range(16)]
    wallets = [market.account(f"wallet {number}") for number in range(16)]
    for exchange, wallet in zip(exchanges[:15], wallets, strict=False):
        market.onboard(wallet, exchange, person="traveller")
    with refuses("TooManyWallets", wallet=wallets[15], exchange=exchanges[15]):
        market.onboard(wallets[15], exchanges[15], person="traveller")
    market.onboard(market.account("at the tenth"), exchanges[9], person="traveller")
    market.participants.send("remove", wallets[4], sender=market.registrar)
    market.onboard(wallets[15], exchanges[15], person="traveller")
    asked = [(exchange, identity("traveller")) for exchange in exchanges]
    counts = market.participants.call_many("walletsOf", asked)
    assert counts == [1] * 4 + [0] + [1] * 4 + [2] + [1] * 6


def test_onboard__several_faults_at_once__refused_in_the_published_order(market: Market) -> None:
    """Each fault is mended in turn, and the next one speaks."""
    market.set_blocked("holder")
    market.participants.send("remove", market.other_holder, sender=market.registrar)
    market.set_status(FIRST, Status.SUSPENDED)
    operator, wallet = market.operator, market.other_holder
    with refuses("ExchangeUnknown", exchange=9):
        send(market, 9, NOBODY, market.stranger)
    with refuses("NotOperator", account=market.stranger, exchange=FIRST):
        send(market, FIRST, NOBODY, market.stranger)
    refused = {"exchange": FIRST, "status": Status.SUSPENDED, "nocExpiry": NOC_EXPIRY}
    with refuses("ExchangeNotWhitelisted", **refused):
        send(market, FIRST, NOBODY, operator)
    market.set_status(FIRST, Status.ACTIVE)
    with refuses("WalletTaken", wallet=ZERO_ADDRESS):
        send(market, FIRST, NOBODY, operator)
    with refuses("IdentityRequired", wallet=wallet):
        send(market, FIRST, (wallet, 0, b"PK", 1, 0), operator)
    mismatch = {"identity": identity("other holder"), "given": identity("holder")}
    with refuses("IdentityMismatch", wallet=wallet, **mismatch):
        send(market, FIRST, onboarding(wallet, "holder", 0), operator)
    market.set_blocked("other holder")
    with refuses("KycExpired", wallet=wallet, expiry=0):
        send(market, FIRST, onboarding(wallet, "other holder", 0), operator)
    market.carry_out(market.participants, "setStageLimits", Stage.GOAML, (1, 0, 0))
    with refuses("HolderBlocked", wallet=wallet):
        send(market, FIRST, onboarding(wallet, "other holder"), operator)
    market.set_blocked("other holder", blocked=False)
    with refuses("CustomerLimitReached", exchange=FIRST, customers=1, limit=1):
        send(market, FIRST, onboarding(wallet, "other holder"), operator)


@pytest.mark.parametrize(
    ("kyc_expiry", "country", "category", "person"),
    [
        (2**40 - 1, b"\xff\xff", 255, 2**160 - 1),
        (KYC_EXPIRY, b"PK", 0, 1),
        (KYC_EXPIRY, b"\0\0", 7, 1 << 159),
    ],
)
def test_t19_onboard__extreme_fields__kept_apart_in_one_word(
    market: Market, kyc_expiry: int, country: bytes, category: int, person: int
) -> None:
    record = (market.stranger, kyc_expiry, country, category, person)
    receipt = send(market, FIRST, record)
    known = 1 << 176
    word = kyc_expiry << 216 | FIRST << 208 | int.from_bytes(country) << 192
    word |= category << 184 | known | person
    assert emitted(receipt, "HolderOnboarded") == [
        {"wallet": market.stranger, "exchange": FIRST, "holder": word}
    ]
    assert market.participants.call("holder", market.stranger) == word
    assert market.participants.call("identity", market.stranger) == checksummed(person)


def test_onboard__removed_wallet__comes_back_at_any_exchange(market: Market) -> None:
    market.participants.send("remove", market.holder, sender=market.registrar)
    market.onboard(market.holder, SECOND, person="holder")
    assert market.participants.call("isVerified", market.holder) is True
    customers = [market.participants.call("exchangeOf", each).customers for each in (1, 2)]
    assert customers == [1, 2]


def test_t02_onboard_batch__one_refused__nobody_is_onboarded(market: Market) -> None:
    batch = [_record("one"), _record("two"), onboarding(market.holder, "holder")]
    with refuses("WalletTaken", wallet=market.holder):
        market.participants.send("onboardBatch", FIRST, batch, sender=market.operator)
    assert market.participants.call("exchangeOf", FIRST).customers == 2


def test_t02_onboard_batch__same_wallet_twice__refused(market: Market) -> None:
    batch = [onboarding(market.stranger, "stranger")] * 2
    with refuses("WalletTaken", wallet=market.stranger):
        market.participants.send("onboardBatch", FIRST, batch, sender=market.operator)


def test_t02_onboard_batch__many__the_same_as_one_by_one(market: Market) -> None:
    records = [_record(f"person {number % 3}", number) for number in range(6)]
    with market.undone():
        batch = market.participants.send("onboardBatch", FIRST, records, sender=market.operator)
        in_batch = _state(market, [record[0] for record in records])
    singles = [send(market, FIRST, record) for record in records]
    assert _state(market, [record[0] for record in records]) == in_batch
    told = [each for single in singles for each in emitted(single, "HolderOnboarded")]
    assert emitted(batch, "HolderOnboarded") == told


def test_t41_onboard_batch__200_persons__within_one_transaction(market: Market) -> None:
    batch = [_record(f"person {number}") for number in range(200)]
    receipt = market.participants.send("onboardBatch", FIRST, batch, sender=market.operator)
    assert receipt.gas_used < GAS_LIMIT
    assert market.participants.call("exchangeOf", FIRST).customers == 202


def test_onboard_batch__empty__changes_nothing(market: Market) -> None:
    receipt = market.participants.send("onboardBatch", FIRST, [], sender=market.operator)
    assert receipt.logs == ()


def _record(person: str, number: int = 0):
    wallet = checksummed(identity(f"wallet {number} of {person}"))
    return onboarding(wallet, person)


def _state(market: Market, wallets: list[str]) -> tuple:
    words = market.participants.call_many("holder", [(wallet,) for wallet in wallets])
    persons = [(FIRST, identity(f"person {number}")) for number in range(3)]
    counts = market.participants.call_many("walletsOf", persons)
    return words, counts, market.participants.call("exchangeOf", FIRST)

"""Each kind of rule as a market story: what just misses raises nothing, what reaches it does."""

from __future__ import annotations

import pytest

from rwa.aml.alerts import Alert
from rwa.errors import ConfigurationError
from tests.aml.world import BOND, DAY, GOLD, HOUR, INDUS, LAKH, RAVI, World, identity, rules

STRUCTURING = rules(
    'kind = "structuring"\nthreshold = "2,000,000"\nat_least_percent = 50\ncount = 3\ndays = 7\n'
)
RAPID = rules(
    'kind = "rapid_in_out"\nminimum = "5,000,000"\npercent = 90\nat_most_percent = 110\n'
    "hours = 48\n"
)
DORMANT = rules('kind = "dormant_wakes"\nminimum = "1,000,000"\ndays = 180\n')
ROUND = rules(
    'kind = "round_trip"\nminimum = "1,000,000"\ntolerance_percent = 2\ndays = 14\n'
    'between = "anyone"\n'
)
ALONE = rules(
    'kind = "round_trip"\nminimum = "1,000,000"\ntolerance_percent = 2\ndays = 14\n'
    'between = "one-person"\n'
)
SUDDEN = rules('kind = "sudden_exposure"\nminimum = "5,000,000"\npercent = 500\ndays = 3\n')
MANY = rules('kind = "many_to_one"\nsenders = 3\nminimum = "2,000,000"\ndays = 7\n')
FREEZE = rules('kind = "before_freeze"\nminimum = "1,000,000"\nhours = 72\n')


def numbers(alert: Alert) -> list[int]:
    return [movement.number for movement in alert.transactions]


def test_structuring__what_misses_it__no_alert() -> None:
    world = World()
    for amount in (20 * LAKH, 10 * LAKH - 1, 19 * LAKH, 10 * LAKH):
        world.transfer("IN-002", "RV-001", amount)
    world.wait(7 * DAY + 1).transfer("IN-002", "RV-001", 19 * LAKH)
    world.transfer("IN-001", "RV-003", 19 * LAKH)
    world.force("IN-002", "RV-001", 19 * LAKH)
    assert world.scanned(STRUCTURING).alerts == []


def test_structuring__third_below_the_threshold_refused__alert_with_all_three() -> None:
    world = World()
    first = world.transfer("IN-002", "RV-001", 19 * LAKH)
    second = world.wait(DAY).transfer("IN-002", "RV-002", 10 * LAKH)
    world.wait(6 * DAY).refuse("IN-002", "RV-001", 15 * LAKH)
    (alert,) = world.scanned(STRUCTURING).alerts
    assert numbers(alert) == [first, second, 1]
    assert [movement.refusal for movement in alert.transactions] == ["", "", "KycExpired"]
    assert (alert.subject.identity, alert.subject.exchange) == (identity(2), INDUS)
    assert alert.why == (
        "3 amounts of PKR 1,000,000.00 or more and below the threshold of PKR 2,000,000.00, PKR "
        "4,400,000.00 in all, were sent or, 1 of them, refused within 7 days"
    )


def test_structuring__two_wallets_of_one_person__counted_together() -> None:
    world = World()
    world.transfer("IN-001", "IN-002", 15 * LAKH)
    world.transfer("RV-003", "IN-002", 15 * LAKH)
    world.transfer("RV-003", "RV-001", 15 * LAKH)
    (alert,) = world.scanned(STRUCTURING).alerts
    assert (alert.subject.identity, alert.subject.exchange) == (identity(1), RAVI)


def test_structuring__failed_sale_in_the_log__an_attempt() -> None:
    world = World()
    world.transfer("IN-002", "RV-001", 15 * LAKH)
    world.transfer("IN-002", "RV-001", 15 * LAKH)
    number = world.tell(
        "settlement",
        "SettlementFailed",
        instrument=BOND,
        seller="IN-002",
        buyer="RV-001",
        part=15 * LAKH,
        refusal="KycExpired",
    )
    (alert,) = world.scanned(STRUCTURING).alerts
    assert numbers(alert)[-1] == number


def test_structuring__gold__valued_in_rupees_at_the_price_of_the_day() -> None:
    world = World().prices(rupee="0.004", gold="4000")
    for _ in range(2):
        world.transfer("IN-002", "RV-001", 1_999, GOLD)
    world.prices(rupee="0.004", gold="5000").transfer("IN-002", "RV-001", 1_599, GOLD)
    (alert,) = world.scanned(STRUCTURING).alerts
    values = [movement.value for movement in alert.transactions]
    assert values == [1_999 * 4 * 250 * 100, 1_999 * 4 * 250 * 100, 1_599 * 5 * 250 * 100]


def test_rapid__what_misses_it__no_alert() -> None:
    world = World()
    world.transfer("IN-002", "RV-001", 50 * LAKH)
    world.transfer("RV-001", "RV-002", 44 * LAKH)
    world.wait(48 * HOUR + 1).transfer("RV-001", "RV-002", 2 * LAKH)
    world.transfer("IN-002", "RV-001", 49 * LAKH)
    world.transfer("RV-001", "RV-002", 49 * LAKH)
    world.wait(10 * DAY).transfer("RV-001", "RV-002", 50 * LAKH)
    world.transfer("IN-002", "RV-001", 50 * LAKH)
    world.wait(1).transfer("RV-001", "RV-002", 56 * LAKH)
    assert world.scanned(RAPID).alerts == []


def test_rapid__nine_tenths_go_on_in_two_days__alert_on_who_passed_them_on() -> None:
    world = World()
    first = world.transfer("IN-002", "RV-001", 20 * LAKH)
    second = world.wait(HOUR).transfer("RV-002", "RV-001", 30 * LAKH)
    third = world.wait(HOUR).transfer("RV-001", "IN-001", 15 * LAKH)
    fourth = world.wait(46 * HOUR).transfer("RV-001", "IN-001", 30 * LAKH)
    (alert,) = world.scanned(RAPID).alerts
    assert numbers(alert) == [first, second, third, fourth]
    assert alert.subject.identity == identity(3)
    assert "PKR 5,000,000.00 came in" in alert.why
    assert "PKR 4,500,000.00 went out, from 90 to 110 percent" in alert.why


def test_dormant__180_days_to_the_second__no_alert() -> None:
    world = World()
    world.issue("IN-002", 50 * LAKH)
    world.wait(180 * DAY).transfer("IN-002", "RV-001", 10 * LAKH)
    world.wait(181 * DAY).transfer("IN-002", "RV-001", 10 * LAKH - 1)
    assert world.scanned(DORMANT).alerts == []


def test_dormant__a_second_more__alert_that_names_the_last_movement() -> None:
    world = World()
    last = world.issue("IN-002", 50 * LAKH)
    world.wait(180 * DAY + 1).refuse("IN-002", "RV-001", 10 * LAKH)
    (alert,) = world.scanned(DORMANT).alerts
    assert "was to be sent after 180 days without a movement, more than 180" in alert.why
    assert f"the last was event {last}," in alert.why


def test_dormant__never_used__since_the_onboarding() -> None:
    world = World()
    number = world.wait(200 * DAY).transfer("IN-001", "RV-001", 10 * LAKH)
    (alert,) = world.scanned(DORMANT).alerts
    assert numbers(alert) == [number]
    assert "the last was the onboarding, event 4" in alert.why


def test_round_trip__what_misses_it__no_alert() -> None:
    world = World()
    world.transfer("IN-002", "RV-001", 100 * LAKH)
    world.transfer("RV-001", "IN-002", 103 * LAKH)
    world.transfer("RV-001", "IN-001", 100 * LAKH)
    world.transfer("RV-002", "IN-002", 100 * LAKH)
    world.wait(14 * DAY + 1).transfer("RV-001", "IN-002", 100 * LAKH)
    assert world.scanned(ROUND).alerts == []
    assert world.scanned(ALONE).alerts == []


def test_round_trip__back_within_two_percent__alert_once() -> None:
    world = World()
    out = world.transfer("IN-002", "RV-001", 100 * LAKH)
    back = world.wait(14 * DAY).transfer("RV-001", "IN-002", 98 * LAKH)
    world.transfer("RV-001", "IN-002", 98 * LAKH)
    (alert,) = world.scanned(ROUND).alerts
    assert numbers(alert) == [out, back]
    assert alert.subject.identity == identity(2)
    assert "wallets of two persons" in alert.why
    assert world.scanned(ALONE).alerts == []


def test_round_trip__wallets_of_one_person__related() -> None:
    world = World()
    out = world.transfer("IN-001", "RV-003", 100 * LAKH)
    world.transfer("IN-001", "RV-003", 50 * LAKH)
    back = world.transfer("RV-003", "IN-001", 100 * LAKH)
    (alert,) = world.scanned(ALONE).alerts
    assert numbers(alert) == [out, back]
    assert "wallets of one person" in alert.why


def test_sudden__five_times_what_was_held_less_a_paisa__no_alert() -> None:
    world = World()
    world.issue("RV-001", 20 * LAKH)
    world.transfer("IN-002", "RV-001", 100 * LAKH - 1)
    world.transfer("IN-001", "RV-003", 100 * LAKH)
    assert world.scanned(SUDDEN).alerts == []


def test_sudden__five_times_in_three_days__alert_with_what_was_held_before() -> None:
    world = World()
    world.issue("RV-001", 20 * LAKH)
    first = world.transfer("IN-002", "RV-001", 60 * LAKH)
    world.transfer("RV-001", "RV-002", 70 * LAKH)
    second = world.wait(3 * DAY).transfer("IN-001", "RV-001", 40 * LAKH)
    other, alert = world.scanned(SUDDEN).alerts
    assert other.subject.identity == identity(4)
    assert numbers(alert) == [first, second]
    assert "of the PKR 2,000,000.00 held before" in alert.why


def test_many_to_one__two_persons_with_three_wallets__no_alert() -> None:
    world = World()
    for sender in ("IN-001", "RV-003", "IN-002", "nobody"):
        world.transfer(sender, "RV-001", 30 * LAKH)
    assert world.scanned(MANY).alerts == []


def test_many_to_one__a_third_person__alert_on_the_receiver() -> None:
    world = World()
    found = [
        world.wait(DAY).transfer(sender, "RV-001", 10 * LAKH)
        for sender in ("IN-001", "RV-003", "IN-002", "RV-002")
    ]
    (alert,) = world.scanned(MANY).alerts
    assert numbers(alert) == found
    assert alert.subject.identity == identity(3)
    assert "3 persons, at least 3, sent PKR 4,000,000.00 in all" in alert.why


def test_before_freeze__an_unfreeze_or_too_long_before__no_alert() -> None:
    world = World()
    world.transfer("IN-002", "RV-001", 100 * LAKH)
    world.tell(BOND, "AddressFrozen", account="IN-002", frozen=False, by="Central Registrar")
    world.wait(72 * HOUR + 1).freeze("IN-002")
    world.freeze("Vault Keeper (fictional)")
    assert world.scanned(FREEZE).alerts == []


@pytest.mark.parametrize("stop", ["freeze", "block"])
def test_before_freeze__sent_and_tried_before__alert_once(stop: str) -> None:
    world = World()
    sent = world.transfer("IN-002", "RV-001", 9 * LAKH)
    world.wait(HOUR).refuse("IN-002", "RV-001", 1 * LAKH, "ExchangeNotWhitelisted")
    world.wait(71 * HOUR)
    number = world.freeze("IN-002") if stop == "freeze" else world.block("IN-002")
    world.block("IN-002")
    (alert,) = world.scanned(FREEZE).alerts
    assert numbers(alert) == [sent, 1]
    assert f"(event {number})" in alert.why
    assert "was sent or, 1 of them, refused within 72 hours before" in alert.why


def test_scan__no_price_yet__counted_and_not_compared() -> None:
    world = World()
    for _ in range(3):
        world.transfer("IN-002", "RV-001", 1_000, GOLD)
    done = world.scanned(STRUCTURING)
    assert (done.transfers, done.unvalued, done.alerts) == (3, 3, [])


def test_scan__reference_the_run_does_not_know__one_sentence() -> None:
    other = rules('kind = "many_to_one"\nsenders = 3\nminimum = "1"\ndays = 7\n', "EUR")
    with pytest.raises(ConfigurationError, match=r"^test\.toml: reference: the run has no unit"):
        World().scanned(other)


def test_scan__dollars_as_reference__rupees_at_the_price() -> None:
    few = rules('kind = "before_freeze"\nminimum = "1"\nhours = 1\n', "USD")
    world = World().prices(rupee="0.0036")
    world.transfer("IN-002", "RV-001", 100_000_00)
    world.freeze("IN-002")
    (alert,) = world.scanned(few).alerts
    assert alert.transactions[0].value == 360_00


def test_scan__after_a_repayment__the_face_that_is_left() -> None:
    few = rules('kind = "before_freeze"\nminimum = "1"\nhours = 1\n')
    world = World()
    world.tell("programme", "PrincipalRepaid", id=BOND, principal=2 * 10**9, factor=8 * 10**9)
    world.transfer("IN-002", "RV-001", 100_000_01)
    world.freeze("IN-002")
    (alert,) = world.scanned(few).alerts
    assert alert.transactions[0].value == 80_000_00


def test_scan__recovery__is_nobodys_transfer() -> None:
    world = World()
    world.transfer("IN-001", "RV-003", 100 * LAKH)
    world.tell(BOND, "RecoverySuccess", lost="IN-001", new="RV-003", identity=identity(1))
    assert world.scanned(ROUND).transfers == 0


def test_scan__freeze_that_moves_with_a_recovery__is_no_new_freeze() -> None:
    world = World()
    world.transfer("IN-001", "RV-001", 100 * LAKH)
    world.freeze("RV-003")
    world.transfer("IN-001", "RV-003", 100 * LAKH)
    world.tell(BOND, "RecoverySuccess", lost="IN-001", new="RV-003", identity=identity(1))
    assert world.scanned(FREEZE).alerts == []


def test_scan__re_sponsored__alerts_go_to_the_new_exchange() -> None:
    world = World()
    responsored = {"wallet": "IN-002", "from": INDUS, "to": RAVI}
    world.tell("participants", "HolderResponsored", **responsored)
    world.transfer("IN-002", "RV-001", 100 * LAKH)
    world.block("IN-002")
    (alert,) = world.scanned(FREEZE).alerts
    assert alert.subject.exchange == RAVI

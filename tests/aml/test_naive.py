"""The one pass finds exactly what a quadratic search finds, in the same order."""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from rwa.aml.rules import read_rules
from tests.aml.naive import key, naive
from tests.aml.world import BOND, DAY, GOLD, HOUR, LAKH, World

WALLETS = st.sampled_from(["IN-001", "IN-002", "RV-001", "RV-003", "Vault Keeper (fictional)"])
AMOUNTS = st.sampled_from([10 * LAKH - 1, 10 * LAKH, 11 * LAKH, 19 * LAKH, 40 * LAKH])
WAITS = st.sampled_from([0, HOUR, 5 * HOUR, 9 * HOUR, DAY, 2 * DAY, 2 * DAY + 1])
MOVES = st.tuples(st.just("transfer"), WAITS, WALLETS, WALLETS, AMOUNTS)
STEPS = st.one_of(
    MOVES,
    MOVES,
    MOVES,
    st.tuples(
        st.sampled_from(["refuse", "gold", "issue", "force", "freeze", "price", "redeem"]),
        WAITS,
        WALLETS,
        WALLETS,
        AMOUNTS,
    ),
)
RULES = """
reference = "PKR"
kept = {kept}
[rules.structuring]
kind = "structuring"
threshold = "2,000,000"
at_least_percent = 50
count = 2
days = 2
[rules.rapid]
kind = "rapid_in_out"
minimum = "500,000"
percent = 80
at_most_percent = 120
hours = 48
[rules.dormant]
kind = "dormant_wakes"
minimum = "1,000,000"
days = 2
[rules.round]
kind = "round_trip"
minimum = "1,000,000"
tolerance_percent = 10
days = 3
between = "anyone"
[rules.own]
kind = "round_trip"
minimum = "1"
tolerance_percent = 50
days = 5
between = "one-person"
[rules.sudden]
kind = "sudden_exposure"
minimum = "1,500,000"
percent = 100
days = 2
[rules.many]
kind = "many_to_one"
senders = 2
minimum = "1,500,000"
days = 2
[rules.freeze]
kind = "before_freeze"
minimum = "1,000,000"
hours = 30
"""
Step = tuple[str, int, str, str, int]


def played(steps: list[Step]) -> World:
    world = World().prices()
    for word, wait, one, other, amount in steps:
        world.wait(wait)
        if word == "transfer":
            world.transfer(one, other, amount)
        elif word == "gold":
            world.transfer(one, other, amount // 10**5, GOLD)
        elif word == "refuse" and " " not in one + other:
            world.refuse(one, other, amount)
        elif word == "issue":
            world.issue(one, amount, BOND)
        elif word == "redeem":
            world.transfer(one, "nobody", amount)
        elif word == "force":
            world.force(one, other, amount)
        elif word == "freeze":
            world.freeze(one)
        elif word == "price":
            world.prices(gold="4400" if amount > 10 * LAKH else "3600")
    return world


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=12, max_size=40), st.integers(2, 6))
def test_scan__any_run__finds_what_the_quadratic_search_finds(steps: list[Step], kept: int) -> None:
    rules, world = read_rules(RULES.format(kept=kept).encode(), "rules.toml"), played(steps)
    done = world.scanned(rules)
    found = [
        (alert.rule, alert.subject.identity, tuple(map(key, alert.transactions)))
        for alert in done.alerts
    ]
    for rule in {name for name, _, _ in found}:
        event(rule)
    assert found == naive(world, rules)
    assert [alert.why for alert in world.scanned(rules).alerts] == [
        alert.why for alert in done.alerts
    ]

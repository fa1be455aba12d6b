"""Acts of debt service; payments are counted from zero for each instrument."""

from __future__ import annotations

from collections.abc import Sequence

from rwa.calendar import Timestamp
from rwa.chain.deployment import code32
from rwa.identifiers import Code
from rwa.ledger.payments import PAYING_AGENT
from rwa.payment import CATEGORIES, PaymentTerms
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import payments as rules


def announce(registry: Registry, code: Code, terms: PaymentTerms, *, by: str) -> Step:
    """Announce a payment."""
    ratio = terms.ratio
    struct = (
        int(terms.kind),
        terms.period,
        terms.pay_time,
        terms.grace_end,
        terms.principal,
        ratio.numerator,
        ratio.taxable,
        ratio.denominator,
    )
    return registry.step(
        by,
        f"announce {terms.kind}",
        PAYING_AGENT,
        ("announce", code32(code), struct),
        lambda ledger, caller, now: rules.check_announce(ledger, caller, code, terms, now),
        token=code,
    )


def announce_call(registry: Registry, code: Code, time: Timestamp, *, by: str) -> Step:
    """Call the whole issue for a time."""
    return registry.step(
        by,
        "call issue",
        code,
        ("announceCall", time),
        lambda ledger, caller, now: rules.check_announce_call(ledger, caller, code, time, now),
        token=code,
    )


def withdraw(registry: Registry, code: Code, number: int, *, by: str) -> Step:
    """Withdraw an announced payment."""
    return registry.step(
        by,
        "withdraw payment",
        PAYING_AGENT,
        ("withdraw", code32(code), number),
        lambda ledger, caller, now: rules.check_withdraw(ledger, caller, code, number, now),
        token=code,
    )


def fund(registry: Registry, code: Code, number: int, *, by: str) -> Step:
    """Fund a payment with the caller's cash."""
    return registry.step(
        by,
        "fund payment",
        PAYING_AGENT,
        ("fund", code32(code), number),
        lambda ledger, caller, now: rules.check_fund(ledger, caller, code, number, now),
        token=code,
    )


def declare_default(registry: Registry, code: Code, number: int, *, by: str) -> Step:
    """Declare a payment in default."""
    return registry.step(
        by,
        "declare default",
        PAYING_AGENT,
        ("declareDefault", code32(code), number),
        lambda ledger, caller, now: rules.check_declare_default(ledger, caller, code, number, now),
        token=code,
    )


def pay(registry: Registry, code: Code, number: int, wallets: Sequence[str], *, by: str) -> Step:
    """Pay holders what they are due."""
    directory = registry.directory
    parties = [directory.party(wallet) for wallet in wallets]
    addresses = [directory.address(wallet) for wallet in wallets]
    return registry.step(
        by,
        "pay holders",
        PAYING_AGENT,
        ("pay", code32(code), number, addresses),
        lambda ledger, _, now: rules.check_pay(ledger, code, number, parties, now),
        token=code,
    )


def release(registry: Registry, unit: Code, wallet: str, *, by: str) -> Step:
    """Pay out what is held for a holder."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "release held money",
        PAYING_AGENT,
        ("release", code32(unit), registry.directory.address(wallet)),
        lambda ledger, _, now: rules.check_release(ledger, unit, party, now),
    )


def prescribe(registry: Registry, unit: Code, wallet: str, *, by: str) -> Step:
    """Return the oldest of what is held to the ministry as unclaimed."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "return unclaimed money",
        PAYING_AGENT,
        ("prescribe", code32(unit), registry.directory.address(wallet)),
        lambda ledger, caller, now: rules.check_prescribe(ledger, caller, unit, party, now),
    )


def honour(registry: Registry, unit: Code, wallet: str, *, by: str) -> Step:
    """Pay what was returned and is still claimed, out of the government account."""
    party = registry.directory.party(wallet)
    return registry.step(
        by,
        "honour claim",
        PAYING_AGENT,
        ("honour", code32(unit), registry.directory.address(wallet)),
        lambda ledger, caller, now: rules.check_honour(ledger, caller, unit, party, now),
    )


def set_tax_rates(registry: Registry, start: Timestamp, rates: Sequence[int], *, by: str) -> Step:
    """Set the withholding rates from a time on, by category from zero; the last goes on."""
    full = [*rates, *[rates[-1]] * (CATEGORIES - len(rates))]
    return registry.step(
        by,
        "set withholding rates",
        PAYING_AGENT,
        ("setTaxRates", start, full),
        lambda ledger, caller, now: rules.check_set_tax_rates(ledger, caller, start, full, now),
    )

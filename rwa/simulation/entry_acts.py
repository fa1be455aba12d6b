"""Directives on exchanges and holders, as steps of the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rwa.entry import Limits, Milestone, Stage, Status
from rwa.registry import Step, exchanges, holders
from rwa.rules.holders import Onboarding
from rwa.scenario.acts.entry import (
    Enrol,
    GrantNoc,
    Reach,
    SetNocExpiry,
    SetOperator,
    SetStageLimits,
    Standing,
)
from rwa.scenario.acts.holders import OfWallet, Onboard, ReplaceWallet, Responsor, SetKyc
from rwa.simulation.context import Context, expiry, paper

BATCH = 100
"""Wallets in one transaction."""


def enrol(context: Context, act: Enrol) -> Iterator[Step]:
    """Read the exchange and its paper; the regulator enrols it."""
    document = paper(act.document)
    yield exchanges.enrol(context.registry, act.exchange, document, by=act.by or "regulator")


def set_operator(context: Context, act: SetOperator) -> Iterator[Step]:
    """The regulator records who acts for the exchange."""
    by = act.by or "regulator"
    yield exchanges.set_operator(context.registry, act.exchange, act.operator, by=by)


def grant_noc(context: Context, act: GrantNoc) -> Iterator[Step]:
    """The regulator grants the NOC."""
    until, document, by = expiry(act.through), paper(act.document), act.by or "regulator"
    yield exchanges.grant_noc(context.registry, act.exchange, until, document, by=by)


def reach(context: Context, act: Reach) -> Iterator[Step]:
    """The regulator records a milestone."""
    milestone, document = Milestone[act.milestone.upper()], paper(act.document)
    by = act.by or "regulator"
    yield exchanges.reach(context.registry, act.exchange, milestone, document, by=by)


def set_noc_expiry(context: Context, act: SetNocExpiry) -> Iterator[Step]:
    """The regulator moves the NOC's expiry."""
    until, document, by = expiry(act.through), paper(act.document), act.by or "regulator"
    yield exchanges.set_noc_expiry(context.registry, act.exchange, until, document, by=by)


def set_status(status: Status) -> Callable[[Context, Standing], Iterator[Step]]:
    """The handler that moves an exchange's standing to `status`."""

    def handler(context: Context, act: Standing) -> Iterator[Step]:
        document, by = paper(act.document), act.by or "regulator"
        yield exchanges.set_status(context.registry, act.exchange, status, document, by=by)

    return handler


def set_stage_limits(context: Context, act: SetStageLimits) -> Iterator[Step]:
    """The regulator sets a stage's limits, by order."""
    limits = Limits(act.customers, act.exposure_usd, act.transfer_usd)
    stage, by = Stage[act.stage.upper()], act.by or "regulator"
    yield exchanges.set_stage_limits(context.registry, stage, limits, by=by)


def onboard(context: Context, act: Onboard) -> Iterator[Step]:
    """The exchange's operator onboards wallets, in batches."""
    wallets = context.trial.persons.wallets(act.holders)
    by = act.by or act.exchange
    for start in range(0, len(wallets), BATCH):
        batch = [_onboarding(context, wallet, act) for wallet in wallets[start : start + BATCH]]
        yield holders.onboard(context.registry, act.exchange, batch, by=by)


def set_kyc(context: Context, act: SetKyc) -> Iterator[Step]:
    """The exchange's operator renews or shortens a customer's due diligence."""
    by = act.by or act.exchange
    yield holders.set_kyc_expiry(context.registry, act.wallet, expiry(act.through), by=by)


def remove(context: Context, act: OfWallet) -> Iterator[Step]:
    """The registrar ends a wallet's sponsorship."""
    yield holders.remove(context.registry, act.wallet, by=act.by or "registrar")


def responsor(context: Context, act: Responsor) -> Iterator[Step]:
    """The registrar gives a customer of a revoked exchange another sponsor."""
    by = act.by or "registrar"
    yield holders.responsor(context.registry, act.wallet, act.exchange, by=by)


def set_blocked(blocked: bool) -> Callable[[Context, OfWallet], Iterator[Step]]:
    """The handler that blocks or unblocks the person behind a wallet."""

    def handler(context: Context, act: OfWallet) -> Iterator[Step]:
        by = act.by or "registrar"
        yield holders.set_blocked(context.registry, act.wallet, blocked, by=by)

    return handler


def replace_wallet(context: Context, act: ReplaceWallet) -> Iterator[Step]:
    """The registrar declares a wallet lost, by order."""
    by = act.by or "registrar"
    yield holders.replace_wallet(context.registry, act.wallet, act.successor, by=by)


def _onboarding(context: Context, wallet: str, act: Onboard) -> Onboarding:
    person = context.trial.persons.of_wallet(wallet)
    if person is None:
        raise ValueError(f"{wallet} belongs to nobody, which the trial's checks exclude")
    until = expiry(act.kyc_through or person.kyc_through)
    return Onboarding(
        context.registry.directory.party(wallet),
        until,
        person.country,
        person.category,
        person.identity,
    )

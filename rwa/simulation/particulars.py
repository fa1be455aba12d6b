"""What an act was about, for those who read that it was refused: amounts, wallets, exchange,
dates. What the actor's name says already is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from rwa.money import Quantity, format_units, usd_text
from rwa.scenario.acts.debt import AnnouncePayment, CallBond, OfHeld, OfPayment, SetTaxRates
from rwa.scenario.acts.entry import ChangeRole, SetCap, SetClassLimit, SetOperator, SetStageLimits
from rwa.scenario.acts.holders import Onboard, ReplaceWallet, SetKyc
from rwa.scenario.acts.register import (
    AnnounceRecordDate,
    Cash,
    ForcedTransfer,
    Issue,
    PostPrice,
    Redeem,
    Transfer,
)
from rwa.scenario.acts.reserves import OfRedemption
from rwa.scenario.acts.trades import Agree
from rwa.scenario.directives import Grave
from rwa.scenario.trial import Trial


def particulars(trial: Trial, act: BaseModel) -> str:
    """An act's particulars in one line, as in `PKR 5,000.00 to MK-001`; those of an order are its
    act's.

    The instrument is left out, unless it stands inside an order.
    """
    inner = getattr(act, "act", None)
    if isinstance(inner, Grave):
        return " ".join([*_instrument(trial, inner.act), *_pieces(trial, inner.act)])
    return " ".join(_pieces(trial, act))


def _pieces(trial: Trial, act: BaseModel) -> Iterator[str]:
    yield from _auction(act)
    yield from _payments(act)
    yield from _money(act)
    yield from _amounts(trial, act)
    yield from _wallets(trial, act)
    yield from _exchange(trial, act)
    through = getattr(act, "through", None) or getattr(act, "kyc_through", None)
    if through is not None:
        yield f"through {through}"
    if isinstance(act, AnnounceRecordDate):
        yield f"of {act.date}"


def _auction(act: BaseModel) -> Iterator[str]:
    """The offer, tender, redemption request or auction by its name, and the instruction or bid."""
    auction, bid = getattr(act, "auction", None), getattr(act, "bid", None)
    if (offer := getattr(act, "offer", None)) is not None:
        yield str(offer)
    if (tender := getattr(act, "tender", None)) is not None:
        instruction = getattr(act, "instruction", None)
        yield f"{instruction} in {tender}" if instruction else str(tender)
    if isinstance(act, OfRedemption):
        yield act.redemption
    if bid is not None:
        yield f"{bid} in {auction}"
    elif auction is not None:
        yield str(auction)


def _payments(act: BaseModel) -> Iterator[str]:
    if isinstance(act, AnnouncePayment):
        yield "the redemption" if act.redemption else f"interest {act.interest}"
    elif isinstance(act, CallBond):
        yield f"{_part(act.percent)} for {act.date}"
    elif isinstance(act, OfPayment):
        yield f"payment {act.payment}"
    elif isinstance(act, SetTaxRates):
        yield f"from {act.start}"
    elif isinstance(act, OfHeld):
        yield f"{act.unit} of"


def _part(percent: int | None) -> str:
    """What is called: in 1e-10 of face, without the zeros at its end."""
    if percent is None:
        return "the whole"
    return f"{format_units(percent, 8).rstrip('0').rstrip('.')} percent"


def _exchange(trial: Trial, act: BaseModel) -> Iterator[str]:
    """The exchange, unless it acts for itself."""
    exchange = getattr(act, "exchange", None)
    if not isinstance(exchange, str):
        return
    name = trial.sections.exchanges[exchange].name
    if not isinstance(act, Onboard | SetKyc):
        yield f"for {name}"
    elif act.by is not None:
        yield f"at {name}"


def _money(act: BaseModel) -> Iterator[str]:
    if isinstance(act, PostPrice):
        yield f"at US${act.usd}"
    elif isinstance(act, SetCap):
        yield f"to {usd_text(act.cap_usd)}"
    elif isinstance(act, SetClassLimit):
        yield f"of the class {act.asset_class} to {usd_text(act.limit_usd)}"
    elif isinstance(act, SetStageLimits):
        yield f"of the stage {act.stage} to {act.customers} customers"


def _amounts(trial: Trial, act: BaseModel) -> Iterator[str]:
    if isinstance(act, Cash):
        decimals = trial.sections.units[act.unit].decimals
        yield str(Quantity.parse(act.amount, decimals, act.unit))
    instrument = getattr(act, "instrument", None)
    for field, mark in (("amount", ""), ("total", " in all")):
        text = getattr(act, field, None)
        if text in ("all", "whole"):
            yield "all" if text == "all" else "the whole wallet"
        elif text is not None and instrument is not None:
            yield f"{trial.quantity(instrument, trial.base_units(instrument, text))}{mark}"


def _wallets(trial: Trial, act: BaseModel) -> Iterator[str]:
    if isinstance(act, Redeem):
        yield "from every holder" if act.holders == "all" else f"from {act.holders}"
    elif isinstance(act, Onboard):
        yield act.holders
    elif isinstance(act, Cash):
        yield f"of {act.account}"
    elif isinstance(act, ChangeRole):
        yield f"of {act.role.replace('_', ' ')}: {act.account}"
    elif isinstance(act, SetOperator):
        yield f"to {act.operator}"
    elif isinstance(act, Issue):
        yield f"to {act.to}"
    elif isinstance(act, Agree):
        decimals = trial.sections.units[trial.currency(act)].decimals
        accrued = format_units(trial.trade_accrued(act), decimals)
        yield f"from {act.sender} to {act.to}, clean {act.clean}, accrued {accrued}"
    elif isinstance(act, Transfer):
        own = act.by is None and not isinstance(act, ForcedTransfer)
        yield f"to {act.to}" if own else f"from {act.sender} to {act.to}"
    elif isinstance(act, ReplaceWallet):
        yield f"{act.wallet} by {act.successor}"
    elif isinstance(wallet := getattr(act, "wallet", None), str):
        yield wallet


def _instrument(trial: Trial, act: BaseModel) -> Iterator[str]:
    instrument = getattr(act, "instrument", None)
    if instrument is not None:
        yield trial.instrument(instrument).code

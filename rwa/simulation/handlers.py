"""Directives that two parties give together, as steps of the registry; and the table of all
directives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from rwa.entry import Status
from rwa.identifiers import FunctionName
from rwa.registry import Step, orders
from rwa.registry.assembly import ROLES
from rwa.scenario.acts.entry import ChangeRole
from rwa.scenario.directives import Grave, Order, Propose, Withdraw
from rwa.simulation import (
    allotment_acts,
    auction_acts,
    cash_acts,
    entry_acts,
    offer_acts,
    payment_acts,
    register_acts,
    reserve_acts,
    tender_acts,
    trade_acts,
)
from rwa.simulation.context import Context, paper

Handler = Callable[[Context, Any], Iterator[Step]]
"""Reads what the trial says, decides the amounts, and yields the steps one by one as the state
moves on.
"""


def order(context: Context, act: Order) -> Iterator[Step]:
    """One party proposes and the other approves."""
    step, function = _grave(context, act.act)
    capacity = ROLES[act.proposed_by]
    yield orders.propose(
        context.registry,
        step,
        function,
        paper(act.document),
        by=act.proposed_by,
        capacity=capacity,
    )
    capacity = ROLES[act.approved_by]
    yield orders.approve(
        context.registry, step, paper(act.document), by=act.approved_by, capacity=capacity
    )


def propose(context: Context, act: Propose) -> Iterator[Step]:
    """A party proposes, in its own role unless another capacity is given."""
    step, function = _grave(context, act.act)
    capacity = ROLES[act.capacity or act.by]
    document = paper(act.document)
    yield orders.propose(context.registry, step, function, document, by=act.by, capacity=capacity)


def approve(context: Context, act: Propose) -> Iterator[Step]:
    """A party approves what was proposed on the strength of the same paper."""
    step, _ = _grave(context, act.act)
    capacity = ROLES[act.capacity or act.by]
    document = paper(act.document)
    yield orders.approve(context.registry, step, document, by=act.by, capacity=capacity)


def withdraw(context: Context, act: Withdraw) -> Iterator[Step]:
    """A party withdraws what was proposed."""
    step, _ = _grave(context, act.act)
    capacity = ROLES[act.capacity or act.by]
    yield orders.withdraw(context.registry, step, by=act.by, capacity=capacity)


def change_role(change: Callable[..., Step]) -> Handler:
    """The handler that gives an account a role or takes it, by order."""

    def handler(context: Context, act: ChangeRole) -> Iterator[Step]:
        yield change(context.registry, ROLES[act.role], act.account, by=act.by or "ministry")

    return handler


def _grave(context: Context, grave: Grave) -> tuple[Step, FunctionName]:
    return next(HANDLERS[grave.word](context, grave.act)), _FUNCTIONS[grave.word]


_FUNCTIONS: Mapping[str, FunctionName] = {
    "set_cap": FunctionName("setCap"),
    "set_class_limit": FunctionName("setClassLimit"),
    "set_stage_limits": FunctionName("setStageLimits"),
    "forced_transfer": FunctionName("forcedTransfer"),
    "replace_wallet": FunctionName("replaceWallet"),
    "grant_role": FunctionName("grantRole"),
    "revoke_role": FunctionName("revokeRole"),
}

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "enrol": entry_acts.enrol,
        "set_operator": entry_acts.set_operator,
        "grant_noc": entry_acts.grant_noc,
        "reach": entry_acts.reach,
        "set_noc_expiry": entry_acts.set_noc_expiry,
        "suspend": entry_acts.set_status(Status.SUSPENDED),
        "reinstate": entry_acts.set_status(Status.ACTIVE),
        "revoke": entry_acts.set_status(Status.REVOKED),
        "onboard": entry_acts.onboard,
        "set_kyc": entry_acts.set_kyc,
        "remove": entry_acts.remove,
        "responsor": entry_acts.responsor,
        "block": entry_acts.set_blocked(True),
        "unblock": entry_acts.set_blocked(False),
        "replace_wallet": entry_acts.replace_wallet,
        "set_stage_limits": entry_acts.set_stage_limits,
        "post_price": register_acts.post_price,
        "credit_cash": cash_acts.credit,
        "debit_cash": cash_acts.debit,
        "announce_auction": auction_acts.announce,
        "bid": auction_acts.bid,
        "bids": auction_acts.take,
        "withdraw_bid": auction_acts.withdraw,
        "reveal": auction_acts.reveal,
        "reveal_bids": auction_acts.reveal_all,
        "allot": allotment_acts.allot,
        "reject_bids": allotment_acts.reject,
        "settle_auction": allotment_acts.settle,
        "announce_offer": offer_acts.announce,
        "subscribe": offer_acts.subscribe,
        "close_offer": offer_acts.close,
        "settle_offer": offer_acts.settle,
        "announce_tender": tender_acts.announce,
        "tender": tender_acts.tender,
        "withdraw_tender": tender_acts.withdraw,
        "accept_tenders": tender_acts.accept,
        "reject_tender": tender_acts.reject,
        "draw": tender_acts.draw,
        "settle_tender": tender_acts.settle,
        "attest": reserve_acts.attest,
        "ask_for_lots": reserve_acts.ask_for_lots,
        "ask_for_cash": reserve_acts.ask_for_cash,
        "deliver_lots": reserve_acts.deliver_lots,
        "pay_redemption": reserve_acts.pay_redemption,
        "end_request": reserve_acts.end_request,
        "register_instrument": register_acts.register_instrument,
        "issue": register_acts.issue,
        "redeem": register_acts.redeem,
        "transfer": register_acts.transfer,
        "trade": register_acts.trade,
        "freeze": register_acts.freeze,
        "unfreeze": register_acts.unfreeze,
        "set_frozen": register_acts.set_frozen,
        "pause": register_acts.set_paused(True),
        "unpause": register_acts.set_paused(False),
        "set_transfer_limit": register_acts.set_transfer_limit,
        "announce_record_date": register_acts.announce_record_date,
        "attach": register_acts.attach,
        "recover": register_acts.recover,
        "forced_transfer": register_acts.forced_transfer,
        "set_cap": register_acts.set_cap,
        "set_class_limit": register_acts.set_class_limit,
        "grant_role": change_role(orders.grant_role),
        "revoke_role": change_role(orders.revoke_role),
        "agree": trade_acts.agree,
        "settle": trade_acts.settle,
        "settle_trade": trade_acts.settle_trade,
        "settle_batch": trade_acts.settle_batch,
        "cancel_trade": trade_acts.cancel_trade,
        "set_tax_rates": payment_acts.set_tax_rates,
        "announce_payment": payment_acts.announce,
        "call": payment_acts.call,
        "fund_payment": payment_acts.fund,
        "withdraw_payment": payment_acts.withdraw,
        "declare_default": payment_acts.declare_default,
        "pay": payment_acts.pay,
        "release_held": payment_acts.release,
        "return_unclaimed": payment_acts.prescribe,
        "honour_claim": payment_acts.honour,
        "order": order,
        "propose": propose,
        "approve": approve,
        "withdraw": withdraw,
    }
)
"""Every directive that transacts, by its word."""

"""Acts on trades: both parties sign and give allowances, anyone hands in, either cancels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from rwa.chain.deployment import code32
from rwa.chain.signing import Domain, struct_hash, typed_digest
from rwa.errors import RuleRefused
from rwa.identifiers import TradeId
from rwa.ledger.cash import UNLIMITED
from rwa.ledger.trades import SETTLEMENT
from rwa.registry import cash, register
from rwa.registry.service import Registry
from rwa.registry.step import Step
from rwa.rules import settlement as rules
from rwa.rules.transfers import ENDLESS_ALLOWANCE
from rwa.trade import Trade

TRADE_TYPE = (
    "Trade(bytes32 ref,bytes32 instrument,bytes32 currency,address seller,address buyer,"
    "uint128 amount,uint128 clean,int128 accrued,uint40 settlementTime,uint40 expiry,"
    "uint256 sellerNonce,uint256 buyerNonce,bool inParts)"
)
"""The struct that both sign, as EIP-712 spells it."""


@dataclass(frozen=True, slots=True)
class SignedTrade:
    """A trade with the signatures made for its seller and its buyer, and the keys of those who made
    them. `fields` is the contract's struct.
    """

    id: TradeId
    trade: Trade
    fields: tuple[Any, ...]
    seller_signer: str
    buyer_signer: str
    signatures: tuple[bytes, bytes]


def agree(
    registry: Registry, trade: Trade, *, sellers: str | None = None, buyers: str | None = None
) -> SignedTrade:
    """Both parties sign a trade; `sellers` and `buyers` are the accounts that really do, the
    parties themselves unless given.
    """
    directory = registry.directory
    signers = sellers or directory.key(trade.seller), buyers or directory.key(trade.buyer)
    fields = _fields(registry, trade)
    hashed = struct_hash(TRADE_TYPE, fields)
    engine, contract = registry.system.engine, registry.contract(SETTLEMENT)
    domain = Domain("DvpSettlement", "1", engine.chain_id, contract.address)
    digest = typed_digest(domain, hashed)
    seller, buyer = (directory.sign(signer, digest) for signer in signers)
    return SignedTrade(TradeId("0x" + hashed.hex()), trade, fields, *signers, (seller, buyer))


def allow_delivery(registry: Registry, trade: Trade) -> Step:
    """The seller lets the settlement take the units of one more trade."""
    book = registry.ledger.tokens[trade.instrument]
    allowed = book.allowances.get((trade.seller, SETTLEMENT), 0)
    amount = min(allowed + trade.amount, ENDLESS_ALLOWANCE)
    by = registry.directory.key(trade.seller)
    return register.allow(registry, trade.instrument, SETTLEMENT, amount, by=by)


def allow_payment(registry: Registry, trade: Trade) -> Step:
    """The buyer lets the settlement take the cash of one more trade."""
    book = registry.ledger.cash[registry.ledger.trades.cash[trade.currency]]
    allowed = book.allowance(trade.buyer, SETTLEMENT)
    amount = min(allowed + max(0, trade.total), UNLIMITED)
    by = registry.directory.key(trade.buyer)
    return cash.allow(registry, trade.currency, SETTLEMENT, amount, by=by)


def settle(registry: Registry, signed: SignedTrade, amount: int, *, by: str) -> Step:
    """Settle a trade or an amount of it, whoever hands it in."""
    asked = _instruction(registry, signed, amount)
    return registry.step(
        by,
        f"settle {signed.trade.ref}",
        SETTLEMENT,
        ("settle", _handed_in(signed, amount)),
        lambda ledger, _caller, now: rules.check_settle(ledger, asked, now),
        token=signed.trade.instrument,
    )


def settle_batch(registry: Registry, batch: Sequence[tuple[SignedTrade, int]], *, by: str) -> Step:
    """Settle what can be of many trades; what becomes of each is told by `expected` before, and by
    the book of trades after.
    """
    return registry.step(
        by,
        "settle a batch",
        SETTLEMENT,
        ("settleBatch", [_handed_in(signed, amount) for signed, amount in batch]),
        lambda _ledger, _caller, _now: None,
    )


def expected(
    registry: Registry, batch: Sequence[tuple[SignedTrade, int]]
) -> list[RuleRefused | None]:
    """The rules' verdict on each trade of a batch."""
    asked = [_instruction(registry, signed, amount) for signed, amount in batch]
    return list(rules.verdicts(registry.ledger, asked, registry.now))


def cancel(registry: Registry, signed: SignedTrade, *, by: str) -> Step:
    """A party ends a trade that is pending."""
    return registry.step(
        by,
        f"cancel {signed.trade.ref}",
        SETTLEMENT,
        ("cancel", signed.fields),
        lambda ledger, caller, now: rules.check_cancel(
            ledger, signed.id, signed.trade, caller, now
        ),
        token=signed.trade.instrument,
    )


def _fields(registry: Registry, trade: Trade) -> tuple[Any, ...]:
    ref, instrument, currency, seller, buyer, *rest = astuple(trade)
    directory = registry.directory
    codes = (code32(code) for code in (ref, instrument, currency))
    accounts = (directory.address(directory.key(party)) for party in (seller, buyer))
    return (*codes, *accounts, *rest)


def _handed_in(signed: SignedTrade, amount: int) -> tuple[Any, ...]:
    return (signed.fields, amount, *signed.signatures)


def _instruction(registry: Registry, signed: SignedTrade, amount: int) -> rules.Instruction:
    party = registry.directory.party
    signers = party(signed.seller_signer), party(signed.buyer_signer)
    return rules.Instruction(signed.id, signed.trade, *signers, amount)

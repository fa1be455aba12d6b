"""Trades for the tests of settlement: agreed, funded, signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rwa.chain.accounts import Account, Address, derive_account
from rwa.chain.contract import Contract
from rwa.chain.deployment import code32
from rwa.chain.signing import Domain, sign_digest, struct_hash, typed_digest
from tests.contracts.system import BOND_CODE, DAY, Market

SELLER = derive_account("contract tests", "holder")
BUYER = derive_account("contract tests", "distant_holder")
OTHER = derive_account("contract tests", "other_holder")

TRADE_TYPE = (
    "Trade(bytes32 ref,bytes32 instrument,bytes32 currency,address seller,address buyer,"
    "uint128 amount,uint128 clean,int128 accrued,uint40 settlementTime,uint40 expiry,"
    "uint256 sellerNonce,uint256 buyerNonce,bool inParts)"
)
PENDING, SETTLED, CANCELLED = range(3)
AMOUNT, CLEAN, ACCRUED = 10_000, 9_567, 14
"""A hundred of face at 95.67 clean with 0.14 accrued, as PIB rows of 2021-03-03 are quoted."""
TOTAL = CLEAN + ACCRUED


@dataclass(frozen=True, slots=True)
class Trade:
    """The fields of the contract's struct, in its order."""

    ref: bytes
    instrument: bytes
    currency: bytes
    seller: Address
    buyer: Address
    amount: int
    clean: int
    accrued: int
    settlement_time: int
    expiry: int
    seller_nonce: int
    buyer_nonce: int
    in_parts: bool

    @property
    def fields(self) -> tuple[Any, ...]:
        """The struct as the contract takes it."""
        return tuple(getattr(self, name) for name in self.__slots__)

    @property
    def id(self) -> bytes:
        """EIP-712's hash of the struct."""
        return struct_hash(TRADE_TYPE, self.fields)

    def but(self, **changes: Any) -> Trade:
        """The same trade with some fields changed."""
        return replace(self, **changes)


def trade(market: Market, **changes: Any) -> Trade:
    """Seller sells the bond to the buyer, today, for a week."""
    agreed = Trade(
        ref=code32("T-1"),
        instrument=code32(BOND_CODE),
        currency=code32("PKR"),
        seller=SELLER.address,
        buyer=BUYER.address,
        amount=AMOUNT,
        clean=CLEAN,
        accrued=ACCRUED,
        settlement_time=market.now,
        expiry=market.now + 7 * DAY,
        seller_nonce=0,
        buyer_nonce=0,
        in_parts=False,
    )
    return agreed.but(**changes)


def sign(desk: Contract, agreed: Trade, signer: Account, **domain: Any) -> bytes:
    """The signature of a trade; `domain` overrides parts of the contract's own."""
    parts: Mapping[str, Any] = {
        "name": "DvpSettlement",
        "version": "1",
        "chain_id": desk.engine.chain_id,
        "contract": desk.address,
    }
    return sign_digest(signer, typed_digest(Domain(**{**parts, **domain}), agreed.id))


def instruction(
    desk: Contract,
    agreed: Trade,
    amount: int | None = None,
    *,
    seller: Account = SELLER,
    buyer: Account = BUYER,
    **domain: Any,
) -> tuple[Any, ...]:
    """The trade signed by both, to settle in full or an amount of it."""
    signed = (sign(desk, agreed, signer, **domain) for signer in (seller, buyer))
    return (agreed.fields, agreed.amount if amount is None else amount, *signed)


def settle(market: Market, agreed: Trade, amount: int | None = None, **signing: Any) -> Any:
    """A stranger hands the signed trade in."""
    signed = instruction(market.settlement, agreed, amount, **signing)
    return market.settlement.send("settle", signed, sender=market.stranger)


def fund(
    market: Market, amount: int = 50 * AMOUNT, cash: int = 50 * TOTAL, desk: Contract | None = None
) -> None:
    """Seller holds bonds and buyer cash, and both let the contract take them."""
    desk = desk or market.settlement
    if amount:
        market.issue(market.bond, SELLER.address, amount)
    if cash:
        market.pkr_cash.send("mint", BUYER.address, cash, sender=market.fiscal_agent)
    market.bond.send("approve", desk.address, amount, sender=SELLER.address)
    market.pkr_cash.send("approve", desk.address, cash, sender=BUYER.address)


def holdings(market: Market, cash: Contract | None = None) -> tuple[int, int, int, int]:
    """Bonds and cash of the seller, bonds and cash of the buyer."""
    cash = cash or market.pkr_cash
    return tuple(
        contract.call("balanceOf", account.address)
        for account in (SELLER, BUYER)
        for contract in (market.bond, cash)
    )


def progress(market: Market, agreed: Trade) -> tuple[int, int]:
    """What has settled, and the status."""
    return tuple(market.settlement.call("progressOf", agreed.id))

"""Acts of the primary market: auctions, sealed bids, allotments and their settlement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rwa.chain.deployment import code32
from rwa.identifiers import DocumentHash
from rwa.ledger.auctions import PRIMARY_MARKET, Terms
from rwa.registry.service import Registry
from rwa.registry.step import Step, raw
from rwa.rules import auctions as rules


@dataclass(frozen=True, slots=True)
class SealedBid:
    """What a bid keeps secret until it is revealed; dealer and investor by their keys in the trial.
    A price of zero makes it non-competitive.
    """

    dealer: str
    investor: str
    face: int
    price: int
    salt: DocumentHash


def announce(registry: Registry, terms: Terms, *, by: str) -> Step:
    """Announce an auction."""
    struct = (
        code32(terms.id),
        terms.target,
        terms.maximum,
        terms.uniform,
        terms.bid_deadline,
        terms.reveal_deadline,
        terms.settlement_time,
        terms.settlement_deadline,
        terms.deposit_bps,
        terms.deposit_floor,
        *terms.accrued.as_integer_ratio(),
    )
    return registry.step(
        by,
        "announce auction",
        PRIMARY_MARKET,
        ("announce", struct),
        lambda ledger, caller, now: rules.check_announce(ledger, caller, terms, now),
        token=terms.id,
    )


def commit(
    registry: Registry, auction: int, commitment: DocumentHash, deposit: int, *, by: str
) -> Step:
    """Commit a sealed bid with its deposit."""
    return registry.step(
        by,
        "bid",
        PRIMARY_MARKET,
        ("commit", auction, raw(commitment), deposit),
        lambda ledger, caller, now: rules.check_commit(ledger, caller, auction, deposit, now),
        token=registry.ledger.auctions.instrument(auction),
    )


def withdraw(registry: Registry, auction: int, bid: int, *, by: str) -> Step:
    """Withdraw a sealed bid."""
    return registry.step(
        by,
        "withdraw bid",
        PRIMARY_MARKET,
        ("withdraw", auction, bid),
        lambda ledger, caller, now: rules.check_withdraw(ledger, caller, auction, bid, now),
        token=registry.ledger.auctions.instrument(auction),
    )


def reveal(registry: Registry, auction: int, bid: int, sealed: SealedBid, *, by: str) -> Step:
    """Reveal a bid."""
    commitment = commitment_of(registry, auction, sealed)
    investor = registry.directory.address(sealed.investor)
    told = (investor, sealed.face, sealed.price, raw(sealed.salt))
    return registry.step(
        by,
        "reveal bid",
        PRIMARY_MARKET,
        ("reveal", auction, bid, *told),
        lambda ledger, _, now: rules.check_reveal(
            ledger, auction, bid, commitment, sealed.face, sealed.price, now
        ),
        token=registry.ledger.auctions.instrument(auction),
    )


def set_cut_off(
    registry: Registry, auction: int, cut_off: int, non_competitive_price: int, *, by: str
) -> Step:
    """Set the prices of an allotment, per 100 with four decimals."""
    return registry.step(
        by,
        "set cut-off price",
        PRIMARY_MARKET,
        ("setCutOff", auction, cut_off, non_competitive_price),
        lambda ledger, caller, now: rules.check_set_cut_off(
            ledger, caller, auction, cut_off, non_competitive_price, now
        ),
        token=registry.ledger.auctions.instrument(auction),
    )


def allot(registry: Registry, auction: int, amounts: Sequence[int], *, by: str) -> Step:
    """Allot to the next bids in their order."""
    listed = list(amounts)
    return registry.step(
        by,
        "allot",
        PRIMARY_MARKET,
        ("allot", auction, listed),
        lambda ledger, caller, now: rules.check_allot(ledger, caller, auction, listed, now),
        token=registry.ledger.auctions.instrument(auction),
    )


def reject(registry: Registry, auction: int, *, by: str) -> Step:
    """Reject all bids."""
    return registry.step(
        by,
        "reject bids",
        PRIMARY_MARKET,
        ("reject", auction),
        lambda ledger, caller, now: rules.check_reject(ledger, caller, auction, now),
        token=registry.ledger.auctions.instrument(auction),
    )


def settle(registry: Registry, auction: int, bids: Sequence[int], *, by: str) -> Step:
    """Settle bids, each alone."""
    listed = list(bids)
    return registry.step(
        by,
        "settle auction",
        PRIMARY_MARKET,
        ("settle", auction, listed),
        lambda ledger, _, now: rules.check_settle(ledger, auction, listed, now),
        token=registry.ledger.auctions.instrument(auction),
    )


def commitment_of(registry: Registry, auction: int, sealed: SealedBid) -> DocumentHash:
    """The hash that a sealed bid is committed as."""
    directory = registry.directory
    committed: bytes = registry.contract(PRIMARY_MARKET).call(
        "commitmentOf",
        auction,
        directory.address(sealed.dealer),
        directory.address(sealed.investor),
        sealed.face,
        sealed.price,
        raw(sealed.salt),
    )
    return DocumentHash("0x" + committed.hex())

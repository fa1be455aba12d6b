"""Onboarding, and what the registrar and an exchange may change of a holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.entry import Exchange, Status
from rwa.identifiers import NO_IDENTITY, NOBODY, ExchangeName, Identity, OrderId, Party
from rwa.ledger import Ledger
from rwa.ledger.participants import Holder, ParticipantBook
from rwa.refusals.entry import CustomerLimitReached, ExchangeNotRevoked, NotOperator
from rwa.refusals.holders import (
    HolderBlocked,
    HolderReplaced,
    HolderUnknown,
    IdentityMismatch,
    IdentityRequired,
    KycExpired,
    TooManyWallets,
    WalletTaken,
)
from rwa.roles import Role
from rwa.rules.access import check_role
from rwa.rules.exchanges import check_whitelisted, find_exchange
from rwa.rules.orders import check_ordered

MAX_SPONSORS = 15
"""The most exchanges at which a person has wallets."""

MAX_WALLETS = 255
"""The most wallets of a person at one exchange."""


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What an operator says of a wallet; `kyc_expiry` is the first second at which the KYC no
    longer holds.
    """

    wallet: Party
    kyc_expiry: Timestamp
    country: str
    category: int
    identity: Identity


def check_onboard(
    ledger: Ledger, caller: Party, exchange: ExchangeName, onboarding: Onboarding, now: int
) -> None:
    """An exchange's operator onboards a wallet.

    Raises `ExchangeUnknown`, `NotOperator`, `ExchangeNotWhitelisted`, `WalletTaken`,
    `IdentityRequired`, `IdentityMismatch`, `KycExpired`, `HolderBlocked`, `TooManyWallets` or
    `CustomerLimitReached`.
    """
    _check_onboard(ledger.participants, caller, exchange, onboarding, now)


def check_onboard_batch(
    ledger: Ledger,
    caller: Party,
    exchange: ExchangeName,
    onboardings: Sequence[Onboarding],
    now: int,
) -> None:
    """Many wallets are onboarded, one after the other.

    Raises as `check_onboard` for the first refused.
    """
    book = ledger.participants.copy()
    for each in onboardings:
        _check_onboard(book, caller, exchange, each, now)
        book.sponsor(
            Holder(
                each.wallet, each.identity, exchange, each.country, each.category, each.kyc_expiry
            )
        )


def check_set_kyc_expiry(ledger: Ledger, caller: Party, wallet: Party, now: int) -> None:
    """The sponsor sets when a customer's KYC ends.

    Raises `HolderReplaced`, `HolderUnknown`, `NotOperator` or `ExchangeNotWhitelisted`.
    """
    _, exchange = find_sponsored(ledger.participants, wallet)
    _check_operator(ledger.participants.exchanges[exchange], caller, now)


def check_remove(ledger: Ledger, caller: Party, wallet: Party, now: int) -> None:
    """The registrar ends a sponsorship.

    Raises `RoleRequired`, `HolderReplaced` or `HolderUnknown`.
    """
    check_role(ledger, caller, Role.REGISTRAR, now)
    find_sponsored(ledger.participants, wallet)


def check_responsor(
    ledger: Ledger, caller: Party, wallet: Party, exchange: ExchangeName, now: int
) -> None:
    """The registrar gives a holder of a revoked exchange another sponsor.

    Raises `RoleRequired`, `HolderReplaced`, `HolderUnknown`, `ExchangeNotRevoked`,
    `ExchangeUnknown`, `ExchangeNotWhitelisted`, `HolderBlocked`, `TooManyWallets` or
    `CustomerLimitReached`.
    """
    check_role(ledger, caller, Role.REGISTRAR, now)
    book = ledger.participants
    holder, former = find_sponsored(book, wallet)
    status = book.exchanges[former].status
    if status is not Status.REVOKED:
        raise ExchangeNotRevoked(former, status)
    following = find_exchange(book, exchange)
    check_whitelisted(following, now)
    leaving = former if book.wallets[former, holder.identity] == 1 else None
    _check_joining(book, following, holder.identity, wallet, leaving)


def check_set_blocked(
    ledger: Ledger, caller: Party, person: Identity, wallets: Sequence[Party], now: int
) -> None:
    """The registrar blocks or unblocks a person and the wallets named.

    Raises `RoleRequired`, `HolderUnknown` or `IdentityMismatch`.
    """
    check_role(ledger, caller, Role.REGISTRAR, now)
    for wallet in wallets:
        holder = ledger.participants.holders.get(wallet)
        if holder is None:
            raise HolderUnknown(wallet)
        if holder.identity != person:
            raise IdentityMismatch(wallet, holder.identity, person)


def check_replace_wallet(
    ledger: Ledger, caller: Party, wallet: Party, successor: Party, order: OrderId, now: int
) -> None:
    """A lost wallet is declared replaced by another of the same person.

    Raises `RoleRequired`, `OrderNotApproved`, `OrderTooEarly`, `HolderReplaced`, `HolderUnknown`,
    `IdentityMismatch`, `HolderBlocked` or `KycExpired`.
    """
    check_ordered(ledger, caller, Role.REGISTRAR, order, now)
    book = ledger.participants
    lost, _ = find_sponsored(book, wallet)
    following, _ = find_sponsored(book, successor)
    if wallet == successor or following.identity != lost.identity:
        raise IdentityMismatch(successor, lost.identity, following.identity)
    if lost.blocked or lost.identity in book.blocked:
        raise HolderBlocked(wallet)
    if following.blocked:
        raise HolderBlocked(successor)
    if following.kyc_expiry <= now:
        raise KycExpired(successor, following.kyc_expiry)


def check_eligible(book: ParticipantBook, wallet: Party, now: int) -> tuple[Holder, ExchangeName]:
    """The wallet's holder may take part now; their record and sponsor.

    Raises `HolderReplaced`, `HolderUnknown`, `HolderBlocked` or `KycExpired`.
    """
    holder, exchange = find_sponsored(book, wallet)
    if holder.blocked:
        raise HolderBlocked(wallet)
    if holder.kyc_expiry <= now:
        raise KycExpired(wallet, holder.kyc_expiry)
    return holder, exchange


def find_sponsored(book: ParticipantBook, wallet: Party) -> tuple[Holder, ExchangeName]:
    """The record and sponsor of a wallet that has one.

    Raises `HolderReplaced` or `HolderUnknown`.
    """
    holder = book.holders.get(wallet)
    if holder is not None and holder.successor is not None:
        raise HolderReplaced(wallet)
    if holder is None or holder.exchange is None:
        raise HolderUnknown(wallet)
    return holder, holder.exchange


def _check_onboard(
    book: ParticipantBook, caller: Party, name: ExchangeName, onboarding: Onboarding, now: int
) -> None:
    exchange = find_exchange(book, name)
    _check_operator(exchange, caller, now)
    wallet, person = onboarding.wallet, onboarding.identity
    former = book.holders.get(wallet)
    if wallet == NOBODY or (former is not None and (former.exchange or former.successor)):
        raise WalletTaken(wallet)
    if person == NO_IDENTITY:
        raise IdentityRequired(wallet)
    if former is not None and former.identity != person:
        raise IdentityMismatch(wallet, former.identity, person)
    if former is not None and former.blocked:
        raise HolderBlocked(wallet)
    if onboarding.kyc_expiry <= now:
        raise KycExpired(wallet, onboarding.kyc_expiry)
    _check_joining(book, exchange, person, wallet, None)


def _check_operator(exchange: Exchange, caller: Party, now: int) -> None:
    if exchange.operator != caller:
        raise NotOperator(caller, exchange.name)
    check_whitelisted(exchange, now)


def _check_joining(
    book: ParticipantBook,
    exchange: Exchange,
    person: Identity,
    wallet: Party,
    leaving: ExchangeName | None,
) -> None:
    """A person gets one more wallet at an exchange; `leaving` no longer counts as theirs.

    The first wallet there takes one of the places of the exchange's stage.
    """
    if person in book.blocked:
        raise HolderBlocked(wallet)
    wallets = book.wallets[exchange.name, person]
    others = [name for name in book.sponsors(person) if name != leaving]
    if wallets >= MAX_WALLETS or (not wallets and len(others) >= MAX_SPONSORS):
        raise TooManyWallets(wallet, exchange.name)
    limit = book.stage_limits[exchange.stage].customers
    if not wallets and exchange.customers >= limit:
        raise CustomerLimitReached(exchange.name, exchange.customers, limit)

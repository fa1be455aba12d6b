"""What may be wrong with a movement, in the order in which the token must say so.

One table serves transfers, issues and forced transfers: each fault knows how to be brought about
and which error, with which arguments, tells of it. Where a movement has two faults, the earlier one
in the table wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rwa.chain.accounts import ZERO_ADDRESS, Address
from rwa.chain.contract import Contract
from rwa.entry import Status
from tests.contracts.system import NOC_EXPIRY, SECOND, Market, refuses

DENOMINATION = 100
AMOUNT, BALANCE, LIMIT = 200, 1_000, 100
NO_LIMIT = 2**80 - 1


@dataclass
class Deal:
    (
        """A movement about to be tried, from the first exchange's customer to the second's.

    It is of 200 out of the sender's 1,000; the denomination is 100.
    """
        ""
    )

    market: Market
    token: Contract
    sender: Address
    receiver: Address
    amount: int = AMOUNT
    limit: int = NO_LIMIT
    balance: int = BALANCE
    frozen: int = 0
    kyc_expiry: dict[str, int] = field(default_factory=dict)

    def wallet(self, side: str) -> Address:
        """The wallet on one side."""
        return self.sender if side == "sender" else self.receiver

    def person(self, side: str) -> str:
        """The person on one side."""
        return "holder" if side == "sender" else "distant holder"


Spoil = Callable[[Deal], None]
Arguments = Callable[[Deal], dict[str, Any]]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Faults of one `clash` exclude each other; `first` ones are brought about before the others.
    """

    name: str
    error: str
    spoil: Spoil
    arguments: Arguments
    clash: frozenset[str] = frozenset()
    first: bool = False


def _pause(deal: Deal) -> None:
    deal.token.send("pause", sender=deal.market.regulator)


def _nobody(deal: Deal) -> None:
    deal.receiver = ZERO_ADDRESS


def _odd(deal: Deal) -> None:
    deal.amount += DENOMINATION // 2


def _limit(deal: Deal) -> None:
    deal.limit = LIMIT
    deal.token.send("setTransferLimit", LIMIT, sender=deal.market.regulator)


def _too_much(deal: Deal) -> None:
    deal.amount += 10 * BALANCE


def _freeze_most(deal: Deal) -> None:
    deal.frozen = BALANCE - DENOMINATION
    deal.token.send("setFrozenTokens", deal.sender, deal.frozen, sender=deal.market.registrar)


def _suspend(deal: Deal) -> None:
    deal.market.set_status(SECOND, Status.SUSPENDED)


def _replace(side: str) -> Spoil:
    def spoil(deal: Deal) -> None:
        market, wallet = deal.market, deal.wallet(side)
        successor = market.account(f"{side}'s new wallet")
        exchange = 1 if side == "sender" else SECOND
        market.onboard(successor, exchange, person=deal.person(side))
        market.replace_wallet(wallet, successor)

    return spoil


def _remove(side: str) -> Spoil:
    def spoil(deal: Deal) -> None:
        market = deal.market
        market.participants.send("remove", deal.wallet(side), sender=market.registrar)

    return spoil


def _block(side: str) -> Spoil:
    def spoil(deal: Deal) -> None:
        deal.market.set_blocked(deal.person(side), deal.wallet(side))

    return spoil


def _expire(side: str) -> Spoil:
    def spoil(deal: Deal) -> None:
        market = deal.market
        operator = market.operator if side == "sender" else market.other_operator
        deal.kyc_expiry[side] = market.now
        arguments = (deal.wallet(side), market.now)
        market.participants.send("setKycExpiry", *arguments, sender=operator)

    return spoil


def _freeze_wallet(side: str) -> Spoil:
    def spoil(deal: Deal) -> None:
        market = deal.market
        deal.token.send("setAddressFrozen", deal.wallet(side), True, sender=market.registrar)

    return spoil


def _party(side: str) -> list[Fault]:
    def wallet(deal: Deal) -> dict[str, Any]:
        return {"wallet": deal.wallet(side)}

    def expiry(deal: Deal) -> dict[str, Any]:
        return {"wallet": deal.wallet(side), "expiry": deal.kyc_expiry[side]}

    record = frozenset({f"{side}'s record"})
    one = frozenset({side}) if side == "receiver" else frozenset()
    return [
        Fault(f"{side} replaced", "HolderReplaced", _replace(side), wallet, record | one),
        Fault(f"{side} unknown", "HolderUnknown", _remove(side), wallet, record | one),
        Fault(f"{side} blocked", "HolderBlocked", _block(side), wallet, one),
        Fault(f"{side} expired", "KycExpired", _expire(side), expiry, one, first=True),
        Fault(f"{side} frozen", "WalletFrozen", _freeze_wallet(side), wallet, one),
    ]


def _no_arguments(_: Deal) -> dict[str, Any]:
    return {}


def _odd_amount(deal: Deal) -> dict[str, Any]:
    return {"amount": deal.amount, "denomination": DENOMINATION}


def _over_limit(deal: Deal) -> dict[str, Any]:
    return {"amount": deal.amount, "limit": LIMIT}


def _unlisted(_: Deal) -> dict[str, Any]:
    return {"exchange": SECOND, "status": int(Status.SUSPENDED), "nocExpiry": NOC_EXPIRY}


def _short(deal: Deal) -> dict[str, Any]:
    return {"sender": deal.sender, "balance": deal.balance, "needed": deal.amount}


def _frozen_part(deal: Deal) -> dict[str, Any]:
    unfrozen = deal.balance - deal.frozen
    return {"account": deal.sender, "amount": deal.amount, "unfrozen": unfrozen}


PAUSED = Fault("paused", "TokenPaused", _pause, _no_arguments)
NOBODY = Fault(
    "receiver is nobody",
    "ERC20InvalidReceiver",
    _nobody,
    lambda _: {"receiver": ZERO_ADDRESS},
    frozenset({"nobody"}),
)
ODD = Fault("odd amount", "NotMultipleOfDenomination", _odd, _odd_amount)
OVER_LIMIT = Fault("over the limit", "TransferLimitExceeded", _limit, _over_limit)
SENDER = _party("sender")
RECEIVER = _party("receiver")
EXCHANGE = Fault(
    "receiver's exchange",
    "ExchangeNotWhitelisted",
    _suspend,
    _unlisted,
    frozenset({"receiver"}),
)
SHORT = Fault("short of balance", "ERC20InsufficientBalance", _too_much, _short)
FROZEN = Fault("frozen part", "ERC7943InsufficientUnfrozenBalance", _freeze_most, _frozen_part)

TRANSFER: Sequence[Fault] = (
    PAUSED,
    NOBODY,
    ODD,
    OVER_LIMIT,
    *SENDER,
    *RECEIVER,
    EXCHANGE,
    SHORT,
    FROZEN,
)
"""The order of a transfer's refusals."""

FORCED: Sequence[Fault] = (NOBODY, *RECEIVER, EXCHANGE, SHORT)
"""The order of a forced transfer's refusals, once it is ordered. Every other rule is waived."""


def named(faults: Sequence[Fault]) -> list[str]:
    """The names of faults, for a test's parameters."""
    return [fault.name for fault in faults]


def together(first: Fault, second: Fault) -> bool:
    """Whether both can be wrong at once."""
    if "nobody" in first.clash | second.clash:
        return not {"receiver"} & (first.clash | second.clash)
    return not first.clash & second.clash - {"receiver"}


def bring_about(deal: Deal, *faults: Fault) -> None:
    """Spoil the deal in every way named."""
    for fault in sorted(faults, key=lambda each: not each.first):
        fault.spoil(deal)


@contextmanager
def told(deal: Deal, fault: Fault) -> Iterator[None]:
    """The block is refused for this fault and no other."""
    with refuses(fault.error, **fault.arguments(deal)):
        yield


def each_later(faults: Sequence[Fault], fault: Fault) -> Iterator[Fault]:
    """The faults after this one in the table that can be wrong at the same time."""
    at = faults.index(fault)
    return (later for later in faults[at + 1 :] if together(fault, later))


def check_order(
    deal: Callable[[], Deal], faults: Sequence[Fault], fault: Fault, act: Callable[[Deal], Any]
) -> int:
    """`fault` alone is told, and before every later one; returns with how many it was combined."""
    combined = 0
    market = deal().market
    with market.undone():
        alone = deal()
        bring_about(alone, fault)
        with told(alone, fault):
            act(alone)
    for later in each_later(faults, fault):
        with market.undone():
            both = deal()
            bring_about(both, fault, later)
            with told(both, fault):
                act(both)
        combined += 1
    return combined

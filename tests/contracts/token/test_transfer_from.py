"""A transfer by allowance: owner and receiver are asked, the spender is no side of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from rwa.chain.accounts import ZERO_ADDRESS, Address, derive_account
from rwa.chain.contract import Contract
from rwa.chain.errors import ContractRevert
from rwa.entry import Status
from tests.contracts.system import DAY, KYC_EXPIRY, NOC_EXPIRY, Market, emitted, refuses
from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.faults import BALANCE, TRANSFER, Deal, Fault, check_order, named
from tests.contracts.token.permits import sign_permit

MAX = 2**256 - 1


def send(deal: Deal) -> None:
    """Try the transfer by a spender."""
    call = ("transferFrom", deal.sender, deal.receiver, deal.amount)
    deal.token.send(*call, sender=deal.market.stranger)


@pytest.mark.parametrize("fault", TRANSFER, ids=named(TRANSFER))
def test_transfer_from__two_faults__the_earlier_is_told(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    market.bill.send("approve", market.stranger, MAX, sender=market.holder)
    deal = (market, market.bill, market.holder, market.distant_holder)
    check_order(lambda: Deal(*deal), TRANSFER, fault, send)


@pytest.mark.parametrize("fault", TRANSFER, ids=named(TRANSFER))
def test_transfer_from__no_allowance__told_before_every_fault(market: Market, fault: Fault) -> None:
    market.issue(market.bill, market.holder, BALANCE)
    deal = Deal(market, market.bill, market.holder, market.distant_holder)
    fault.spoil(deal)
    short = {"spender": market.stranger, "allowance": 0, "needed": deal.amount}
    with refuses("ERC20InsufficientAllowance", **short):
        send(deal)


def test_transfer_from__allowance_short_by_one__refused(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("approve", market.stranger, 99, sender=market.holder)
    call = ("transferFrom", market.holder, market.other_holder, 100)
    short = {"spender": market.stranger, "allowance": 99, "needed": 100}
    with refuses("ERC20InsufficientAllowance", **short):
        market.gold.send(*call, sender=market.stranger)


def test_transfer_from__ones_own_without_allowance__refused(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    call = ("transferFrom", market.holder, market.other_holder, 1)
    short = {"spender": market.holder, "allowance": 0, "needed": 1}
    with refuses("ERC20InsufficientAllowance", **short):
        market.gold.send(*call, sender=market.holder)


def test_t50__from_the_zero_address__refused(market: Market) -> None:
    call = ("transferFrom", ZERO_ADDRESS, market.holder, 0)
    with refuses("ERC20InvalidSender", sender=ZERO_ADDRESS):
        market.gold.send(*call, sender=market.stranger)


def test_t12__refused_transfer__the_allowance_stays(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("approve", market.stranger, 100, sender=market.holder)
    call = ("transferFrom", market.holder, market.other_holder, 60)
    market.gold.send("pause", sender=market.regulator)
    with refuses("TokenPaused"):
        market.gold.send(*call, sender=market.stranger)
    assert market.gold.call("allowance", market.holder, market.stranger) == 100
    market.gold.send("unpause", sender=market.regulator)
    market.gold.send(*call, sender=market.stranger)
    assert market.gold.call("allowance", market.holder, market.stranger) == 40


def test_transfer_from__finite_allowance__used_up_and_told(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("approve", market.stranger, 100, sender=market.holder)
    call = ("transferFrom", market.holder, market.other_holder, 100)
    receipt = market.gold.send(*call, sender=market.stranger)
    told = [(log.event, list(log.args.values())) for log in receipt.logs]
    assert told == [
        ("Approval", [market.holder, market.stranger, 0]),
        ("Transfer", [market.holder, market.other_holder, 100]),
    ]
    assert market.gold.call("allowance", market.holder, market.stranger) == 0


def test_transfer_from__allowance_without_end__stays(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("approve", market.stranger, MAX, sender=market.holder)
    call = ("transferFrom", market.holder, market.other_holder, 100)
    receipt = market.gold.send(*call, sender=market.stranger)
    assert emitted(receipt, "Approval") == []
    assert market.gold.call("allowance", market.holder, market.stranger) == MAX


def test_transfer_from__allowance_one_below_no_end__is_finite(market: Market) -> None:
    market.issue(market.gold, market.holder, BALANCE)
    market.gold.send("approve", market.stranger, MAX - 1, sender=market.holder)
    call = ("transferFrom", market.holder, market.other_holder, 100)
    market.gold.send(*call, sender=market.stranger)
    assert market.gold.call("allowance", market.holder, market.stranger) == MAX - 101


@dataclass(frozen=True)
class Standing:
    """What may be the matter with someone, and the refusals it leads to; `None` is none."""

    name: str
    as_owner: str | None
    as_receiver: str | None


STANDINGS = (
    Standing("sound", None, None),
    Standing("never known", "HolderUnknown", "HolderUnknown"),
    Standing("removed", "HolderUnknown", "HolderUnknown"),
    Standing("replaced", "HolderReplaced", "HolderReplaced"),
    Standing("blocked", "HolderBlocked", "HolderBlocked"),
    Standing("expired", "KycExpired", "KycExpired"),
    Standing("frozen", "WalletFrozen", "WalletFrozen"),
    Standing("suspended", None, "ExchangeNotWhitelisted"),
    Standing("lapsed", None, "ExchangeNotWhitelisted"),
    Standing("revoked", None, "ExchangeNotWhitelisted"),
)
"""Of a holder's own record and wallet; of the exchange in the last three."""

SOON = 10 * DAY


class Cast:
    """One owner, one spender and one receiver in every standing, and what each is refused for."""

    def __init__(self, open_market: OpenMarket) -> None:
        self.market = open_market.market
        self.token: Contract = open_market.reserve
        self.refusal: dict[tuple[str, Address], dict[str, Any]] = {}
        self.exchanges = {each.name: self._exchange(each.name) for each in STANDINGS}
        self.people = {
            part: {each.name: self._person(part, each.name) for each in STANDINGS}
            for part in ("owner", "spender", "receiver")
        }
        for standing, owner in self.people["owner"].items():
            if standing != "never known":
                open_market.mint(self.token, owner, BALANCE)

    def _exchange(self, standing: str) -> int:
        return self.market.admit(self.market.account(f"operator of the {standing}"))

    def _person(self, part: str, standing: str) -> Address:
        wallet = self.market.account(f"{standing} {part}")
        if standing != "never known":
            exchange = self.exchanges[standing]
            self.market.onboard(wallet, exchange, person=f"{standing} {part}")
        return wallet

    def approve_all(self) -> None:
        """Every owner gives every spender an allowance by a call."""
        self.market.engine.send_many(
            self.token.request("approve", spender, MAX, sender=owner)
            for owner in self.people["owner"].values()
            for spender in self.people["spender"].values()
        )

    def permit_all(self) -> None:
        """Every owner gives every spender an allowance by a signature."""
        for name, owner in self.people["owner"].items():
            signer = derive_account("contract tests", f"{name} owner")
            for nonce, spender in enumerate(self.people["spender"].values()):
                permit = sign_permit(self.token, signer, spender, MAX, nonce=nonce)
                self.token.send("permit", *permit, sender=self.market.stranger)
            assert owner == signer.address

    def befall(self) -> None:
        """Bring everyone into their standing."""
        market, registry = self.market, self.market.participants
        by_registrar = {"sender": market.registrar}
        lapse = market.now + SOON
        expiry = (self.exchanges["lapsed"], lapse, b"shorter")
        registry.send("setNocExpiry", *expiry, sender=market.regulator)
        for part, people in self.people.items():
            registry.send("remove", people["removed"], **by_registrar)
            successor = market.account(f"new wallet of the replaced {part}")
            market.onboard(successor, person=f"replaced {part}")
            market.replace_wallet(people["replaced"], successor)
            market.set_blocked(f"blocked {part}", people["blocked"])
            operator = market.operator_of(self.exchanges["expired"])
            registry.send("setKycExpiry", people["expired"], lapse, sender=operator)
            self.token.send("setAddressFrozen", people["frozen"], True, **by_registrar)
        market.set_status(self.exchanges["suspended"], Status.SUSPENDED)
        market.set_status(self.exchanges["revoked"], Status.REVOKED)
        market.engine.advance_to(lapse)
        self.lapse = lapse

    def expected(self, owner: str, receiver: str) -> tuple[str, dict[str, Any]] | None:
        """The refusal of a transfer from one to the other."""
        standings = {each.name: each for each in STANDINGS}
        name, wallet = standings[owner].as_owner, self.people["owner"][owner]
        if name is None:
            name, wallet = standings[receiver].as_receiver, self.people["receiver"][receiver]
        if name is None:
            return None
        if name == "KycExpired":
            return name, {"wallet": wallet, "expiry": self.lapse}
        if name == "ExchangeNotWhitelisted":
            status = {"suspended": Status.SUSPENDED, "revoked": Status.REVOKED}
            return name, {
                "exchange": self.exchanges[receiver],
                "status": int(status.get(receiver, Status.ACTIVE)),
                "nocExpiry": self.lapse if receiver == "lapsed" else NOC_EXPIRY,
            }
        return name, {"wallet": wallet}

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Every owner with every spender and every receiver."""
        for owner in self.people["owner"]:
            for spender in self.people["spender"]:
                for receiver in self.people["receiver"]:
                    yield owner, spender, receiver


@pytest.mark.parametrize("given", ["by call", "by permit"])
def test_t11__owner_spender_receiver_in_every_standing__only_the_sides_decide(
    local: OpenMarket, given: str
) -> None:
    """T10, T11, T12: allowances given before anything befell anyone."""
    cast = Cast(local)
    if given == "by call":
        cast.approve_all()
    else:
        cast.permit_all()
    cast.befall()
    market = local.market
    assert market.now < KYC_EXPIRY
    rows = list(cast.rows())
    requests = [
        cast.token.request(
            "transferFrom",
            cast.people["owner"][owner],
            cast.people["receiver"][receiver],
            0 if owner == "never known" else 1,
            sender=cast.people["spender"][spender],
        )
        for owner, spender, receiver in rows
    ]
    moved = 0
    for row, answer in zip(rows, market.engine.attempt_many(requests), strict=True):
        expected = cast.expected(row[0], row[2])
        if expected is None:
            assert not isinstance(answer, ContractRevert), row
            moved += 1
        else:
            assert isinstance(answer, ContractRevert), row
            assert (answer.name, answer.arguments) == expected, row
    owners = sum(each.as_owner is None for each in STANDINGS)
    receivers = sum(each.as_receiver is None for each in STANDINGS)
    assert moved == owners * receivers * len(STANDINGS)

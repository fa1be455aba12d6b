"""What the machine draws: mostly what may be, often what just may not."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from rwa.errors import RuleRefused
from rwa.identifiers import (
    NO_DOCUMENT,
    NO_IDENTITY,
    NOBODY,
    Code,
    DocumentHash,
    ExchangeName,
    Identity,
    Party,
)
from rwa.ledger.token import MAX_SUPPLY, NO_LIMIT
from rwa.money import divide_down
from rwa.rules.holders import find_sponsored
from rwa.rules.transfers import check_receiver
from tests.campaign.draws import RandomDraws
from tests.machine import cast
from tests.machine.world import World

PAPER = DocumentHash("0x" + "5a" * 32)
OTHER_PAPER = DocumentHash("0x" + "a5" * 32)


class Draws(RandomDraws):
    """Draws of one step, in the state its world is in."""

    def __init__(self, world: World, random: Random) -> None:
        super().__init__(random)
        self._world = world

    def caller(self, right: str) -> Party:
        """Who acts: nearly always the one who may."""
        if self.rarely(16):
            return Party(self.one((*cast.OFFICIALS, cast.STRANGER)))
        return Party(right)

    def paper(self) -> DocumentHash:
        """The paper an act rests on; now and then there is none."""
        return NO_DOCUMENT if self.rarely(12) else PAPER

    def exchange(self) -> ExchangeName:
        """An exchange, or one that does not exist."""
        return (
            ExchangeName(cast.GHOST)
            if self.rarely(12)
            else self.one(list(self._world.ledger.participants.exchanges))
        )

    def code(self) -> Code:
        """An instrument."""
        return self.one(cast.CODES)

    def wallet(self, besides: Sequence[Party] = ()) -> Party:
        """Any wallet, known or not; now and then nobody's."""
        if self.rarely(24):
            return NOBODY
        return self.one([wallet for wallet in cast.SEEN if wallet not in besides])

    def sponsored(self) -> Party:
        """A wallet that has a sponsor, nearly always."""
        book = self._world.ledger.participants
        pool = [
            wallet
            for wallet in cast.SEEN
            if wallet in book.holders and book.holders[wallet].sponsored
        ]
        return self.wallet() if self.rarely(8) or not pool else self.one(pool)

    def holding(self, code: Code) -> Party:
        """A wallet that holds some of an instrument, nearly always."""
        book = self._world.ledger.tokens[code]
        pool = [wallet for wallet in cast.SEEN if book.balance(wallet)]
        return self.wallet() if self.rarely(10) or not pool else self.one(pool)

    def receiving(self, code: Code, slips: int = 4) -> Party:
        """A wallet that may receive an instrument; one time in `slips` any wallet."""
        pool = [wallet for wallet in cast.SEEN if self._may_receive(code, wallet)]
        return self.wallet() if self.rarely(slips) or not pool else self.one(pool)

    def sending(self, code: Code) -> Party:
        """A holder who may send, mostly; often one of whom something is frozen."""
        book = self._world.ledger.tokens[code]
        frozen = [wallet for wallet in cast.SEEN if book.balance(wallet) > book.unfrozen(wallet)]
        stopped = [wallet for wallet in cast.SEEN if wallet in book.frozen_wallets]
        if (frozen or stopped) and self.rarely(4):
            return self.one([*frozen, *stopped])
        pool = [
            wallet for wallet in cast.SEEN if book.unfrozen(wallet) and self._may_send(code, wallet)
        ]
        return self.holding(code) if self.rarely(5) or not pool else self.one(pool)

    def amount(self, code: Code, holder: Party) -> int:
        """An amount around what a holder may send."""
        book = self._world.ledger.tokens[code]
        unit, limit = book.terms.denomination, book.transfer_limit
        balance, unfrozen = book.balance(holder), book.unfrozen(holder)
        ideas = [
            min(3 * unit, _whole(unfrozen, unit)),
            _whole(unfrozen // 2, unit),
            _whole(unfrozen, unit),
            unit,
            0,
            _whole(unfrozen, unit) + unit,
            _whole(balance, unit),
            _whole(balance, unit) + unit,
            unit + 1,
        ]
        if limit != NO_LIMIT:
            ideas += [_whole(limit, unit), _whole(limit, unit) + unit]
        return self.one(ideas)

    def any_amount(self, code: Code, holder: Party) -> int:
        """An amount for an act that asks neither denomination nor limit."""
        book = self._world.ledger.tokens[code]
        balance, frozen = book.balance(holder), book.frozen_amount(holder)
        ideas = [1, balance // 3, balance // 2, balance, frozen, balance + 1, frozen + 1, 0]
        return self.one([*ideas, book.unfrozen(holder)])

    def expiry(self) -> int:
        """A time to which something holds."""
        ahead = (2 * cast.YEAR, cast.YEAR, 90 * cast.DAY, 30 * cast.DAY, 9 * cast.DAY)
        near = (3 * cast.DAY, cast.DAY, 3_600, 1, 0, -1)
        return self._world.now + self.one((*ahead, *near))

    def person(self, wallet: Party) -> Identity:
        """The person behind a wallet; now and then another, or none."""
        if self.rarely(8):
            return self.one((*[NO_IDENTITY] * 4, *(identity(f"{name}-1") for name in cast.PEOPLE)))
        return identity(wallet)

    def huge(self) -> int:
        """More than a register holds."""
        return self.one((MAX_SUPPLY + 1, MAX_SUPPLY, 2**256 - 1))

    def _may_receive(self, code: Code, wallet: Party) -> bool:
        ledger = self._world.ledger
        try:
            check_receiver(ledger.participants, ledger.tokens[code], wallet, self._world.now)
        except RuleRefused:
            return False
        return True

    def _may_send(self, code: Code, wallet: Party) -> bool:
        ledger = self._world.ledger
        try:
            holder, _ = find_sponsored(ledger.participants, wallet)
        except RuleRefused:
            return False
        frozen = wallet in ledger.tokens[code].frozen_wallets
        return holder.kyc_expiry > self._world.now and not holder.blocked and not frozen


def identity(wallet: str) -> Identity:
    """The identity behind a wallet: its name without the number, in bits."""
    name = wallet.rpartition("-")[0] or wallet
    return Identity.from_bits(int.from_bytes(name.encode("ascii")))


def _whole(amount: int, unit: int) -> int:
    return divide_down(amount, unit) * unit

"""Holders are blocked, lose and regain their due diligence, their sponsor and their wallet."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.identifiers import Party
from rwa.registry import holders, register
from rwa.rules.holders import Onboarding
from tests.campaign.moves import move
from tests.debt_machine import cast
from tests.debt_machine.base import Base
from tests.debt_machine.draws import Draws
from tests.debt_machine.starts import replacement

ORDERED = ("propose", "approve", "replace wallet")


class HolderMoves(Base):
    """Acts on holders, and freezes."""

    @move
    @move
    def block(self, draws: Draws) -> None:
        known = self.world.ledger.participants.holders
        blocked = [each for each in cast.SEEN if each in known and known[Party(each)].blocked]
        if blocked and not draws.rarely(3):
            step = holders.set_blocked(
                self.world.registry, draws.one(blocked), False, by="registrar"
            )
            self.do("unblock", step)
            return
        by = draws.caller("registrar")
        step = holders.set_blocked(self.world.registry, draws.wallet(), True, by=by)
        self.do("block", step)

    @move
    @move
    def lapse_or_renew(self, draws: Draws) -> None:
        """Due diligence that has run out is renewed, mostly; some other runs out."""
        known, now = self.world.ledger.participants.holders, self.world.now
        lapsed = [
            each for each in cast.SEEN if each in known and known[Party(each)].kyc_expiry <= now
        ]
        wallet = draws.one(lapsed) if lapsed and not draws.rarely(3) else draws.wallet()
        ahead = (9 * cast.YEAR,) if wallet in lapsed else (0, 1, 2 * cast.DAY)
        step = holders.set_kyc_expiry(
            self.world.registry, wallet, draws.after(now, *ahead), by=self._operator(wallet)
        )
        self.do("set KYC expiry", step)

    @move
    def leave_or_return(self, draws: Draws) -> None:
        """A wallet loses its sponsor, or one that did is taken on again, in another category."""
        known = self.world.ledger.participants.holders
        gone = [
            each
            for each in cast.SEEN
            if each in known and not known[Party(each)].sponsored
            if known[Party(each)].successor is None
        ]
        if gone and not draws.rarely(4):
            self._onboard(draws.one(gone), draws.within(0, 17))
            return
        step = holders.remove(self.world.registry, draws.wallet(), by=draws.caller("registrar"))
        self.do("remove", step)

    @move
    @move
    def lose_wallet(self, draws: Draws) -> None:
        """A holder has a new wallet in a lost one's place; their positions follow, or not yet."""
        known = self.world.ledger.participants.holders
        owed = [str(wallet) for _, wallet in self.world.ledger.payments.holdings]
        lost = draws.one(owed) if owed and draws.rarely(2) else draws.wallet()
        fresh = [each for each in cast.SEEN if each[:-2] == lost[:-2] and each not in known]
        if not fresh or not known[Party(lost)].sponsored:
            return
        successor = fresh[0]
        self._onboard(successor, known[Party(lost)].category)
        step = holders.replace_wallet(self.world.registry, lost, successor, by="registrar")
        for act, each in zip(ORDERED, replacement(self.world.registry, step), strict=True):
            self.do(act, each)
        if not draws.rarely(3):
            self._recover(lost, successor)

    @move
    def recover(self, draws: Draws) -> None:
        """What a lost wallet still holds follows at last."""
        known = self.world.ledger.participants.holders
        for lost in cast.SEEN:
            holder = known.get(Party(lost))
            if (
                holder
                and holder.successor
                and any(self.world.ledger.tokens[code].balance(Party(lost)) for code in cast.DEBT)
            ):
                self._recover(lost, holder.successor)
                return
        self._recover(draws.wallet(), draws.wallet(), code=True)

    @move
    def freeze(self, draws: Draws) -> None:
        """Part of a holding, all of it and more, none of it, or the whole wallet."""
        code = draws.code()
        wallet, by = draws.holder(code), draws.caller("registrar")
        book, registry = draws.book(code), self.world.registry
        if draws.rarely(2):
            frozen = Party(wallet) not in book.frozen_wallets
            self.do("freeze wallet", register.freeze_wallet(registry, code, wallet, frozen, by=by))
            return
        held = book.balance(Party(wallet))
        amount = draws.one((0, 0, held // 2, held, held + 5_000_00))
        self.do("set frozen", register.set_frozen(registry, code, wallet, amount, by=by))

    def put_right(self, wallet: str) -> None:
        """A holder is unblocked, sponsored again, or has their due diligence renewed."""
        known, registry = self.world.ledger.participants.holders, self.world.registry
        if known[Party(wallet)].blocked:
            step = holders.set_blocked(registry, wallet, False, by="registrar")
            self.do("unblock", step)
        if not known[Party(wallet)].sponsored:
            self._onboard(wallet, known[Party(wallet)].category)
        elif known[Party(wallet)].kyc_expiry <= self.world.now:
            later = Timestamp(self.world.now + 9 * cast.YEAR)
            step = holders.set_kyc_expiry(registry, wallet, later, by=self._operator(wallet))
            self.do("set KYC expiry", step)

    def _recover(self, lost: str, successor: str, code: bool = False) -> None:
        for each in (cast.BOND,) if code else cast.DEBT:
            book = self.world.ledger.tokens[each]
            if code or book.used(Party(lost), self.world.now):
                step = register.recover(self.world.registry, each, lost, successor, by="registrar")
                self.do("recover", step)

    def _onboard(self, wallet: str, category: int) -> None:
        exchange = cast.EXCHANGES[0]
        fresh = Onboarding(
            Party(wallet),
            Timestamp(self.world.now + 9 * cast.YEAR),
            "PK",
            category,
            cast.identity(wallet),
        )
        step = holders.onboard(self.world.registry, exchange, [fresh], by=exchange)
        self.do("onboard", step)

    def _operator(self, wallet: str) -> str:
        holder = self.world.ledger.participants.holders[Party(wallet)]
        return holder.exchange or cast.EXCHANGES[0]

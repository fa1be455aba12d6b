"""Holders are onboarded, renewed, removed, re-sponsored and blocked."""

from __future__ import annotations

from rwa.calendar import Timestamp
from rwa.entry import Status
from rwa.identifiers import ExchangeName, Party
from rwa.ledger.participants import Holder
from rwa.rules.holders import Onboarding
from tests.campaign.moves import move
from tests.machine import cast
from tests.machine.acts import holders as acts
from tests.machine.acts.exchanges import set_status
from tests.machine.base import Base
from tests.machine.draws import PAPER, Draws, identity

REGISTRAR = "registrar"


class HolderMoves(Base):
    """Acts of exchanges and of the registrar on holders."""

    @move
    def onboard(self, draws: Draws) -> None:
        exchange = self._admitting(draws)
        caller = self._operator(draws, exchange)
        self.do(acts.onboard(self.world, caller, exchange, self._newcomer(draws)))

    @move
    @move
    def onboard_batch(self, draws: Draws) -> None:
        exchange = self._admitting(draws)
        caller = self._operator(draws, exchange)
        wallets = [self._newcomer(draws, slips=12) for _ in range(draws.within(0, 3))]
        self.do(acts.onboard_batch(self.world, caller, exchange, wallets))

    @move
    def set_kyc_expiry(self, draws: Draws) -> None:
        wallet = draws.sponsored()
        holder = self.world.ledger.participants.holders.get(wallet)
        exchange = holder.exchange if holder and holder.exchange else ExchangeName("Beta")
        expiry = max(0, draws.expiry())
        self.do(acts.set_kyc_expiry(self.world, self._operator(draws, exchange), wallet, expiry))

    @move
    def renew_everyone(self, _: Draws) -> None:
        """Every customer of a whitelisted exchange whose KYC ran out or soon will is renewed."""
        book, now = self.world.ledger.participants, self.world.now
        for wallet in cast.SEEN:
            holder = book.holders.get(wallet)
            if holder is None or not holder.sponsored or holder.kyc_expiry > now + cast.DAY:
                continue
            exchange = book.exchanges[ExchangeName(str(holder.exchange))]
            if exchange.whitelisted(now):
                expiry = now + cast.YEAR
                self.do(acts.set_kyc_expiry(self.world, exchange.operator, wallet, expiry))

    @move
    def remove(self, draws: Draws) -> None:
        self.do(acts.remove(self.world, draws.caller(REGISTRAR), draws.sponsored()))

    @move
    @move
    def responsor(self, draws: Draws) -> None:
        book = self.world.ledger.participants
        stranded = [
            wallet
            for wallet in cast.SEEN
            if self._status(book.holders.get(wallet)) is Status.REVOKED
        ]
        if not stranded and not draws.rarely(3):
            stranded = self._strand(draws)
        wallet = draws.sponsored() if draws.rarely(4) or not stranded else draws.one(stranded)
        caller = draws.caller(REGISTRAR)
        self.do(acts.responsor(self.world, caller, wallet, self._admitting(draws)))

    @move
    @move
    @move
    def set_blocked(self, draws: Draws) -> None:
        book = self.world.ledger.participants
        blocked = [wallet for wallet in cast.SEEN if identity(wallet) in book.blocked]
        unblock = bool(blocked) and not draws.rarely(3)
        wallet = draws.one(blocked) if unblock else draws.sponsored()
        person = identity(wallet)
        wallets = book.wallets_of(person)[-3:]
        if draws.rarely(6):
            wallets = [*wallets[:1], draws.wallet()]
        self.do(acts.set_blocked(self.world, draws.caller(REGISTRAR), person, wallets, not unblock))

    def _strand(self, draws: Draws) -> list[Party]:
        """An exchange with customers is revoked; its customers."""
        book = self.world.ledger.participants
        name = ExchangeName(draws.one(("Delta", "Zeta", "Zeta", "Alpha")))
        if book.exchanges[name].status in (Status.ACTIVE, Status.SUSPENDED):
            regulator = Party("regulator")
            self.do(set_status(self.world, regulator, name, Status.REVOKED, PAPER))
        held = {wallet: book.holders.get(wallet) for wallet in cast.SEEN}
        return [
            wallet
            for wallet, holder in held.items()
            if holder and holder.sponsored and holder.exchange == name
        ]

    def _admitting(self, draws: Draws) -> ExchangeName:
        """An exchange that may take customers, mostly."""
        exchanges = self.world.ledger.participants.exchanges
        open_ones = [name for name, each in exchanges.items() if each.whitelisted(self.world.now)]
        return draws.exchange() if draws.rarely(4) or not open_ones else draws.one(open_ones)

    def _operator(self, draws: Draws, exchange: ExchangeName) -> Party:
        record = self.world.ledger.participants.exchanges.get(exchange)
        if record is None or draws.rarely(10):
            return Party(draws.one((*cast.EXCHANGES, "registrar")))
        return record.operator

    def _newcomer(self, draws: Draws, slips: int = 5) -> Onboarding:
        """A wallet without a sponsor, mostly."""
        book = self.world.ledger.participants
        free = [
            wallet
            for wallet in cast.SEEN
            if wallet not in book.holders
            or (book.holders[wallet].exchange is None and book.holders[wallet].successor is None)
        ]
        wallet = draws.wallet() if draws.rarely(slips) or not free else draws.one(free)
        expiry = Timestamp(draws.expiry())
        country, category = draws.one(("PK", "AE", "GB")), draws.within(0, 255)
        return Onboarding(wallet, expiry, country, category, draws.person(wallet))

    def _status(self, holder: Holder | None) -> Status | None:
        if holder is None or holder.exchange is None or holder.successor is not None:
            return None
        return self.world.ledger.participants.exchanges[holder.exchange].status

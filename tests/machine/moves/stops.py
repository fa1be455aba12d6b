"""Instruments are paused and limited, wallets and amounts frozen, and all of it undone."""

from __future__ import annotations

from rwa.ledger.token import NO_LIMIT
from tests.campaign.moves import move
from tests.machine import cast
from tests.machine.acts import freezes as acts
from tests.machine.base import Base
from tests.machine.draws import Draws

REGULATOR, REGISTRAR = "regulator", "registrar"


class StopMoves(Base):
    """Acts of the regulator and the registrar that stop something."""

    @move
    @move
    @move
    def pause_or_not(self, draws: Draws) -> None:
        paused = [code for code in cast.CODES if self.world.ledger.tokens[code].paused]
        if paused and not draws.rarely(4):
            self.do(acts.unpause(self.world, draws.one(paused), draws.caller(REGULATOR)))
        elif draws.rarely(5):
            self.do(acts.unpause(self.world, draws.code(), draws.caller(REGULATOR)))
        else:
            code = draws.one(paused) if paused and draws.rarely(2) else draws.code()
            self.do(acts.pause(self.world, code, draws.caller(REGULATOR)))

    @move
    def set_transfer_limit(self, draws: Draws) -> None:
        code = draws.code()
        unit = self.world.ledger.tokens[code].terms.denomination
        limit = draws.one((NO_LIMIT, 5 * unit, 20 * unit, unit, 0, NO_LIMIT + 1))
        self.do(acts.set_transfer_limit(self.world, code, draws.caller(REGULATOR), limit))

    @move
    def freeze_wallet(self, draws: Draws) -> None:
        tokens = self.world.ledger.tokens
        some = [code for code in cast.CODES if tokens[code].frozen_wallets]
        code = draws.one(some) if some and draws.rarely(2) else draws.code()
        stopped = sorted(tokens[code].frozen_wallets)
        thaw = bool(stopped) and not draws.rarely(3)
        wallet = draws.one(stopped) if thaw else draws.holding(code)
        caller = draws.caller(REGISTRAR)
        self.do(acts.freeze_wallet(self.world, code, caller, wallet, not thaw))

    @move
    def freeze_wallets(self, draws: Draws) -> None:
        code = draws.code()
        wallets = [draws.holding(code) for _ in range(draws.within(0, 3))]
        freezes = [draws.rarely(3) for _ in wallets]
        if draws.rarely(10):
            freezes.append(False)
        caller = draws.caller(REGISTRAR)
        self.do(acts.freeze_wallets(self.world, code, caller, wallets, freezes))

    @move
    def set_frozen(self, draws: Draws) -> None:
        code = draws.code()
        wallet = draws.holding(code)
        amount = 2**256 - 1 if draws.rarely(24) else draws.any_amount(code, wallet)
        self.do(acts.set_frozen(self.world, code, draws.caller(REGISTRAR), wallet, amount))

    @move
    def freeze_part(self, draws: Draws) -> None:
        code = draws.code()
        wallet = draws.holding(code)
        amount = draws.any_amount(code, wallet)
        self.do(acts.freeze_part(self.world, code, draws.caller(REGISTRAR), wallet, amount))

    @move
    def unfreeze_part(self, draws: Draws) -> None:
        code = draws.code()
        amounts = self.world.ledger.tokens[code].frozen
        frozen = [wallet for wallet, amount in amounts.items() if amount]
        wallet = draws.one(frozen) if frozen and not draws.rarely(4) else draws.holding(code)
        part = amounts.get(wallet, 0) // 2
        amount = draws.any_amount(code, wallet) if draws.rarely(2) else part
        self.do(acts.unfreeze_part(self.world, code, draws.caller(REGISTRAR), wallet, amount))

    @move
    def freeze_parts(self, draws: Draws) -> None:
        code = draws.code()
        wallets = [draws.holding(code) for _ in range(draws.within(0, 3))]
        unit = self.world.ledger.tokens[code].terms.denomination
        amounts = [
            draws.any_amount(code, wallet) if draws.rarely(3) else unit // 2 + 1
            for wallet in wallets
        ]
        if draws.rarely(10):
            amounts.append(1)
        caller = draws.caller(REGISTRAR)
        self.do(acts.freeze_parts(self.world, code, caller, wallets, amounts))

    @move
    def unfreeze_parts(self, draws: Draws) -> None:
        code = draws.code()
        amounts = self.world.ledger.tokens[code].frozen
        frozen = [wallet for wallet, amount in amounts.items() if amount]
        wallets = [
            draws.one(frozen) if frozen and not draws.rarely(8) else draws.holding(code)
            for _ in range(draws.within(1, 3))
        ]
        released = [
            amounts.get(wallet, 0) // 3 if not draws.rarely(6) else draws.any_amount(code, wallet)
            for wallet in wallets
        ]
        if draws.rarely(10):
            released.append(1)
        caller = draws.caller(REGISTRAR)
        self.do(acts.unfreeze_parts(self.world, code, caller, wallets, released))

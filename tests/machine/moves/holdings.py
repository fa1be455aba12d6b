"""Holders transfer, and what the views say beforehand is what happens."""

from __future__ import annotations

from rwa.identifiers import NOBODY, Code, Party
from rwa.refusals.token import ERC20InsufficientAllowance
from tests.campaign.moves import move
from tests.machine import cast
from tests.machine.acts import transfers as acts
from tests.machine.base import Base
from tests.machine.draws import Draws
from tests.machine.world import Act

ENDLESS = 2**256 - 1


class TransferMoves(Base):
    """Transfers by holders and by whom they allow."""

    @move
    @move
    def transfer(self, draws: Draws) -> None:
        code = draws.code()
        sender = draws.sending(code)
        if sender == NOBODY:
            sender = cast.STRANGER
        to = sender if draws.rarely(16) else draws.receiving(code)
        amount = draws.amount(code, sender)
        self._as_foretold(
            acts.transfer(self.world, code, sender, to, amount), code, sender, to, amount
        )

    @move
    @move
    def transfer_from(self, draws: Draws) -> None:
        code = draws.code()
        pairs = [
            pair
            for pair, amount in self.world.ledger.tokens[code].allowances.items()
            if amount and self.world.ledger.tokens[code].unfrozen(pair[0])
        ]
        if pairs and not draws.rarely(4):
            owner, spender = draws.one(pairs)
        else:
            owner, spender = draws.sending(code), Party(draws.one(("broker", cast.STRANGER)))
            if owner != NOBODY and not draws.rarely(4):
                self.do(acts.allow(self.world, code, owner, spender, ENDLESS))
        to, amount = draws.receiving(code), draws.amount(code, owner)
        if draws.rarely(8):
            owner, amount = NOBODY, 0
        act = acts.transfer_from(self.world, code, spender, owner, to, amount)
        self._as_foretold(act, code, owner, to, amount)

    @move
    def allow(self, draws: Draws) -> None:
        code = draws.code()
        owner = draws.holding(code)
        if owner == NOBODY:
            owner = cast.STRANGER
        spender = NOBODY if draws.rarely(5) else Party(draws.one(("broker", cast.STRANGER)))
        amount = ENDLESS if draws.rarely(3) else draws.amount(code, owner)
        self.do(acts.allow(self.world, code, owner, spender, amount))

    @move
    @move
    def batch_transfer(self, draws: Draws) -> None:
        code = draws.code()
        sender = draws.sending(code)
        if sender == NOBODY:
            sender = cast.STRANGER
        receivers = [draws.receiving(code, slips=12) for _ in range(draws.within(0, 4))]
        unit = self.world.ledger.tokens[code].terms.denomination
        amounts = [
            draws.amount(code, sender) if draws.rarely(4) else unit * draws.within(0, 3)
            for _ in receivers
        ]
        if draws.rarely(10):
            amounts.append(unit)
        self.do(acts.batch_transfer(self.world, code, sender, receivers, amounts))

    def _as_foretold(self, act: Act, code: Code, sender: Party, to: Party, amount: int) -> None:
        """canTransfer and a balance that suffices, if and only if the transfer succeeds (T49)."""
        token, address = self.world.contract(code), self.world.address
        foretold = token.call("canTransfer", address(sender), address(to), amount)
        held = token.call("balanceOf", address(sender))
        refusal = self.do(act).refusal
        if not isinstance(refusal, ERC20InsufficientAllowance):
            assert (foretold and amount <= held) == (refusal is None), (foretold, held, refusal)

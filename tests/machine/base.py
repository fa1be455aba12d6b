"""What every step of the machine does: one act on both roads, then everything is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import initialize

from rwa.chain.deployment import keccak
from rwa.events import Event
from rwa.identifiers import NOBODY, Code, OrderId, Party
from rwa.programme import usage_by_class, used_usd
from tests.campaign.moves import SEEDS, Moves
from tests.campaign.reach import Reach
from tests.machine import cast
from tests.machine.acts.orders import Force
from tests.machine.draws import Draws
from tests.machine.reach import STALE, UNTOUCHED
from tests.machine.sight import look
from tests.machine.storage import sweep
from tests.machine.world import Act, Place, Verdict, World

LOOK_EVERY = 40
"""Steps between two looks through the views; the words themselves are read at every step."""
WALLETS_SEEN = 8


@dataclass(frozen=True)
class Ordered:
    """A call for which there may be an order, and the forced transfer it is, if it is one."""

    act: Act
    order: OrderId
    force: Force | None = None


class Base(Moves):
    """The machine without its moves."""

    def __init__(
        self, starts: Mapping[str, tuple[World, Place]], reach: Reach, campaign: int
    ) -> None:
        super().__init__(campaign)
        self._starts = starts
        self.counts = reach
        self.world, _ = next(iter(starts.values()))
        self.frozen: dict[tuple[Code, Party], int] = {}
        self.orders: list[Ordered] = []
        self.jumps = 0
        self._steps = 0
        self._sound = True

    @initialize(start=st.integers(0, 3), salt=SEEDS)
    def begin(self, start: int, salt: int) -> None:
        """Start from one of the populated systems."""
        self.world, place = list(self._starts.values())[start]
        self.salt = salt
        self.world.return_to(place)
        self.frozen = {
            (code, wallet): amount
            for code, book in self.world.ledger.tokens.items()
            for wallet, amount in book.frozen.items()
        }
        self.orders = []
        self.jumps = 0

    def teardown(self) -> None:
        if self._sound:
            sweep(self.world, cast.CODES, self.frozen)
            self._look()

    def make(self, name: str, random: Random) -> None:
        getattr(self, name)(Draws(self.world, random))

    def do(self, act: Act) -> Verdict:
        """One step: both roads agree, and the chain is what the ledger says."""
        self._sound = False
        self._count_dangers(act)
        verdict = self.world.attempt(act)
        refusal = verdict.refusal
        note(f"    {act.name}: {refusal or 'done'}")
        self.counts.count(act.name, None if refusal is None else type(refusal).__name__)
        if refusal is None:
            self._count_frozen(act, verdict.events)
            self._check_credits(act, verdict.events)
        self._steps += 1
        turn = cast.CODES[self._steps % len(cast.CODES)]
        sweep(self.world, {turn, act.token or turn}, self.frozen)
        if self._steps % LOOK_EVERY == 0:
            self._look()
        self._sound = True
        return verdict

    def _count_dangers(self, act: Act) -> None:
        """What the act runs into, whatever comes of it."""
        if act.token is not None:
            closed = len(self.world.ledger.tokens[act.token].closed_supplies)
            self.counts.met[UNTOUCHED] += self._passed(act.token) - closed >= 2
        usage = used_usd(self.world.ledger.programme.figures(), self.world.now)
        self.counts.met[STALE] += not usage.fresh

    def check_limits(self, code: Code) -> None:
        """After an issue: neither the cap nor the instrument's class limit is passed."""
        programme = self.world.ledger.programme
        total, _, fresh = self.world.contract("programme").call("usedUsd")
        assert fresh
        assert total <= programme.cap_usd
        figures = programme.figures()
        asset_class = self.world.ledger.tokens[code].terms.asset_class
        used = usage_by_class(figures, used_usd(figures, self.world.now))[asset_class]
        assert used <= programme.class_limits[asset_class]

    def _count_frozen(self, act: Act, events: tuple[Event, ...]) -> None:
        """What is frozen is what was set, less what the events say was released."""
        if act.freeze is not None:
            act.freeze(self.frozen)
            return
        for event in events:
            if event.name in ("TokensFrozen", "TokensUnfrozen"):
                key = Code(event.contract), Party(event.text("account"))
                change = event.number("amount") * (1 if event.name == "TokensFrozen" else -1)
                self.frozen[key] = self.frozen.get(key, 0) + change

    def _check_credits(self, act: Act, events: tuple[Event, ...]) -> None:
        """Nobody outside a whitelisted exchange ever receives; a recovery within one, whatever it
        is, moves within a person.
        """
        if act.token is None:
            return
        receivers = {event.text("to") for event in events if event.name == "Transfer"} - {NOBODY}
        view = "canSend" if act.name == "recover" else "canReceive"
        token = self.world.contract(act.token)
        for receiver in sorted(receivers):
            able = token.call(view, self.world.address(receiver))
            assert able or (act.name == "recover" and self._frozen_whole(act.token, receiver))

    def _frozen_whole(self, code: Code, wallet: str) -> bool:
        return wallet in self.world.ledger.tokens[code].frozen_wallets

    def _look(self) -> None:
        """Through the views: one token in turn, two of its passed record dates, some wallets."""
        turn = self.salt + self._steps // LOOK_EVERY
        passed = {code: self._passed(code) for code in cast.CODES}
        dated = [code for code in cast.CODES if passed[code]]
        code = dated[turn % len(dated)] if dated else cast.CODES[turn % len(cast.CODES)]
        latest = passed[code] - 1
        periods = {latest, turn % (latest + 1)} if passed[code] else set()
        first = turn * WALLETS_SEEN % len(cast.SEEN)
        wallets = (cast.SEEN * 2)[first : first + WALLETS_SEEN]
        look(self.world, code, wallets, sorted(periods))

    def _passed(self, code: Code) -> int:
        """How many record dates have passed, closed or not."""
        times = self.world.ledger.tokens[code].record_times
        return sum(time <= self.world.now for time in times)


def unknown_order(number: int) -> OrderId:
    """The id of an order that nobody proposed."""
    return OrderId("0x" + keccak(b"no such order" + bytes([number])).hex())

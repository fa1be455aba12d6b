"""What holds of money whatever happens, asked of the plain notes and of the ledger."""

from __future__ import annotations

from collections import Counter

from rwa.entitlements import due_rounded_down, entitlement_rounded_down
from rwa.identifiers import Code
from rwa.ledger import Ledger
from rwa.ledger.auctions import PRIMARY_MARKET, BidState
from rwa.ledger.payments import PAYING_AGENT, Discharge, Payment
from rwa.payment import Outcome, PaymentKind, PaymentPhase
from rwa.programme import WHOLE, face_rounded_up, usage_by_class, used_usd
from rwa.rules.payments import outcome_of
from tests.debt_machine import cast
from tests.debt_machine.notes import Cash, Notes, cash_now, root
from tests.debt_machine.world import World


def note_flows(world: World, act: str, before: Cash) -> None:
    """Which way the paying agent's money went in an act, by what the cash accounts say."""
    after = cash_now(world.ledger)
    for unit, accounts in after.items():
        change = {
            account: amount - before[unit].get(account, 0) for account, amount in accounts.items()
        }
        change = {account: amount for account, amount in change.items() if amount}
        agent = change.pop(PAYING_AGENT, 0)
        government = change.pop(cast.GOVERNMENT, 0)
        tax = change.pop(cast.TAX, 0)
        notes = world.notes
        if act == "fund":
            assert agent >= 0
            assert agent + government + sum(change.values()) == 0
            notes.flow(unit, "funded", agent)
        elif act == "pay":
            assert tax >= 0
            assert government >= 0
            assert all(amount > 0 for amount in change.values())
            notes.flow(unit, "paid", sum(change.values()))
            notes.flow(unit, "withheld", tax)
            notes.flow(unit, "remainder", government)
        elif act == "release":
            notes.flow(unit, "paid", sum(change.values()))
        elif act == "prescribe":
            notes.flow(unit, "returned", government)
        elif act == "honour":
            assert agent == 0
            assert government + sum(change.values()) == 0
            notes.flow(unit, "paid", -government)
            notes.flow(unit, "returned", government)
        else:
            assert agent == 0, f"{act} moved {agent} of the paying agent's"


def check_agent(world: World) -> None:
    """Paid + withheld + parked + blocked + unclaimed + remainder + returned, and what is still to
    be discharged, come to what was funded; and the paying agent has just what it owes.
    """
    ledger, notes = world.ledger, world.notes
    for unit, label in ledger.payments.cash.items():
        flows, kept = notes.flows.get(unit, Counter()), held(ledger, unit, world.now)
        payments = [
            each for each in ledger.payments.all() if ledger.payments.units[each.code] == unit
        ]
        ahead = sum(each.due - each.gross for each in payments if each.phase is PaymentPhase.FUNDED)
        assert sum(each.due for each in payments) == flows["funded"]
        assert sum(each.tax for each in payments) == flows["withheld"]
        assert sum(each.paid + each.released for each in payments) == flows["paid"]
        assert sum(each.returned for each in payments) == flows["returned"]
        assert sum(each.held for each in payments) == sum(kept.values())
        assert sum(each.remainder for each in payments) == flows["remainder"]
        spent = flows["paid"] + flows["withheld"] + flows["remainder"] + flows["returned"]
        assert spent + sum(kept.values()) + ahead == flows["funded"]
        assert ledger.cash[label].balance(PAYING_AGENT) == sum(kept.values()) + ahead


def held(ledger: Ledger, unit: Code, now: int) -> Counter[str]:
    """What is held, by why: the holder is blocked, cannot be paid yet, or only has not claimed."""
    kept: Counter[str] = Counter()
    for (of, wallet), holding in ledger.payments.holdings.items():
        if of == unit:
            payee = ledger.participants.successor_of(wallet) or wallet
            kept[_WHY[outcome_of(ledger, payee, now)]] += holding.amount
    return kept


def check_discharges(world: World, payment: Payment, fresh: list[Discharge]) -> None:
    """Each holder paid now is owed it by the register as it was copied, at today's category."""
    ledger, notes = world.ledger, world.notes
    for each in fresh:
        holder = ledger.participants.holders[each.wallet]
        rate = ledger.payments.rate_bps(holder.category, payment.terms.pay_time)
        assert rate is not None
        due = entitlement_rounded_down(each.wallet, each.units, payment.terms.ratio, rate)
        assert (each.gross, each.tax) == (due.gross, due.tax)
        assert each.outcome is outcome_of(ledger, each.wallet, world.now)
        if payment.terms.kind is PaymentKind.COUPON:
            first = root(ledger, payment.code, each.wallet)
            key = payment.code, payment.number, first
            assert key not in notes.served, f"{first} is paid twice"
            notes.served.add(key)
            assert each.units == notes.registers[payment.code, payment.terms.period][first]


def check_payment(notes: Notes, payment: Payment) -> None:
    """Sum of entitlements + remainder = coupon on the outstanding at the record date, and what is
    left over is less than one minor unit a holder.
    """
    if payment.phase < PaymentPhase.FUNDED or payment.phase is PaymentPhase.WITHDRAWN:
        assert (payment.due, payment.gross) == (0, 0)
        return
    ratio = payment.terms.ratio
    assert payment.due == due_rounded_down(payment.supply, ratio)
    assert payment.gross <= payment.due
    assert sum(payment.net(each) for each in Outcome) + payment.tax == payment.gross
    if payment.terms.kind is PaymentKind.COUPON:
        register = notes.registers[payment.code, payment.terms.period]
        assert payment.supply == sum(register.values())
        entitled = [due_rounded_down(units, ratio) for units in register.values()]
        remainder = payment.due - sum(entitled)
        assert 0 <= remainder < max(1, len(entitled))
        if payment.phase is PaymentPhase.CLOSED:
            assert payment.units == payment.supply
            assert payment.gross == sum(entitled)
            assert payment.remainder == remainder
            paid = {first for code, number, first in notes.served if (code, number) == _id(payment)}
            assert paid == set(register)
    elif payment.phase is PaymentPhase.CLOSED:
        assert payment.gross + payment.remainder == payment.due
        rounding = due_rounded_down(payment.units, ratio) - payment.gross
        assert 0 <= rounding < max(1, len(payment.discharges))


def check_principal(world: World) -> None:
    """What is gone of each unit's face is what payments repay that have paid somebody, each once,
    at most with one that is funded and due; what is outstanding is what is left of all units.
    """
    ledger = world.ledger
    owed: Counter[int] = Counter()
    for code, instrument in ledger.programme.instruments.items():
        least = most = 0
        for payment in ledger.payments.of(code):
            ended = payment.phase is PaymentPhase.CLOSED
            due = payment.phase is PaymentPhase.FUNDED and payment.terms.pay_time <= world.now
            least += payment.terms.principal if payment.discharges or ended else 0
            most += payment.terms.principal if due or ended else 0
        assert least <= WHOLE - instrument.factor <= most
        assert instrument.supply == ledger.tokens[code].supply
        owed[instrument.position] += face_rounded_up(instrument.supply, instrument.factor)
    for place, position in enumerate(ledger.programme.positions):
        assert position.outstanding == owed[place]


def check_sales(world: World) -> None:
    """Deposits and subscriptions are where they were put, headroom is reserved for what is sold and
    not settled, and nobody has more than they bid for.
    """
    ledger = world.ledger
    for unit, label in ledger.auctions.accepted.items():
        codes = [code for code, book in ledger.tokens.items() if book.terms.unit == unit]
        put = sum(
            auction.deposits
            for auction in ledger.auctions.auctions.values()
            if auction.terms.id in codes
        ) + sum(map(ledger.offers.held, codes))
        assert ledger.cash[label].balance(PRIMARY_MARKET) == put
    for code, instrument in ledger.programme.instruments.items():
        sold = ledger.auctions.reserved(code) + ledger.offers.reserved(code)
        assert instrument.reserved == sold
        assert instrument.issued + instrument.reserved <= instrument.volume
    for auction in ledger.auctions.auctions.values():
        assert auction.allotted <= auction.terms.maximum
        for bid in auction.bids.values():
            assert bid.allotted <= bid.face
            if bid.state is BidState.REVEALED and bid.allotted and bid.price:
                assert auction.price_of(bid) <= bid.price


def check_cap(world: World) -> None:
    """After what was issued or reserved: neither the cap nor a class limit is passed."""
    programme = world.ledger.programme
    figures = programme.figures()
    usage = used_usd(figures, world.now)
    assert usage.fresh
    assert usage.total <= programme.cap_usd
    for asset_class, used in usage_by_class(figures, usage).items():
        assert used <= programme.class_limits[asset_class]


def _id(payment: Payment) -> tuple[Code, int]:
    return payment.code, payment.number


_WHY = {
    Outcome.PAID: "unclaimed",
    Outcome.HELD_BLOCKED: "blocked",
    Outcome.HELD_KYC: "parked",
    Outcome.HELD_UNKNOWN: "parked",
}

"""The state of the programme, rebuilt from events alone."""

from __future__ import annotations

from rwa.errors import LedgerError
from rwa.events import Event
from rwa.identifiers import Code, Party
from rwa.ledger.auctions import PRIMARY_MARKET, AuctionBook
from rwa.ledger.cash import CashBook
from rwa.ledger.genesis import Genesis
from rwa.ledger.offers import OfferBook
from rwa.ledger.orders import OrderBook
from rwa.ledger.participants import ParticipantBook
from rwa.ledger.payments import PAYING_AGENT, PaymentBook
from rwa.ledger.programme import ProgrammeBook
from rwa.ledger.redemptions import REDEMPTIONS, RedemptionBook
from rwa.ledger.roles import RoleBook
from rwa.ledger.stock import StockBook
from rwa.ledger.tenders import TENDERS, TenderBook
from rwa.ledger.token import TokenBook
from rwa.ledger.trades import SETTLEMENT, TradeBook
from rwa.money import WHOLE


class Ledger:
    """Every book of the programme: participants, instruments' registers, settlement cash,
    attested stocks, redemptions in kind, auctions, the programme itself, orders and roles.
    """

    def __init__(self, genesis: Genesis) -> None:
        self.genesis = genesis
        self.roles = RoleBook()
        self.orders = OrderBook()
        self.participants = ParticipantBook()
        self.auctions = AuctionBook()
        self.offers = OfferBook()
        self.tenders = TenderBook()
        self.redemptions = RedemptionBook()
        self.programme = ProgrammeBook(genesis.basis, genesis.feeds)
        self.cash = {label: CashBook(terms) for label, terms in genesis.cash.items()}
        self.trades = TradeBook()
        self.payments = PaymentBook({code: terms.unit for code, terms in genesis.tokens.items()})
        self.tokens = {code: TokenBook(terms) for code, terms in genesis.tokens.items()}
        self.stocks = {
            terms.backing.stock: StockBook() for terms in genesis.tokens.values() if terms.backing
        }

    def apply(self, event: Event) -> None:
        """Take in the next event.

        Raises `LedgerError` where it cannot follow from the events before it.
        """
        try:
            self._apply(event)
        except (LookupError, ValueError, TypeError) as error:
            raise LedgerError(
                event.sequence, f"{event.contract} says {event.name}, which cannot be: {error}"
            ) from error

    def _apply(self, event: Event) -> None:
        if event.contract == "participants":
            self.participants.apply(event)
        elif event.contract == "programme":
            self.programme.apply(event)
        elif event.contract == PRIMARY_MARKET:
            self._apply_sale(event)
        elif event.contract == TENDERS:
            self._apply_tender(event)
        elif event.contract == "orders":
            self.orders.apply(event)
        elif event.contract == "authority":
            self.roles.apply(event)
        elif event.contract == SETTLEMENT:
            self._apply_trade(event)
        elif event.contract == REDEMPTIONS:
            self._apply_redemption(event)
        elif event.contract == PAYING_AGENT:
            self._apply_payment(event)
        elif Party(event.contract) in self.genesis.feeds:
            self.programme.apply_price(event)
        elif Party(event.contract) in self.stocks:
            self.stocks[Party(event.contract)].apply(event)
        elif Party(event.contract) in self.cash:
            self.cash[Party(event.contract)].apply(event)
        else:
            self._apply_token(event)

    def _apply_token(self, event: Event) -> None:
        """A recovered position takes along what was paid on it."""
        code = Code(event.contract)
        self.tokens[code].apply(event)
        if event.name == "RecoverySuccess":
            self.payments.inherit(code, Party(event.text("lost")), Party(event.text("new")))

    def _apply_payment(self, event: Event) -> None:
        """What funds a payment uses up the funder's allowance, and what honours a claim that of
        the government account, of which the cash token does not tell.
        """
        self.payments.apply(event)
        if event.name == "ClaimHonoured":
            cash = self.cash[self.payments.cash[Code(event.text("unit"))]]
            cash.spend_allowance(self.genesis.government, PAYING_AGENT, event.number("amount"))
        if event.name == "PaymentFunded":
            unit = self.genesis.tokens[Code(event.text("id"))].unit
            cash = self.cash[self.payments.cash[unit]]
            cash.spend_allowance(Party(event.text("account")), PAYING_AGENT, event.number("due"))

    def _apply_tender(self, event: Event) -> None:
        """What is bought back uses up the government account's allowance, of which the cash token
        does not tell.
        """
        if event.name != "InstructionSettled":
            self.tenders.apply(event)
        else:
            code, new = self.tenders.instruments(event.number("tender"))
            self.tenders.apply(event, (self._factor(code), self._factor(new)))
            cash = self.cash[self.tenders.accepted[self.tokens[code].terms.unit]]
            cash.spend_allowance(self.genesis.government, TENDERS, event.number("cash"))

    def _apply_redemption(self, event: Event) -> None:
        """Cash is paid at the prices posted last, and uses up the government account's allowance,
        of which the cash token does not tell.
        """
        self.redemptions.apply(event)
        if event.name == "RedemptionPaid":
            request, figures = self.redemptions.requests[event.number("number")], self.programme
            unit = self.tokens[request.id].terms.unit
            request.prices = figures.price(unit), figures.price(request.currency)
            cash = self.cash[self.redemptions.accepted[request.currency]]
            cash.spend_allowance(self.genesis.government, REDEMPTIONS, request.cash)

    def _apply_trade(self, event: Event) -> None:
        """What settles uses up the buyer's allowance, of which the cash token does not tell."""
        self.trades.apply(event)
        if event.name == "TradeSettled":
            cash = self.cash[self.trades.cash[Code(event.text("currency"))]]
            cash.spend_allowance(Party(event.text("buyer")), SETTLEMENT, event.number("cash"))

    def _apply_sale(self, event: Event) -> None:
        """What a bidder or subscriber pays uses up their allowance, of which the cash token does
        not tell.
        """
        if "offer" in event.args:
            self.offers.apply(event, self._factor(self.offers.instrument(event.number("offer"))))
            taken = self.offers.taken(event)
        else:
            auction = event.number("auction") if "auction" in event.args else 0
            self.auctions.apply(event, self._factor(self.auctions.instrument(auction)))
            taken = self.auctions.taken(event)
        if taken is not None:
            code, payer, amount = taken
            cash = self.cash[self.auctions.accepted[self.tokens[code].terms.unit]]
            cash.spend_allowance(payer, PRIMARY_MARKET, amount)

    def _factor(self, code: Code | None) -> int:
        return WHOLE if code is None else self.programme.factor(code)

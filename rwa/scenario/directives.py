"""The words of a trial file's days: what the parties do, what must be refused, and what must then
be true.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rwa.scenario.fields import (
    AccountName,
    Accrued,
    Amount,
    AssetClass,
    AuctionId,
    BasisPoints,
    Count,
    Day,
    DealerId,
    DocumentName,
    ExchangeId,
    Holders,
    InstrumentId,
    Model,
    OfferId,
    Payees,
    Price,
    RefusalName,
    SignedAmount,
    Slug,
    Title,
    TradeName,
    UnitCode,
    Usd,
    WalletName,
)

StageName = Literal["applicant", "noc", "goaml", "licence_applicant", "licensed"]
PartyName = Literal["ministry", "regulator", "registrar", "fiscal_agent", "custodian", "oracle"]


class Act(Model):
    """Something a party does. `by` names another account than the one whose part it is."""

    by: AccountName | None = None


class Enrol(Act):
    """The regulator enrols an exchange that has applied."""

    exchange: ExchangeId
    document: Title


class SetOperator(Act):
    """The regulator records another account that acts for an exchange, such as `alpha/2`."""

    exchange: ExchangeId
    operator: AccountName


class GrantNoc(Act):
    """The regulator grants a no-objection certificate, valid through a date."""

    exchange: ExchangeId
    through: Day
    document: Title


class Reach(Act):
    """The regulator records a further step of an exchange's entry."""

    exchange: ExchangeId
    milestone: Literal["goaml", "incorporation", "licence_application", "licence"]
    document: Title


class SetNocExpiry(Act):
    """The regulator extends or shortens an NOC, valid through a date."""

    exchange: ExchangeId
    through: Day
    document: Title


class Standing(Act):
    """The regulator suspends, reinstates or revokes an exchange."""

    exchange: ExchangeId
    document: Title


class SetStageLimits(Act):
    """What a stage of entry allows, by order of regulator and ministry."""

    stage: StageName
    customers: Count
    exposure_usd: Usd
    transfer_usd: Usd


class SetCap(Act):
    """The programme's cap, by order of ministry and regulator."""

    cap_usd: Usd


class ChangeRole(Act):
    """An account such as `registrar/2` is given a role, or loses it, by order of two parties."""

    role: PartyName
    account: AccountName


class SetClassLimit(Act):
    """An asset class's limit, by order of ministry and regulator."""

    asset_class: AssetClass = Field(alias="class")
    limit_usd: Usd


class Onboard(Act):
    """An exchange's operator onboards a wallet or a group; due diligence as the population says, or
    given here.
    """

    exchange: ExchangeId
    holders: Holders
    kyc_through: Day | None = None


class SetKyc(Act):
    """An exchange's operator renews or shortens a customer's due diligence, valid through a
    date.
    """

    exchange: ExchangeId
    wallet: WalletName
    through: Day


class OfWallet(Act):
    """The registrar blocks, unblocks or removes the holder behind a wallet."""

    wallet: WalletName


class Responsor(Act):
    """The registrar gives a customer of a revoked exchange another sponsor."""

    wallet: WalletName
    exchange: ExchangeId


class ReplaceWallet(Act):
    """A wallet is declared lost and another of the same person its successor, by order of registrar
    and regulator.
    """

    wallet: WalletName
    successor: WalletName


class Recover(ReplaceWallet):
    """The registrar moves a lost wallet's whole position in one instrument to its successor."""

    instrument: InstrumentId


class PostPrice(Act):
    """The oracle posts USD per one whole unit of account."""

    unit: UnitCode
    usd: Price


class Cash(Act):
    """The central bank credits settlement cash to each account, or takes it back, against reserve
    balances.
    """

    unit: UnitCode
    account: Payees
    amount: Amount


class OfInstrument(Act):
    """An act on a whole instrument: registered, paused, unpaused."""

    instrument: InstrumentId


class Issue(OfInstrument):
    """The fiscal agent issues `amount` to each, or `total` among all in parts drawn from the
    seed.
    """

    to: Holders
    amount: Amount | None = None
    total: Amount | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.amount is None) == (self.total is None):
            raise ValueError("either amount (to each) or total (among all) is expected")
        return self


class Redeem(OfInstrument):
    """The fiscal agent redeems `amount` from each wallet, or all that each holds."""

    holders: Holders | Literal["all"] = Field(alias="from")
    amount: Amount | Literal["all"]


class Transfer(OfInstrument):
    """A holder transfers to another."""

    sender: WalletName = Field(alias="from")
    to: WalletName
    amount: Amount


class Trade(Model):
    """Holders of some exchanges sell to holders of others: a number of trades drawn from the
    seed.
    """

    instrument: InstrumentId
    sellers: ExchangeId
    buyers: ExchangeId
    trades: Annotated[int, Field(ge=1, le=10_000)]
    largest: Amount


class Agree(OfInstrument):
    """A holder sells to another: both sign the trade and let the settlement take units and cash.

    `clean` and `accrued` are in the currency, the instrument's unit unless given; accrued is
    negative ex-coupon. It settles from a date on, through that date unless given.
    """

    trade: TradeName
    sender: WalletName = Field(alias="from")
    to: WalletName
    amount: Amount
    currency: UnitCode | None = None
    clean: Price
    accrued: SignedAmount = "0"
    settlement: Day
    through: Day | None = None
    in_parts: bool = False


class Settle(Agree):
    """Two holders agree on a trade, and it is handed in at once; `part` of it, if given."""

    part: Amount | None = None


class SettleTrade(Act):
    """A trade agreed before is handed in; `part` of it, if given."""

    trade: TradeName
    part: Price | None = None


class SettleBatch(Act):
    """Trades agreed before are handed in together: each settles or fails by itself, and what fails
    may be handed in again. `failing` are meant to, and by which rule.
    """

    trades: tuple[TradeName, ...]
    failing: dict[TradeName, RefusalName] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _each_once_and_failing_among_them(self) -> Self:
        if strangers := [name for name in self.failing if name not in self.trades]:
            raise ValueError(f"{', '.join(strangers)} cannot fail: not among the trades")
        if len(set(self.trades)) != len(self.trades):
            raise ValueError("a trade is handed in twice")
        return self


class CancelTrade(Act):
    """A party ends a trade that is pending."""

    trade: TradeName
    by: AccountName


class Freeze(OfInstrument):
    """The registrar freezes or unfreezes an amount of a wallet's holding, or the whole wallet."""

    wallet: WalletName
    amount: Amount | Literal["whole"]


class SetFrozen(OfInstrument):
    """The registrar sets the amount frozen, which may exceed the holding."""

    wallet: WalletName
    amount: Amount


class ForcedTransfer(Transfer):
    """The registrar moves units by order of registrar and regulator, whatever the sender's
    state.
    """


class SetTransferLimit(OfInstrument):
    """The regulator sets the largest single transfer, in the instrument's unit."""

    amount: Amount


class AnnounceRecordDate(OfInstrument):
    """The fiscal agent announces a record date; holdings at its end count."""

    date: Day


class Attach(OfInstrument):
    """The ministry attaches a document to an instrument; the custodian does to a reserve."""

    name: DocumentName
    document: Title


class AnnounceAuction(OfInstrument):
    """The fiscal agent announces an auction under a name.

    The most that may be allotted is the target, `over_allotment` and the ceiling of all
    `non_competitive` bids together. Bids are taken and revealed through a day each; allotments
    settle on a day, and lapse after another. A bid's deposit is a percentage of its face and at
    least an amount; accrued interest at settlement is per 100 of face.
    """

    auction: Slug
    target: Amount
    over_allotment: Amount = "0"
    non_competitive: Amount = "0"
    price: Literal["multiple", "uniform"] = "multiple"
    bids_through: Day
    reveals_through: Day
    settlement: Day
    settles_through: Day
    deposit_percent: BasisPoints = 0
    deposit_at_least: Amount = "0"
    accrued: Accrued = 0


class OfAuction(Act):
    """An act on a whole auction: all bids rejected, or settled as far as they can be."""

    auction: AuctionId


class SealBid(OfAuction):
    """A primary dealer bids for an investor, under a name and sealed; without a price the bid is
    non-competitive.
    """

    bid: Slug
    dealer: DealerId
    investor: WalletName
    face: Price
    price: Price | None = None
    deposit: Price


class OfBid(OfAuction):
    """A dealer withdraws a sealed bid."""

    bid: Slug


class RevealBid(OfBid):
    """A dealer reveals what it has bid; `price` tells another price than was bid."""

    price: Price | None = None


class Allot(OfAuction):
    """The fiscal agent allots: by the rules of the day down to the cut-off price, chosen or
    computed, or to each bid the face that `amounts` says and nothing to others.
    """

    cut_off: Price | None = None
    non_competitive_price: Price | None = None
    amounts: dict[Slug, Price] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.amounts is not None and self.cut_off is None:
            raise ValueError("amounts need the cut_off price they rest on")
        if self.amounts is None and self.non_competitive_price is not None:
            raise ValueError("the non_competitive_price follows from the rules without amounts")
        return self


class SetTaxRates(Act):
    """The ministry sets the withholding rates, in percent by holder category, from a date on."""

    start: Day = Field(alias="from")
    rates: dict[Slug, BasisPoints]


class AnnouncePayment(OfInstrument):
    """The fiscal agent announces a payment: the interest of this number, or the redemption.

    It is paid on its day unless another is given; without funds it may be declared in default once
    `grace_days` more are over. `average_price` per 100 is what a bill was issued at: its discount
    is taxed.
    """

    interest: Annotated[int, Field(ge=1, le=400)] | None = None
    redemption: bool = False
    pay_date: Day | None = None
    grace_days: Annotated[int, Field(ge=0, le=366)] = 0
    average_price: Price | None = None

    @model_validator(mode="after")
    def _one_payment(self) -> Self:
        if (self.interest is None) != self.redemption:
            raise ValueError("either interest (its number) or redemption: true is expected")
        if self.average_price is not None and not self.redemption:
            raise ValueError("an average price is of a redemption")
        return self


class OfPayment(OfInstrument):
    """An act on a payment by its number, from 1: funded, declared in default."""

    payment: Annotated[int, Field(ge=1, le=128)]


class Pay(OfPayment):
    """Holders are paid, all of record unless some are named; anyone may push."""

    holders: Holders | Literal["all"] = "all"


class OfHeld(Act):
    """Held money is paid out to its holder, or returned to the ministry as unclaimed."""

    unit: UnitCode
    wallet: WalletName


class AnnounceOffer(OfInstrument):
    """The fiscal agent offers an instrument at a fixed price under a name, through a day; it fails
    below the minimum.
    """

    offer: Slug
    minimum: Amount
    maximum: Amount
    price: Price
    accrued: Accrued = 0
    open_through: Day
    settlement: Day
    settles_through: Day


class OfOffer(Act):
    """An act on a whole offer: closed, or settled or refunded as far as it can be."""

    offer: OfferId


class Subscribe(OfOffer):
    """Each holder subscribes the face, and pays."""

    holders: Holders
    face: Price


class OneOf(Model):
    """A group of which exactly one field is given: the word of what is done."""

    _beside: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        words = {
            name: field.alias or name
            for name, field in type(self).model_fields.items()
            if name not in self._beside
        }
        written = [words[name] for name in words if name in self.model_fields_set]
        given = [words[name] for name in words if getattr(self, name) is not None]
        if not written:
            known = ", ".join(words.values())
            raise ValueError(f"nothing is done here; one of {known} is expected")
        if not given:
            raise ValueError(f"{written[0]} says nothing; a group of fields is expected")
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are two directives; give each its own dash")
        return self

    @property
    def word(self) -> str:
        """The word of what is done."""
        return next(
            name
            for name in type(self).model_fields
            if name not in self._beside and getattr(self, name) is not None
        )

    @property
    def act(self) -> Act:
        """What the word says."""
        act: Act = getattr(self, self.word)
        return act


class Grave(OneOf):
    """An act that needs two parties."""

    set_cap: SetCap | None = None
    set_class_limit: SetClassLimit | None = None
    set_stage_limits: SetStageLimits | None = None
    forced_transfer: ForcedTransfer | None = None
    replace_wallet: ReplaceWallet | None = None
    grant_role: ChangeRole | None = None
    revoke_role: ChangeRole | None = None


class Order(Act):
    """Two parties agree on an act: proposed by one on the strength of a paper, approved by the
    other.
    """

    proposed_by: PartyName
    approved_by: PartyName
    document: Title
    act: Grave


class Propose(Act):
    """A party proposes an act on the strength of a paper, or another approves it on the same, in
    its own role or the capacity given.
    """

    by: PartyName
    capacity: PartyName | None = None
    document: Title
    act: Grave


class Withdraw(Act):
    """A party withdraws what was proposed."""

    by: PartyName
    capacity: PartyName | None = None
    act: Grave


class Doing(OneOf):
    """Something a party does, as a directive or as an attempt that must be refused."""

    enrol: Enrol | None = None
    set_operator: SetOperator | None = None
    grant_noc: GrantNoc | None = None
    reach: Reach | None = None
    set_noc_expiry: SetNocExpiry | None = None
    suspend: Standing | None = None
    reinstate: Standing | None = None
    revoke: Standing | None = None
    onboard: Onboard | None = None
    set_kyc: SetKyc | None = None
    remove: OfWallet | None = None
    responsor: Responsor | None = None
    block: OfWallet | None = None
    unblock: OfWallet | None = None
    post_price: PostPrice | None = None
    credit_cash: Cash | None = None
    debit_cash: Cash | None = None
    announce_auction: AnnounceAuction | None = None
    bid: SealBid | None = None
    withdraw_bid: OfBid | None = None
    reveal: RevealBid | None = None
    allot: Allot | None = None
    reject_bids: OfAuction | None = None
    settle_auction: OfAuction | None = None
    announce_offer: AnnounceOffer | None = None
    subscribe: Subscribe | None = None
    close_offer: OfOffer | None = None
    settle_offer: OfOffer | None = None
    register_instrument: OfInstrument | None = Field(default=None, alias="register")
    issue: Issue | None = None
    redeem: Redeem | None = None
    transfer: Transfer | None = None
    freeze: Freeze | None = None
    unfreeze: Freeze | None = None
    set_frozen: SetFrozen | None = None
    pause: OfInstrument | None = None
    unpause: OfInstrument | None = None
    set_transfer_limit: SetTransferLimit | None = None
    announce_record_date: AnnounceRecordDate | None = None
    attach: Attach | None = None
    recover: Recover | None = None
    set_tax_rates: SetTaxRates | None = None
    announce_payment: AnnouncePayment | None = None
    fund_payment: OfPayment | None = None
    declare_default: OfPayment | None = None
    pay: Pay | None = None
    release_held: OfHeld | None = None
    return_unclaimed: OfHeld | None = None
    propose: Propose | None = None
    approve: Propose | None = None
    withdraw: Withdraw | None = None
    set_cap: SetCap | None = None
    set_class_limit: SetClassLimit | None = None
    set_stage_limits: SetStageLimits | None = None
    forced_transfer: ForcedTransfer | None = None
    replace_wallet: ReplaceWallet | None = None
    grant_role: ChangeRole | None = None
    revoke_role: ChangeRole | None = None
    agree: Agree | None = None
    settle: Settle | None = None
    settle_trade: SettleTrade | None = None
    cancel_trade: CancelTrade | None = None


class Attempt(Doing):
    """An act that must be refused, and by which rule: the name of the contracts' error."""

    _beside = frozenset({"refused"})

    refused: RefusalName


class Expect(Model):
    """What must be true at this point. USD are of the programme; amounts are in the instrument's
    unit; `holders` are persons.

    `findings` must have been made by then, and the trial ends well with them. Only what a market
    may do can be expected: never that the two roads or the books disagree.
    """

    cap_usd: Usd | None = None
    outstanding_usd: Usd | None = None
    headroom_usd: Usd | None = None
    by_class: dict[AssetClass, Usd] = Field(default_factory=dict)
    outstanding: dict[InstrumentId, Amount] = Field(default_factory=dict)
    issued: dict[InstrumentId, Amount] = Field(default_factory=dict)
    holdings: dict[InstrumentId, dict[WalletName, Amount]] = Field(default_factory=dict)
    frozen: dict[InstrumentId, dict[WalletName, Amount]] = Field(default_factory=dict)
    holders: Count | None = None
    customers: dict[ExchangeId, Count] = Field(default_factory=dict)
    stage: dict[ExchangeId, StageName] = Field(default_factory=dict)
    standing: dict[
        ExchangeId, Literal["none", "whitelisted", "suspended", "expired", "revoked"]
    ] = Field(default_factory=dict)
    refusals: Count | None = None
    findings: (
        tuple[Literal["passive-breach", "trades-not-drawn", "bid-void", "settlement-failed"], ...]
        | None
    ) = None


class Directive(Doing):
    """One line of a day."""

    order: Order | None = None
    trade: Trade | None = None
    settle_batch: SettleBatch | None = None
    attempt: Attempt | None = None
    expect: Expect | None = None

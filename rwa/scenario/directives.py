"""The words of a trial file's days: what the parties do, and what must be refused."""

from __future__ import annotations

from pydantic import Field

from rwa.scenario.acts.act import Act, OneOf
from rwa.scenario.acts.debt import (
    AnnouncePayment,
    CallBond,
    OfHeld,
    OfPayment,
    Pay,
    SetTaxRates,
)
from rwa.scenario.acts.entry import (
    ChangeRole,
    Enrol,
    GrantNoc,
    Reach,
    SetCap,
    SetClassLimit,
    SetNocExpiry,
    SetOperator,
    SetStageLimits,
    Standing,
)
from rwa.scenario.acts.holders import OfWallet, Onboard, Recover, ReplaceWallet, Responsor, SetKyc
from rwa.scenario.acts.market import (
    Allot,
    AnnounceAuction,
    AnnounceOffer,
    OfAuction,
    OfBid,
    OfOffer,
    RevealBid,
    SealBid,
    Subscribe,
    TakeBids,
)
from rwa.scenario.acts.register import (
    AnnounceRecordDate,
    Attach,
    Cash,
    ForcedTransfer,
    Freeze,
    Issue,
    OfInstrument,
    PostPrice,
    Redeem,
    SetFrozen,
    SetTransferLimit,
    Transfer,
)
from rwa.scenario.acts.reserves import AskFor, Attest, DeliverLots, OfRedemption
from rwa.scenario.acts.tenders import (
    AcceptTenders,
    AnnounceTender,
    GiveTender,
    OfInstruction,
    OfTender,
)
from rwa.scenario.acts.trades import Agree, CancelTrade, Settle, SettleBatch, SettleTrade, Trade
from rwa.scenario.expect import Expect
from rwa.scenario.fields import PartyName, RefusalName, Title


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
    announce_tender: AnnounceTender | None = None
    tender: GiveTender | None = None
    withdraw_tender: OfInstruction | None = None
    accept_tenders: AcceptTenders | None = None
    reject_tender: OfTender | None = None
    draw: OfTender | None = None
    settle_tender: OfTender | None = None
    attest: Attest | None = None
    ask_for_lots: AskFor | None = None
    ask_for_cash: AskFor | None = None
    deliver_lots: DeliverLots | None = None
    pay_redemption: OfRedemption | None = None
    end_request: OfRedemption | None = None
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
    call: CallBond | None = None
    fund_payment: OfPayment | None = None
    withdraw_payment: OfPayment | None = None
    declare_default: OfPayment | None = None
    pay: Pay | None = None
    release_held: OfHeld | None = None
    return_unclaimed: OfHeld | None = None
    honour_claim: OfHeld | None = None
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


class Directive(Doing):
    """One line of a day."""

    order: Order | None = None
    trade: Trade | None = None
    bids: TakeBids | None = None
    reveal_bids: OfAuction | None = None
    settle_batch: SettleBatch | None = None
    attempt: Attempt | None = None
    expect: Expect | None = None

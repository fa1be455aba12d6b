"""Refusals of an instrument's register: transfers, supply and recovery."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp, compared_text, day_of, time_text
from rwa.errors import RuleRefused
from rwa.identifiers import Party
from rwa.money import Quantity


@dataclass(unsafe_hash=True)
class TokenPaused(RuleRefused):
    """Transfers and issuance are stopped."""

    rule = "pause"

    @property
    def sentence(self) -> str:
        return "the instrument is paused"


@dataclass(unsafe_hash=True)
class TokenNotPaused(RuleRefused):
    """There is no pause to end."""

    rule = "pause"

    @property
    def sentence(self) -> str:
        return "the instrument is not paused"


@dataclass(unsafe_hash=True)
class ERC20InvalidSender(RuleRefused):
    """The zero address holds nothing."""

    rule = "address"
    sender: Party

    @property
    def sentence(self) -> str:
        return f"{self.sender} cannot be the sender"


@dataclass(unsafe_hash=True)
class ERC20InvalidReceiver(RuleRefused):
    """The zero address receives nothing."""

    rule = "address"
    receiver: Party

    @property
    def sentence(self) -> str:
        return f"{self.receiver} cannot be the receiver"


@dataclass(unsafe_hash=True)
class ERC20InvalidApprover(RuleRefused):
    """The zero address allows nothing."""

    rule = "address"
    approver: Party

    @property
    def sentence(self) -> str:
        return f"{self.approver} cannot give an allowance"


@dataclass(unsafe_hash=True)
class ERC20InvalidSpender(RuleRefused):
    """The zero address spends nothing."""

    rule = "address"
    spender: Party

    @property
    def sentence(self) -> str:
        return f"{self.spender} cannot be given an allowance"


@dataclass(unsafe_hash=True)
class NotMultipleOfDenomination(RuleRefused):
    """Issues and transfers are multiples of the denomination."""

    rule = "denomination"
    amount: Quantity
    denomination: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.amount} is not a multiple of the denomination, {self.denomination}"


@dataclass(unsafe_hash=True)
class TransferLimitExceeded(RuleRefused):
    """One transfer moves at most the limit."""

    rule = "transfer-limit"
    amount: Quantity
    limit: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.amount} is above the limit of one transfer, {self.limit}"


@dataclass(unsafe_hash=True)
class WalletFrozen(RuleRefused):
    """The whole wallet is frozen."""

    rule = "freeze"
    wallet: Party

    @property
    def sentence(self) -> str:
        return f"the whole wallet {self.wallet} is frozen in this instrument"


@dataclass(unsafe_hash=True)
class ERC20InsufficientBalance(RuleRefused):
    """The balance is too small."""

    rule = "balance"
    sender: Party
    balance: Quantity
    needed: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.sender} holds {self.balance}, and {self.needed} is needed"


@dataclass(unsafe_hash=True)
class ERC7943InsufficientUnfrozenBalance(RuleRefused):
    """The balance would do, but part of it is frozen."""

    rule = "frozen"
    account: Party
    amount: Quantity
    unfrozen: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.account} has {self.unfrozen} unfrozen, and {self.amount} is needed"


@dataclass(unsafe_hash=True)
class ERC20InsufficientAllowance(RuleRefused):
    """The owner allowed the spender less."""

    rule = "allowance"
    spender: Party
    allowance: Quantity
    needed: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.spender} may spend {self.allowance}, and {self.needed} is needed"


@dataclass(unsafe_hash=True)
class FreezeBeyond(RuleRefused):
    """A freeze goes to the balance at most, an unfreeze to what is frozen."""

    rule = "freeze"
    account: Party
    amount: Quantity
    available: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.amount} of {self.account} is more than the {self.available} there is"


@dataclass(unsafe_hash=True)
class AmountTooLarge(RuleRefused):
    """The amount does not fit the register."""

    rule = "amount"
    amount: Quantity
    max: Quantity

    @property
    def sentence(self) -> str:
        return f"{self.amount} is above the register's largest amount, {self.max}"


@dataclass(unsafe_hash=True)
class NotProgramme(RuleRefused):
    """Only the programme changes supply."""

    rule = "programme-only"
    account: Party

    @property
    def sentence(self) -> str:
        return f"{self.account} is not the programme, which alone changes supply"


@dataclass(unsafe_hash=True)
class NotSuccessor(RuleRefused):
    """The registry knows no such replacement, or of another person."""

    rule = "recovery"
    lost_wallet: Party
    new_wallet: Party

    @property
    def sentence(self) -> str:
        return f"{self.new_wallet} is not the declared successor of {self.lost_wallet}"


@dataclass(unsafe_hash=True)
class WalletUsed(RuleRefused):
    """The new wallet is frozen, held at a record date, or stands in another's place already."""

    rule = "recovery"
    wallet: Party

    @property
    def sentence(self) -> str:
        return (
            f"{self.wallet} is frozen in this instrument, held some of it at a record date, "
            "or stands in another's place already"
        )


@dataclass(unsafe_hash=True)
class TooManyRecoveries(RuleRefused):
    """A position passes through at most 8 wallets."""

    rule = "recovery"
    wallet: Party

    @property
    def sentence(self) -> str:
        return (
            f"the position of {self.wallet} was recovered too often: at most 8 wallets in a chain"
        )


@dataclass(unsafe_hash=True)
class RecordTimeRefused(RuleRefused):
    """Record times are announced in order and ahead."""

    rule = "record-date"
    record_time: Timestamp
    after: Timestamp

    @property
    def sentence(self) -> str:
        record_time, after = compared_text(self.record_time, self.after)
        return f"record time {record_time} must come after {after}"


@dataclass(unsafe_hash=True)
class TooManyRecordDates(RuleRefused):
    """At most 64 record dates."""

    rule = "record-date"

    @property
    def sentence(self) -> str:
        return "the instrument has 64 record dates, the most there can be"


@dataclass(unsafe_hash=True)
class RecordDateOpen(RuleRefused):
    """There is no record date of this number, or it has not passed."""

    rule = "record-date"
    period: int
    record_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        if not self.record_time:
            return f"record date {self.period + 1} is not announced"
        day = day_of(self.record_time - 1)
        return f"record date {self.period + 1}, {day}, is not over: it is {time_text(self.time)}"


@dataclass(unsafe_hash=True)
class ERC2612ExpiredSignature(RuleRefused):
    """The permit is past its deadline."""

    rule = "permit"
    deadline: Timestamp

    @property
    def sentence(self) -> str:
        return f"the permit ended at {time_text(self.deadline)}"


@dataclass(unsafe_hash=True)
class ERC2612InvalidSigner(RuleRefused):
    """The permit is not signed by the owner."""

    rule = "permit"
    signer: Party
    owner: Party

    @property
    def sentence(self) -> str:
        return f"the permit of {self.owner} is signed by {self.signer}"


@dataclass(unsafe_hash=True)
class ListsDiffer(RuleRefused):
    """Two lists that belong together differ in length."""

    rule = "batch"
    first: int
    second: int

    @property
    def sentence(self) -> str:
        return f"the lists have {self.first} and {self.second} entries"


@dataclass(unsafe_hash=True)
class IssueNotOpen(RuleRefused):
    """Nothing is issued or bought back before the issue date."""

    rule = "state"
    issue_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return f"issue opens on {time_text(self.issue_time)}, and it is {time_text(self.time)}"


@dataclass(unsafe_hash=True)
class Matured(RuleRefused):
    """Nothing is issued or bought back from the maturity date on."""

    rule = "state"
    maturity_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        return f"the instrument matured on {time_text(self.maturity_time)}"


@dataclass(unsafe_hash=True)
class IssueCalled(RuleRefused):
    """The issue is called, once and for all."""

    rule = "call"
    call_time: Timestamp

    @property
    def sentence(self) -> str:
        return f"the issue is called for {time_text(self.call_time)}"


@dataclass(unsafe_hash=True)
class NotCallable(RuleRefused):
    """The issuer may not call this issue."""

    rule = "call"

    @property
    def sentence(self) -> str:
        return "the terms of the issue have no call"


@dataclass(unsafe_hash=True)
class CallTimeRefused(RuleRefused):
    """A call keeps its notice and comes before maturity."""

    rule = "call"
    time: Timestamp
    earliest: Timestamp
    maturity_time: Timestamp

    @property
    def sentence(self) -> str:
        earliest, time = compared_text(self.earliest, self.time)
        return (
            f"the issue may be called for {earliest} or later, its notice kept, "
            f"and before it matures on {time_text(self.maturity_time)}; not for {time}"
        )


@dataclass(unsafe_hash=True)
class NotMatured(RuleRefused):
    """Nothing is redeemed before the maturity date."""

    rule = "state"
    maturity_time: Timestamp
    time: Timestamp

    @property
    def sentence(self) -> str:
        due, now = time_text(self.maturity_time), time_text(self.time)
        return f"the instrument matures on {due}, and it is {now}"


@dataclass(unsafe_hash=True)
class MaturityBeforeIssue(RuleRefused):
    """Maturity comes after issue."""

    rule = "terms"
    issue_time: Timestamp
    maturity_time: Timestamp

    @property
    def sentence(self) -> str:
        due, issue = time_text(self.maturity_time), time_text(self.issue_time)
        return f"maturity, {due}, must come after issue, {issue}"

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Holder} from "./Holder.sol";

/// @title An account of the register in one word
/// @notice `epoch (40) | KYC expiry (40) | exchange (8) | flags (8) | opened (8) | category (8) | spare (8) |
/// period (8) | settled (8) | balance (120)`. Epoch, expiry, exchange and category are the *stamp*: what the token learnt
/// of the holder under that epoch. `opened` and `period` count the record dates that were closed when the account was first
/// and last touched; `settled` counts those of which the account has received the payment, and all before.
type Account is uint256;

using {
    balance,
    period,
    opened,
    settled,
    exchange,
    category,
    isBlank,
    isUnused,
    isRecovered,
    isFrozen,
    hasFrozenTokens,
    isStamped,
    stamped,
    opening,
    inPeriod,
    withSettled,
    plus,
    minus,
    withFreeze,
    withFrozenTokens,
    movedTo,
    recovered
} for Account global;

uint256 constant MAX_AMOUNT = type(uint120).max;
/// @dev KYC expiry, exchange and category lie as in a holder's record, 40 bits lower.
uint256 constant RECORD = (uint256(type(uint48).max) << 168) | (uint256(type(uint8).max) << 144);
uint256 constant STAMP = (uint256(type(uint40).max) << 216) | RECORD;
uint256 constant FROZEN = 1 << 160;
uint256 constant FROZEN_TOKENS = 1 << 161;
uint256 constant RECOVERED = 1 << 162;
uint256 constant FLAGS = uint256(type(uint8).max) << 160;
uint256 constant PERIOD = uint256(type(uint8).max) << 128;
uint256 constant SETTLED = uint256(type(uint8).max) << 120;
uint256 constant OPENED = uint256(type(uint8).max) << 152;

function balance(Account self) pure returns (uint256) {
    return uint120(Account.unwrap(self));
}

function period(Account self) pure returns (uint256) {
    return uint8(Account.unwrap(self) >> 128);
}

function opened(Account self) pure returns (uint256) {
    return uint8(Account.unwrap(self) >> 152);
}

function settled(Account self) pure returns (uint256) {
    return uint8(Account.unwrap(self) >> 120);
}

function exchange(Account self) pure returns (uint8) {
    return uint8(Account.unwrap(self) >> 168);
}

function category(Account self) pure returns (uint256) {
    return uint8(Account.unwrap(self) >> 144);
}

/// @dev Whether it holds nothing, was not recovered and tells of no record date: whatever came has left before the next one.
function isBlank(Account self) pure returns (bool) {
    return Account.unwrap(self) & (MAX_AMOUNT | RECOVERED) == 0 && opened(self) == period(self);
}

/// @dev Whether it tells of none of `closed` record dates, and no freeze or recovery: what it holds came after them.
function isUnused(Account self, uint256 closed) pure returns (bool) {
    return Account.unwrap(self) & FLAGS == 0 && opened(self) == period(self)
        && (balance(self) == 0 || period(self) == closed);
}

/// @dev Whether the position was moved to a successor; its history is read there.
function isRecovered(Account self) pure returns (bool) {
    return Account.unwrap(self) & RECOVERED != 0;
}

/// @dev Whether the whole wallet is frozen.
function isFrozen(Account self) pure returns (bool) {
    return Account.unwrap(self) & FROZEN != 0;
}

/// @dev Whether a frozen amount is kept beside the word.
function hasFrozenTokens(Account self) pure returns (bool) {
    return Account.unwrap(self) & FROZEN_TOKENS != 0;
}

/// @dev Whether the stamp was taken under `epoch` and its KYC expiry lies ahead; no stamp is of a later epoch.
function isStamped(Account self, uint256 epoch, uint256 time) pure returns (bool) {
    return Account.unwrap(self) >> 176 > (epoch << 40) | time;
}

/// @dev The account with what is known of its holder under `epoch`.
function stamped(Account self, uint256 epoch, Holder holder) pure returns (Account) {
    return Account.wrap((Account.unwrap(self) & ~STAMP) | (epoch << 216) | ((Holder.unwrap(holder) >> 40) & RECORD));
}

/// @dev A blank account touched after `period_` record dates were closed.
function opening(Account self, uint256 period_) pure returns (Account) {
    return Account.wrap((Account.unwrap(self) & ~(OPENED | PERIOD)) | (period_ << 152) | (period_ << 128));
}

function inPeriod(Account self, uint256 period_) pure returns (Account) {
    return Account.wrap((Account.unwrap(self) & ~PERIOD) | (period_ << 128));
}

/// @dev The account once the payments of the first `count` record dates were received; a count stays below 2^8.
function withSettled(Account self, uint256 count) pure returns (Account) {
    return Account.wrap((Account.unwrap(self) & ~SETTLED) | (count << 120));
}

/// @dev The balance with `amount` more; the supply is kept below 2^120, so no balance overflows.
function plus(Account self, uint256 amount) pure returns (Account) {
    unchecked {
        return Account.wrap(Account.unwrap(self) + amount);
    }
}

/// @dev The balance with `amount` less; the caller has compared them.
function minus(Account self, uint256 amount) pure returns (Account) {
    unchecked {
        return Account.wrap(Account.unwrap(self) - amount);
    }
}

function withFreeze(Account self, bool frozen) pure returns (Account) {
    uint256 word = Account.unwrap(self);
    return Account.wrap(frozen ? word | FROZEN : word & ~FROZEN);
}

function withFrozenTokens(Account self, bool some) pure returns (Account) {
    uint256 word = Account.unwrap(self);
    return Account.wrap(some ? word | FROZEN_TOKENS : word & ~FROZEN_TOKENS);
}

/// @dev The account of a successor: balance, payments received and freezes, no stamp, opened after `period_` record
/// dates.
function movedTo(Account self, uint256 period_) pure returns (Account) {
    Account moved = Account.wrap(Account.unwrap(self) & (MAX_AMOUNT | SETTLED | FROZEN | FROZEN_TOKENS));
    return moved.opening(period_);
}

/// @dev What is left of an account whose position was moved: its record periods.
function recovered(Account self) pure returns (Account) {
    return Account.wrap((Account.unwrap(self) & (PERIOD | OPENED)) | RECOVERED);
}

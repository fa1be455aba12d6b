// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title A wallet's record
/// @notice `KYC expiry (40) | exchange (8) | country (16) | category (8) | flags (8) | spare (16) | identity (160)`.
type Holder is uint256;

using {
    kycExpiry,
    exchange,
    country,
    category,
    identity,
    isKnown,
    isBlocked,
    isReplaced,
    isSponsored,
    isEligible,
    withKycExpiry,
    withExchange,
    withBlock,
    replaced,
    removed
} for Holder global;

uint256 constant KNOWN = 1 << 176;
uint256 constant BLOCKED = 1 << 177;
uint256 constant REPLACED = 1 << 178;
uint256 constant REMOVED = 1 << 179;

function toHolder(uint40 kycExpiry_, uint8 exchange_, bytes2 country_, uint8 category_, uint160 identity_)
    pure
    returns (Holder)
{
    return Holder.wrap(
        (uint256(kycExpiry_) << 216) | (uint256(exchange_) << 208) | (uint256(uint16(country_)) << 192)
            | (uint256(category_) << 184) | KNOWN | identity_
    );
}

function kycExpiry(Holder self) pure returns (uint256) {
    return Holder.unwrap(self) >> 216;
}

function exchange(Holder self) pure returns (uint8) {
    return uint8(Holder.unwrap(self) >> 208);
}

function country(Holder self) pure returns (bytes2) {
    return bytes2(uint16(Holder.unwrap(self) >> 192));
}

function category(Holder self) pure returns (uint8) {
    return uint8(Holder.unwrap(self) >> 184);
}

function identity(Holder self) pure returns (uint160) {
    return uint160(Holder.unwrap(self));
}

/// @dev Whether the wallet was ever onboarded; it may be removed or replaced since.
function isKnown(Holder self) pure returns (bool) {
    return Holder.unwrap(self) & KNOWN != 0;
}

function isBlocked(Holder self) pure returns (bool) {
    return Holder.unwrap(self) & BLOCKED != 0;
}

function isReplaced(Holder self) pure returns (bool) {
    return Holder.unwrap(self) & REPLACED != 0;
}

/// @dev Whether the wallet has a sponsor now: known, not replaced, not removed.
function isSponsored(Holder self) pure returns (bool) {
    return Holder.unwrap(self) & (KNOWN | REPLACED | REMOVED) == KNOWN;
}

/// @dev Whether the wallet may take part: sponsored, not blocked, and its KYC expiry lies ahead.
function isEligible(Holder self, uint256 time) pure returns (bool) {
    return isSponsored(self) && !isBlocked(self) && kycExpiry(self) > time;
}

function withKycExpiry(Holder self, uint40 expiry) pure returns (Holder) {
    return Holder.wrap((Holder.unwrap(self) & (type(uint256).max >> 40)) | (uint256(expiry) << 216));
}

function withExchange(Holder self, uint8 exchange_) pure returns (Holder) {
    return Holder.wrap((Holder.unwrap(self) & ~(uint256(0xff) << 208)) | (uint256(exchange_) << 208));
}

function withBlock(Holder self, bool blocked) pure returns (Holder) {
    uint256 word = Holder.unwrap(self);
    return Holder.wrap(blocked ? word | BLOCKED : word & ~BLOCKED);
}

function replaced(Holder self) pure returns (Holder) {
    return Holder.wrap(Holder.unwrap(self) | REPLACED);
}

function removed(Holder self) pure returns (Holder) {
    return Holder.wrap((Holder.unwrap(self) | REMOVED) & ~(uint256(0xff) << 208));
}

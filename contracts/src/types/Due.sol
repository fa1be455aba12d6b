// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title What an account is to be paid for
/// @notice `older (8) | stamped (8) | category (8) | units (120)`: base units, and the holder's category where the
/// register knows that the holder can be paid.
type Due is uint256;

using {units, category, isStamped, isOlder, withCategory} for Due global;

uint256 constant STAMPED = 1 << 128;
uint256 constant CATEGORY_SHIFT = 120;

/// @dev Nothing, because the payment of an older record date comes first.
Due constant OLDER_FIRST = Due.wrap(1 << 136);

function toDue(uint256 units_) pure returns (Due) {
    return Due.wrap(units_);
}

function units(Due self) pure returns (uint256) {
    return uint120(Due.unwrap(self));
}

function category(Due self) pure returns (uint256) {
    return uint8(Due.unwrap(self) >> CATEGORY_SHIFT);
}

function isStamped(Due self) pure returns (bool) {
    return Due.unwrap(self) & STAMPED != 0;
}

function isOlder(Due self) pure returns (bool) {
    return Due.unwrap(self) == Due.unwrap(OLDER_FIRST);
}

function withCategory(Due self, uint256 category_) pure returns (Due) {
    return Due.wrap(Due.unwrap(self) | STAMPED | (category_ << CATEGORY_SHIFT));
}

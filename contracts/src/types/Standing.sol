// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title The standing word
/// @notice `epoch (40) | earliest NOC expiry (40) | bitmap of whitelisted exchanges (176)`. The epoch rises with every
/// adverse change of any holder; a stamp taken under an older epoch no longer holds. Until the earliest expiry the
/// bitmap is the truth; after it each exchange is asked for itself.
type Standing is uint256;

using {epoch, earliestExpiry, bitmap, settles, lists} for Standing global;

function toStanding(uint256 epoch_, uint256 earliestExpiry_, uint256 bitmap_) pure returns (Standing) {
    return Standing.wrap((epoch_ << 216) | (earliestExpiry_ << 176) | bitmap_);
}

function epoch(Standing self) pure returns (uint256) {
    return Standing.unwrap(self) >> 216;
}

function earliestExpiry(Standing self) pure returns (uint256) {
    return uint40(Standing.unwrap(self) >> 176);
}

function bitmap(Standing self) pure returns (uint256) {
    return uint176(Standing.unwrap(self));
}

/// @dev Whether the bitmap is the truth at `time`.
function settles(Standing self, uint256 time) pure returns (bool) {
    return time < earliestExpiry(self);
}

/// @dev Whether the bitmap lists `exchange`, an id below 176.
function lists(Standing self, uint256 exchange) pure returns (bool) {
    return (Standing.unwrap(self) >> exchange) & 1 == 1;
}

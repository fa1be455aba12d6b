// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title What one wallet is paid in cash
/// @notice `wallet (160) | amount (96)`.
type Payout is uint256;

using {wallet, amount} for Payout global;

function toPayout(address wallet_, uint256 amount_) pure returns (Payout) {
    return Payout.wrap((uint256(uint160(wallet_)) << 96) | amount_);
}

function wallet(Payout self) pure returns (address) {
    return address(uint160(Payout.unwrap(self) >> 96));
}

function amount(Payout self) pure returns (uint256) {
    return uint96(Payout.unwrap(self));
}

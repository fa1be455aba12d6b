// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {AggregatorV3Interface} from "./AggregatorV3Interface.sol";
import {IRegulatedToken} from "./IRegulatedToken.sol";

/// @title A commodity reserve: units of stock in a custodian's vault, counted in kind
/// @notice Nothing is issued beyond what the stock feed answers, less a margin. The feed is this programme's attestor
/// or any other proof of reserve. An answer that is missing, below zero, too old or dated ahead stops issues and
/// nothing else.
interface ICommodityReserve is IRegulatedToken {
    /// @notice What stands behind the units.
    /// @param stock Answers how much stands in the vaults, in its own decimals, as of when.
    /// @param maxAge Seconds after which an answer is too old.
    /// @param marginBps What stays unissued of the stock, in hundredths of a percent.
    struct Backing {
        AggregatorV3Interface stock;
        uint32 maxAge;
        uint16 marginBps;
    }

    /// @notice The margin leaves something to issue.
    error MarginTooLarge(uint256 marginBps);
    /// @notice Nothing is to be learnt of the stock.
    error StockMissing(AggregatorV3Interface feed);
    /// @notice The stock is below zero.
    error StockNegative(int256 stock);
    /// @notice The stock is more than a register could count.
    error StockTooLarge(int256 stock);
    /// @notice The stock is dated after now.
    error StockFromFuture(uint256 updatedAt, uint256 time);
    /// @notice The stock was counted too long ago.
    error StockStale(uint256 updatedAt, uint256 maxAge, uint256 time);
    /// @notice What would be outstanding and reserved is more than the stock less its margin.
    error StockExceeded(uint256 units, uint256 issuable);

    /// @notice Reverts unless the stock covers what is outstanding and reserved.
    function requireBacked() external view;

    /// @notice The most units that may be outstanding and reserved together, rounded down.
    function issuable() external view returns (uint256);

    /// @notice The feed of the stock.
    function STOCK() external view returns (AggregatorV3Interface);

    /// @notice Seconds after which its answer is too old.
    function MAX_AGE() external view returns (uint256);

    /// @notice What stays unissued of the stock, in hundredths of a percent.
    function MARGIN_BPS() external view returns (uint256);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {AggregatorV3Interface} from "./AggregatorV3Interface.sol";

/// @title A commodity reserve: units of stock in a custodian's vault, counted in kind
/// @notice Nothing is issued beyond what the stock feed answers, less a margin. The feed is this programme's attestor
/// or any other proof of reserve. An answer that is missing, below zero, too old or dated ahead stops issues and
/// nothing else.
interface ICommodityReserve {
    /// @notice What stands behind the units.
    /// @param stock Answers how much stands in the vaults, in its own decimals, as of when.
    /// @param maxAge Seconds after which an answer is too old.
    /// @param marginBps What stays unissued of the stock, in hundredths of a percent.
    struct Backing {
        AggregatorV3Interface stock;
        uint32 maxAge;
        uint16 marginBps;
    }

    /// @notice Units of an account that are locked for redemption in kind, now in all.
    event Locked(address indexed account, uint256 amount);

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

    /// @notice Locks units of a holder, who is asked as the sender of a transfer. Contract of redemptions.
    function lock(address account, uint256 amount) external;

    /// @notice Unlocks units, or what a seizure has left locked of them. Contract of redemptions.
    function unlock(address account, uint256 amount) external;

    /// @notice Units of an account that are locked. A transfer does not move them; a seizure takes them last, after
    /// what is frozen; a recovery moves them.
    function lockedTokens(address account) external view returns (uint256);

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

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {AggregatorV3Interface} from "./AggregatorV3Interface.sol";

/// @title A posted price
/// @notice USD per one whole unit of account, posted by the oracle, behind Chainlink's interface so that a real feed
/// can take its place.
interface IPriceFeed is AggregatorV3Interface {
    event AnswerPosted(uint80 indexed round, int256 answer, uint256 updatedAt);

    /// @notice No price has been posted yet, or none in this round.
    error NoAnswer(uint80 round);
    /// @notice A price is above zero.
    error AnswerNotPositive(int256 answer);
    /// @notice A price fits 191 bits.
    error AnswerTooLarge(int256 answer);
    /// @notice A price is observed before it is posted.
    error AnswerFromFuture(uint256 updatedAt, uint256 time);
    /// @notice A price is newer than the one before.
    error AnswerOutOfOrder(uint256 updatedAt, uint256 previous);
    /// @notice A price moves at most `maxChangeBps` from the one before.
    error AnswerJump(int256 answer, int256 previous, uint256 maxChangeBps);

    /// @notice Posts a price. Oracle.
    /// @param answer USD per one whole unit, in `decimals()`.
    /// @param updatedAt When it was observed: not in the future, later than the last.
    function post(int256 answer, uint256 updatedAt) external;

    /// @notice Largest change of one post from the last, in basis points of the last.
    function MAX_CHANGE_BPS() external view returns (uint256);
}

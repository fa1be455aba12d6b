// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IPriceFeed} from "./interfaces/IPriceFeed.sol";

/// @title A posted price
contract PriceFeed is IPriceFeed, Guarded {
    uint256 private constant BPS = 10_000;

    struct Round {
        int192 answer;
        uint64 updatedAt;
    }

    /// @inheritdoc IPriceFeed
    uint256 public immutable MAX_CHANGE_BPS;
    /// @inheritdoc AggregatorV3Interface
    uint8 public immutable decimals;
    /// @inheritdoc AggregatorV3Interface
    uint256 public constant version = 1;
    /// @inheritdoc AggregatorV3Interface
    string public description;

    Round[] private _rounds;

    constructor(
        IAuthority authority,
        IOrders orders,
        string memory description_,
        uint8 decimals_,
        uint256 maxChangeBps
    ) Guarded(authority, orders) {
        description = description_;
        decimals = decimals_;
        MAX_CHANGE_BPS = maxChangeBps;
    }

    /// @inheritdoc IPriceFeed
    function post(int256 answer, uint256 updatedAt) external onlyRole(Roles.ORACLE) {
        require(answer > 0, AnswerNotPositive(answer));
        require(answer <= type(int192).max, AnswerTooLarge(answer));
        require(updatedAt <= block.timestamp, AnswerFromFuture(updatedAt, block.timestamp));
        uint256 count = _rounds.length;
        if (count != 0) {
            Round memory last = _rounds[count - 1];
            require(updatedAt > last.updatedAt, AnswerOutOfOrder(updatedAt, last.updatedAt));
            uint256 change = uint256(answer > last.answer ? answer - last.answer : last.answer - answer);
            require(
                Math.ceilDiv(change * BPS, uint256(int256(last.answer))) <= MAX_CHANGE_BPS,
                AnswerJump(answer, last.answer, MAX_CHANGE_BPS)
            );
        }
        _rounds.push(Round(int192(answer), uint64(updatedAt)));
        emit AnswerPosted(uint80(count + 1), answer, updatedAt);
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(uint80(_rounds.length));
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        require(roundId != 0 && roundId <= _rounds.length, NoAnswer(roundId));
        Round memory round = _rounds[roundId - 1];
        return (roundId, round.answer, round.updatedAt, round.updatedAt, roundId);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {AggregatorV3Interface} from "../src/interfaces/AggregatorV3Interface.sol";

/// @title A feed that says what it is told: no price bound, no date check, and silence on demand
contract MachineFeed is AggregatorV3Interface {
    event AnswerPosted(uint80 indexed round, int256 answer, uint256 updatedAt);

    error Silent();

    uint256 public constant version = 1;
    uint8 public immutable decimals;
    string public description;

    int256 private _answer;
    uint256 private _updatedAt;
    uint80 private _round;

    constructor(string memory description_, uint8 decimals_) {
        description = description_;
        decimals = decimals_;
    }

    function say(int256 answer, uint256 updatedAt) external {
        (_answer, _updatedAt) = (answer, updatedAt);
        emit AnswerPosted(++_round, answer, updatedAt);
    }

    function hush() external {
        _round = 0;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(_round);
    }

    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        require(roundId != 0, Silent());
        return (roundId, _answer, _updatedAt, _updatedAt, roundId);
    }
}

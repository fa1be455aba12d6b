// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title A price feed that says whatever it is told to
/// @notice Stands for a feed of someone else's: silent, garbled, lying, or sound.
contract LooseFeed {
    enum Manner {
        Sound,
        Silent,
        Curt,
        Garbled,
        Greedy
    }

    string public description;
    uint8 public decimals;
    Manner public manner;

    int256 private _answer;
    uint256 private _updatedAt;

    constructor(string memory description_, uint8 decimals_) {
        description = description_;
        decimals = decimals_;
    }

    function say(int256 answer, uint256 updatedAt) external {
        _answer = answer;
        _updatedAt = updatedAt;
    }

    function behave(Manner manner_) external {
        manner = manner_;
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (manner == Manner.Silent) revert("the feed is down");
        if (manner == Manner.Greedy) {
            assembly {
                invalid()
            }
        }
        if (manner == Manner.Curt) {
            assembly {
                mstore(0, 1)
                return(0, 32)
            }
        }
        if (manner == Manner.Garbled) {
            assembly {
                mstore(0, not(0))
                mstore(32, not(0))
                mstore(64, not(0))
                mstore(96, not(0))
                mstore(128, not(0))
                return(0, 160)
            }
        }
        return (1, _answer, _updatedAt, _updatedAt, 1);
    }
}

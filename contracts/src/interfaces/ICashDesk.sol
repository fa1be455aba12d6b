// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Which settlement cash pays for an instrument
interface ICashDesk {
    /// @notice A currency and its settlement cash.
    struct Cash {
        bytes32 unit;
        IERC20 token;
    }

    event CashAccepted(bytes32 indexed unit, IERC20 token);

    /// @notice No settlement cash pays for instruments in this unit.
    error CashUnknown(bytes32 unit);
    /// @notice The cash token said yes and moved another amount.
    error CashMismatch(IERC20 token, uint256 expected, uint256 received);

    /// @notice The settlement cash of a unit of account; zero if none.
    function cashOf(bytes32 unit) external view returns (IERC20);
}

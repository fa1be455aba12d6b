// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Payout} from "../types/Payout.sol";

/// @title Settlement cash in one currency
/// @notice A stand-in for tokenised central-bank money: the central bank, as fiscal agent, issues it against reserve
/// balances and takes it back.
interface ICashToken {
    /// @notice Issues cash. Fiscal agent.
    function mint(address to, uint256 amount) external;

    /// @notice Takes cash back. Fiscal agent.
    function burn(address from, uint256 amount) external;

    /// @notice Pays many from the caller's cash; nothing is sent where the amount is zero.
    function payBatch(Payout[] calldata payouts) external;
}

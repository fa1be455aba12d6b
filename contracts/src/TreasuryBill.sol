// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IProgramme} from "./interfaces/IProgramme.sol";
import {DebtToken} from "./token/DebtToken.sol";

/// @title A treasury bill: sold at a discount, redeemed at face
contract TreasuryBill is DebtToken {
    /// @notice The class under which the programme counts it.
    bytes32 public constant assetClass = "BILL";

    constructor(IProgramme programme, Descriptor memory descriptor, uint40 issueTime, uint40 maturityTime)
        DebtToken(programme, descriptor, issueTime, maturityTime)
    {}
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {TreasuryBill} from "../src/TreasuryBill.sol";
import {IProgramme} from "../src/interfaces/IProgramme.sol";
import {Account} from "../src/types/Account.sol";
import {Standing} from "../src/types/Standing.sol";

/// @title A bill that trusts no stamp and asks the registry every time, to compare the stamped one with
contract AskingBill is TreasuryBill {
    constructor(IProgramme programme, Descriptor memory descriptor, uint40 issueTime, uint40 maturityTime)
        TreasuryBill(programme, descriptor, issueTime, maturityTime)
    {}

    function _stampHolds(Account, Standing) internal pure override returns (bool) {
        return false;
    }
}

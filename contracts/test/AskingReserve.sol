// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {CommodityReserve} from "../src/CommodityReserve.sol";
import {IProgramme} from "../src/interfaces/IProgramme.sol";
import {Account} from "../src/types/Account.sol";
import {Standing} from "../src/types/Standing.sol";

/// @title A reserve that trusts no stamp and asks the registry every time, to compare the stamped one with
contract AskingReserve is CommodityReserve {
    constructor(IProgramme programme, Descriptor memory descriptor, Backing memory backing)
        CommodityReserve(programme, descriptor, backing)
    {}

    function _stampHolds(Account, Standing) internal pure override returns (bool) {
        return false;
    }
}

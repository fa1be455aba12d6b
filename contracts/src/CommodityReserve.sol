// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {RegulatedToken} from "./RegulatedToken.sol";
import {Roles} from "./access/Roles.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";

/// @title A commodity reserve: units of stock in a custodian's vault, counted in kind
contract CommodityReserve is RegulatedToken {
    /// @notice The class under which the programme counts it.
    bytes32 public constant assetClass = "COMMODITY";

    constructor(IProgramme programme, Descriptor memory descriptor) RegulatedToken(programme, descriptor) {}

    /// @dev A reserve has no dates.
    function _requireCurrent() internal view override {}

    /// @dev A reserve has no dates.
    function _requireRedeemable() internal view override {}

    function _requireDocumentRole() internal view override {
        _requireRole(Roles.CUSTODIAN);
    }
}

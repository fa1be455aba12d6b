// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {RegulatedToken} from "../src/RegulatedToken.sol";
import {Roles} from "../src/access/Roles.sol";
import {IProgramme} from "../src/interfaces/IProgramme.sol";

/// @title An instrument of any class, without dates
contract OtherClass is RegulatedToken {
    bytes32 public immutable assetClass;

    constructor(IProgramme programme, Descriptor memory descriptor, bytes32 assetClass_)
        RegulatedToken(programme, descriptor)
    {
        assetClass = assetClass_;
    }

    function _requireCurrent() internal view override {}

    function _requireRedeemable() internal view override {}

    function _requireDocumentRole() internal view override {
        _requireRole(Roles.MINISTRY);
    }
}

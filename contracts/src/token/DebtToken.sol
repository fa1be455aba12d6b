// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {RegulatedToken} from "../RegulatedToken.sol";
import {Roles} from "../access/Roles.sol";
import {IDebt} from "../interfaces/IDebt.sol";
import {IProgramme} from "../interfaces/IProgramme.sol";

/// @title A debt instrument: issued between its issue and maturity dates, redeemed from maturity on unless it is called
abstract contract DebtToken is IDebt, RegulatedToken {
    /// @inheritdoc IDebt
    uint40 public immutable ISSUE_TIME;
    /// @inheritdoc IDebt
    uint40 public immutable MATURITY_TIME;

    constructor(IProgramme programme, Descriptor memory descriptor, uint40 issueTime, uint40 maturityTime)
        RegulatedToken(programme, descriptor)
    {
        require(issueTime < maturityTime, MaturityBeforeIssue(issueTime, maturityTime));
        ISSUE_TIME = issueTime;
        MATURITY_TIME = maturityTime;
    }

    function _requireCurrent() internal view override {
        require(block.timestamp >= ISSUE_TIME, IssueNotOpen(ISSUE_TIME, block.timestamp));
        uint256 time = _redemptionTime();
        require(block.timestamp < time, Matured(time, block.timestamp));
    }

    function _requireRedeemable() internal view override {
        uint256 time = _redemptionTime();
        require(block.timestamp >= time, NotMatured(time, block.timestamp));
    }

    /// @dev From when on the debt is redeemed.
    function _redemptionTime() internal view virtual returns (uint256) {
        return MATURITY_TIME;
    }

    function _requireDocumentRole() internal view override {
        _requireRole(Roles.MINISTRY);
    }
}

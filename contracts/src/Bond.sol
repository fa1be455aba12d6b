// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {RegulatedToken} from "./RegulatedToken.sol";
import {Roles} from "./access/Roles.sol";
import {IBond} from "./interfaces/IBond.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {DebtToken} from "./token/DebtToken.sol";

/// @title A bond: coupons fixed or floating, repaid at maturity, in instalments or when it is called
contract Bond is IBond, DebtToken {
    /// @notice The class under which the programme counts it.
    bytes32 public constant assetClass = "BOND";

    /// @inheritdoc IBond
    uint32 public immutable COUPON_PPM;
    /// @inheritdoc IBond
    uint8 public immutable COUPONS_PER_YEAR;
    /// @inheritdoc IBond
    uint40 public immutable CALLABLE_FROM;
    /// @inheritdoc IBond
    uint32 public immutable CALL_NOTICE;

    /// @inheritdoc IBond
    uint40 public callTime;
    /// @inheritdoc IBond
    mapping(uint40 recordTime => uint40 principal) public instalmentAt;

    constructor(
        IProgramme programme,
        Descriptor memory descriptor,
        uint40 issueTime,
        uint40 maturityTime,
        uint32 couponPpm,
        uint8 couponsPerYear,
        uint40[] memory couponRecordTimes,
        Redemption memory redemption
    ) DebtToken(programme, descriptor, issueTime, maturityTime) {
        COUPON_PPM = couponPpm;
        COUPONS_PER_YEAR = couponsPerYear;
        CALLABLE_FROM = redemption.callableFrom;
        CALL_NOTICE = redemption.callNotice;
        for (uint256 i = 0; i < redemption.instalments.length; ++i) {
            instalmentAt[redemption.instalments[i].recordTime] = redemption.instalments[i].principal;
        }
        for (uint256 i = 0; i < couponRecordTimes.length; ++i) {
            if (couponRecordTimes[i] > block.timestamp) _announceRecordDate(couponRecordTimes[i]);
        }
    }

    /// @inheritdoc IBond
    function announceCall(uint40 time) external onlyRole(Roles.MINISTRY) {
        require(CALLABLE_FROM != 0, NotCallable());
        require(callTime == 0, IssueCalled(callTime));
        uint256 earliest = _noticeEnd();
        require(time >= earliest && time < MATURITY_TIME, CallTimeRefused(time, earliest, MATURITY_TIME));
        callTime = time;
        emit CallAnnounced(time);
    }

    /// @inheritdoc RegulatedToken
    /// @dev Instalments are the terms' own; a call in part needs the notice of a call.
    function repaymentTimes(uint40 recordTime, uint40 principal)
        external
        view
        override
        returns (uint256 earliest, uint256 latest)
    {
        bool instalment = principal <= instalmentAt[recordTime];
        if (instalment || CALLABLE_FROM != 0) return (instalment ? 0 : _noticeEnd(), _redemptionTime());
    }

    function _redemptionTime() internal view override returns (uint256) {
        return CALLABLE_FROM == 0 || callTime == 0 ? MATURITY_TIME : callTime;
    }

    function _noticeEnd() private view returns (uint256) {
        return Math.max(CALLABLE_FROM, block.timestamp + CALL_NOTICE);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IBond} from "./interfaces/IBond.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {DebtToken} from "./token/DebtToken.sol";

/// @title A bond with a fixed coupon
contract Bond is IBond, DebtToken {
    /// @notice The class under which the programme counts it.
    bytes32 public constant assetClass = "BOND";

    /// @inheritdoc IBond
    uint32 public immutable COUPON_PPM;
    /// @inheritdoc IBond
    uint8 public immutable COUPONS_PER_YEAR;

    constructor(
        IProgramme programme,
        Descriptor memory descriptor,
        uint40 issueTime,
        uint40 maturityTime,
        uint32 couponPpm,
        uint8 couponsPerYear,
        uint40[] memory couponRecordTimes
    ) DebtToken(programme, descriptor, issueTime, maturityTime) {
        COUPON_PPM = couponPpm;
        COUPONS_PER_YEAR = couponsPerYear;
        for (uint256 i = 0; i < couponRecordTimes.length; ++i) {
            if (couponRecordTimes[i] > block.timestamp) _announceRecordDate(couponRecordTimes[i]);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title A bond's coupon terms, for those who integrate with it; amounts due are computed off chain
interface IBond {
    /// @notice Coupon rate a year, in parts per million of face: 72,500 is 7.25 %. Zero where it floats.
    function COUPON_PPM() external view returns (uint32);

    /// @notice Coupons a year.
    function COUPONS_PER_YEAR() external view returns (uint8);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title A bond's terms, for those who integrate with it, and its call; amounts due are computed off chain
interface IBond {
    /// @notice What the terms repay of each unit's original face, in 1e-10, to the holders of a record date.
    struct Instalment {
        uint40 recordTime;
        uint40 principal;
    }

    /// @notice How principal is repaid before maturity.
    /// @param callableFrom From when the issuer may redeem the issue, whole or in part; zero for never.
    /// @param callNotice Seconds of notice that a call needs.
    /// @param instalments What a sinking bond repays; it needs no notice.
    struct Redemption {
        uint40 callableFrom;
        uint32 callNotice;
        Instalment[] instalments;
    }

    event CallAnnounced(uint40 time);

    /// @notice The issuer may not call this issue.
    error NotCallable();
    /// @notice The issue is called, once and for all.
    error IssueCalled(uint256 callTime);
    /// @notice A call is for a time from `earliest` on, notice kept, and before maturity.
    error CallTimeRefused(uint256 time, uint256 earliest, uint256 maturityTime);

    /// @notice Gives notice that the whole issue is redeemed from a time on, which then stands for maturity. Ministry.
    function announceCall(uint40 time) external;

    /// @notice From when the issue is redeemed because it was called; zero if it was not.
    function callTime() external view returns (uint40);

    /// @notice Coupon rate a year, in parts per million of face: 72,500 is 7.25 %. Zero where it floats.
    function COUPON_PPM() external view returns (uint32);

    /// @notice Coupons a year.
    function COUPONS_PER_YEAR() external view returns (uint8);

    /// @notice From when the issuer may call; zero for never.
    function CALLABLE_FROM() external view returns (uint40);

    /// @notice Seconds of notice that a call needs.
    function CALL_NOTICE() external view returns (uint32);

    /// @notice What the terms repay to the holders of a record date of each unit's original face, in 1e-10.
    function instalmentAt(uint40 recordTime) external view returns (uint40 principal);
}

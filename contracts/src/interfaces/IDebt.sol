// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title A debt instrument's dates
interface IDebt {
    /// @notice Nothing is issued or bought back before the issue date.
    error IssueNotOpen(uint256 issueTime, uint256 time);
    /// @notice Nothing is issued or bought back from the maturity date on, or the time of a call.
    error Matured(uint256 maturityTime, uint256 time);
    /// @notice Nothing is redeemed before the maturity date, or the time of a call.
    error NotMatured(uint256 maturityTime, uint256 time);
    /// @notice Maturity comes after issue.
    error MaturityBeforeIssue(uint256 issueTime, uint256 maturityTime);

    /// @notice First second of the issue date, Asia/Karachi.
    function ISSUE_TIME() external view returns (uint40);

    /// @notice First second of the maturity date, Asia/Karachi.
    function MATURITY_TIME() external view returns (uint40);
}

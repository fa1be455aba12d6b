// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {ICashDesk} from "./ICashDesk.sol";
import {IProgramme} from "./IProgramme.sol";

/// @title What sells instruments for settlement cash, or buys them back
/// @notice Prices are per 100 of face with four decimals, accrued interest per 100 a fraction, which no division rounds
/// before it is multiplied out; amounts of face are base units of the instrument, cash minor units of the same decimals.
/// A wallet that was declared lost is stood in for by its successor.
interface IIssueDesk is ICashDesk {
    /// @notice The target is above zero and within the maximum.
    error TargetRefused(uint256 target, uint256 maximum);
    /// @notice The price and what has accrued by settlement, a fraction, are together above zero.
    error PriceRefused(uint256 price, int256 accrued, uint256 accruedDivisor);
    /// @notice The settlement failed without a reason, as it does where the call was given too little gas.
    error SettlementUnexplained(uint256 sale, uint256 number);
    /// @notice A record date has passed since settlement was due: interest is another holder's, and what was agreed with
    /// the interest accrued until then is settled no more.
    error RecordDatePassed(uint256 recordTime);
    /// @notice Only the contract itself calls this.
    error OnlyItself(address account);

    /// @notice The programme whose instruments are sold or bought back.
    function PROGRAMME() external view returns (IProgramme);

    /// @notice Where proceeds and forfeited deposits go, and what is bought back is paid from.
    function GOVERNMENT() external view returns (address);
}

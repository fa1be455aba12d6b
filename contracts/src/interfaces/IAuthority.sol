// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

/// @title The book of roles
/// @notice OpenZeppelin's AccessManager, with one rule more: the last admin cannot leave.
interface IAuthority is IAccessManager {
    /// @notice Removing `account` would leave nobody who can change roles.
    error LastAdminCannotLeave(address account);
}

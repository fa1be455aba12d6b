// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

/// @title The book of roles
/// @notice OpenZeppelin's AccessManager, with one rule more: there is always an admin, and none has to wait.
interface IAuthority is IAccessManager {
    /// @notice Removing `account`, or making it an admin who has to wait, could leave nobody who can change roles.
    error LastAdminCannotLeave(address account);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IAuthority} from "./IAuthority.sol";
import {IOrders} from "./IOrders.sol";

/// @title A contract whose callers are told apart by role, and whose gravest calls need two parties
interface IGuarded {
    /// @notice `account` lacks `role`, or holds it with an execution delay.
    error RoleRequired(address account, uint64 role);

    /// @notice The book of roles.
    function AUTHORITY() external view returns (IAuthority);

    /// @notice The book of two-party orders.
    function ORDERS() external view returns (IOrders);
}

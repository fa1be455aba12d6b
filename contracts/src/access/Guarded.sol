// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IGuarded} from "../interfaces/IGuarded.sol";
import {IOrders} from "../interfaces/IOrders.sol";

/// @title A contract whose callers are told apart by role, and whose gravest calls need two parties
abstract contract Guarded is IGuarded {
    /// @inheritdoc IGuarded
    IAuthority public immutable AUTHORITY;
    /// @inheritdoc IGuarded
    IOrders public immutable ORDERS;

    modifier onlyRole(uint64 role) {
        _requireRole(role);
        _;
    }

    constructor(IAuthority authority, IOrders orders) {
        AUTHORITY = authority;
        ORDERS = orders;
    }

    function _requireRole(uint64 role) internal view {
        (bool isMember, uint32 delay) = AUTHORITY.hasRole(role, msg.sender);
        require(isMember && delay == 0, RoleRequired(msg.sender, role));
    }

    /// @dev Uses up the approved order for this very call.
    function _useOrder() internal returns (bytes32 document) {
        return ORDERS.consume(keccak256(msg.data));
    }
}

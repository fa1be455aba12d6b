// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IAuthority} from "../interfaces/IAuthority.sol";

/// @title The book of roles
contract Authority is IAuthority, AccessManager {
    uint256 private _admins;

    constructor(address initialAdmin) AccessManager(initialAdmin) {}

    /// @dev An admin never waits: the book of orders cannot schedule, so a delay would shut it out.
    function _grantRole(uint64 roleId, address account, uint32 grantDelay, uint32 executionDelay)
        internal
        override
        returns (bool newMember)
    {
        require(roleId != ADMIN_ROLE || executionDelay == 0, LastAdminCannotLeave(account));
        newMember = super._grantRole(roleId, account, grantDelay, executionDelay);
        if (newMember && roleId == ADMIN_ROLE) _admins++;
    }

    function _revokeRole(uint64 roleId, address account) internal override returns (bool revoked) {
        revoked = super._revokeRole(roleId, account);
        if (revoked && roleId == ADMIN_ROLE) {
            require(--_admins > 0, LastAdminCannotLeave(account));
        }
    }
}

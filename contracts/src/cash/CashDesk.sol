// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {ICashDesk} from "../interfaces/ICashDesk.sol";

/// @title A contract that takes and pays settlement cash
abstract contract CashDesk is ICashDesk {
    using SafeERC20 for IERC20;

    /// @inheritdoc ICashDesk
    mapping(bytes32 unit => IERC20) public cashOf;

    constructor(Cash[] memory accepted) {
        for (uint256 i = 0; i < accepted.length; ++i) {
            cashOf[accepted[i].unit] = accepted[i].token;
            emit CashAccepted(accepted[i].unit, accepted[i].token);
        }
    }

    /// @dev Moves an allowance's cash, and refuses a token that moves another amount than it says.
    function _take(IERC20 cash, address from, address to, uint256 amount) internal {
        uint256 before = cash.balanceOf(to);
        cash.safeTransferFrom(from, to, amount);
        uint256 received = cash.balanceOf(to) - before;
        require(received == (from == to ? 0 : amount), CashMismatch(cash, amount, received));
    }

    function _requireCash(bytes32 unit) internal view returns (IERC20 cash) {
        cash = cashOf[unit];
        require(address(cash) != address(0), CashUnknown(unit));
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 (uRWA), fungible; interface id 0x3edbb4c4
interface IERC7943Fungible is IERC165 {
    /// @notice Units were taken from one account and given to another by order.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);

    /// @notice The frozen amount of `account` is now `amount`.
    event Frozen(address indexed account, uint256 amount);

    /// @notice The amount is within the balance but not within its unfrozen part.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Moves units by order, whatever the sender's state; the receiver must be eligible.
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool);

    /// @notice Sets the frozen amount, which may exceed the balance.
    function setFrozenTokens(address account, uint256 amount) external returns (bool);

    /// @notice Whether the account may send at all. Never reverts.
    function canSend(address account) external view returns (bool);

    /// @notice Whether the account may receive at all. Never reverts.
    function canReceive(address account) external view returns (bool);

    /// @notice The frozen amount, which may exceed the balance.
    function getFrozenTokens(address account) external view returns (uint256);

    /// @notice Whether the rules allow this transfer; the plain balance is not asked. Never reverts.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool);
}

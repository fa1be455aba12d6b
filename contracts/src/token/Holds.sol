// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Guarded} from "../access/Guarded.sol";
import {Roles} from "../access/Roles.sol";
import {IERC3643} from "../interfaces/IERC3643.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943.sol";
import {IRegulatedToken} from "../interfaces/IRegulatedToken.sol";
import {Account} from "../types/Account.sol";
import {RecordDates} from "./RecordDates.sol";

/// @title What of a balance does not move: frozen by the registrar, or locked by what its owner asked for
abstract contract Holds is RecordDates, Guarded {
    /// @dev Frozen amounts, read only where the account says there is one.
    mapping(address account => uint256) private _frozen;
    /// @inheritdoc IRegulatedToken
    mapping(address account => uint256) public lockedTokens;

    /// @inheritdoc IERC3643
    function setAddressFrozen(address account, bool freeze) external onlyRole(Roles.REGISTRAR) {
        _setAddressFrozen(account, freeze);
    }

    /// @inheritdoc IERC3643
    function batchSetAddressFrozen(address[] calldata accounts, bool[] calldata freeze)
        external
        onlyRole(Roles.REGISTRAR)
    {
        _requireSameLength(accounts.length, freeze.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _setAddressFrozen(accounts[i], freeze[i]);
        }
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount) external onlyRole(Roles.REGISTRAR) returns (bool) {
        _accounts[account] = _setFrozen(_accounts[account], account, amount);
        return true;
    }

    /// @inheritdoc IERC3643
    function freezePartialTokens(address account, uint256 amount) external onlyRole(Roles.REGISTRAR) {
        _freezeMore(account, amount);
    }

    /// @inheritdoc IERC3643
    function batchFreezePartialTokens(address[] calldata accounts, uint256[] calldata amounts)
        external
        onlyRole(Roles.REGISTRAR)
    {
        _requireSameLength(accounts.length, amounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _freezeMore(accounts[i], amounts[i]);
        }
    }

    /// @inheritdoc IERC3643
    function unfreezePartialTokens(address account, uint256 amount) external onlyRole(Roles.REGISTRAR) {
        _unfreezeSome(account, amount);
    }

    /// @inheritdoc IERC3643
    function batchUnfreezePartialTokens(address[] calldata accounts, uint256[] calldata amounts)
        external
        onlyRole(Roles.REGISTRAR)
    {
        _requireSameLength(accounts.length, amounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _unfreezeSome(accounts[i], amounts[i]);
        }
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view returns (uint256) {
        return _frozen[account];
    }

    /// @inheritdoc IERC3643
    function isFrozen(address account) external view returns (bool) {
        return _accounts[account].isFrozen();
    }

    /// @dev Lifts the freeze of what a seizure takes beyond the unfrozen. What is locked stays so: its owner owes it still.
    function _unfreezeSeized(Account account, address wallet, uint256 amount) internal returns (Account) {
        uint256 unfrozen = _unfrozen(account, wallet);
        if (amount <= unfrozen) return account;
        uint256 frozen = _frozen[wallet];
        if (frozen == 0) return account;
        return _setFrozen(account, wallet, Math.saturatingSub(frozen, amount - unfrozen));
    }

    /// @dev Moves what is held to the successor.
    function _moveHeld(address lost, address successor) internal {
        (uint256 frozen, uint256 locked) = (_frozen[lost], lockedTokens[lost]);
        if (frozen != 0) {
            _storeFrozen(lost, frozen, 0);
            _storeFrozen(successor, 0, frozen);
        }
        if (locked != 0) {
            _storeLocked(lost, 0);
            _storeLocked(successor, locked);
        }
    }

    function _setLocked(Account account, address wallet, uint256 amount) internal returns (Account) {
        _storeLocked(wallet, amount);
        return account.withFrozenTokens(_heldOf(wallet) != 0);
    }

    function _requireUnfrozen(Account account, address wallet, uint256 amount) internal view {
        if (!account.hasFrozenTokens()) return;
        uint256 unfrozen = _unfrozen(account, wallet);
        require(amount <= unfrozen, ERC7943InsufficientUnfrozenBalance(wallet, amount, unfrozen));
    }

    /// @dev Asked of who gives units up: what was locked for it counts, whatever else has a lock on what is left.
    function _requireGiven(Account account, address wallet, uint256 amount, uint256 unlocked) internal view {
        if (!account.hasFrozenTokens()) return;
        uint256 given = Math.min(unlocked, Math.saturatingSub(account.balance(), _frozen[wallet]));
        uint256 unfrozen = Math.max(given, _unfrozen(account, wallet));
        require(amount <= unfrozen, ERC7943InsufficientUnfrozenBalance(wallet, amount, unfrozen));
    }

    function _unfrozen(Account account, address wallet) internal view returns (uint256) {
        return Math.saturatingSub(account.balance(), account.hasFrozenTokens() ? _heldOf(wallet) : 0);
    }

    function _requireSameLength(uint256 first, uint256 second) internal pure {
        require(first == second, ListsDiffer(first, second));
    }

    function _setAddressFrozen(address account, bool freeze) private {
        _accounts[account] = _accounts[account].withFreeze(freeze);
        emit AddressFrozen(account, freeze, msg.sender);
    }

    function _freezeMore(address account, uint256 amount) private {
        Account holder = _accounts[account];
        uint256 unfrozen = _unfrozen(holder, account);
        require(amount <= unfrozen, FreezeBeyond(account, amount, unfrozen));
        _accounts[account] = _setFrozen(holder, account, _frozen[account] + amount);
    }

    function _unfreezeSome(address account, uint256 amount) private {
        uint256 frozen = _frozen[account];
        require(amount <= frozen, FreezeBeyond(account, amount, frozen));
        _accounts[account] = _setFrozen(_accounts[account], account, frozen - amount);
    }

    function _setFrozen(Account account, address wallet, uint256 amount) private returns (Account) {
        _storeFrozen(wallet, _frozen[wallet], amount);
        return account.withFrozenTokens(_heldOf(wallet) != 0);
    }

    /// @dev One number, told in the words of both standards.
    function _storeFrozen(address wallet, uint256 former, uint256 amount) private {
        _frozen[wallet] = amount;
        emit Frozen(wallet, amount);
        if (amount >= former) emit TokensFrozen(wallet, amount - former);
        else emit TokensUnfrozen(wallet, former - amount);
    }

    function _storeLocked(address wallet, uint256 amount) private {
        lockedTokens[wallet] = amount;
        emit Locked(wallet, amount);
    }

    /// @dev What of an account's balance does not move.
    function _heldOf(address wallet) private view returns (uint256) {
        return Math.saturatingAdd(_frozen[wallet], lockedTokens[wallet]);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

import {IRegulatedToken} from "../interfaces/IRegulatedToken.sol";

/// @title Allowances, by call and by signature (ERC-2612)
/// @notice An allowance is a permission among holders; the rules are asked when it is used, not when it is given.
abstract contract Allowances is IRegulatedToken, IERC20Permit, IERC20Errors, EIP712, Nonces {
    bytes32 private constant PERMIT_TYPE =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    mapping(address owner => mapping(address spender => uint256)) private _allowances;

    constructor(string memory domain) EIP712(domain, "1") {}

    /// @inheritdoc IERC20
    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    /// @inheritdoc IERC20Permit
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        require(block.timestamp <= deadline, ERC2612ExpiredSignature(deadline));
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPE, owner, spender, value, _useNonce(owner), deadline));
        address signer = ECDSA.recover(_hashTypedDataV4(structHash), v, r, s);
        require(signer == owner, ERC2612InvalidSigner(signer, owner));
        _approve(owner, spender, value);
    }

    /// @inheritdoc IERC20Permit
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(IERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @dev An allowance of 2^256 - 1 is not used up. What is left is told again, so that logs alone tell allowances.
    function _spendAllowance(address owner, address spender, uint256 amount) internal {
        uint256 allowed = _allowances[owner][spender];
        if (allowed == type(uint256).max) return;
        require(allowed >= amount, ERC20InsufficientAllowance(spender, allowed, amount));
        _approve(owner, spender, allowed - amount);
    }

    function _approve(address owner, address spender, uint256 amount) private {
        require(spender != address(0), ERC20InvalidSpender(spender));
        _allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }
}

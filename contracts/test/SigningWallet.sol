// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A wallet that is a contract and signs by its owner's key (ERC-1271)
contract SigningWallet is IERC1271 {
    address public immutable OWNER;

    bool private _hostile;

    constructor(address owner) {
        OWNER = owner;
    }

    /// @notice From now on it burns the gas of whoever asks.
    function turnHostile() external {
        _hostile = true;
    }

    /// @notice Lets the owner act through the wallet.
    function execute(address target, bytes calldata call_) external {
        require(msg.sender == OWNER);
        (bool done,) = target.call(call_);
        require(done);
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        while (_hostile) {
            keccak256(abi.encode(gasleft()));
        }
        (address signer, ECDSA.RecoverError error,) = ECDSA.tryRecover(digest, signature);
        bool valid = error == ECDSA.RecoverError.NoError && signer == OWNER;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Cash that misbehaves when a spender takes it
contract HostileCash is ERC20 {
    /// @notice What it does instead of moving what it was told.
    enum Vice {
        None,
        TakesFee,
        SaysNo,
        MovesNothing,
        MovesMore,
        CallsBack,
        BurnsGas,
        ShoutsBack,
        SaysNothing
    }

    Vice public vice;
    /// @notice What happened to the call back.
    bool public answered;
    bytes public answer;

    address private _target;
    bytes private _call;

    constructor() ERC20("Hostile", "HOST") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setVice(Vice vice_) external {
        vice = vice_;
    }

    /// @notice Calls back whoever takes, with these bytes; carries on whatever comes of it.
    function callBack(address target, bytes calldata call_) external {
        vice = Vice.CallsBack;
        _target = target;
        _call = call_;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (vice == Vice.SaysNo) return false;
        if (vice == Vice.MovesNothing) return true;
        if (vice == Vice.BurnsGas) _burnGas();
        if (vice == Vice.ShoutsBack) _shout();
        if (vice == Vice.CallsBack) (answered, answer) = _target.call(_call);
        if (vice == Vice.TakesFee) _burn(from, 1);
        bool done = super.transferFrom(from, to, vice == Vice.TakesFee ? amount - 1 : amount);
        if (vice == Vice.MovesMore) _mint(to, 1);
        if (vice == Vice.SaysNothing) {
            assembly {
                return(0, 0)
            }
        }
        return done;
    }

    function _burnGas() private view {
        for (uint256 i = 0; i < type(uint256).max; ++i) {
            keccak256(abi.encode(i, gasleft()));
        }
    }

    /// @dev Reverts with 100,000 bytes.
    function _shout() private pure {
        assembly {
            revert(0, 100000)
        }
    }
}

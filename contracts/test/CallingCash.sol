// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title Settlement cash that calls back while it moves, or keeps a fee
contract CallingCash is ERC20 {
    address private _target;
    bytes private _data;
    uint256 private _fee;

    constructor() ERC20("Calling cash", "CC") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice From now on every movement calls `target`, once within itself; the zero address for none.
    function callBack(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// @notice From now on every movement delivers that much less.
    function keep(uint256 fee) external {
        _fee = fee;
    }

    function decimals() public pure override returns (uint8) {
        return 2;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from == address(0) || to == address(0)) return;
        if (_fee != 0) super._update(to, address(0), _fee);
        address target = _target;
        if (target == address(0)) return;
        _target = address(0);
        Address.functionCall(target, _data);
        _target = target;
    }
}

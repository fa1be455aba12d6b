// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {ICashToken} from "./interfaces/ICashToken.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {Payout} from "./types/Payout.sol";

/// @title Settlement cash in one currency
contract CashToken is ICashToken, ERC20Permit, Guarded {
    uint8 private immutable _decimals;

    constructor(IAuthority authority, IOrders orders, string memory name_, string memory symbol_, uint8 decimals_)
        ERC20(name_, symbol_)
        ERC20Permit(name_)
        Guarded(authority, orders)
    {
        _decimals = decimals_;
    }

    /// @inheritdoc ICashToken
    function mint(address to, uint256 amount) external onlyRole(Roles.FISCAL_AGENT) {
        _mint(to, amount);
    }

    /// @inheritdoc ICashToken
    function burn(address from, uint256 amount) external onlyRole(Roles.FISCAL_AGENT) {
        _burn(from, amount);
    }

    /// @inheritdoc ICashToken
    function payBatch(Payout[] calldata payouts) external {
        for (uint256 i = 0; i < payouts.length; ++i) {
            Payout payout = payouts[i];
            uint256 amount = payout.amount();
            if (amount != 0) _transfer(msg.sender, payout.wallet(), amount);
        }
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IGuarded} from "../src/interfaces/IGuarded.sol";
import {IOrders} from "../src/interfaces/IOrders.sol";
import {IParticipants} from "../src/interfaces/IParticipants.sol";
import {IProgramme} from "../src/interfaces/IProgramme.sol";
import {IRegulatedToken} from "../src/interfaces/IRegulatedToken.sol";

/// @title A programme without a cap or roles, to take a token alone to its limits
contract OpenProgramme is IGuarded {
    IAuthority public immutable AUTHORITY;
    IOrders public immutable ORDERS;
    IParticipants public immutable PARTICIPANTS;

    constructor(IAuthority authority, IOrders orders, IParticipants participants) {
        AUTHORITY = authority;
        ORDERS = orders;
        PARTICIPANTS = participants;
    }

    function instrument(bytes32) external pure returns (IProgramme.Instrument memory none) {}

    function mint(IRegulatedToken token, address to, uint256 amount) external {
        token.mint(to, amount);
    }

    function mintBatch(IRegulatedToken token, address[] calldata to, uint256[] calldata amounts) external {
        token.mintBatch(to, amounts);
    }

    function burn(IRegulatedToken token, address from, uint256 amount) external {
        token.burn(from, amount);
    }

    function cancel(IRegulatedToken token, address from, uint256 amount) external {
        token.cancel(from, amount, 0);
    }
}

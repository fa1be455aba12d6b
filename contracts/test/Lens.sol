// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IParticipants} from "../src/interfaces/IParticipants.sol";
import {IProgramme} from "../src/interfaces/IProgramme.sol";
import {IRegulatedToken} from "../src/interfaces/IRegulatedToken.sol";
import {Holder} from "../src/types/Holder.sol";
import {Standing} from "../src/types/Standing.sol";

/// @title Everything a test compares after a step, in one call and in one row of words
contract Lens {
    /// @notice What to look at: every exchange and token, the wallets named, and of one token their accounts now and
    /// the balances of all holders at the record dates named.
    struct Sight {
        IParticipants participants;
        IProgramme programme;
        IRegulatedToken[] tokens;
        IRegulatedToken focus;
        address[] wallets;
        address[] holders;
        uint256[] periods;
    }

    function look(Sight calldata sight) external view returns (uint256[] memory row) {
        row = new uint256[](4096);
        uint256 end = _programme(sight, row, 0);
        end = _participants(sight, row, end);
        end = _tokens(sight, row, end);
        end = _accounts(sight, row, end);
        end = _past(sight, row, end);
        assembly {
            mstore(row, end)
        }
    }

    function _programme(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        row[end++] = sight.programme.capUsd();
        (uint256 total, uint256[] memory byPosition, bool fresh) = sight.programme.usedUsd();
        row[end++] = total;
        row[end++] = fresh ? 1 : 0;
        IProgramme.Position[] memory positions = sight.programme.positions();
        for (uint256 i = 0; i < positions.length; ++i) {
            row[end++] = positions[i].outstanding;
            row[end++] = positions[i].issued;
            row[end++] = byPosition[i];
        }
        return end;
    }

    function _participants(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        row[end++] = Standing.unwrap(sight.participants.currentStanding());
        uint256 count = sight.participants.exchangeCount();
        row[end++] = count;
        for (uint8 id = 1; id <= count; ++id) {
            IParticipants.Exchange memory exchange = sight.participants.exchangeOf(id);
            row[end++] = uint160(exchange.operator);
            row[end++] = exchange.milestones;
            row[end++] = uint256(exchange.status);
            row[end++] = exchange.customers;
            row[end++] = exchange.nocExpiry;
            row[end++] = sight.participants.isWhitelisted(id) ? 1 : 0;
        }
        for (uint256 i = 0; i < sight.wallets.length; ++i) {
            row[end++] = Holder.unwrap(sight.participants.holder(sight.wallets[i]));
            row[end++] = sight.participants.isVerified(sight.wallets[i]) ? 1 : 0;
        }
        return end;
    }

    function _tokens(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        for (uint256 i = 0; i < sight.tokens.length; ++i) {
            IRegulatedToken token = sight.tokens[i];
            row[end++] = token.totalSupply();
            row[end++] = token.paused() ? 1 : 0;
            row[end++] = token.transferLimit();
            row[end++] = token.closedPeriods();
        }
        return end;
    }

    function _accounts(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        for (uint256 i = 0; i < sight.wallets.length; ++i) {
            address wallet = sight.wallets[i];
            row[end++] = sight.focus.balanceOf(wallet);
            row[end++] = sight.focus.getFrozenTokens(wallet);
            row[end++] = sight.focus.isFrozen(wallet) ? 1 : 0;
        }
        return end;
    }

    function _past(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        for (uint256 p = 0; p < sight.periods.length; ++p) {
            row[end++] = sight.focus.totalSupplyAt(sight.periods[p]);
            for (uint256 i = 0; i < sight.holders.length; ++i) {
                row[end++] = sight.focus.balanceOfAt(sight.holders[i], sight.periods[p]);
            }
        }
        return end;
    }
}

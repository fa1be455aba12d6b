// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {PrimaryMarket} from "../src/PrimaryMarket.sol";
import {IPayingAgent} from "../src/interfaces/IPayingAgent.sol";
import {IPrimaryMarket} from "../src/interfaces/IPrimaryMarket.sol";
import {IProgramme} from "../src/interfaces/IProgramme.sol";
import {ISubscriptions} from "../src/interfaces/ISubscriptions.sol";

/// @title What a test of debt compares after a step, in one call and in one row of words
contract DebtLens {
    struct PaymentId {
        bytes32 id;
        uint256 number;
    }

    struct HoldingId {
        bytes32 unit;
        address wallet;
    }

    /// @notice What to look at besides the positions: payments, holdings, auctions and offers.
    struct Sight {
        IProgramme programme;
        IPayingAgent agent;
        PrimaryMarket market;
        PaymentId[] payments;
        HoldingId[] holdings;
        uint256[] auctions;
        uint256[] offers;
    }

    function look(Sight calldata sight) external view returns (uint256[] memory row) {
        row = new uint256[](2048);
        uint256 end = _positions(sight, row, 0);
        end = _payments(sight, row, end);
        end = _auctions(sight, row, end);
        end = _offers(sight, row, end);
        assembly {
            mstore(row, end)
        }
    }

    function _positions(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        IProgramme.Position[] memory positions = sight.programme.positions();
        for (uint256 i = 0; i < positions.length; ++i) {
            row[end++] = positions[i].outstanding;
            row[end++] = positions[i].issued;
            row[end++] = positions[i].reserved;
        }
        return end;
    }

    function _payments(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        for (uint256 i = 0; i < sight.payments.length; ++i) {
            IPayingAgent.Payment memory payment = sight.agent.payments(sight.payments[i].id, sight.payments[i].number);
            row[end++] = uint256(payment.phase);
            row[end++] = payment.due;
            row[end++] = payment.gross;
            row[end++] = payment.units;
        }
        for (uint256 i = 0; i < sight.holdings.length; ++i) {
            row[end++] = sight.agent.holdings(sight.holdings[i].unit, sight.holdings[i].wallet).amount;
            row[end++] = sight.agent.prescribed(sight.holdings[i].unit, sight.holdings[i].wallet);
        }
        return end;
    }

    /// @dev What was allotted under an earlier cut-off counts for nothing, and is written over when the bid is examined.
    function _auctions(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        row[end++] = sight.market.auctions();
        for (uint256 i = 0; i < sight.auctions.length; ++i) {
            IPrimaryMarket.Auction memory auction = sight.market.auctionOf(sight.auctions[i]);
            row[end++] = uint256(auction.phase);
            row[end++] = auction.cutOff;
            row[end++] = auction.examined;
            row[end++] = auction.allotted;
            row[end++] = auction.bids;
            for (uint256 j = 0; j < auction.bids; ++j) {
                IPrimaryMarket.Bid memory bid = sight.market.bidOf(sight.auctions[i], j);
                row[end++] = uint256(bid.state);
                row[end++] = j < auction.examined ? bid.allotted : 0;
            }
        }
        return end;
    }

    function _offers(Sight calldata sight, uint256[] memory row, uint256 end) private view returns (uint256) {
        row[end++] = sight.market.offers();
        for (uint256 i = 0; i < sight.offers.length; ++i) {
            ISubscriptions.Sale memory sale = sight.market.offerOf(sight.offers[i]);
            row[end++] = uint256(sale.phase);
            row[end++] = sale.sold;
            row[end++] = sale.subscriptions;
            for (uint256 j = 0; j < sale.subscriptions; ++j) {
                row[end++] = sight.market.subscriptionOf(sight.offers[i], j).concluded ? 1 : 0;
            }
        }
        return end;
    }
}

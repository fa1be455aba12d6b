// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {ICommodityReserve} from "./interfaces/ICommodityReserve.sol";
import {IGuarded} from "./interfaces/IGuarded.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRedemptions} from "./interfaces/IRedemptions.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";
import {IReserveAttestor} from "./interfaces/IReserveAttestor.sol";

/// @title Redemption of commodity reserves in kind
contract Redemptions is IRedemptions, Guarded {
    bytes32 private constant COMMODITY = "COMMODITY";

    /// @inheritdoc IRedemptions
    IProgramme public immutable PROGRAMME;

    /// @inheritdoc IRedemptions
    uint256 public requests;
    mapping(bytes32 id => Terms) private _terms;
    mapping(uint256 number => Request) private _requests;

    constructor(IProgramme programme)
        Guarded(IGuarded(address(programme)).AUTHORITY(), IGuarded(address(programme)).ORDERS())
    {
        PROGRAMME = programme;
    }

    /// @inheritdoc IRedemptions
    function setTerms(bytes32 id, Terms calldata terms) external onlyRole(Roles.MINISTRY) {
        _requireAttested(id);
        _terms[id] = terms;
        emit RedemptionTermsSet(id, terms.minimum, terms.period, terms.firstCome);
    }

    /// @inheritdoc IRedemptions
    function request(bytes32 id, uint128 amount) external returns (uint256 number) {
        Terms memory terms = _terms[id];
        require(terms.minimum != 0, NotRedeemable(id));
        require(amount >= terms.minimum, BelowMinimumLot(id, amount, terms.minimum));
        uint40 deadline = uint40(block.timestamp + terms.period);
        number = ++requests;
        _requests[number] = Request(id, msg.sender, deadline, Phase.Open, amount);
        emit RedemptionRequested(number, id, msg.sender, amount, deadline);
        _reserveOf(id).lock(msg.sender, amount);
    }

    /// @inheritdoc IRedemptions
    function deliver(uint256 number, IReserveAttestor.Lot[] calldata lots) external onlyRole(Roles.CUSTODIAN) {
        Request storage asked = _requireOpen(number);
        require(block.timestamp < asked.deadline, RequestLapsed(number, asked.deadline, block.timestamp));
        (uint256 weight, bytes32[] memory names) = _weigh(lots);
        require(weight != 0, NothingDelivered(number));
        ICommodityReserve reserve = _reserveOf(asked.id);
        IReserveAttestor attestor = IReserveAttestor(address(reserve.STOCK()));
        uint256 stock = attestor.stock();
        require(weight <= stock, DeliveryBeyondStock(number, weight, stock));
        uint256 burned = _costRoundedUp(asked.id, weight, stock);
        require(burned <= asked.amount, DeliveryBeyondRequest(number, burned, asked.amount));
        address wallet = _walletOf(number, asked);
        asked.phase = Phase.Delivered;
        emit RedemptionDelivered(number, wallet, weight, burned, names);
        attestor.release(lots);
        reserve.unlock(wallet, asked.amount);
        PROGRAMME.redeemAgainstStock(asked.id, wallet, burned);
    }

    /// @inheritdoc IRedemptions
    function end(uint256 number) external {
        Request storage asked = _requireOpen(number);
        address wallet = _walletOf(number, asked);
        require(
            msg.sender == wallet || block.timestamp >= asked.deadline,
            RequestStands(number, asked.deadline, block.timestamp)
        );
        asked.phase = Phase.Ended;
        emit RedemptionEnded(number, wallet);
        _reserveOf(asked.id).unlock(wallet, asked.amount);
    }

    /// @inheritdoc IRedemptions
    function requested(uint256 number) external view returns (Request memory) {
        return _requests[number];
    }

    /// @inheritdoc IRedemptions
    function termsOf(bytes32 id) external view returns (Terms memory) {
        return _terms[id];
    }

    /// @dev Units that lots of this weight cost.
    function _costRoundedUp(bytes32 id, uint256 weight, uint256 stock) private view returns (uint256) {
        uint256 supply = PROGRAMME.tokenOf(id).totalSupply();
        if (stock >= supply || _terms[id].firstCome) return weight;
        return Math.mulDiv(weight, supply, stock, Math.Rounding.Ceil);
    }

    function _weigh(IReserveAttestor.Lot[] calldata lots)
        private
        pure
        returns (uint256 weight, bytes32[] memory names)
    {
        names = new bytes32[](lots.length);
        for (uint256 i = 0; i < lots.length; ++i) {
            weight += lots[i].quantity;
            names[i] = lots[i].name;
        }
    }

    function _requireOpen(uint256 number) private view returns (Request storage asked) {
        asked = _requests[number];
        require(asked.phase != Phase.None, RequestUnknown(number));
        require(asked.phase == Phase.Open, RequestOver(number, asked.phase));
    }

    /// @dev Where the locked units are: with the holder, or with the wallet that its position was recovered to.
    function _walletOf(uint256 number, Request storage asked) private view returns (address) {
        address successor = PROGRAMME.PARTICIPANTS().successorOf(asked.holder);
        if (successor == address(0)) return asked.holder;
        IRegulatedToken token = PROGRAMME.tokenOf(asked.id);
        for (address wallet = successor; wallet != asked.holder;) {
            wallet = token.predecessorOf(wallet);
            require(wallet != address(0), PositionNotRecovered(number, asked.holder, successor));
        }
        return successor;
    }

    /// @dev Lots are proved against the reserve's own attestor, not against another proof of reserve, and weighed in the
    /// units of the token.
    function _requireAttested(bytes32 id) private view {
        IRegulatedToken token = PROGRAMME.tokenOf(id);
        require(address(token) != address(0), IProgramme.InstrumentUnknown(id));
        require(token.assetClass() == COMMODITY, NotRedeemable(id));
        IReserveAttestor attestor = IReserveAttestor(address(_reserveOf(id).STOCK()));
        try attestor.COMMODITY() returns (bytes32 commodity) {
            require(commodity == id && attestor.decimals() == token.decimals(), NotRedeemable(id));
        } catch {
            revert NotRedeemable(id);
        }
    }

    function _reserveOf(bytes32 id) private view returns (ICommodityReserve) {
        return ICommodityReserve(address(PROGRAMME.tokenOf(id)));
    }
}

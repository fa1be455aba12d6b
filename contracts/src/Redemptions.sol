// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {CashDesk} from "./cash/CashDesk.sol";
import {ICommodityReserve} from "./interfaces/ICommodityReserve.sol";
import {IGuarded} from "./interfaces/IGuarded.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRedemptions} from "./interfaces/IRedemptions.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";
import {IReserveAttestor} from "./interfaces/IReserveAttestor.sol";

/// @title Redemption of commodity reserves in kind, or in cash
contract Redemptions is IRedemptions, CashDesk, Guarded {
    bytes32 private constant COMMODITY = "COMMODITY";
    uint256 private constant BPS = 10_000;

    /// @inheritdoc IRedemptions
    IProgramme public immutable PROGRAMME;
    /// @inheritdoc IRedemptions
    address public immutable GOVERNMENT;

    /// @inheritdoc IRedemptions
    uint256 public requests;
    /// @inheritdoc IRedemptions
    mapping(bytes32 unit => mapping(bytes32 lot => bool)) public isDelivered;
    mapping(bytes32 id => Terms) private _terms;
    mapping(uint256 number => Request) private _requests;

    constructor(IProgramme programme, Cash[] memory accepted, address government)
        CashDesk(accepted)
        Guarded(IGuarded(address(programme)).AUTHORITY(), IGuarded(address(programme)).ORDERS())
    {
        PROGRAMME = programme;
        GOVERNMENT = government;
    }

    /// @inheritdoc IRedemptions
    function setTerms(bytes32 id, Terms calldata terms) external onlyRole(Roles.MINISTRY) {
        _requireAttested(id);
        if (terms.currency != 0) _requireCash(terms.currency);
        require(terms.feeBps < BPS, FeeTooLarge(terms.feeBps));
        _terms[id] = terms;
        emit RedemptionTermsSet(id, terms.minimum, terms.period, terms.firstCome, terms.feeBps, terms.currency);
    }

    /// @inheritdoc IRedemptions
    function request(bytes32 id, uint128 amount) external returns (uint256 number) {
        Terms memory terms = _terms[id];
        require(terms.minimum != 0, NotRedeemable(id));
        require(amount >= terms.minimum, BelowMinimumLot(id, amount, terms.minimum));
        return _ask(id, amount, terms.period, 0, 0);
    }

    /// @inheritdoc IRedemptions
    function requestCash(bytes32 id, uint128 amount) external returns (uint256 number) {
        Terms memory terms = _terms[id];
        require(terms.currency != 0, NotPaidInCash(id));
        require(amount != 0, NothingAsked(id));
        return _ask(id, amount, terms.period, terms.feeBps, terms.currency);
    }

    /// @inheritdoc IRedemptions
    function deliver(uint256 number, IReserveAttestor.Lot[] calldata lots) external onlyRole(Roles.CUSTODIAN) {
        Request storage asked = _requireOpen(number);
        require(asked.currency == 0, RequestForCash(number));
        _requireTimely(number, asked);
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
        _retire(reserve.UNIT(), names);
        emit RedemptionDelivered(number, wallet, weight, burned, names);
        attestor.release(lots);
        reserve.unlock(wallet, asked.amount);
        PROGRAMME.redeemRequested(asked.id, wallet, burned, asked.amount);
    }

    /// @inheritdoc IRedemptions
    function pay(uint256 number) external onlyRole(Roles.FISCAL_AGENT) {
        Request storage asked = _requireOpen(number);
        require(asked.currency != 0, RequestForLots(number));
        _requireTimely(number, asked);
        IERC20 token = _requireCash(asked.currency);
        uint256 cash = _cashRoundedDown(asked, token);
        require(cash != 0, NothingDelivered(number));
        uint256 funds = Math.min(token.balanceOf(GOVERNMENT), token.allowance(GOVERNMENT, address(this)));
        require(cash <= funds, PaymentNotCovered(number, token, cash, funds));
        address wallet = _walletOf(number, asked);
        asked.phase = Phase.Paid;
        emit RedemptionPaid(number, wallet, asked.currency, cash);
        _reserveOf(asked.id).unlock(wallet, asked.amount);
        PROGRAMME.redeemRequested(asked.id, wallet, asked.amount, asked.amount);
        _take(token, GOVERNMENT, wallet, cash);
    }

    /// @inheritdoc IRedemptions
    function end(uint256 number) external {
        Request storage asked = _requireOpen(number);
        require(
            block.timestamp >= asked.deadline || msg.sender == _walletOf(number, asked),
            RequestStands(number, asked.deadline, block.timestamp)
        );
        asked.phase = Phase.Ended;
        emit RedemptionEnded(number);
        _reserveOf(asked.id).unlock(asked.holder, asked.amount);
    }

    /// @inheritdoc IRedemptions
    function requested(uint256 number) external view returns (Request memory) {
        return _requests[number];
    }

    /// @inheritdoc IRedemptions
    function termsOf(bytes32 id) external view returns (Terms memory) {
        return _terms[id];
    }

    function _ask(bytes32 id, uint128 amount, uint32 period, uint16 feeBps, bytes32 currency)
        private
        returns (uint256 number)
    {
        uint40 deadline = uint40(block.timestamp + period);
        number = ++requests;
        _requests[number] = Request(id, msg.sender, deadline, Phase.Open, feeBps, amount, currency);
        emit RedemptionRequested(number, id, msg.sender, amount, deadline, feeBps, currency);
        _reserveOf(id).lock(msg.sender, amount);
    }

    /// @dev Its own attestor knows what was delivered from one reserve; this, from any that counts in the unit.
    function _retire(bytes32 unit, bytes32[] memory names) private {
        for (uint256 i = 0; i < names.length; ++i) {
            require(!isDelivered[unit][names[i]], IReserveAttestor.LotGone(names[i]));
            isDelivered[unit][names[i]] = true;
        }
    }

    /// @dev Units times USD per unit over USD per unit of the currency, less the fee, in minor units.
    function _cashRoundedDown(Request storage asked, IERC20 token) private view returns (uint256) {
        IRegulatedToken reserve = PROGRAMME.tokenOf(asked.id);
        (uint256 price, uint256 priceDecimals) = PROGRAMME.priceOf(reserve.UNIT());
        (uint256 cashPrice, uint256 cashPriceDecimals) = PROGRAMME.priceOf(asked.currency);
        uint256 cashDecimals = IERC20Metadata(address(token)).decimals();
        return Math.mulDiv(
            asked.amount * price,
            10 ** (cashDecimals + cashPriceDecimals) * (BPS - asked.feeBps),
            cashPrice * 10 ** (reserve.decimals() + priceDecimals) * BPS
        );
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

    function _requireTimely(uint256 number, Request storage asked) private view {
        require(block.timestamp < asked.deadline, RequestLapsed(number, asked.deadline, block.timestamp));
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

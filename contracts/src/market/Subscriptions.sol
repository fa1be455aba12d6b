// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Roles} from "../access/Roles.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IRegulatedToken} from "../interfaces/IRegulatedToken.sol";
import {ISubscriptions} from "../interfaces/ISubscriptions.sol";
import {IssueDesk} from "./IssueDesk.sol";

/// @title Sale of instruments at a fixed price
abstract contract Subscriptions is ISubscriptions, IssueDesk {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @inheritdoc ISubscriptions
    uint256 public offers;
    mapping(uint256 number => Sale) private _sales;
    mapping(uint256 number => mapping(uint256 subscription => Subscription)) private _subscriptions;

    /// @inheritdoc ISubscriptions
    function announceOffer(Offer calldata offer) external onlyRole(Roles.FISCAL_AGENT) returns (uint256 number) {
        uint256 denomination = _requireSaleable(offer.id).DENOMINATION();
        require(
            block.timestamp < offer.deadline && offer.deadline < offer.settlementTime
                && offer.settlementTime < offer.settlementDeadline,
            OfferTimesRefused(offer.deadline, offer.settlementTime, offer.settlementDeadline, block.timestamp)
        );
        _requireTarget(offer.minimum, offer.maximum, denomination);
        _requireFraction(offer.accrued, offer.accruedDivisor);
        _requirePrice(offer.price, offer.accrued, offer.accruedDivisor);
        number = ++offers;
        _sales[number].offer = offer;
        _sales[number].phase = OfferPhase.Open;
        emit OfferAnnounced(number, offer);
    }

    /// @inheritdoc ISubscriptions
    function subscribe(uint256 number, uint128 face) external nonReentrant returns (uint256 subscription) {
        Sale storage sale = _requireSale(number);
        uint256 deadline = sale.offer.deadline;
        require(block.timestamp < deadline, OfferClosed(number, deadline, block.timestamp));
        require(face != 0, NothingSubscribed(number));
        IRegulatedToken token = _requireToken(sale.offer.id);
        _requireMultiple(face, token.DENOMINATION());
        uint256 sold = uint256(sale.sold) + face;
        require(sold <= sale.offer.maximum, OfferFull(number, sold, sale.offer.maximum));
        require(token.canReceive(msg.sender), SubscriberRefused(msg.sender));
        uint128 paid = _costOf(sale.offer, face).toUint128();
        sale.sold = uint128(sold);
        subscription = sale.subscriptions++;
        _subscriptions[number][subscription] = Subscription(msg.sender, false, false, face, paid);
        emit Subscribed(number, subscription, msg.sender, face, paid);
        _take(_cashFor(sale.offer.id), msg.sender, address(this), paid);
    }

    /// @inheritdoc ISubscriptions
    function closeOffer(uint256 number) external {
        Sale storage sale = _requireSale(number);
        uint256 deadline = sale.offer.deadline;
        require(block.timestamp >= deadline, OfferStillOpen(number, deadline, block.timestamp));
        require(sale.phase == OfferPhase.Open, OfferDecided(number));
        if (sale.sold < sale.offer.minimum || block.timestamp >= sale.offer.settlementTime) {
            sale.phase = OfferPhase.Failed;
            emit OfferFailed(number, sale.sold);
            return;
        }
        sale.phase = OfferPhase.Sold;
        emit OfferSold(number, sale.sold);
        PROGRAMME.reserve(sale.offer.id, sale.sold);
    }

    /// @inheritdoc ISubscriptions
    function settleOffer(uint256 number, uint256[] calldata subscriptions) external nonReentrant {
        Sale storage sale = _requireSale(number);
        require(sale.phase != OfferPhase.Open, OfferUndecided(number));
        uint256 opens = sale.offer.settlementTime;
        require(
            sale.phase == OfferPhase.Failed || block.timestamp >= opens, OfferNotDue(number, opens, block.timestamp)
        );
        uint256 passed = _recordTimePassed(sale.offer.id, opens);
        for (uint256 i = 0; i < subscriptions.length; ++i) {
            uint256 subscription = subscriptions[i];
            require(subscription < sale.subscriptions, SubscriptionUnknown(number, subscription));
            Subscription storage settled = _subscriptions[number][subscription];
            if (settled.concluded) continue;
            if (sale.phase == OfferPhase.Failed) _refund(sale, number, subscription, settled);
            else _settle(sale, number, subscription, settled, passed);
        }
    }

    /// @inheritdoc ISubscriptions
    function deliverSubscription(uint256 number, uint256 subscription, uint256 passed) external {
        require(msg.sender == address(this), OnlyItself(msg.sender));
        require(passed == 0, RecordDatePassed(passed));
        Offer storage offer = _sales[number].offer;
        Subscription storage settled = _subscriptions[number][subscription];
        address holder = _standingFor(settled.holder);
        uint256 cost = _costOf(offer, settled.face);
        IERC20 cash = _cashFor(offer.id);
        settled.concluded = true;
        emit SubscriptionSettled(number, subscription, cost);
        PROGRAMME.issueReserved(offer.id, holder, settled.face);
        cash.safeTransfer(GOVERNMENT, cost);
        if (settled.paid > cost) cash.safeTransfer(holder, settled.paid - cost);
    }

    /// @inheritdoc ISubscriptions
    function offerOf(uint256 number) external view returns (Sale memory) {
        return _sales[number];
    }

    /// @inheritdoc ISubscriptions
    function subscriptionOf(uint256 number, uint256 subscription) external view returns (Subscription memory) {
        return _subscriptions[number][subscription];
    }

    /// @dev A failure without a reason is want of gas, for which the caller answers and not the holder.
    function _settle(
        Sale storage sale,
        uint256 number,
        uint256 subscription,
        Subscription storage settled,
        uint256 passed
    ) private {
        if (block.timestamp < sale.offer.settlementDeadline && !settled.lapsed) {
            try this.deliverSubscription(number, subscription, passed) {
                return;
            } catch (bytes memory reason) {
                require(bytes4(reason) != 0, SettlementUnexplained(number, subscription));
                emit SubscriptionFailed(number, subscription, bytes4(reason));
                if (bytes4(reason) != RecordDatePassed.selector) return;
            }
        }
        if (!settled.lapsed) {
            settled.lapsed = true;
            emit SubscriptionLapsed(number, subscription);
            PROGRAMME.release(sale.offer.id, settled.face);
        }
        _refund(sale, number, subscription, settled);
    }

    /// @dev Refunds the holder unless they are blocked.
    function _refund(Sale storage sale, uint256 number, uint256 subscription, Subscription storage settled) private {
        address holder = _standingFor(settled.holder);
        if (PROGRAMME.PARTICIPANTS().holder(holder).isBlocked()) {
            emit SubscriptionFailed(number, subscription, IParticipants.HolderBlocked.selector);
            return;
        }
        settled.concluded = true;
        emit SubscriptionRefunded(number, subscription);
        _cashFor(sale.offer.id).safeTransfer(holder, settled.paid);
    }

    function _costOf(Offer storage offer, uint256 face) private view returns (uint256) {
        return _costRoundedUp(offer.id, face, offer.price, offer.accrued, offer.accruedDivisor);
    }

    function _requireSale(uint256 number) private view returns (Sale storage sale) {
        sale = _sales[number];
        require(sale.phase != OfferPhase.Unknown, OfferUnknown(number));
    }
}

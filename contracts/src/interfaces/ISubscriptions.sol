// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IIssueDesk} from "./IIssueDesk.sol";

/// @title Sale of instruments at a fixed price
/// @notice Eligible holders subscribe and pay in until the deadline, first come first served up to the maximum. Where
/// less than the minimum was subscribed, or the offer was not closed by the settlement time, it has failed and everybody
/// is refunded. What a blocked holder would be paid waits until they are unblocked.
interface ISubscriptions is IIssueDesk {
    /// @notice What an offer is announced with.
    /// @param id ISIN or commodity code.
    /// @param minimum Face below which the offer fails.
    /// @param maximum Face at which it is full.
    /// @param price Price per 100 of face.
    /// @param accrued Accrued interest per 100 of face at settlement times `accruedDivisor`.
    /// @param accruedDivisor Not zero.
    /// @param deadline Subscriptions are taken before it, and the offer is closed from then on.
    /// @param settlementTime The offer is closed before it, and subscriptions are settled from then on.
    /// @param settlementDeadline From then on a subscription that is not settled is refunded.
    struct Offer {
        bytes32 id;
        uint128 minimum;
        uint128 maximum;
        uint64 price;
        int128 accrued;
        uint128 accruedDivisor;
        uint40 deadline;
        uint40 settlementTime;
        uint40 settlementDeadline;
    }

    /// @notice How far an offer has come.
    enum OfferPhase {
        Unknown,
        Open,
        Sold,
        Failed
    }

    /// @notice An offer and what was subscribed.
    struct Sale {
        Offer offer;
        OfferPhase phase;
        uint32 subscriptions;
        uint128 sold;
    }

    /// @notice A subscription; concluded once it is settled or refunded.
    /// @param lapsed Whether its headroom was released and it is only refunded.
    struct Subscription {
        address holder;
        bool concluded;
        bool lapsed;
        uint128 face;
        uint128 paid;
    }

    event OfferAnnounced(uint256 indexed offer, Offer terms);
    event Subscribed(
        uint256 indexed offer, uint256 indexed subscription, address indexed holder, uint128 face, uint256 paid
    );
    event OfferSold(uint256 indexed offer, uint128 sold);
    event OfferFailed(uint256 indexed offer, uint128 sold);
    /// @dev What was paid in beyond the cost is returned: the pool factor has fallen since.
    event SubscriptionSettled(uint256 indexed offer, uint256 indexed subscription, uint256 cost);
    event SubscriptionLapsed(uint256 indexed offer, uint256 indexed subscription);
    event SubscriptionRefunded(uint256 indexed offer, uint256 indexed subscription);
    /// @param reason Selector of the refusal.
    event SubscriptionFailed(uint256 indexed offer, uint256 indexed subscription, bytes4 reason);

    /// @notice There is no offer of this number.
    error OfferUnknown(uint256 offer);
    /// @notice An offer's times lie ahead and follow each other.
    error OfferTimesRefused(uint256 deadline, uint256 settlementTime, uint256 settlementDeadline, uint256 time);
    /// @notice Subscriptions are no longer taken.
    error OfferClosed(uint256 offer, uint256 deadline, uint256 time);
    /// @notice Subscriptions are for something.
    error NothingSubscribed(uint256 offer);
    /// @notice More would be subscribed than is offered.
    error OfferFull(uint256 offer, uint256 subscribed, uint256 maximum);
    /// @notice The account could not be issued the instrument now.
    error SubscriberRefused(address account);
    /// @notice Subscriptions are still taken.
    error OfferStillOpen(uint256 offer, uint256 deadline, uint256 time);
    /// @notice The offer is sold or has failed.
    error OfferDecided(uint256 offer);
    /// @notice The offer is neither sold nor failed.
    error OfferUndecided(uint256 offer);
    /// @notice The offer has no subscription of this number.
    error SubscriptionUnknown(uint256 offer, uint256 subscription);
    /// @notice Subscriptions are settled from the settlement time on.
    error OfferNotDue(uint256 offer, uint256 settlementTime, uint256 time);

    /// @notice Announces an offer. Fiscal agent.
    /// @return number Its number, from 1.
    function announceOffer(Offer calldata offer) external returns (uint256 number);

    /// @notice Subscribes and pays. A holder who could be issued the instrument now.
    /// @return subscription Its number in the offer, from 0.
    function subscribe(uint256 number, uint128 face) external returns (uint256 subscription);

    /// @notice Closes an offer: sold with its headroom reserved, or failed; anyone may.
    function closeOffer(uint256 number) external;

    /// @notice Settles subscriptions, each alone; anyone may. Of a failed offer they are refunded. One that cannot be
    /// settled is reported, and tried again by a later call. From the settlement deadline on, or once the record date that
    /// follows the settlement time has passed, it lapses: its headroom is released, and it is refunded, though the
    /// instrument be paused; only what is a blocked holder's waits. Those that are concluded are passed over.
    function settleOffer(uint256 number, uint256[] calldata subscriptions) external;

    /// @notice Delivers one subscription against what was paid in. The contract itself.
    /// @param passed The record time that has passed since settlement was due; zero for none.
    function deliverSubscription(uint256 number, uint256 subscription, uint256 passed) external;

    /// @notice How many offers were announced.
    function offers() external view returns (uint256);

    /// @notice An offer; all zero when there is none.
    function offerOf(uint256 number) external view returns (Sale memory);

    /// @notice A subscription; all zero when there is none.
    function subscriptionOf(uint256 number, uint256 subscription) external view returns (Subscription memory);
}

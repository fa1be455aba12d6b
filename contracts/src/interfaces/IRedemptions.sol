// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IProgramme} from "./IProgramme.sol";
import {IReserveAttestor} from "./IReserveAttestor.sol";

/// @title Redemption of a commodity reserve in kind, or in cash
/// @notice A holder asks for lots and the units are locked. The custodian confirms the delivery of named lots, each
/// proved against the attested list, expired or not: their fine weight is burned, the rest unlocks, and the lots leave
/// the stock at once. Or the request ends, and all of it unlocks.
///
/// Or a holder asks for cash, in the currency and less the fee of that day's terms. The fiscal agent has the government
/// account pay what all the units come to at the prices posted for reserve and currency, which must be fit for an issue;
/// units burn and cash moves in one transaction. No lot leaves the vaults.
///
/// While less stands in the vaults than is outstanding, a lot costs more units than it weighs: weight times supply over
/// stock, rounded up, so that whoever comes first takes nothing from those who stay. The terms may let first come be
/// first served.
interface IRedemptions {
    /// @notice What holds for a reserve.
    /// @param minimum Fewest units that are redeemed in kind; zero where none are.
    /// @param period Seconds for which a request stands.
    /// @param firstCome Whether a lot costs what it weighs in a shortfall too.
    /// @param feeBps What is kept of the cash, in hundredths of a percent.
    /// @param currency In what cash is paid; zero where none is.
    struct Terms {
        uint128 minimum;
        uint32 period;
        bool firstCome;
        uint16 feeBps;
        bytes32 currency;
    }

    /// @notice How a request stands.
    enum Phase {
        None,
        Open,
        Delivered,
        Ended,
        Paid
    }

    /// @notice A request for lots, or for cash where it has a currency.
    struct Request {
        bytes32 id;
        address holder;
        uint40 deadline;
        Phase phase;
        uint16 feeBps;
        uint128 amount;
        bytes32 currency;
    }

    event RedemptionTermsSet(
        bytes32 indexed id, uint128 minimum, uint32 period, bool firstCome, uint16 feeBps, bytes32 currency
    );
    event RedemptionRequested(
        uint256 indexed number,
        bytes32 indexed id,
        address indexed holder,
        uint128 amount,
        uint40 deadline,
        uint16 feeBps,
        bytes32 currency
    );
    /// @notice Lots of so much weight were delivered and so many units burned.
    event RedemptionDelivered(uint256 indexed number, address wallet, uint256 weight, uint256 burned, bytes32[] lots);
    /// @notice So much cash was paid, and all the units asked for burned.
    event RedemptionPaid(uint256 indexed number, address wallet, bytes32 currency, uint256 cash);
    event RedemptionEnded(uint256 indexed number);

    /// @notice The instrument is not redeemed in kind: no terms are set, or its stock is not attested lot by lot.
    error NotRedeemable(bytes32 id);
    /// @notice The terms of the instrument have no cash.
    error NotPaidInCash(bytes32 id);
    /// @notice The fee leaves something to pay.
    error FeeTooLarge(uint256 feeBps);
    /// @notice A request is for the smallest lot at least.
    error BelowMinimumLot(bytes32 id, uint256 amount, uint256 minimum);
    /// @notice A request is for something.
    error NothingAsked(bytes32 id);
    /// @notice There is no such request.
    error RequestUnknown(uint256 number);
    /// @notice The request is for cash, and no lots are delivered on it.
    error RequestForCash(uint256 number);
    /// @notice The request is for lots, and no cash is paid on it.
    error RequestForLots(uint256 number);
    /// @notice The request was delivered or paid, or has ended.
    error RequestOver(uint256 number, Phase phase);
    /// @notice The request has lapsed.
    error RequestLapsed(uint256 number, uint256 deadline, uint256 time);
    /// @notice Before it lapses, only the holder ends a request.
    error RequestStands(uint256 number, uint256 deadline, uint256 time);
    /// @notice The holder's wallet is replaced, and the position is not recovered yet.
    error PositionNotRecovered(uint256 number, address wallet, address successor);
    /// @notice A delivery is of something, and so is a payment.
    error NothingDelivered(uint256 number);
    /// @notice The government account has not set so much cash aside.
    error PaymentNotCovered(uint256 number, IERC20 token, uint256 cash, uint256 funds);
    /// @notice More is delivered than stands in the vaults.
    error DeliveryBeyondStock(uint256 number, uint256 weight, uint256 stock);
    /// @notice The lots cost more units than were asked for.
    error DeliveryBeyondRequest(uint256 number, uint256 burned, uint256 amount);

    /// @notice Sets the terms of a reserve whose stock this programme's attestor answers for. Ministry. A request keeps
    /// the currency and the fee under which it was made.
    function setTerms(bytes32 id, Terms calldata terms) external;

    /// @notice Asks for lots of so many units, which are locked. The holder.
    function request(bytes32 id, uint128 amount) external returns (uint256 number);

    /// @notice Asks for the cash of so many units, which are locked. The holder.
    function requestCash(bytes32 id, uint128 amount) external returns (uint256 number);

    /// @notice Confirms that lots were delivered, none of which was before, from whatever reserve. Custodian.
    function deliver(uint256 number, IReserveAttestor.Lot[] calldata lots) external;

    /// @notice Has the government account pay, rounded down to the minor unit, and burns the units. Fiscal agent.
    function pay(uint256 number) external;

    /// @notice Ends a request and unlocks its units, wherever the position was recovered to: the holder, and anyone once
    /// it has lapsed.
    function end(uint256 number) external;

    /// @notice How many requests were made.
    function requests() external view returns (uint256);

    /// @notice A request, by number from 1.
    function requested(uint256 number) external view returns (Request memory);

    /// @notice Whether a lot was delivered from any reserve that counts in a unit.
    function isDelivered(bytes32 unit, bytes32 lot) external view returns (bool);

    /// @notice The terms of a reserve.
    function termsOf(bytes32 id) external view returns (Terms memory);

    /// @notice The programme whose reserves are redeemed.
    function PROGRAMME() external view returns (IProgramme);

    /// @notice The account that pays.
    function GOVERNMENT() external view returns (address);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Discharge, Outcome} from "../types/Discharge.sol";
import {Payout} from "../types/Payout.sol";
import {IProgramme} from "./IProgramme.sol";

/// @title Debt service
/// @notice A payment is announced for an instrument with the ratio that each base unit earns, funded in cash, and paid
/// to the holders at its record date, in batches that anyone may push. What cannot be delivered is held in the holder's
/// name. A redemption pays whoever holds when it is paid, and burns what it has paid for. A payment of record may repay
/// part of the principal: units stay, and the first batch paid lowers the instrument's pool factor. Payments of one
/// instrument are funded in their order, those that were withdrawn passed over, and discharged in their order to each holder, oldest first.
interface IPayingAgent {
    /// @notice What a payment is.
    enum Kind {
        Coupon,
        Redemption
    }

    /// @notice How far a payment has come. A default is cured by funding.
    enum Phase {
        Announced,
        Defaulted,
        Funded,
        Closed,
        Withdrawn
    }

    /// @notice A payment as announced.
    /// @param kind Coupon, or redemption.
    /// @param period The record period whose holders are paid; a redemption has none and says zero.
    /// @param payTime From when it is paid, which decides the tax rates.
    /// @param graceEnd From when a payment without funds may be declared in default.
    /// @param principal What it repays of each unit's original face, in 1e-10; a redemption says zero: it pays what is
    /// left.
    /// @param numerator Minor units of cash times `denominator` that one base unit earns, principal included.
    /// @param taxable The part of `numerator` that is taxed; principal of a payment of record is not.
    /// @param denominator Not zero.
    struct Terms {
        Kind kind;
        uint8 period;
        uint40 payTime;
        uint40 graceEnd;
        uint40 principal;
        uint128 numerator;
        uint128 taxable;
        uint128 denominator;
    }

    /// @notice A payment.
    /// @param due Cash it was funded with: the ratio of all units, rounded down; below 2^96.
    /// @param gross Cash discharged so far, tax included.
    /// @param units Base units for which it was discharged.
    /// @param supply Base units for which it is due; known once it is funded.
    struct Payment {
        Terms terms;
        Phase phase;
        uint96 due;
        uint96 gross;
        uint128 units;
        uint128 supply;
    }

    /// @notice Cash held in a holder's name, and when the oldest of it came.
    struct Holding {
        uint128 amount;
        uint40 since;
    }

    event PaymentAnnounced(bytes32 indexed id, uint256 indexed number, Terms terms);
    /// @dev Late is what is funded once the day of payment is over.
    event PaymentFunded(
        bytes32 indexed id, uint256 indexed number, address indexed account, uint256 supply, uint256 due, bool late
    );
    event DefaultDeclared(bytes32 indexed id, uint256 indexed number);
    /// @notice A batch of holders, two words each: `wallet (160) | net (96)`, paid or held, and
    /// `outcome (8) | units (120) | gross (96)`. The tax withheld is gross less net.
    event PaymentMade(bytes32 indexed id, uint256 indexed number, Payout[] payouts, Discharge[] discharges);
    event PaymentWithdrawn(bytes32 indexed id, uint256 indexed number);
    event PaymentClosed(bytes32 indexed id, uint256 indexed number, uint256 remainder);
    event TaxRatesSet(uint40 from, uint256 rates);
    event HoldingReleased(bytes32 indexed unit, address indexed wallet, address indexed payee, uint256 amount);
    event HoldingPrescribed(bytes32 indexed unit, address indexed wallet, uint256 amount);
    event ClaimHonoured(bytes32 indexed unit, address indexed wallet, address indexed payee, uint256 amount);

    /// @notice There is no payment of this number.
    error PaymentUnknown(bytes32 id, uint256 number);
    /// @notice The phase does not allow it.
    error PaymentInPhase(bytes32 id, uint256 number, Phase phase);
    /// @notice A payment's times are out of order: `time` should not come before `after_`.
    error PaymentTimesRefused(uint256 time, uint256 after_);
    /// @notice A ratio has a denominator, and pays at least what is taxed and the principal, in 1e-10 of face.
    error RatioRefused(uint256 numerator, uint256 taxable, uint256 denominator, uint256 principal);
    /// @notice One repayment at a time is pending.
    error RepaymentPending(bytes32 id, uint256 number);
    /// @notice Before the redemption principal is repaid in the instalments of the terms, or as a call in part with its
    /// notice: here between two times, or never, which zeros tell.
    error RepaymentTimeRefused(bytes32 id, uint256 payTime, uint256 earliest, uint256 latest);
    /// @notice From `settled` on, its record time or a redemption's time, a payment stands.
    error PaymentSettled(bytes32 id, uint256 number, uint256 settled, uint256 time);
    /// @notice A redemption is announced of what a repayment leaves, and is withdrawn before it.
    error RedemptionStands(bytes32 id);
    /// @notice A record date is announced for one payment alone, in their order.
    error PeriodRefused(bytes32 id, uint256 period);
    /// @notice At most 128 payments of an instrument are neither funded nor withdrawn.
    error TooManyPayments(bytes32 id);
    /// @notice Payments are funded in their order.
    error EarlierPaymentOpen(bytes32 id, uint256 number);
    /// @notice It is not time yet.
    error PaymentNotDue(bytes32 id, uint256 number, uint256 payTime, uint256 time);
    /// @notice More would be discharged than was funded: units were issued since.
    error PaymentExceeded(bytes32 id, uint256 number, uint256 gross, uint256 due);
    /// @notice Grace lasts until `graceEnd`.
    error WithinGrace(bytes32 id, uint256 number, uint256 graceEnd, uint256 time);
    /// @notice No tax rates hold at the time of payment; they are set before it is announced.
    error TaxRatesMissing(uint256 time);
    /// @notice Tax rates are set in the order of their times, none of the past: from `earliest` on.
    error TaxRatesRefused(uint256 start, uint256 earliest);
    /// @notice A tax rate is at most 100 %, 10,000 hundredths of a percent.
    error TaxRateTooHigh(uint256 rate);
    /// @notice Nothing is held in this name.
    error NothingHeld(bytes32 unit, address wallet);
    /// @notice The holder, whose due diligence is valid until `kycExpiry`, still cannot be paid.
    error StillHeld(address wallet, Outcome reason, uint256 kycExpiry);
    /// @notice Nothing of this holder's was returned to the ministry and is still claimed.
    error NothingClaimed(bytes32 unit, address wallet);
    /// @notice The oldest of what is held may be returned to the ministry from `end` on.
    error NotPrescribed(address wallet, uint256 end, uint256 time);

    /// @notice Announces a payment. Fiscal agent.
    /// @return number Counted from zero for each instrument.
    function announce(bytes32 id, Terms calldata terms) external returns (uint256 number);

    /// @notice Withdraws a payment without funds before its record time, or before the time of a redemption; another
    /// may be announced for its record date. Its number is not used again. Fiscal agent.
    function withdraw(bytes32 id, uint256 number) external;

    /// @notice Funds a payment with the caller's cash: the ratio of the supply at its record date, or now for a
    /// redemption, which is funded from its time on, rounded down, which is never less than all holders' parts rounded
    /// down. Anyone may; funding cures a default.
    function fund(bytes32 id, uint256 number) external;

    /// @notice Declares a payment without funds in default once its grace is over. Regulator.
    function declareDefault(bytes32 id, uint256 number) external;

    /// @notice Pays holders: gross rounded down, tax on it rounded down. Anyone may. A holder already paid is passed
    /// over, as is one who has an older payment to receive first, whom a later batch pays. When every unit is discharged
    /// the remainder returns to the government account.
    function pay(bytes32 id, uint256 number, address[] calldata wallets) external;

    /// @notice Pays out what is held for a holder who can be paid again, or for the wallet in a lost one's place. Anyone
    /// may.
    function release(bytes32 unit, address wallet) external;

    /// @notice Returns to the ministry the oldest part of what is held, once it was held for the whole period; the claim
    /// is kept. Each part has a period of its own from the day it came, whatever comes after it. The period runs for a
    /// blocked holder too, but nothing is returned before the block is lifted. Fiscal agent.
    function prescribe(bytes32 unit, address wallet) external;

    /// @notice Pays all that was returned and is still claimed, out of the government account, which allows it, to a
    /// holder who can be paid, or to the wallet in a lost one's place. Fiscal agent.
    function honour(bytes32 unit, address wallet) external;

    /// @notice Sets the withholding rates that hold from a time on, of 16 holder categories from 0, in hundredths of a
    /// percent. Ministry.
    function setTaxRates(uint40 from, uint16[16] calldata rates) external;

    /// @notice A payment.
    function payments(bytes32 id, uint256 number) external view returns (Payment memory);

    /// @notice How many payments an instrument has.
    function paymentCount(bytes32 id) external view returns (uint256);

    /// @notice What is held in a holder's name.
    function holdings(bytes32 unit, address wallet) external view returns (Holding memory);

    /// @notice What was returned to the ministry of a holder's money, and is still claimed.
    function prescribed(bytes32 unit, address wallet) external view returns (uint256);

    /// @notice The rate of a category at a time, in hundredths of a percent.
    function taxRate(uint256 category, uint256 time) external view returns (uint256);

    /// @notice The programme whose debt is served.
    function PROGRAMME() external view returns (IProgramme);

    /// @notice Where remainders and prescribed money go.
    function GOVERNMENT_ACCOUNT() external view returns (address);

    /// @notice Where tax goes.
    function TAX_ACCOUNT() external view returns (address);

    /// @notice Seconds after which unclaimed money may be returned.
    function PRESCRIPTION() external view returns (uint256);
}

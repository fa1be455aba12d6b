// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {CashDesk} from "./cash/CashDesk.sol";
import {ICashToken} from "./interfaces/ICashToken.sol";
import {IGuarded} from "./interfaces/IGuarded.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IPayingAgent} from "./interfaces/IPayingAgent.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";
import {Discharge, Outcome, toDischarge} from "./types/Discharge.sol";
import {Due, toDue} from "./types/Due.sol";
import {Holder} from "./types/Holder.sol";
import {Payout, toPayout} from "./types/Payout.sol";

/// @title Debt service
contract PayingAgent is IPayingAgent, CashDesk, Guarded {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    uint256 private constant BPS = 10_000;
    uint256 private constant CATEGORIES = 16;
    uint256 private constant MAX_UNFUNDED = 128;
    /// @dev The pool factor of a unit of which nothing is repaid.
    uint256 private constant WHOLE = 1e10;

    /// @dev The withholding rates that hold from a time on, 16 bits a category.
    struct TaxRates {
        uint40 from;
        uint256 rates;
    }

    /// @dev What a batch comes to, and whether some of it is held.
    struct Totals {
        uint256 gross;
        uint256 net;
        uint256 units;
        bool held;
    }

    /// @dev What is announced of an instrument's principal: one more than the number of the repayment that is pending,
    /// and how many redemptions of the rest.
    struct Principal {
        uint32 pending;
        uint32 redemptions;
    }

    /// @dev What is held for a wallet, part by part as it came; the first `gone` parts are held no longer.
    struct Held {
        uint128 amount;
        uint64 gone;
        Holding[] parts;
    }

    /// @inheritdoc IPayingAgent
    IProgramme public immutable PROGRAMME;
    /// @inheritdoc IPayingAgent
    address public immutable GOVERNMENT_ACCOUNT;
    /// @inheritdoc IPayingAgent
    address public immutable TAX_ACCOUNT;
    /// @inheritdoc IPayingAgent
    uint256 public immutable PRESCRIPTION;

    IParticipants private immutable PARTICIPANTS;

    mapping(bytes32 id => Payment[]) private _payments;
    /// @dev The numbers of the payments that are neither funded nor withdrawn, in their order: no more than these are
    /// ever gone through, whatever was withdrawn before.
    mapping(bytes32 id => uint32[]) private _unfunded;
    /// @dev A bit for each record period that has a payment.
    mapping(bytes32 id => uint256) private _recordPeriods;
    mapping(bytes32 id => Principal) private _principals;
    mapping(bytes32 unit => mapping(address wallet => Held)) private _held;
    /// @inheritdoc IPayingAgent
    mapping(bytes32 unit => mapping(address wallet => uint256)) public prescribed;
    TaxRates[] private _taxRates;

    constructor(
        IProgramme programme,
        Cash[] memory accepted,
        address governmentAccount,
        address taxAccount,
        uint256 prescription
    ) CashDesk(accepted) Guarded(IGuarded(address(programme)).AUTHORITY(), IGuarded(address(programme)).ORDERS()) {
        PROGRAMME = programme;
        PARTICIPANTS = programme.PARTICIPANTS();
        GOVERNMENT_ACCOUNT = governmentAccount;
        TAX_ACCOUNT = taxAccount;
        PRESCRIPTION = prescription;
    }

    /// @inheritdoc IPayingAgent
    function announce(bytes32 id, Terms calldata terms)
        external
        onlyRole(Roles.FISCAL_AGENT)
        returns (uint256 number)
    {
        IRegulatedToken token = _requireToken(id);
        _requireCash(token.UNIT());
        _requireRatio(terms);
        require(terms.graceEnd >= terms.payTime, PaymentTimesRefused(terms.graceEnd, terms.payTime));
        require(terms.payTime > block.timestamp, PaymentTimesRefused(terms.payTime, block.timestamp));
        _ratesAt(terms.payTime);
        uint32[] storage unfunded = _unfunded[id];
        require(unfunded.length < MAX_UNFUNDED, TooManyPayments(id));
        uint40[] memory times = token.recordTimes();
        if (terms.kind == Kind.Coupon) {
            _requirePeriod(id, terms, times);
            _recordPeriods[id] |= 1 << terms.period;
        }
        _requirePrincipal(id, terms, token, times);
        number = _payments[id].length;
        _payments[id].push().terms = terms;
        unfunded.push(number.toUint32());
        if (terms.kind == Kind.Redemption) ++_principals[id].redemptions;
        if (terms.principal != 0) _principals[id].pending = uint32(number + 1);
        emit PaymentAnnounced(id, number, terms);
        if (terms.principal != 0) PROGRAMME.closeIssue(id, times[terms.period]);
    }

    /// @inheritdoc IPayingAgent
    function withdraw(bytes32 id, uint256 number) external onlyRole(Roles.FISCAL_AGENT) {
        Payment storage payment = _requirePayment(id, number);
        require(payment.phase == Phase.Announced, PaymentInPhase(id, number, payment.phase));
        Terms memory terms = payment.terms;
        bool redemption = terms.kind == Kind.Redemption;
        uint256 settled = redemption ? terms.payTime : PROGRAMME.tokenOf(id).recordTimes()[terms.period];
        require(block.timestamp < settled, PaymentSettled(id, number, settled, block.timestamp));
        require(terms.principal == 0 || _principals[id].redemptions == 0, RedemptionStands(id));
        payment.phase = Phase.Withdrawn;
        _strike(_unfunded[id], _placeOf(id, number));
        if (redemption) --_principals[id].redemptions;
        else _recordPeriods[id] ^= 1 << terms.period;
        if (terms.principal != 0) _principals[id].pending = 0;
        emit PaymentWithdrawn(id, number);
        if (terms.principal != 0) PROGRAMME.closeIssue(id, 0);
    }

    /// @inheritdoc IPayingAgent
    function fund(bytes32 id, uint256 number) external {
        Payment storage payment = _requirePayment(id, number);
        require(payment.phase <= Phase.Defaulted, PaymentInPhase(id, number, payment.phase));
        uint32[] storage unfunded = _unfunded[id];
        uint256 place = _placeOf(id, number);
        if (place != 0) revert EarlierPaymentOpen(id, unfunded[place - 1]);
        IRegulatedToken token = PROGRAMME.tokenOf(id);
        Terms memory terms = payment.terms;
        bool redemption = terms.kind == Kind.Redemption;
        require(
            !redemption || block.timestamp >= terms.payTime,
            PaymentNotDue(id, number, terms.payTime, block.timestamp)
        );
        uint256 supply = redemption ? token.totalSupply() : token.totalSupplyAt(terms.period);
        uint256 due = Math.mulDiv(supply, terms.numerator, terms.denominator);
        bool cured = payment.phase == Phase.Defaulted;
        payment.phase = Phase.Funded;
        _strike(unfunded, 0);
        payment.supply = uint128(supply);
        payment.due = due.toUint96();
        emit PaymentFunded(id, number, msg.sender, supply, due, block.timestamp >= terms.payTime + 1 days);
        if (cured) PROGRAMME.countDefault(id, false);
        _take(_requireCash(token.UNIT()), msg.sender, address(this), due);
        if (supply == 0) _close(id, number, payment, token);
    }

    /// @inheritdoc IPayingAgent
    function declareDefault(bytes32 id, uint256 number) external onlyRole(Roles.REGULATOR) {
        Payment storage payment = _requirePayment(id, number);
        require(payment.phase == Phase.Announced, PaymentInPhase(id, number, payment.phase));
        uint256 graceEnd = payment.terms.graceEnd;
        require(block.timestamp >= graceEnd, WithinGrace(id, number, graceEnd, block.timestamp));
        payment.phase = Phase.Defaulted;
        emit DefaultDeclared(id, number);
        PROGRAMME.countDefault(id, true);
    }

    /// @inheritdoc IPayingAgent
    function pay(bytes32 id, uint256 number, address[] calldata wallets) external {
        Payment storage payment = _requirePayment(id, number);
        Terms memory terms = payment.terms;
        require(payment.phase == Phase.Funded, PaymentInPhase(id, number, payment.phase));
        require(block.timestamp >= terms.payTime, PaymentNotDue(id, number, terms.payTime, block.timestamp));
        _repay(id, number, terms.principal);
        IRegulatedToken token = PROGRAMME.tokenOf(id);
        Due[] memory dues = terms.kind == Kind.Redemption
            ? _redeem(id, token, wallets)
            : token.settlePayment(wallets, terms.period, _recordPeriods[id]);
        _discharge(id, number, payment, token, wallets, dues);
    }

    /// @inheritdoc IPayingAgent
    function release(bytes32 unit, address wallet) external {
        IERC20 cash = _requireCash(unit);
        Held storage held = _requireHeld(unit, wallet);
        address payee = _requirePayee(wallet);
        uint256 amount = held.amount;
        held.amount = 0;
        held.gone = uint64(held.parts.length);
        emit HoldingReleased(unit, wallet, payee, amount);
        cash.safeTransfer(payee, amount);
    }

    /// @inheritdoc IPayingAgent
    function prescribe(bytes32 unit, address wallet) external onlyRole(Roles.FISCAL_AGENT) {
        IERC20 cash = _requireCash(unit);
        Held storage held = _requireHeld(unit, wallet);
        address payee = _payeeOf(wallet);
        Holder holder = PARTICIPANTS.holder(payee);
        require(!holder.isBlocked(), StillHeld(payee, Outcome.HeldBlocked, holder.kycExpiry()));
        Holding memory oldest = held.parts[held.gone];
        uint256 time = oldest.since + PRESCRIPTION;
        require(block.timestamp >= time, NotPrescribed(wallet, time, block.timestamp));
        held.amount -= oldest.amount;
        held.gone++;
        prescribed[unit][wallet] += oldest.amount;
        emit HoldingPrescribed(unit, wallet, oldest.amount);
        cash.safeTransfer(GOVERNMENT_ACCOUNT, oldest.amount);
    }

    /// @inheritdoc IPayingAgent
    function honour(bytes32 unit, address wallet) external onlyRole(Roles.FISCAL_AGENT) {
        IERC20 cash = _requireCash(unit);
        uint256 claim = prescribed[unit][wallet];
        require(claim != 0, NothingClaimed(unit, wallet));
        address payee = _requirePayee(wallet);
        delete prescribed[unit][wallet];
        emit ClaimHonoured(unit, wallet, payee, claim);
        _take(cash, GOVERNMENT_ACCOUNT, payee, claim);
    }

    /// @inheritdoc IPayingAgent
    function setTaxRates(uint40 from, uint16[CATEGORIES] calldata rates) external onlyRole(Roles.MINISTRY) {
        uint256 last = block.timestamp;
        uint256 count = _taxRates.length;
        if (count != 0 && _taxRates[count - 1].from >= last) last = uint256(_taxRates[count - 1].from) + 1;
        require(from >= last, TaxRatesRefused(from, last));
        uint256 packed;
        for (uint256 i = 0; i < CATEGORIES; ++i) {
            require(rates[i] <= BPS, TaxRateTooHigh(rates[i]));
            packed |= uint256(rates[i]) << (16 * i);
        }
        _taxRates.push(TaxRates(from, packed));
        emit TaxRatesSet(from, packed);
    }

    // ----------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IPayingAgent
    function payments(bytes32 id, uint256 number) external view returns (Payment memory) {
        return _requirePayment(id, number);
    }

    /// @inheritdoc IPayingAgent
    function paymentCount(bytes32 id) external view returns (uint256) {
        return _payments[id].length;
    }

    /// @inheritdoc IPayingAgent
    function holdings(bytes32 unit, address wallet) external view returns (Holding memory holding) {
        Held storage held = _held[unit][wallet];
        if (held.amount != 0) holding = Holding(held.amount, held.parts[held.gone].since);
    }

    /// @inheritdoc IPayingAgent
    function taxRate(uint256 category, uint256 time) external view returns (uint256) {
        return _rateOf(_ratesAt(time), category);
    }

    // --------------------------------------------------------------------------------------------------- private

    /// @dev Burns what every wallet holds and returns it.
    function _redeem(bytes32 id, IRegulatedToken token, address[] calldata wallets)
        private
        returns (Due[] memory dues)
    {
        dues = new Due[](wallets.length);
        for (uint256 i = 0; i < wallets.length; ++i) {
            uint256 units = token.balanceOf(wallets[i]);
            dues[i] = toDue(units);
            if (units != 0) PROGRAMME.redeemPaid(id, wallets[i], units);
        }
    }

    /// @dev Pays each holder's net amount that is not held, and the tax of all at once.
    function _discharge(
        bytes32 id,
        uint256 number,
        Payment storage payment,
        IRegulatedToken token,
        address[] calldata wallets,
        Due[] memory dues
    ) private {
        bytes32 unit = token.UNIT();
        (Payout[] memory payouts, Discharge[] memory discharges, Totals memory totals) =
            _assess(unit, payment.terms, wallets, dues);
        uint256 discharged = payment.gross + totals.gross;
        require(discharged <= payment.due, PaymentExceeded(id, number, discharged, payment.due));
        payment.gross = uint96(discharged);
        payment.units += uint128(totals.units);
        emit PaymentMade(id, number, payouts, discharges);
        if (totals.held) _withhold(payouts, discharges);
        ICashToken cash = ICashToken(address(_requireCash(unit)));
        cash.payBatch(payouts);
        uint256 tax = totals.gross - totals.net;
        if (tax != 0) IERC20(address(cash)).safeTransfer(TAX_ACCOUNT, tax);
        bool whole = payment.terms.kind == Kind.Redemption
            ? token.totalSupply() == 0
            : payment.units == payment.supply;
        if (whole) _close(id, number, payment, token);
    }

    /// @dev What the payment comes to for each holder: gross rounded down, tax on it rounded down. What cannot be
    /// delivered is held. Unchecked products stay below 2^256 as long as gross is within 96 bits; of a larger gross the
    /// sum, which is checked, exceeds what was funded.
    function _assess(bytes32 unit, Terms memory terms, address[] calldata wallets, Due[] memory dues)
        private
        returns (Payout[] memory payouts, Discharge[] memory discharges, Totals memory totals)
    {
        uint256 rates = _ratesAt(terms.payTime);
        (uint256 numerator, uint256 taxable, uint256 denominator) =
            (terms.numerator, terms.taxable, terms.denominator);
        payouts = new Payout[](dues.length);
        discharges = new Discharge[](dues.length);
        for (uint256 i = 0; i < dues.length; ++i) {
            address wallet = wallets[i];
            Due due = dues[i];
            uint256 units = due.units();
            if (units == 0) {
                payouts[i] = toPayout(wallet, 0);
                if (due.isOlder()) discharges[i] = toDischarge(Outcome.OlderFirst, 0, 0);
                continue;
            }
            (Outcome outcome, uint256 category) =
                due.isStamped() ? (Outcome.Paid, due.category()) : _standingOf(wallet);
            uint256 gross;
            uint256 net;
            unchecked {
                gross = units * numerator / denominator;
                net = gross - units * taxable / denominator * _rateOf(rates, category) / BPS;
            }
            payouts[i] = toPayout(wallet, net);
            discharges[i] = toDischarge(outcome, units, gross);
            totals.units += units;
            totals.gross += gross;
            totals.net += net;
            if (outcome == Outcome.Paid) continue;
            totals.held = true;
            _hold(unit, wallet, net);
        }
    }

    /// @dev What is held is not paid out.
    function _withhold(Payout[] memory payouts, Discharge[] memory discharges) private pure {
        for (uint256 i = 0; i < payouts.length; ++i) {
            if (discharges[i].outcome() != Outcome.Paid) payouts[i] = toPayout(payouts[i].wallet(), 0);
        }
    }

    function _hold(bytes32 unit, address wallet, uint256 amount) private {
        if (amount == 0) return;
        Held storage held = _held[unit][wallet];
        held.amount += uint128(amount);
        held.parts.push(Holding(uint128(amount), uint40(block.timestamp)));
    }

    function _close(bytes32 id, uint256 number, Payment storage payment, IRegulatedToken token) private {
        uint256 remainder = payment.due - payment.gross;
        payment.phase = Phase.Closed;
        emit PaymentClosed(id, number, remainder);
        _repay(id, number, payment.terms.principal);
        if (remainder != 0) _requireCash(token.UNIT()).safeTransfer(GOVERNMENT_ACCOUNT, remainder);
    }

    /// @dev Lowers the factor, once, by what a payment repays.
    function _repay(bytes32 id, uint256 number, uint40 principal) private {
        if (principal == 0 || _principals[id].pending != number + 1) return;
        _principals[id].pending = 0;
        PROGRAMME.repay(id, principal);
    }

    /// @dev Who is paid in a wallet's name: the wallet in a lost one's place.
    function _payeeOf(address wallet) private view returns (address) {
        address successor = PARTICIPANTS.successorOf(wallet);
        return successor == address(0) ? wallet : successor;
    }

    function _requireHeld(bytes32 unit, address wallet) private view returns (Held storage held) {
        held = _held[unit][wallet];
        require(held.amount != 0, NothingHeld(unit, wallet));
    }

    /// @dev Who is paid in a wallet's name, and can be.
    function _requirePayee(address wallet) private view returns (address payee) {
        payee = _payeeOf(wallet);
        Holder holder = PARTICIPANTS.holder(payee);
        Outcome reason = _outcome(holder);
        require(reason == Outcome.Paid, StillHeld(payee, reason, holder.kycExpiry()));
    }

    /// @dev Whether a wallet can be paid, and its holder's category.
    function _standingOf(address wallet) private view returns (Outcome, uint256 category) {
        Holder holder = PARTICIPANTS.holder(wallet);
        return (_outcome(holder), holder.category());
    }

    /// @dev Whether a holder can be paid, and why not.
    function _outcome(Holder holder) private view returns (Outcome) {
        if (holder.isBlocked()) return Outcome.HeldBlocked;
        if (!holder.isSponsored()) return Outcome.HeldUnknown;
        return holder.kycExpiry() > block.timestamp ? Outcome.Paid : Outcome.HeldKyc;
    }

    function _ratesAt(uint256 time) private view returns (uint256) {
        for (uint256 i = _taxRates.length; i > 0; --i) {
            if (_taxRates[i - 1].from <= time) return _taxRates[i - 1].rates;
        }
        revert TaxRatesMissing(time);
    }

    /// @dev A category beyond the table is taxed like its last.
    function _rateOf(uint256 rates, uint256 category) private pure returns (uint256) {
        return uint16(rates >> (16 * (category < CATEGORIES ? category : CATEGORIES - 1)));
    }

    function _requireRatio(Terms calldata terms) private pure {
        uint256 earned = terms.numerator * WHOLE;
        uint256 untaxed = terms.principal * uint256(terms.denominator);
        require(
            terms.denominator != 0 && terms.taxable * WHOLE + untaxed <= earned
                && (terms.kind == Kind.Coupon || terms.principal == 0),
            RatioRefused(terms.numerator, terms.taxable, terms.denominator, terms.principal)
        );
    }

    /// @dev A redemption pays no more than what is left. A repayment may be made by then, is for a record date ahead,
    /// since whoever is issued units after it would not be paid, and leaves something to be redeemed.
    function _requirePrincipal(bytes32 id, Terms calldata terms, IRegulatedToken token, uint40[] memory times)
        private
        view
    {
        Principal memory announced = _principals[id];
        if (terms.kind == Kind.Redemption) {
            uint256 left = PROGRAMME.instrument(id).factor;
            if (announced.pending != 0) left -= _payments[id][announced.pending - 1].terms.principal;
            uint256 face = Math.ceilDiv(terms.numerator * WHOLE, terms.denominator);
            require(face <= left, IProgramme.PrincipalExceeded(id, face, left));
        } else if (terms.principal != 0) {
            if (announced.pending != 0) revert RepaymentPending(id, announced.pending - 1);
            uint256 left = announced.redemptions != 0 ? 0 : PROGRAMME.instrument(id).factor;
            require(terms.principal < left, IProgramme.PrincipalExceeded(id, terms.principal, left));
            uint256 recordTime = times[terms.period];
            require(recordTime > block.timestamp, PaymentTimesRefused(recordTime, block.timestamp));
            (uint256 earliest, uint256 latest) = token.repaymentTimes(times[terms.period], terms.principal);
            require(
                terms.payTime >= earliest && terms.payTime <= latest,
                RepaymentTimeRefused(id, terms.payTime, earliest, latest)
            );
        }
    }

    /// @dev The record date is over by the time of payment, and later than that of any coupon before.
    function _requirePeriod(bytes32 id, Terms calldata terms, uint40[] memory times) private view {
        require(terms.period < times.length, PeriodRefused(id, terms.period));
        require(terms.payTime >= times[terms.period], PaymentTimesRefused(terms.payTime, times[terms.period]));
        require(_recordPeriods[id] >> terms.period == 0, PeriodRefused(id, terms.period));
    }

    /// @dev How many payments come before one among those that are not funded, of which it is.
    function _placeOf(bytes32 id, uint256 number) private view returns (uint256 place) {
        uint32[] storage unfunded = _unfunded[id];
        while (unfunded[place] != number) ++place;
    }

    function _strike(uint32[] storage unfunded, uint256 place) private {
        for (uint256 i = place + 1; i < unfunded.length; ++i) {
            unfunded[i - 1] = unfunded[i];
        }
        unfunded.pop();
    }

    function _requirePayment(bytes32 id, uint256 number) private view returns (Payment storage) {
        require(number < _payments[id].length, PaymentUnknown(id, number));
        return _payments[id][number];
    }

    function _requireToken(bytes32 id) private view returns (IRegulatedToken token) {
        token = PROGRAMME.tokenOf(id);
        require(address(token) != address(0), IProgramme.InstrumentUnknown(id));
    }
}

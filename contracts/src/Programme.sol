// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {ICommodityReserve} from "./interfaces/ICommodityReserve.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";

/// @title The programme: registry of instruments and the cap in US dollars
contract Programme is IProgramme, Guarded {
    using SafeCast for uint256;

    bytes32 private constant USD = "USD";
    /// @dev The class of reserves, which are backed by stock.
    bytes32 private constant COMMODITY = "COMMODITY";
    uint256 private constant MICRO_USD = 1e6;
    uint256 private constant MAX_POSITIONS = 32;
    uint256 private constant MAX_DECIMALS = 18;
    uint256 private constant ANSWER_BYTES = 160;
    /// @dev The factor of an instrument of which nothing is repaid.
    uint40 private constant WHOLE = 1e10;
    int256 private constant MAX_PRICE = int256(uint256(type(uint104).max));

    /// @dev What may be wrong with a price, in the order in which it is asked.
    enum Fault {
        None,
        Missing,
        NotPositive,
        TooLarge,
        FromFuture,
        Stale
    }

    /// @dev A price as its feed gave it, and its fault.
    struct Quote {
        Fault fault;
        int256 price;
        uint256 updatedAt;
    }

    /// @dev The face owed of an instrument, and with what is reserved of it.
    struct Face {
        uint256 owed;
        uint256 bound;
    }

    /// @inheritdoc IProgramme
    IParticipants public immutable PARTICIPANTS;
    /// @inheritdoc IProgramme
    CapBasis public immutable CAP_BASIS;

    /// @inheritdoc IProgramme
    uint64 public capUsd;
    /// @inheritdoc IProgramme
    mapping(bytes32 assetClass => uint64) public classLimitUsd;

    mapping(bytes32 code => Unit) private _units;
    mapping(bytes32 code => uint8) private _feedDecimals;
    mapping(bytes32 id => Instrument) private _instruments;
    Position[] private _positions;

    constructor(
        IAuthority authority,
        IOrders orders,
        IParticipants participants,
        CapBasis basis,
        uint64 cap,
        ClassLimit[] memory classes,
        Unit[] memory units
    ) Guarded(authority, orders) {
        PARTICIPANTS = participants;
        CAP_BASIS = basis;
        _setCap(cap);
        for (uint256 i = 0; i < classes.length; ++i) {
            _setClassLimit(classes[i].assetClass, classes[i].limitUsd);
        }
        for (uint256 i = 0; i < units.length; ++i) {
            _setUnit(units[i]);
        }
    }

    // -------------------------------------------------------------------------------------------------- registry

    /// @inheritdoc IProgramme
    function register(IRegulatedToken token, uint128 volume) external onlyRole(Roles.MINISTRY) {
        require(address(token.PROGRAMME()) == address(this), ForeignToken(token));
        bytes32 id = token.INSTRUMENT_ID();
        require(address(_instruments[id].token) == address(0), InstrumentTaken(id));
        bytes32 assetClass = token.assetClass();
        require(classLimitUsd[assetClass] != 0, ClassUnknown(assetClass));
        bytes32 code = token.UNIT();
        Unit storage unitOfAccount = _requireUnit(code);
        uint8 decimals = token.decimals();
        require(decimals == unitOfAccount.decimals, DecimalsMismatch(code, unitOfAccount.decimals, decimals));
        _instruments[id] = Instrument(token, _positionOf(assetClass, code), WHOLE, 0, 0, volume, 0, 0);
        emit InstrumentRegistered(id, token, assetClass, code, volume);
    }

    /// @inheritdoc IProgramme
    function setCap(uint64 cap) external onlyRole(Roles.MINISTRY) {
        _useOrder();
        _setCap(cap);
    }

    /// @inheritdoc IProgramme
    function setClassLimit(bytes32 assetClass, uint64 limitUsd) external onlyRole(Roles.MINISTRY) {
        _useOrder();
        _setClassLimit(assetClass, limitUsd);
    }

    /// @inheritdoc IProgramme
    function setUnit(Unit calldata unit_) external onlyRole(Roles.MINISTRY) {
        _useOrder();
        _setUnit(unit_);
    }

    // ---------------------------------------------------------------------------------------------------- supply

    /// @inheritdoc IProgramme
    /// @dev The token refuses first, so that eligibility is asked before the cap.
    function issue(bytes32 id, address to, uint256 amount) external onlyRole(Roles.FISCAL_AGENT) {
        _issue(id, to, amount);
    }

    /// @inheritdoc IProgramme
    function issueBatch(bytes32 id, address[] calldata to, uint256[] calldata amounts)
        external
        onlyRole(Roles.FISCAL_AGENT)
    {
        Instrument storage issued = _requireOpen(id);
        uint256 supply = _supplyOf(issued);
        issued.token.mintBatch(to, amounts);
        uint256 total;
        for (uint256 i = 0; i < to.length; ++i) {
            total += amounts[i];
            emit Issued(id, to[i], amounts[i]);
        }
        _countIssue(issued, supply, total, issued.reserved);
        _requireRoom(id, issued);
    }

    /// @inheritdoc IProgramme
    function redeem(bytes32 id, address from, uint256 amount) external onlyRole(Roles.FISCAL_AGENT) {
        _redeem(id, from, amount);
    }

    /// @inheritdoc IProgramme
    function redeemPaid(bytes32 id, address from, uint256 amount) external onlyRole(Roles.PAYING_AGENT) {
        _redeem(id, from, amount);
    }

    /// @inheritdoc IProgramme
    function redeemRequested(bytes32 id, address from, uint256 amount, uint256 unlocked)
        external
        onlyRole(Roles.REDEMPTIONS)
    {
        Instrument storage redeemed = _requireInstrument(id);
        redeemed.token.cancel(from, amount, unlocked);
        _countBurn(redeemed, amount);
        emit Redeemed(id, from, amount);
    }

    /// @inheritdoc IProgramme
    function cancel(bytes32 id, address from, uint256 amount, uint256 unlocked) external onlyRole(Roles.TENDERS) {
        _cancel(id, from, amount, unlocked);
    }

    /// @inheritdoc IProgramme
    /// @dev What is cancelled is freed first, so that an exchange needs no headroom for both.
    function exchange(
        bytes32 id,
        address holder,
        uint256 amount,
        uint256 unlocked,
        bytes32 newId,
        uint256 newAmount
    )
        external
        onlyRole(Roles.TENDERS)
    {
        _cancel(id, holder, amount, unlocked);
        _issue(newId, holder, newAmount);
    }

    /// @inheritdoc IProgramme
    function reserve(bytes32 id, uint128 amount) external onlyRole(Roles.PRIMARY_MARKET) {
        Instrument storage reserved = _requireInstrument(id);
        _setReserved(reserved, reserved.reserved + amount);
        if (_positions[reserved.position].assetClass == COMMODITY) {
            ICommodityReserve(address(reserved.token)).requireBacked();
        }
        _requireRoom(id, reserved);
        emit Reserved(id, amount);
    }

    /// @inheritdoc IProgramme
    function issueReserved(bytes32 id, address to, uint128 amount) external onlyRole(Roles.PRIMARY_MARKET) {
        Instrument storage issued = _requireOpen(id);
        _countIssue(issued, _supplyOf(issued), amount, _lessReserved(id, issued, amount));
        emit ReservedIssued(id, to, amount);
        issued.token.mint(to, amount);
    }

    /// @inheritdoc IProgramme
    function release(bytes32 id, uint128 amount) external onlyRole(Roles.PRIMARY_MARKET) {
        Instrument storage released = _requireInstrument(id);
        _setReserved(released, _lessReserved(id, released, amount));
        emit Released(id, amount);
    }

    /// @inheritdoc IProgramme
    function closeIssue(bytes32 id, uint40 from) external onlyRole(Roles.PAYING_AGENT) {
        _requireInstrument(id).closedFrom = from;
        emit IssueClosedFrom(id, from);
    }

    /// @inheritdoc IProgramme
    function repay(bytes32 id, uint40 principal) external onlyRole(Roles.PAYING_AGENT) {
        Instrument storage repaid = _requireInstrument(id);
        uint256 factor = repaid.factor;
        require(principal < factor, PrincipalExceeded(id, principal, factor));
        uint256 left = factor - principal;
        uint256 supply = repaid.token.totalSupply();
        uint256 reserved = repaid.reserved;
        repaid.factor = uint40(left);
        repaid.closedFrom = 0;
        _recount(repaid, _face(supply, reserved, factor), _face(supply, reserved, left));
        emit PrincipalRepaid(id, principal, left);
    }

    /// @inheritdoc IProgramme
    function countDefault(bytes32 id, bool declared) external onlyRole(Roles.PAYING_AGENT) {
        Instrument storage counted = _requireInstrument(id);
        if (declared) ++counted.defaults;
        else --counted.defaults;
        emit DefaultsCounted(id, counted.defaults);
    }

    // ----------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IProgramme
    function usedUsd() external view returns (uint256 total, uint256[] memory byPosition, bool fresh) {
        byPosition = new uint256[](_positions.length);
        fresh = true;
        for (uint256 i = 0; i < byPosition.length; ++i) {
            uint256 amount = _bound(_positions[i]);
            if (amount == 0) continue;
            bytes32 code = _positions[i].unit;
            Quote memory quote = _quote(code);
            if (quote.fault != Fault.None) fresh = false;
            if (quote.fault == Fault.None || quote.fault >= Fault.FromFuture) {
                byPosition[i] = _valueRoundedUp(code, amount, quote.price);
                total += byPosition[i];
            }
        }
    }

    /// @inheritdoc IProgramme
    function priceOf(bytes32 code) external view returns (uint256 price, uint8 decimals) {
        return (uint256(_requirePrice(code)), _feedDecimals[code]);
    }

    /// @inheritdoc IProgramme
    function positions() external view returns (Position[] memory) {
        return _positions;
    }

    /// @inheritdoc IProgramme
    function unit(bytes32 code) external view returns (Unit memory) {
        return _units[code];
    }

    /// @inheritdoc IProgramme
    function tokenOf(bytes32 id) external view returns (IRegulatedToken) {
        return _instruments[id].token;
    }

    /// @inheritdoc IProgramme
    function instrument(bytes32 id) external view returns (Instrument memory) {
        return _instruments[id];
    }

    // --------------------------------------------------------------------------------------------------- private

    function _issue(bytes32 id, address to, uint256 amount) private {
        Instrument storage issued = _requireOpen(id);
        uint256 supply = _supplyOf(issued);
        issued.token.mint(to, amount);
        _countIssue(issued, supply, amount, issued.reserved);
        _requireRoom(id, issued);
        emit Issued(id, to, amount);
    }

    function _cancel(bytes32 id, address from, uint256 amount, uint256 unlocked) private {
        Instrument storage cancelled = _requireRepaid(id);
        cancelled.token.cancel(from, amount, unlocked);
        _countBurn(cancelled, amount);
        emit Cancelled(id, from, amount);
    }

    function _redeem(bytes32 id, address from, uint256 amount) private {
        Instrument storage redeemed = _requireInstrument(id);
        redeemed.token.burn(from, amount);
        _countBurn(redeemed, amount);
        emit Redeemed(id, from, amount);
    }

    /// @dev Counts what the token has burned.
    function _countBurn(Instrument storage burned, uint256 amount) private {
        uint256 supply = _supplyOf(burned);
        uint256 reserved = burned.reserved;
        uint256 factor = burned.factor;
        _recount(burned, _face(supply + amount, reserved, factor), _face(supply, reserved, factor));
    }

    /// @dev Counts an issue on top of a supply, which leaves so much reserved.
    function _countIssue(Instrument storage issued, uint256 supply, uint256 amount, uint256 reserved) private {
        Face memory before = _face(supply, issued.reserved, issued.factor);
        Face memory now_ = _face(supply + amount, reserved, issued.factor);
        _recount(issued, before, now_);
        _positions[issued.position].issued += (now_.owed - before.owed).toUint128();
        issued.issued += amount.toUint128();
        issued.reserved = reserved.toUint128();
    }

    function _setReserved(Instrument storage counted, uint128 reserved) private {
        uint256 supply = _supplyOf(counted);
        uint256 factor = counted.factor;
        _recount(counted, _face(supply, counted.reserved, factor), _face(supply, reserved, factor));
        counted.reserved = reserved;
    }

    /// @dev Moves the instrument's position from what it counted for to what it counts for.
    function _recount(Instrument storage counted, Face memory before, Face memory now_) private {
        Position storage position = _positions[counted.position];
        position.outstanding = (position.outstanding + now_.owed - before.owed).toUint128();
        position.reserved = (position.reserved + now_.bound + before.owed - now_.owed - before.bound).toUint128();
    }

    function _lessReserved(bytes32 id, Instrument storage counted, uint128 amount) private view returns (uint128) {
        require(amount <= counted.reserved, ReservationExceeded(id, amount, counted.reserved));
        return counted.reserved - amount;
    }

    /// @dev The supply on which differences of face depend: at the whole factor they do not, and it is not read.
    function _supplyOf(Instrument storage counted) private view returns (uint256) {
        return counted.factor == WHOLE ? 0 : counted.token.totalSupply();
    }

    function _face(uint256 supply, uint256 reserved, uint256 factor) private pure returns (Face memory) {
        return Face(_faceRoundedUp(supply, factor), _faceRoundedUp(supply + reserved, factor));
    }

    function _faceRoundedUp(uint256 units, uint256 factor) private pure returns (uint256) {
        return factor == WHOLE ? units : Math.ceilDiv(units * factor, WHOLE);
    }

    /// @dev What is issued and reserved stays within the limits and the volume.
    function _requireRoom(bytes32 id, Instrument storage counted) private view {
        _requireWithinLimits(_positions[counted.position].assetClass, counted.position);
        uint256 total = uint256(counted.issued) + counted.reserved;
        require(total <= counted.volume, IssueVolumeExceeded(id, total, counted.volume));
    }

    /// @dev Values every position at a price fit for an issue. Prices are asked in the order of positions.
    function _requireWithinLimits(bytes32 assetClass, uint256 issuedPosition) private view {
        uint256 total;
        uint256 ofClass;
        for (uint256 i = 0; i < _positions.length; ++i) {
            uint256 amount = _bound(_positions[i]);
            if (amount == 0 && i != issuedPosition) continue;
            uint256 value = _valueRoundedUp(_positions[i].unit, amount, _requirePrice(_positions[i].unit));
            total += value;
            if (_positions[i].assetClass == assetClass) ofClass += value;
        }
        uint256 limit = classLimitUsd[assetClass];
        require(ofClass <= limit, ClassLimitExceeded(assetClass, ofClass, limit));
        require(total <= capUsd, CapExceeded(total, capUsd));
    }

    /// @dev The amount the cap binds: what is reserved counts as if it were issued.
    function _bound(Position storage position) private view returns (uint256) {
        return uint256(CAP_BASIS == CapBasis.Outstanding ? position.outstanding : position.issued) + position.reserved;
    }

    /// @dev Micro-USD of `amount` base units at `price`, rounded up.
    function _valueRoundedUp(bytes32 code, uint256 amount, int256 price) private view returns (uint256) {
        uint256 scale = 10 ** (uint256(_units[code].decimals) + _feedDecimals[code]);
        return Math.mulDiv(amount * MICRO_USD, uint256(price), scale, Math.Rounding.Ceil);
    }

    function _requirePrice(bytes32 code) private view returns (int256) {
        Quote memory quote = _quote(code);
        if (quote.fault == Fault.None) return quote.price;
        require(quote.fault != Fault.Missing, PriceMissing(code));
        require(quote.fault != Fault.NotPositive, PriceNotPositive(code, quote.price));
        require(quote.fault != Fault.TooLarge, PriceTooLarge(code, quote.price));
        require(quote.fault != Fault.FromFuture, PriceFromFuture(code, quote.updatedAt, block.timestamp));
        revert PriceStale(code, quote.updatedAt, _units[code].heartbeat, block.timestamp);
    }

    /// @dev What the feed says; whatever it does instead of answering, nothing but a fault comes of it.
    function _quote(bytes32 code) private view returns (Quote memory quote) {
        Unit storage unitOfAccount = _units[code];
        if (code == USD) return Quote(Fault.None, 1, block.timestamp);
        (bool answered, bytes memory answer) =
            address(unitOfAccount.feed).staticcall(abi.encodeCall(AggregatorV3Interface.latestRoundData, ()));
        if (!answered || answer.length < ANSWER_BYTES) return Quote(Fault.Missing, 0, 0);
        (, quote.price,, quote.updatedAt,) = abi.decode(answer, (uint256, int256, uint256, uint256, uint256));
        if (quote.price <= 0) quote.fault = Fault.NotPositive;
        else if (quote.price > MAX_PRICE) quote.fault = Fault.TooLarge;
        else if (quote.updatedAt > block.timestamp) quote.fault = Fault.FromFuture;
        else if (block.timestamp - quote.updatedAt > unitOfAccount.heartbeat) quote.fault = Fault.Stale;
    }

    function _setCap(uint64 cap) private {
        capUsd = cap;
        emit CapSet(cap);
    }

    function _setClassLimit(bytes32 assetClass, uint64 limitUsd) private {
        classLimitUsd[assetClass] = limitUsd;
        emit ClassLimitSet(assetClass, limitUsd);
    }

    function _setUnit(Unit memory unit_) private {
        bytes32 code = unit_.code;
        AggregatorV3Interface feed = unit_.feed;
        uint8 decimals = _units[code].code == 0 ? unit_.decimals : _units[code].decimals;
        require(unit_.decimals == decimals, DecimalsMismatch(code, decimals, unit_.decimals));
        require(decimals <= MAX_DECIMALS, TooManyDecimals(code, decimals));
        if (code == USD) {
            require(address(feed) == address(0), FeedRequired(code));
        } else {
            require(address(feed) != address(0) && unit_.heartbeat != 0, FeedRequired(code));
            string memory description = feed.description();
            string memory expected = string.concat(ShortStrings.toString(_short(code)), " / USD");
            require(keccak256(bytes(description)) == keccak256(bytes(expected)), FeedMismatch(code, description));
            uint8 feedDecimals = feed.decimals();
            require(feedDecimals <= MAX_DECIMALS, TooManyDecimals(code, feedDecimals));
            _feedDecimals[code] = feedDecimals;
        }
        _units[code] = unit_;
        emit UnitSet(code, decimals, feed, _feedDecimals[code], unit_.heartbeat);
    }

    function _positionOf(bytes32 assetClass, bytes32 code) private returns (uint8) {
        for (uint256 i = 0; i < _positions.length; ++i) {
            if (_positions[i].assetClass == assetClass && _positions[i].unit == code) return uint8(i);
        }
        require(_positions.length < MAX_POSITIONS, TooManyPositions());
        _positions.push(Position(assetClass, code, 0, 0, 0));
        return uint8(_positions.length - 1);
    }

    function _requireInstrument(bytes32 id) private view returns (Instrument storage found) {
        found = _instruments[id];
        require(address(found.token) != address(0), InstrumentUnknown(id));
    }

    /// @dev An instrument that may be issued: no payment on it is in default.
    function _requireOpen(bytes32 id) private view returns (Instrument storage open) {
        open = _requireRepaid(id);
        require(open.defaults == 0, InDefault(id));
    }

    /// @dev An instrument whose units are alike: no repayment is pending to the holders of an earlier record date.
    function _requireRepaid(bytes32 id) private view returns (Instrument storage repaid) {
        repaid = _requireInstrument(id);
        uint256 from = repaid.closedFrom;
        require(from == 0 || block.timestamp < from, RepaymentDue(id, from, block.timestamp));
    }

    function _requireUnit(bytes32 code) private view returns (Unit storage found) {
        found = _units[code];
        require(found.code != 0, UnitUnknown(code));
    }

    /// @dev A code of up to 31 characters, left-aligned, as a short string.
    function _short(bytes32 code) private pure returns (ShortString) {
        uint256 length;
        while (length < 31 && code[length] != 0) ++length;
        return ShortString.wrap(code | bytes32(length));
    }
}

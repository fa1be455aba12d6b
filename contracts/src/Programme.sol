// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";

/// @title The programme: registry of instruments and the cap in US dollars
contract Programme is IProgramme, Guarded {
    bytes32 private constant USD = "USD";
    uint256 private constant MICRO_USD = 1e6;
    uint256 private constant MAX_POSITIONS = 32;
    uint256 private constant MAX_DECIMALS = 18;
    uint256 private constant ANSWER_BYTES = 160;
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
        _instruments[id] = Instrument(token, _positionOf(assetClass, code), volume, 0, 0);
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
        Instrument storage issued = _requireInstrument(id);
        issued.token.mintBatch(to, amounts);
        uint256 total;
        for (uint256 i = 0; i < to.length; ++i) {
            total += amounts[i];
            emit Issued(id, to[i], amounts[i]);
        }
        _countIssue(id, issued, total);
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
    function cancel(bytes32 id, address from, uint256 amount) external onlyRole(Roles.TENDERS) {
        _cancel(id, from, amount);
    }

    /// @inheritdoc IProgramme
    /// @dev What is cancelled is freed first, so that an exchange needs no headroom for both.
    function exchange(bytes32 id, address holder, uint256 amount, bytes32 newId, uint256 newAmount)
        external
        onlyRole(Roles.TENDERS)
    {
        _cancel(id, holder, amount);
        _issue(newId, holder, newAmount);
    }

    /// @inheritdoc IProgramme
    function reserve(bytes32 id, uint128 amount) external onlyRole(Roles.PRIMARY_MARKET) {
        Instrument storage reserved = _requireInstrument(id);
        _positions[reserved.position].reserved += amount;
        reserved.reserved += amount;
        _requireRoom(id, reserved);
        emit Reserved(id, amount);
    }

    /// @inheritdoc IProgramme
    function issueReserved(bytes32 id, address to, uint128 amount) external onlyRole(Roles.PRIMARY_MARKET) {
        Instrument storage issued = _useReserved(id, amount);
        Position storage position = _positions[issued.position];
        position.outstanding += amount;
        position.issued += amount;
        issued.issued += amount;
        emit ReservedIssued(id, to, amount);
        issued.token.mint(to, amount);
    }

    /// @inheritdoc IProgramme
    function release(bytes32 id, uint128 amount) external onlyRole(Roles.PRIMARY_MARKET) {
        _useReserved(id, amount);
        emit Released(id, amount);
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
    function positions() external view returns (Position[] memory) {
        return _positions;
    }

    /// @inheritdoc IProgramme
    function unit(bytes32 code) external view returns (Unit memory) {
        return _units[code];
    }

    /// @inheritdoc IProgramme
    function instrument(bytes32 id) external view returns (Instrument memory) {
        return _instruments[id];
    }

    // --------------------------------------------------------------------------------------------------- private

    function _issue(bytes32 id, address to, uint256 amount) private {
        Instrument storage issued = _requireInstrument(id);
        issued.token.mint(to, amount);
        _countIssue(id, issued, amount);
        emit Issued(id, to, amount);
    }

    function _cancel(bytes32 id, address from, uint256 amount) private {
        Instrument storage cancelled = _requireInstrument(id);
        cancelled.token.cancel(from, amount);
        _positions[cancelled.position].outstanding -= uint128(amount);
        emit Cancelled(id, from, amount);
    }

    function _redeem(bytes32 id, address from, uint256 amount) private {
        Instrument storage redeemed = _requireInstrument(id);
        redeemed.token.burn(from, amount);
        _positions[redeemed.position].outstanding -= uint128(amount);
        emit Redeemed(id, from, amount);
    }

    /// @dev Counts an issue that the token has accepted, and refuses it if the limits do. The token keeps its supply
    /// below 2^120, and 32 positions of few instruments stay below 2^128.
    function _countIssue(bytes32 id, Instrument storage issued, uint256 amount) private {
        Position storage position = _positions[issued.position];
        position.outstanding += uint128(amount);
        position.issued += uint128(amount);
        issued.issued += uint128(amount);
        _requireRoom(id, issued);
    }

    function _useReserved(bytes32 id, uint128 amount) private returns (Instrument storage used) {
        used = _requireInstrument(id);
        require(amount <= used.reserved, ReservationExceeded(id, amount, used.reserved));
        used.reserved -= amount;
        _positions[used.position].reserved -= amount;
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

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {RegulatedToken} from "./RegulatedToken.sol";
import {Roles} from "./access/Roles.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {ICommodityReserve} from "./interfaces/ICommodityReserve.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {Account} from "./types/Account.sol";

/// @title A commodity reserve
contract CommodityReserve is ICommodityReserve, RegulatedToken {
    uint256 private constant BPS = 10_000;
    uint256 private constant MAX_DECIMALS = 18;
    uint256 private constant ANSWER_BYTES = 160;
    int256 private constant MAX_STOCK = int256(uint256(type(uint128).max));

    /// @notice The class under which the programme counts it.
    bytes32 public constant assetClass = "COMMODITY";
    /// @inheritdoc ICommodityReserve
    AggregatorV3Interface public immutable STOCK;
    /// @inheritdoc ICommodityReserve
    uint256 public immutable MAX_AGE;
    /// @inheritdoc ICommodityReserve
    uint256 public immutable MARGIN_BPS;
    /// @inheritdoc ICommodityReserve
    mapping(address account => uint256) public lockedTokens;
    uint8 private immutable _stockDecimals;

    constructor(IProgramme programme, Descriptor memory descriptor, Backing memory backing)
        RegulatedToken(programme, descriptor)
    {
        require(backing.marginBps < BPS, MarginTooLarge(backing.marginBps));
        uint8 stockDecimals = backing.stock.decimals();
        require(stockDecimals <= MAX_DECIMALS, IProgramme.TooManyDecimals(descriptor.unit, stockDecimals));
        STOCK = backing.stock;
        MAX_AGE = backing.maxAge;
        MARGIN_BPS = backing.marginBps;
        _stockDecimals = stockDecimals;
    }

    /// @inheritdoc ICommodityReserve
    function lock(address account, uint256 amount) external onlyRole(Roles.REDEMPTIONS) {
        Account holder = _giving(account, amount, _closeDue());
        _accounts[account] = _setLocked(holder, account, lockedTokens[account] + amount);
    }

    /// @inheritdoc ICommodityReserve
    function unlock(address account, uint256 amount) external onlyRole(Roles.REDEMPTIONS) {
        uint256 left = Math.saturatingSub(lockedTokens[account], amount);
        _accounts[account] = _setLocked(_accounts[account], account, left);
    }

    /// @inheritdoc ICommodityReserve
    function requireBacked() external view {
        _requireBacked(_state.supply());
    }

    /// @inheritdoc ICommodityReserve
    function issuable() public view returns (uint256) {
        (bool answered, bytes memory answer) =
            address(STOCK).staticcall(abi.encodeCall(AggregatorV3Interface.latestRoundData, ()));
        if (!answered && answer.length != 0) LowLevelCall.bubbleRevert(answer);
        require(answered && answer.length >= ANSWER_BYTES, StockMissing(STOCK));
        (, int256 stock,, uint256 updatedAt,) = abi.decode(answer, (uint256, int256, uint256, uint256, uint256));
        require(stock >= 0, StockNegative(stock));
        require(stock <= MAX_STOCK, StockTooLarge(stock));
        require(updatedAt <= block.timestamp, StockFromFuture(updatedAt, block.timestamp));
        require(block.timestamp - updatedAt <= MAX_AGE, StockStale(updatedAt, MAX_AGE, block.timestamp));
        return Math.mulDiv(uint256(stock), 10 ** decimals * (BPS - MARGIN_BPS), 10 ** _stockDecimals * BPS);
    }

    /// @dev A reserve has no dates.
    function _requireCurrent() internal view override {}

    /// @dev A reserve has no dates.
    function _requireRedeemable() internal view override {}

    function _requireBacked(uint256 supply) internal view override {
        uint256 units = supply + PROGRAMME.instrument(INSTRUMENT_ID).reserved;
        uint256 most = issuable();
        require(units <= most, StockExceeded(units, most));
    }

    function _heldOf(address wallet) internal view override returns (uint256) {
        return Math.saturatingAdd(super._heldOf(wallet), lockedTokens[wallet]);
    }

    /// @dev What is locked goes last.
    function _letGo(Account account, address wallet, uint256 amount) internal override returns (Account) {
        uint256 frozen = Math.min(amount, super._heldOf(wallet));
        if (frozen != 0) account = super._letGo(account, wallet, frozen);
        if (frozen == amount) return account;
        return _setLocked(account, wallet, lockedTokens[wallet] - (amount - frozen));
    }

    function _moveHeld(address lost, address successor) internal override {
        if (super._heldOf(lost) != 0) super._moveHeld(lost, successor);
        uint256 locked = lockedTokens[lost];
        if (locked == 0) return;
        _storeLocked(lost, 0);
        _storeLocked(successor, locked);
    }

    function _setLocked(Account account, address wallet, uint256 amount) private returns (Account) {
        _storeLocked(wallet, amount);
        return account.withFrozenTokens(_heldOf(wallet) != 0);
    }

    function _storeLocked(address wallet, uint256 amount) private {
        lockedTokens[wallet] = amount;
        emit Locked(wallet, amount);
    }

    function _requireDocumentRole() internal view override {
        _requireRole(Roles.CUSTODIAN);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {RegulatedToken} from "./RegulatedToken.sol";
import {Roles} from "./access/Roles.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {ICommodityReserve} from "./interfaces/ICommodityReserve.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";

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

    function _lockingRole() internal pure override returns (uint64) {
        return Roles.REDEMPTIONS;
    }

    function _requireDocumentRole() internal view override {
        _requireRole(Roles.CUSTODIAN);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

import {Guarded} from "../access/Guarded.sol";
import {CashDesk} from "../cash/CashDesk.sol";
import {IDebt} from "../interfaces/IDebt.sol";
import {IGuarded} from "../interfaces/IGuarded.sol";
import {IIssueDesk} from "../interfaces/IIssueDesk.sol";
import {IProgramme} from "../interfaces/IProgramme.sol";
import {IRegulatedToken} from "../interfaces/IRegulatedToken.sol";

/// @title What sells instruments for settlement cash, or buys them back
abstract contract IssueDesk is IIssueDesk, CashDesk, Guarded, ReentrancyGuard {
    uint256 private constant PRICE_SCALE = 1e4;
    /// @dev A price per 100 with its decimals, and a pool factor of 10.
    uint256 internal constant FACE_SCALE = 100 * PRICE_SCALE * 1e10;

    /// @inheritdoc IIssueDesk
    IProgramme public immutable PROGRAMME;
    /// @inheritdoc IIssueDesk
    address public immutable GOVERNMENT;

    constructor(IProgramme programme, Cash[] memory accepted, address government)
        CashDesk(accepted)
        Guarded(IGuarded(address(programme)).AUTHORITY(), IGuarded(address(programme)).ORDERS())
    {
        PROGRAMME = programme;
        GOVERNMENT = government;
    }

    /// @dev The wallet itself, or the one that stands in its place.
    function _standingFor(address wallet) internal view returns (address) {
        address successor = PROGRAMME.PARTICIPANTS().successorOf(wallet);
        return successor == address(0) ? wallet : successor;
    }

    /// @dev Whether a settlement that failed for this reason waits for the instrument, whatever the hour.
    function _waits(bytes4 reason) internal pure returns (bool) {
        return reason == IRegulatedToken.TokenPaused.selector || reason == IDebt.IssueNotOpen.selector;
    }

    /// @dev Whether a settlement failed because the instrument is issued no more, for which no buyer answers.
    function _isOver(bytes4 reason) internal pure returns (bool) {
        return reason == IDebt.Matured.selector || reason == IProgramme.RepaymentDue.selector
            || reason == IProgramme.InDefault.selector;
    }

    /// @dev The record time that followed a settlement time, if it has passed; zero if not.
    function _recordTimePassed(bytes32 id, uint256 settlementTime) internal view returns (uint256) {
        uint40[] memory times = _requireToken(id).recordTimes();
        for (uint256 i = 0; i < times.length; ++i) {
            if (times[i] > settlementTime) return times[i] <= block.timestamp ? times[i] : 0;
        }
        return 0;
    }

    /// @dev The cash of an instrument, which counts as the instrument does.
    function _requireSaleable(bytes32 id) internal view returns (IRegulatedToken token) {
        token = _requireToken(id);
        bytes32 unit = token.UNIT();
        uint8 decimals = token.decimals();
        uint8 cashDecimals = IERC20Metadata(address(_requireCash(unit))).decimals();
        require(cashDecimals == decimals, IProgramme.DecimalsMismatch(unit, decimals, cashDecimals));
    }

    function _cashFor(bytes32 id) internal view returns (IERC20) {
        return _requireCash(_requireToken(id).UNIT());
    }

    function _requireToken(bytes32 id) internal view returns (IRegulatedToken token) {
        token = PROGRAMME.tokenOf(id);
        require(address(token) != address(0), IProgramme.InstrumentUnknown(id));
    }

    function _requireTarget(uint256 target, uint256 maximum, uint256 denomination) internal pure {
        require(target != 0 && target <= maximum, TargetRefused(target, maximum));
        _requireMultiple(target, denomination);
    }

    function _requireMultiple(uint256 amount, uint256 denomination) internal pure {
        require(amount % denomination == 0, IRegulatedToken.NotMultipleOfDenomination(amount, denomination));
    }

    /// @dev Accrued interest is a fraction, whatever the price will be.
    function _requireFraction(int128 accrued, uint128 divisor) internal pure {
        require(divisor != 0, PriceRefused(0, accrued, divisor));
    }

    function _requirePrice(uint64 price, int128 accrued, uint128 divisor) internal pure {
        require(_dirty(price, accrued, divisor) > 0, PriceRefused(price, accrued, divisor));
    }

    /// @dev Minor units that `face` of original face costs at `price` and accrued interest per 100 of what is left of
    /// it, rounded up in the issuer's favour.
    function _costRoundedUp(bytes32 id, uint256 face, uint64 price, int128 accrued, uint128 divisor)
        internal
        view
        returns (uint256)
    {
        uint256 dirty = _dirtyOf(price, accrued, divisor);
        return Math.mulDiv(face * _factorOf(id), dirty, FACE_SCALE * divisor, Math.Rounding.Ceil);
    }

    /// @dev The same, rounded down where the issuer pays.
    function _proceedsRoundedDown(bytes32 id, uint256 face, uint64 price, int128 accrued, uint128 divisor)
        internal
        view
        returns (uint256)
    {
        uint256 dirty = _dirtyOf(price, accrued, divisor);
        return Math.mulDiv(face * _factorOf(id), dirty, FACE_SCALE * divisor);
    }

    function _factorOf(bytes32 id) internal view returns (uint256) {
        return PROGRAMME.instrument(id).factor;
    }

    /// @dev Price and accrued interest per 100 together, times the divisor and the scale of a price.
    function _dirty(uint64 price, int128 accrued, uint128 divisor) private pure returns (int256) {
        return int256(uint256(price) * divisor) + int256(accrued) * int256(PRICE_SCALE);
    }

    /// @dev The same of what was found to be above zero when it was announced.
    function _dirtyOf(uint64 price, int128 accrued, uint128 divisor) internal pure returns (uint256) {
        return uint256(_dirty(price, accrued, divisor));
    }
}

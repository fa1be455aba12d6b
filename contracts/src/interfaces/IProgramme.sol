// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {AggregatorV3Interface} from "./AggregatorV3Interface.sol";
import {IParticipants} from "./IParticipants.sol";
import {IRegulatedToken} from "./IRegulatedToken.sol";

/// @title The programme: registry of instruments and the cap in US dollars
/// @notice The only door to supply. Amounts outstanding are kept in kind, per asset class and unit of account; prices
/// turn them into USD when something is issued. USD amounts are micro-USD (six decimals). Each product is rounded up
/// once, then summed. An instrument that repays part of its principal keeps its units: a pool factor of ten decimals
/// says how much of their original face is left. What is outstanding of it is units times factor, rounded up.
interface IProgramme {
    /// @notice What the cap binds.
    enum CapBasis {
        Outstanding,
        CumulativeIssuance
    }

    /// @notice A unit of account.
    /// @param code As in "PKR", "USD", "XAU".
    /// @param decimals Decimals of every instrument in this unit.
    /// @param feed USD per one whole unit; zero for USD itself.
    /// @param heartbeat Seconds after which a price is stale.
    struct Unit {
        bytes32 code;
        uint8 decimals;
        AggregatorV3Interface feed;
        uint32 heartbeat;
    }

    /// @notice A class of assets and its limit in micro-USD.
    struct ClassLimit {
        bytes32 assetClass;
        uint64 limitUsd;
    }

    /// @notice A registered instrument.
    /// @param token Its register.
    /// @param position Index of the position it counts in.
    /// @param factor What is left of each unit's original face, 1e10 at issue.
    /// @param closedFrom From when nothing is issued or taken back until a pending repayment has lowered the factor; zero if none is.
    /// @param defaults How many of its payments are in declared default.
    /// @param volume Largest amount ever issued, in base units.
    /// @param issued Amount ever issued.
    /// @param reserved Amount allotted and not issued yet.
    struct Instrument {
        IRegulatedToken token;
        uint8 position;
        uint40 factor;
        uint40 closedFrom;
        uint8 defaults;
        uint128 volume;
        uint128 issued;
        uint128 reserved;
    }

    /// @notice What is owed in one asset class and unit of account, in base units of face: over its instruments, the
    /// sum of units times factor, each rounded up. What is reserved is not owed yet, and the cap binds it.
    struct Position {
        bytes32 assetClass;
        bytes32 unit;
        uint128 outstanding;
        uint128 issued;
        uint128 reserved;
    }

    event CapSet(uint64 capUsd);
    event ClassLimitSet(bytes32 indexed assetClass, uint64 limitUsd);
    event UnitSet(
        bytes32 indexed code, uint8 decimals, AggregatorV3Interface feed, uint8 feedDecimals, uint32 heartbeat
    );
    event InstrumentRegistered(
        bytes32 indexed id, IRegulatedToken indexed token, bytes32 assetClass, bytes32 unit, uint128 volume
    );
    event Issued(bytes32 indexed id, address indexed to, uint256 amount);
    event Cancelled(bytes32 indexed id, address indexed from, uint256 amount);
    event Redeemed(bytes32 indexed id, address indexed from, uint256 amount);
    event Reserved(bytes32 indexed id, uint256 amount);
    event ReservedIssued(bytes32 indexed id, address indexed to, uint256 amount);
    event Released(bytes32 indexed id, uint256 amount);
    /// @dev The factor has fallen by `principal`, and instruments may be issued again.
    event PrincipalRepaid(bytes32 indexed id, uint256 principal, uint256 factor);
    event IssueClosedFrom(bytes32 indexed id, uint40 from);
    event DefaultsCounted(bytes32 indexed id, uint8 defaults);

    /// @notice There is no instrument with this ISIN or commodity code.
    error InstrumentUnknown(bytes32 id);
    /// @notice The ISIN or commodity code is taken.
    error InstrumentTaken(bytes32 id);
    /// @notice The token answers to another programme.
    error ForeignToken(IRegulatedToken token);
    /// @notice The unit of account is unknown.
    error UnitUnknown(bytes32 unit);
    /// @notice A unit keeps its decimals, and an instrument has those of its unit.
    error DecimalsMismatch(bytes32 unit, uint8 decimals, uint8 given);
    /// @notice The feed prices something else; its description must be "<unit> / USD".
    error FeedMismatch(bytes32 unit, string description);
    /// @notice A unit other than USD needs a feed and a heartbeat, and USD has none.
    error FeedRequired(bytes32 unit);
    /// @notice The asset class has no limit.
    error ClassUnknown(bytes32 assetClass);
    /// @notice Units and feeds have at most 18 decimals.
    error TooManyDecimals(bytes32 unit, uint8 decimals);
    /// @notice At most 32 pairs of asset class and unit.
    error TooManyPositions();

    /// @notice The unit's price is not above zero.
    error PriceNotPositive(bytes32 unit, int256 price);
    /// @notice The unit's price is 2^104 or more, which no unit of account is worth.
    error PriceTooLarge(bytes32 unit, int256 price);
    /// @notice The unit's price is dated after now.
    error PriceFromFuture(bytes32 unit, uint256 updatedAt, uint256 time);
    /// @notice The unit's price is older than its heartbeat.
    error PriceStale(bytes32 unit, uint256 updatedAt, uint256 heartbeat, uint256 time);
    /// @notice The unit's feed does not answer.
    error PriceMissing(bytes32 unit);
    /// @notice The issue would carry its asset class over its limit.
    error ClassLimitExceeded(bytes32 assetClass, uint256 usedUsd, uint256 limitUsd);
    /// @notice The issue would carry the programme over its cap.
    error CapExceeded(uint256 usedUsd, uint256 capUsd);
    /// @notice The issue would pass the instrument's volume.
    error IssueVolumeExceeded(bytes32 id, uint256 issued, uint256 volume);
    /// @notice Less than the amount is reserved.
    error ReservationExceeded(bytes32 id, uint256 amount, uint256 reserved);
    /// @notice Nothing is issued or taken back between the record time of a repayment and the fall of the factor: what is
    /// issued would bear the lower factor and not have been paid, what is taken back would be paid for twice.
    error RepaymentDue(bytes32 id, uint256 closedFrom, uint256 time);
    /// @notice Nothing is issued of what is in declared default.
    error InDefault(bytes32 id);
    /// @notice Of each unit's original face `left` is left, in 1e-10, once what was announced is repaid: a redemption
    /// pays no more, and a repayment less, because units with nothing left would never be redeemed.
    error PrincipalExceeded(bytes32 id, uint256 principal, uint256 left);

    /// @notice Registers a token under its own ISIN or commodity code. Ministry.
    /// @param volume Largest amount ever issued, in base units.
    function register(IRegulatedToken token, uint128 volume) external;

    /// @notice Issues to an eligible holder, within the volume, the class limit and the cap. Fiscal agent.
    function issue(bytes32 id, address to, uint256 amount) external;

    /// @notice Issues to many: the token is asked for each, then the limits once for the whole.
    function issueBatch(bytes32 id, address[] calldata to, uint256[] calldata amounts) external;

    /// @notice Redeems from a holder by burning; frees exactly that amount in kind and needs no price. Fiscal agent.
    function redeem(bytes32 id, address from, uint256 amount) external;

    /// @notice Redeems what was paid for. Paying agent.
    function redeemPaid(bytes32 id, address from, uint256 amount) external;

    /// @notice Redeems what a holder gives up for lots or cash, asked as the sender of a transfer. Contract of redemptions.
    /// @param unlocked What was unlocked of the holder for it.
    function redeemRequested(bytes32 id, address from, uint256 amount, uint256 unlocked) external;

    /// @notice Cancels what a holder gives up before maturity; frees exactly that amount in kind and needs no price. The
    /// token asks the holder as a transfer does. Tenders.
    /// @param unlocked What was unlocked of the holder for it.
    function cancel(bytes32 id, address from, uint256 amount, uint256 unlocked) external;

    /// @notice Cancels what a holder gives up and issues another instrument to them in its place, within the volume, the
    /// class limit and the cap of what is outstanding after both. Tenders.
    /// @param unlocked What was unlocked of the holder for it.
    function exchange(
        bytes32 id,
        address holder,
        uint256 amount,
        uint256 unlocked,
        bytes32 newId,
        uint256 newAmount
    ) external;

    /// @notice Closes the issue of an instrument from the record time of a repayment on. Paying agent.
    function closeIssue(bytes32 id, uint40 from) external;

    /// @notice Lowers the factor by principal repaid on every unit, in 1e-10 of its original face; frees the difference
    /// in kind, and opens the issue again. Paying agent.
    function repay(bytes32 id, uint40 principal) external;

    /// @notice Counts a payment that is in declared default, or one that was cured. Paying agent.
    function countDefault(bytes32 id, bool declared) external;

    /// @notice Reserves headroom in kind for an allotment, within the volume, the class limit and the cap. Primary
    /// market.
    function reserve(bytes32 id, uint128 amount) external;

    /// @notice Issues to an eligible holder what was reserved; neither prices nor limits refuse it. Primary market.
    function issueReserved(bytes32 id, address to, uint128 amount) external;

    /// @notice Gives reserved headroom back. Primary market.
    function release(bytes32 id, uint128 amount) external;

    /// @notice Sets the cap in micro-USD. By order of two parties, after a delay.
    function setCap(uint64 capUsd) external;

    /// @notice Sets the limit of an asset class, which also admits a new class. By order of two parties.
    function setClassLimit(bytes32 assetClass, uint64 limitUsd) external;

    /// @notice Adds a unit of account or changes its feed. By order of two parties.
    function setUnit(Unit calldata unit_) external;

    /// @notice Exchanges and holders.
    function PARTICIPANTS() external view returns (IParticipants);

    /// @notice Whether the cap binds what is outstanding or all that was ever issued.
    function CAP_BASIS() external view returns (CapBasis);

    /// @notice The cap, in micro-USD.
    function capUsd() external view returns (uint64);

    /// @notice The limit of an asset class, in micro-USD.
    function classLimitUsd(bytes32 assetClass) external view returns (uint64);

    /// @notice USD used under the cap and per position at the last prices, fresh or not, each position rounded up.
    /// @return total Sum of `byPosition`.
    /// @return byPosition In the order of `positions()`.
    /// @return fresh Whether every price used would do for an issue; a price that is missing, not positive or too large
    /// counts as zero.
    function usedUsd() external view returns (uint256 total, uint256[] memory byPosition, bool fresh);

    /// @notice USD per one whole unit, with its decimals; refused where an issue could not rest on it.
    function priceOf(bytes32 code) external view returns (uint256 price, uint8 decimals);

    /// @notice Amounts per asset class and unit of account.
    function positions() external view returns (Position[] memory);

    /// @notice A unit of account.
    function unit(bytes32 code) external view returns (Unit memory);

    /// @notice An instrument's register; zero where there is none.
    function tokenOf(bytes32 id) external view returns (IRegulatedToken);

    /// @notice An instrument.
    function instrument(bytes32 id) external view returns (Instrument memory);
}

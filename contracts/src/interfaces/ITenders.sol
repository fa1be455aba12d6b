// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IIssueDesk} from "./IIssueDesk.sol";

/// @title Tenders: instruments given up before maturity
/// @notice A tender offers holders cash, or another instrument, for what they give up: by a *put* at their right, in a
/// *buy-back* at the price they ask, in an *exchange* at a ratio, or because the lot fell on them in a *drawing*. What a
/// holder tenders is an *instruction*. Its units stay the holder's and are locked until it ends; one that cannot be settled
/// by then fails alone. Who was drawn by lot gives up what is neither frozen nor tendered elsewhere when it is settled.
interface ITenders is IIssueDesk {
    /// @notice What holders give up, and for what.
    enum Kind {
        Put,
        BuyBack,
        Exchange,
        Drawing
    }

    /// @notice What a tender is announced with.
    /// @param id ISIN or commodity code of what is given up.
    /// @param kind What it is.
    /// @param maximum Most face that is accepted; a put has none and says zero.
    /// @param price Price per 100 of a put or drawing; of the others zero.
    /// @param accrued Accrued interest per 100 at settlement times `accruedDivisor`, paid beside the price or the new
    /// instrument.
    /// @param accruedDivisor Not zero.
    /// @param newId What is given in exchange; of the others zero.
    /// @param newAccrued What has accrued per 100 of it at settlement times `newAccruedDivisor`, which the holder pays for
    /// the new face received; of the others zero.
    /// @param newAccruedDivisor Not zero.
    /// @param ratio New face per 100 of old with four decimals, both as left by their pool factors, in an exchange; of the
    /// others zero.
    /// @param opens Instructions are taken from then on.
    /// @param closes Instructions are taken and withdrawn before it.
    /// @param settlementTime The tender is decided before it, and instructions are settled from then on.
    /// @param settlementDeadline From then on an instruction that cannot be settled lapses.
    /// @param seedHash SHA-256 of the seed of a drawing, which nobody can know when holders change for the last time; of
    /// the others zero.
    struct Terms {
        bytes32 id;
        Kind kind;
        uint128 maximum;
        uint64 price;
        int128 accrued;
        uint128 accruedDivisor;
        bytes32 newId;
        int128 newAccrued;
        uint128 newAccruedDivisor;
        uint64 ratio;
        uint40 opens;
        uint40 closes;
        uint40 settlementTime;
        uint40 settlementDeadline;
        bytes32 seedHash;
    }

    /// @notice How far a tender has come. A put, an exchange and a drawing are decided by their terms, a buy-back by its
    /// acceptance.
    enum TenderPhase {
        Unknown,
        Announced,
        Accepted,
        Rejected
    }

    /// @notice How far an instruction has come.
    enum InstructionState {
        Unknown,
        Given,
        Concluded
    }

    /// @notice A tender.
    /// @param instructions How many were given.
    /// @param examined How many of them the acceptance of a buy-back has gone through, in their order.
    /// @param highest The highest price accepted in a buy-back; zero until it is set.
    /// @param tendered Face of the instructions that were not withdrawn.
    /// @param accepted Face accepted in a buy-back.
    struct Tender {
        Terms terms;
        TenderPhase phase;
        uint32 instructions;
        uint32 examined;
        uint64 highest;
        uint128 tendered;
        uint128 accepted;
    }

    /// @notice An instruction.
    /// @param price What the holder asks per 100 in a buy-back; else the tender's.
    /// @param accepted Face accepted of it in a buy-back.
    struct Instruction {
        address holder;
        InstructionState state;
        uint64 price;
        uint128 face;
        uint128 accepted;
    }

    event DrawingAllowed(bytes32 indexed id);
    event TenderAnnounced(uint256 indexed tender, Terms terms);
    event Tendered(
        uint256 indexed tender, uint256 indexed instruction, address indexed holder, uint128 face, uint64 price
    );
    event TenderWithdrawn(uint256 indexed tender, uint256 indexed instruction);
    event LotDrawn(uint256 indexed tender, uint256 indexed instruction, address indexed holder, uint128 face);
    event SeedRevealed(uint256 indexed tender, bytes32 seed);
    event HighestPriceSet(uint256 indexed tender, uint64 price);
    event InstructionAccepted(uint256 indexed tender, uint256 indexed instruction, uint128 face);
    event InstructionsExamined(uint256 indexed tender, uint256 instructions);
    event TenderAccepted(uint256 indexed tender, uint128 accepted);
    event TenderRejected(uint256 indexed tender);
    /// @param wallet The holder's wallet, or the one in its place.
    event InstructionSettled(
        uint256 indexed tender,
        uint256 indexed instruction,
        address indexed wallet,
        uint256 face,
        uint256 cash,
        uint256 newFace
    );
    /// @param reason Selector of the refusal.
    event InstructionFailed(uint256 indexed tender, uint256 indexed instruction, bytes4 reason);
    event InstructionLapsed(uint256 indexed tender, uint256 indexed instruction);
    /// @dev Nothing is accepted of it, or its holder no longer waits to be settled.
    event InstructionReleased(uint256 indexed tender, uint256 indexed instruction);

    /// @notice An instrument's terms are fixed once some of it was issued or reserved.
    error TermsFixed(bytes32 id, uint256 issued);
    /// @notice There is no tender of this number.
    error TenderUnknown(uint256 tender);
    /// @notice A tender's times lie ahead and follow each other.
    error TenderTimesRefused(
        uint256 opens, uint256 closes, uint256 settlementTime, uint256 settlementDeadline, uint256 time
    );
    /// @notice A put and a drawing have a price, an exchange a ratio and another instrument with what has accrued on it, a
    /// buy-back none of them; all but a put have a maximum, and a drawing alone has a seed.
    error TenderTermsRefused(
        Kind kind,
        uint256 maximum,
        uint256 price,
        uint256 ratio,
        bytes32 newId,
        int256 newAccrued,
        bytes32 seedHash
    );
    /// @notice The terms of the instrument do not provide for drawing by lot.
    error DrawingNotAllowed(bytes32 id);
    /// @notice Instruments are exchanged within one unit of account.
    error UnitsDiffer(bytes32 id, bytes32 newId);
    /// @notice What has accrued on what is given up covers what has accrued on the new instrument, so that no holder owes
    /// cash in an exchange.
    error AccruedUncovered(
        int256 accrued, uint256 accruedDivisor, uint256 ratio, int256 newAccrued, uint256 newAccruedDivisor
    );
    /// @notice This is not done in a tender of this kind.
    error TenderKindRefused(uint256 tender, Kind kind);
    /// @notice Instructions are taken and withdrawn between two times.
    error TenderNotOpen(uint256 tender, uint256 opens, uint256 closes, uint256 time);
    /// @notice Instructions are for something.
    error NothingTendered(uint256 tender);
    /// @notice The price is the tender's, but for a buy-back.
    error TenderPriceDiffers(uint256 tender, uint256 price, uint256 due);
    /// @notice The account could not give the instrument up now.
    error TendererRefused(address account);
    /// @notice A holder tenders at most what they hold unfrozen; what is tendered already is frozen.
    error TenderedTooMuch(address account, uint256 tendered, uint256 unfrozen);
    /// @notice The tender has no instruction of this number.
    error InstructionUnknown(uint256 tender, uint256 instruction);
    /// @notice The instruction is another holder's.
    error NotTenderer(address account, uint256 tender, uint256 instruction);
    /// @notice The instruction was withdrawn, settled or released, or has lapsed.
    error InstructionConcluded(uint256 tender, uint256 instruction);
    /// @notice Instructions are still taken.
    error TenderStillOpen(uint256 tender, uint256 closes, uint256 time);
    /// @notice The tender is accepted or rejected.
    error TenderDecided(uint256 tender);
    /// @notice The buy-back is neither accepted nor rejected.
    error TenderUndecided(uint256 tender);
    /// @notice The tender was to be decided before settlement.
    error TenderDecisionLate(uint256 tender, uint256 settlementTime, uint256 time);
    /// @notice No highest price has been set.
    error HighestPriceMissing(uint256 tender);
    /// @notice More amounts are given than instructions are left to go through.
    error TenderPageTooLong(uint256 tender, uint256 given, uint256 left);
    /// @notice An instruction below the highest price is accepted in full, one at it at most, any other not at all.
    error AcceptanceRefused(uint256 tender, uint256 instruction, uint256 amount, uint256 least, uint256 most);
    /// @notice More would be accepted or drawn than was announced.
    error TenderExceeded(uint256 tender, uint256 accepted, uint256 maximum);
    /// @notice This is not the seed whose hash was announced.
    error SeedRefused(uint256 tender, bytes32 seed);
    /// @notice Instructions are settled from the settlement time on.
    error TenderNotDue(uint256 tender, uint256 settlementTime, uint256 time);
    /// @notice The government account has not set enough cash aside.
    error FundsMissing(uint256 tender, uint256 instruction, uint256 needed, uint256 funds);

    /// @notice Provides for drawing by lot in the terms of an instrument of which nothing was issued yet. Ministry.
    function allowDrawing(bytes32 id) external;

    /// @notice Announces a tender. Fiscal agent.
    /// @return number Its number, from 1.
    function announceTender(Terms calldata terms) external returns (uint256 number);

    /// @notice Tenders face that the caller holds, which is locked until the instruction ends. An eligible holder.
    /// @param price What is asked per 100 in a buy-back; else the tender's.
    /// @return instruction Its number in the tender, from 0.
    function tender(uint256 number, uint128 face, uint64 price) external returns (uint256 instruction);

    /// @notice Withdraws an instruction before the tender closes, or one that still waits for its settlement at the
    /// deadline. Its holder, or the wallet in a lost one's place.
    function withdraw(uint256 number, uint256 instruction) external;

    /// @notice Sets the highest price that a buy-back accepts; a further call begins the acceptance anew. Fiscal agent.
    function setHighestPrice(uint256 number, uint64 price) external;

    /// @notice Accepts the next instructions of a buy-back in the order of their numbers, nothing of those not accepted.
    /// Each accepted one is paid the price it asks. With the last one the buy-back is accepted. Fiscal agent.
    function accept(uint256 number, uint128[] calldata amounts) external;

    /// @notice Enters on whom the lot fell, in as many pages as it needs. Fiscal agent.
    function draw(uint256 number, bytes32 seed, address[] calldata holders, uint128[] calldata faces) external;

    /// @notice Rejects a buy-back or an exchange whole. Fiscal agent; from the settlement time on anyone, if a buy-back was
    /// not decided.
    function reject(uint256 number) external;

    /// @notice Settles instructions, each alone; anyone may. What is accepted is cancelled against cash of the government
    /// account, or against the new instrument. An instruction that cannot be settled is reported, and tried again by a
    /// later call; from the settlement deadline on it lapses. It waits while the instrument is paused or a
    /// repayment of it is pending, what is given in exchange is not issued yet, a price that the limits are valued at is
    /// unfit, or the government account lacks the cash. Once the record date of either instrument that follows the
    /// settlement time has passed it lapses at once, whatever it waited for: a holder who was not paid by then keeps units
    /// and interest. One of which nothing is accepted is released, of a rejected tender at once; those that are concluded are passed
    /// over.
    function settle(uint256 number, uint256[] calldata instructions) external;

    /// @notice Settles one instruction. The contract itself.
    /// @param passed The record time that has passed since settlement was due; zero for none.
    function deliver(uint256 number, uint256 instruction, uint256 passed) external;

    /// @notice What an instruction comes to: face accepted, cash in minor units rounded down once, new face. In an exchange
    /// above the maximum each instruction is cut in proportion, rounded down to the denomination; new face is rounded down
    /// to its denomination. The cash is the rest at par and what has accrued on the face accepted, less what has accrued on
    /// the new face.
    function proceedsOf(uint256 number, uint256 instruction)
        external
        view
        returns (uint256 face, uint256 cash, uint256 newFace);

    /// @notice Whether the terms of an instrument provide for drawing by lot.
    function drawable(bytes32 id) external view returns (bool);

    /// @notice How many tenders were announced.
    function tenders() external view returns (uint256);

    /// @notice A tender; all zero when there is none.
    function tenderOf(uint256 number) external view returns (Tender memory);

    /// @notice An instruction; all zero when there is none.
    function instructionOf(uint256 number, uint256 instruction) external view returns (Instruction memory);
}

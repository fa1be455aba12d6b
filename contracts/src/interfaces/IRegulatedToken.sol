// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import {Due} from "../types/Due.sol";
import {IERC1643} from "./IERC1643.sol";
import {IERC3643} from "./IERC3643.sol";
import {IERC7943Fungible} from "./IERC7943.sol";
import {IParticipants} from "./IParticipants.sol";
import {IProgramme} from "./IProgramme.sol";

/// @title The register of one instrument
/// @notice Every transfer checks, in this order: pause, zero address, denomination, limit, the sender (identity,
/// block, due diligence, whole freeze), the receiver likewise, the receiver's exchange, balance, unfrozen balance.
/// Leaving is open: the sender's exchange is not asked.
interface IRegulatedToken is IERC20Metadata, IERC7943Fungible, IERC3643, IERC1643 {
    /// @notice What every instrument has.
    /// @param name As in "Government of Pakistan Treasury Bill 84 days".
    /// @param symbol At most 31 bytes; also the name of the EIP-712 domain.
    /// @param id ISIN (left-aligned) or commodity code.
    /// @param unit Unit of account, as in "PKR" or "XAU".
    /// @param decimals Decimals of the unit of account.
    /// @param denomination Issues and transfers take multiples of this many base units.
    struct Descriptor {
        string name;
        string symbol;
        bytes32 id;
        bytes32 unit;
        uint8 decimals;
        uint128 denomination;
    }

    /// @notice A forced transfer was carried out.
    /// @param waived Bit `1 << Waiver` is set for each rule that would have refused an ordinary transfer.
    event OrderExecuted(
        address indexed from, address indexed to, uint256 amount, bytes32 indexed document, uint256 waived
    );
    /// @notice Units of an account that are locked, now in all.
    event Locked(address indexed account, uint256 amount);
    event TransferLimitSet(uint256 limit);
    event RecordDateAnnounced(uint256 indexed period, uint40 recordTime);
    event RecordDateClosed(uint256 indexed period, uint256 supply);

    /// @notice A rule that a forced transfer may waive.
    enum Waiver {
        Pause,
        Denomination,
        Limit,
        SenderIdentity,
        SenderBlock,
        SenderKyc,
        SenderFreeze,
        Unfrozen
    }

    /// @notice Transfers and issuance are stopped.
    error TokenPaused();
    /// @notice The token is not paused.
    error TokenNotPaused();
    /// @notice Amounts are multiples of the denomination.
    error NotMultipleOfDenomination(uint256 amount, uint256 denomination);
    /// @notice One transfer moves at most the limit.
    error TransferLimitExceeded(uint256 amount, uint256 limit);
    /// @notice The whole wallet is frozen.
    error WalletFrozen(address wallet);
    /// @notice A freeze, an unfreeze or an unlock goes beyond what there is.
    error FreezeBeyond(address account, uint256 amount, uint256 available);
    /// @notice An amount does not fit the register.
    error AmountTooLarge(uint256 amount, uint256 max);
    /// @notice Only the programme changes supply.
    error NotProgramme(address account);
    /// @notice The new wallet does not stand in the lost one's place, the identity is another's, or the position was
    /// recovered before.
    error NotSuccessor(address lostWallet, address newWallet);
    /// @notice The new wallet is frozen, held units at a record date, or stands in another's place already.
    error WalletUsed(address wallet);
    /// @notice A position was recovered too often: at most 8 wallets in a chain.
    error TooManyRecoveries(address wallet);
    /// @notice Record times are announced in order and ahead.
    error RecordTimeRefused(uint256 recordTime, uint256 after_);
    /// @notice At most 64 record dates.
    error TooManyRecordDates();
    /// @notice There is no record date of this number (no `recordTime`), or it has not passed.
    error RecordDateOpen(uint256 period, uint256 recordTime, uint256 time);
    /// @notice The permit is past its deadline.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// @notice The permit is not signed by the owner.
    error ERC2612InvalidSigner(address signer, address owner);
    /// @notice Two lists that belong together differ in length.
    error ListsDiffer(uint256 first, uint256 second);

    /// @notice Mints to an eligible holder. Programme.
    function mint(address to, uint256 amount) external;

    /// @notice Mints to many; the same as one after the other. Programme.
    function mintBatch(address[] calldata to, uint256[] calldata amounts) external;

    /// @notice Burns from a holder whatever their state. Programme.
    function burn(address from, uint256 amount) external;

    /// @notice Burns what a holder gives up before maturity, who is asked as the sender of a transfer is: pause, identity,
    /// block, due diligence, whole freeze, balance, unfrozen balance. Programme.
    /// @param unlocked What was unlocked for it: of that much only a freeze stands in the way, though other locks exceed what
    /// a seizure has left.
    function cancel(address from, uint256 amount, uint256 unlocked) external;

    /// @notice Locks units of a holder, who is asked as the sender of a transfer is. Contract of tenders; of a commodity
    /// reserve the contract of redemptions.
    function lock(address account, uint256 amount) external;

    /// @notice Unlocks units that were locked, wherever the position was recovered to. The same.
    /// @return holder Where it is.
    function unlock(address account, uint256 amount) external returns (address holder);

    /// @notice Sets the largest amount of one transfer, in base units. Regulator.
    function setTransferLimit(uint256 limit) external;

    /// @notice Announces the next record date: `timestamp >= recordTime` is after it. Fiscal agent.
    function announceRecordDate(uint40 recordTime) external;

    /// @notice Closes up to `max` record dates that have passed; anyone may.
    function closeRecordDates(uint256 max) external;

    /// @notice Marks the payment of a past record date as received by each account that held units then and has not
    /// received it, unless the payment of an older record date comes first. A stamp that no longer holds is renewed in
    /// the same write. Paying agent.
    /// @param paid A bit for each record date that has a payment; only those before `period` matter.
    /// @return dues What each held at the record date, and the holder's category where the stamp holds.
    function settlePayment(address[] calldata accounts, uint256 period, uint256 paid)
        external
        returns (Due[] memory dues);

    /// @notice Reverts as a transfer of this amount would; the plain balance is not asked.
    function checkTransfer(address from, address to, uint256 amount) external view;

    /// @notice The times for which this part of the principal, in 1e-10 of original face, may be announced now to be
    /// repaid to the holders of a record date; zeros where it may not.
    function repaymentTimes(uint40 recordTime, uint40 principal) external view returns (uint256 earliest, uint256 latest);

    /// @notice Units of an account that are locked. A transfer does not move them; a recovery does. A seizure takes them
    /// last, after what is frozen, and unlocks none, so that they may exceed the balance.
    function lockedTokens(address account) external view returns (uint256);

    /// @notice Balance at a past record date. A replaced wallet has none: its successor has it.
    function balanceOfAt(address account, uint256 period) external view returns (uint256);

    /// @notice Supply at a past record date.
    function totalSupplyAt(uint256 period) external view returns (uint256);

    /// @notice The record times announced.
    function recordTimes() external view returns (uint40[] memory);

    /// @notice How many record dates are closed.
    function closedPeriods() external view returns (uint256);

    /// @notice The largest amount of one transfer.
    function transferLimit() external view returns (uint256);

    /// @notice How many record dates there are up to the last one whose payment the account has received.
    function settledPeriods(address account) external view returns (uint256);

    /// @notice The wallet this one's position was recovered from; zero if none.
    function predecessorOf(address account) external view returns (address);

    /// @notice The programme that issues this instrument.
    function PROGRAMME() external view returns (IProgramme);

    /// @notice Exchanges and holders.
    function PARTICIPANTS() external view returns (IParticipants);

    /// @notice ISIN or commodity code.
    function INSTRUMENT_ID() external view returns (bytes32);

    /// @notice Unit of account.
    function UNIT() external view returns (bytes32);

    /// @notice Base units of which every issue and transfer is a multiple.
    function DENOMINATION() external view returns (uint256);

    /// @notice The asset class under the programme's limits.
    function assetClass() external view returns (bytes32);
}

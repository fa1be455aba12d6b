// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IProgramme} from "./IProgramme.sol";

/// @title Delivery versus payment, trade by trade
/// @notice Both parties sign the same trade; anyone may hand it in from its settlement time on. Units move gross from
/// seller to buyer against cash from buyer to seller in one transaction, or nothing moves. A trade that cannot settle
/// stays pending and may be tried again until it expires; it ends once: settled in full, cancelled or expired.
interface IDvpSettlement {
    /// @notice What two parties agree on, signed by both (EIP-712).
    /// @param ref What both call the trade; it tells two otherwise equal trades apart.
    /// @param instrument ISIN or commodity code.
    /// @param currency Unit of the settlement cash.
    /// @param seller Delivers the units.
    /// @param buyer Pays the cash.
    /// @param amount Base units of the instrument.
    /// @param clean Minor units of cash for the units alone.
    /// @param accrued Minor units of cash for interest accrued; negative where the seller keeps the coming coupon.
    /// @param settlementTime First second at which it may settle.
    /// @param expiry First second at which it no longer may.
    /// @param sellerNonce The seller's number for it: of all trades under one number, one settles.
    /// @param buyerNonce The buyer's.
    /// @param inParts Whether it may settle in parts.
    struct Trade {
        bytes32 ref;
        bytes32 instrument;
        bytes32 currency;
        address seller;
        address buyer;
        uint128 amount;
        uint128 clean;
        int128 accrued;
        uint40 settlementTime;
        uint40 expiry;
        uint256 sellerNonce;
        uint256 buyerNonce;
        bool inParts;
    }

    /// @notice A trade with both signatures, and how much of it is to settle now.
    struct Instruction {
        Trade trade;
        uint128 amount;
        bytes sellerSignature;
        bytes buyerSignature;
    }

    /// @notice How a trade stands; one past its expiry is over whatever this says.
    enum Status {
        Pending,
        Settled,
        Cancelled
    }

    /// @notice How a trade stands, and how many base units of it have settled.
    struct Progress {
        uint128 settled;
        Status status;
    }

    /// @notice An amount of the trade was delivered and `cash` paid for it.
    event TradeSettled(bytes32 indexed id, Trade trade, uint256 amount, uint256 cash);
    /// @notice The trade could not settle in a batch, and stays as it was.
    /// @param reason The error's bytes; empty where there are none or more than 512, as when the gas of one trade runs
    /// out.
    event SettlementFailed(bytes32 indexed id, Trade trade, uint256 amount, bytes reason);
    /// @notice What has not settled of the trade never will.
    event TradeCancelled(bytes32 indexed id, Trade trade, address account);

    /// @notice The party has not signed this trade for this contract on this chain.
    error SignatureRefused(bytes32 ref, address party);
    /// @notice Nobody trades with themselves.
    error SameParty(bytes32 ref, address party);
    /// @notice A trade delivers something.
    error NothingToDeliver(bytes32 ref);
    /// @notice Clean and accrued amount come to a payment from buyer to seller.
    error NothingToPay(bytes32 ref, int256 total);
    /// @notice The trade has ended.
    error TradeEnded(bytes32 ref, Status status);
    /// @notice The settlement time has not come.
    error TradeNotDue(bytes32 ref, uint256 settlementTime, uint256 time);
    /// @notice The trade was not settled in time.
    error TradeExpired(bytes32 ref, uint256 expiry, uint256 time);
    /// @notice What settles is something, and at most what is left.
    error BeyondRemaining(bytes32 ref, uint256 amount, uint256 remaining);
    /// @notice The parties have not agreed to parts.
    error PartsNotAgreed(bytes32 ref, uint256 amount, uint256 whole);
    /// @notice The party has settled another trade under this number.
    error NonceUsed(address party, uint256 nonce);
    /// @notice The buyer's balance or allowance is short of what is due.
    error CashShort(IERC20 token, address payer, uint256 available, uint256 due);
    /// @notice Only the parties cancel a trade.
    error NotParty(bytes32 ref, address account);
    /// @notice A batch was given too little gas for its next trade, which it could only have failed.
    error GasTooLow(uint256 left, uint256 needed);
    /// @notice Only the contract itself settles a trade of a batch.
    error NotItself(address account);

    /// @notice Settles a trade or an amount of it; anyone may. The cash of a part is its share of the whole, counted
    /// from the start and rounded down, so that all parts come to the whole exactly.
    function settle(Instruction calldata instruction) external;

    /// @notice Closes the record dates that have passed of the instruments, and settles each trade by itself; anyone may.
    /// One that cannot settle is told and leaves the others alone; being told of binds nobody, for anyone may hand in
    /// what was never signed.
    /// @return settled The result of each, in order.
    function settleBatch(Instruction[] calldata instructions) external returns (bool[] memory settled);

    /// @notice One trade of a batch. The contract itself.
    function settleAlone(Instruction calldata instruction) external;

    /// @notice Ends a trade that is pending, signed or not. Seller or buyer.
    function cancel(Trade calldata trade) external;

    /// @notice How a trade stands, by its id.
    function progressOf(bytes32 id) external view returns (Progress memory);

    /// @notice Whether the party has settled a trade under this number.
    function isNonceUsed(address party, uint256 nonce) external view returns (bool);

    /// @notice The id of a trade: EIP-712's hash of it, without the domain.
    function idOf(Trade calldata trade) external pure returns (bytes32);

    /// @notice What both parties sign: the trade for this contract on this chain.
    function digestOf(Trade calldata trade) external view returns (bytes32);

    /// @notice Gas that one trade of a batch may use, once the record dates of its instrument are closed.
    function GAS_PER_TRADE() external pure returns (uint256);

    /// @notice The programme whose instruments are settled.
    function PROGRAMME() external view returns (IProgramme);
}

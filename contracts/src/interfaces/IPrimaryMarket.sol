// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IIssueDesk} from "./IIssueDesk.sol";

/// @title Auctions of instruments
/// @notice A bid is committed as a hash with a deposit and revealed after the bid deadline. What is not revealed is void
/// and its deposit forfeited to the government: a sealed bid is no free option. Until the deadline a bid may be
/// withdrawn, for nobody has learnt anything that its withdrawal could use. A bid stands although its dealer loses the
/// role: whether the dealer may bid is asked when it does.
interface IPrimaryMarket is IIssueDesk {
    /// @notice What an auction is announced with.
    /// @param id ISIN or commodity code.
    /// @param target Face wanted.
    /// @param maximum Most that may be allotted: the target, what may be taken above it, and the ceiling of
    /// non-competitive bids.
    /// @param uniform Whether all pay the cut-off price; otherwise each competitive bid pays its own.
    /// @param bidDeadline Bids are taken before it.
    /// @param revealDeadline Bids are revealed before it, and the auction is decided from then on.
    /// @param settlementTime The auction is decided before it, and allotments are settled from then on.
    /// @param settlementDeadline From then on an allotment that cannot be settled lapses.
    /// @param depositBps Deposit in hundredths of a percent of the face, asked at the reveal.
    /// @param depositFloor Least deposit of a bid, asked when it is committed, whatever its face.
    /// @param accrued Accrued interest per 100 of face at settlement times `accruedDivisor`; below zero where it is
    /// ex-coupon.
    /// @param accruedDivisor Not zero.
    struct Terms {
        bytes32 id;
        uint128 target;
        uint128 maximum;
        bool uniform;
        uint40 bidDeadline;
        uint40 revealDeadline;
        uint40 settlementTime;
        uint40 settlementDeadline;
        uint16 depositBps;
        uint128 depositFloor;
        int128 accrued;
        uint128 accruedDivisor;
    }

    /// @notice How far an auction has come.
    enum Phase {
        Unknown,
        Announced,
        Allotted,
        Rejected
    }

    /// @notice How far a bid has come.
    enum BidState {
        Unknown,
        Sealed,
        Revealed,
        Concluded
    }

    /// @notice An auction.
    /// @param bids How many were committed.
    /// @param examined How many of them the allotment has gone through, in their order.
    /// @param allotted Face allotted to them.
    /// @param cutOff The lowest competitive price accepted; zero until it is set.
    /// @param nonCompetitivePrice What non-competitive bids pay.
    /// @param best The highest competitive price that was allotted something.
    /// @param withoutPrice Whether a non-competitive bid was allotted something.
    struct Auction {
        Terms terms;
        Phase phase;
        uint32 bids;
        uint32 examined;
        uint128 allotted;
        uint64 cutOff;
        uint64 nonCompetitivePrice;
        uint64 best;
        bool withoutPrice;
    }

    /// @notice A bid; all but dealer, commitment and deposit are zero until it is revealed.
    /// @param investor Whom the face is issued to.
    /// @param price Zero for a non-competitive bid.
    /// @param failed Whether its settlement was tried last while it could have been settled, and failed for what the bidder
    /// answers for.
    struct Bid {
        address dealer;
        BidState state;
        uint64 price;
        bool failed;
        bytes32 commitment;
        address investor;
        uint128 deposit;
        uint128 face;
        uint128 allotted;
    }

    event AuctionAnnounced(uint256 indexed auction, Terms terms);
    event BidCommitted(
        uint256 indexed auction, uint256 indexed bid, address indexed dealer, bytes32 commitment, uint128 deposit
    );
    event BidWithdrawn(uint256 indexed auction, uint256 indexed bid);
    event BidRevealed(uint256 indexed auction, uint256 indexed bid, address indexed investor, uint128 face, uint64 price);
    event BidVoided(uint256 indexed auction, uint256 indexed bid);
    event CutOffSet(uint256 indexed auction, uint64 cutOff, uint64 nonCompetitivePrice);
    event BidAllotted(uint256 indexed auction, uint256 indexed bid, uint128 amount);
    event BidsExamined(uint256 indexed auction, uint256 bids);
    event AuctionClosed(uint256 indexed auction, uint128 allotted);
    event BidsRejected(uint256 indexed auction);
    event DepositReturned(uint256 indexed auction, uint256 indexed bid, uint256 amount);
    event DepositForfeited(uint256 indexed auction, uint256 indexed bid, uint256 amount);
    event AllotmentSettled(uint256 indexed auction, uint256 indexed bid, uint128 amount, uint256 cost);
    /// @param reason Selector of the refusal.
    event AllotmentFailed(uint256 indexed auction, uint256 indexed bid, bytes4 reason);
    event AllotmentLapsed(uint256 indexed auction, uint256 indexed bid, uint128 amount);

    /// @notice There is no auction of this number.
    error AuctionUnknown(uint256 auction);
    /// @notice An auction's times lie ahead and follow each other.
    error AuctionTimesRefused(
        uint256 bidDeadline, uint256 revealDeadline, uint256 settlementTime, uint256 settlementDeadline, uint256 time
    );
    /// @notice Bids are no longer taken or withdrawn.
    error BiddingClosed(uint256 auction, uint256 deadline, uint256 time);
    /// @notice The deposit is too small for the bid.
    error DepositTooSmall(uint256 deposit, uint256 required);
    /// @notice The auction has no bid of this number.
    error BidUnknown(uint256 auction, uint256 bid);
    /// @notice The bid is another dealer's.
    error NotBidder(address account, uint256 auction, uint256 bid);
    /// @notice The bid was revealed, withdrawn or voided before.
    error BidNotSealed(uint256 auction, uint256 bid);
    /// @notice Bids are revealed between two deadlines.
    error RevealNotOpen(uint256 auction, uint256 opens, uint256 closes, uint256 time);
    /// @notice This is not what was committed.
    error CommitmentMismatch(uint256 auction, uint256 bid);
    /// @notice Bids are for something.
    error FaceMissing(uint256 auction, uint256 bid);
    /// @notice Bids may still be revealed.
    error RevealStillOpen(uint256 auction, uint256 closes, uint256 time);
    /// @notice The auction was to be decided before settlement.
    error DecisionLate(uint256 auction, uint256 settlementTime, uint256 time);
    /// @notice The auction is allotted or rejected.
    error AuctionDecided(uint256 auction);
    /// @notice The auction is neither allotted nor rejected.
    error AuctionUndecided(uint256 auction);
    /// @notice No cut-off price has been set.
    error CutOffMissing(uint256 auction);
    /// @notice Non-competitive bids pay the cut-off price where it is uniform, otherwise at least the cut-off price and at
    /// most the best one; there is a cut-off price.
    error CutOffRefused(uint256 auction, uint256 cutOff, uint256 nonCompetitivePrice);
    /// @notice More amounts are given than bids are left to go through.
    error PageTooLong(uint256 auction, uint256 given, uint256 left);
    /// @notice A bid better than the cut-off is filled in full, one at it or non-competitive is filled at most, any other
    /// gets nothing.
    error AllotmentRefused(uint256 auction, uint256 bid, uint256 amount, uint256 least, uint256 most);
    /// @notice More would be allotted than was announced.
    error AllotmentExceeded(uint256 auction, uint256 allotted, uint256 maximum);
    /// @notice Allotments are settled from the settlement time on.
    error SettlementNotOpen(uint256 auction, uint256 settlementTime, uint256 time);

    /// @notice Announces an auction. Fiscal agent.
    /// @return auction Its number, from 1.
    function announce(Terms calldata terms) external returns (uint256 auction);

    /// @notice Commits a sealed bid and takes its deposit. Primary dealer.
    /// @param commitment `commitmentOf` the bid.
    /// @param deposit A dealer may give more than the bid needs, so that it tells nothing of the bid.
    /// @return bid Its number in the auction, from 0.
    function commit(uint256 auction, bytes32 commitment, uint128 deposit) external returns (uint256 bid);

    /// @notice Withdraws a bid before the bid deadline, deposit returned. Its dealer.
    function withdraw(uint256 auction, uint256 bid) external;

    /// @notice Reveals a bid; anyone may who knows it.
    function reveal(uint256 auction, uint256 bid, address investor, uint128 face, uint64 price, bytes32 salt) external;

    /// @notice Sets the prices of an allotment; a further call begins the allotment anew. Fiscal agent.
    function setCutOff(uint256 auction, uint64 cutOff, uint64 nonCompetitivePrice) external;

    /// @notice Allots to the next bids in the order of their numbers, nothing to those that get nothing. With the last
    /// bid the headroom is reserved and the allotment closed. Fiscal agent.
    function allot(uint256 auction, uint128[] calldata amounts) external;

    /// @notice Rejects all bids. Fiscal agent; from the settlement time on anyone, if nothing was decided.
    function reject(uint256 auction) external;

    /// @notice Settles bids, each alone; anyone may. A bid that was not revealed is voided and its deposit forfeited; one
    /// that got nothing has its deposit back; an allotment is delivered against payment, the deposit counting towards
    /// it. An allotment that cannot be settled is reported, and tried again by a later call; from the settlement
    /// deadline on it lapses, its headroom is released and its deposit forfeited. It waits while the instrument is
    /// paused or not issued yet, and where the instrument has matured the deposit is returned. Once the record date that
    /// follows the settlement time has passed it lapses at once, and its deposit is forfeited if it had failed for what
    /// the bidder answers for. Bids that are concluded are passed over.
    function settle(uint256 auction, uint256[] calldata bids) external;

    /// @notice Delivers one allotment against payment. The contract itself.
    /// @param passed The record time that has passed since settlement was due; zero for none.
    function deliver(uint256 auction, uint256 bid, uint256 passed) external;

    /// @notice The hash that binds a bid to its chain, contract, auction and dealer.
    function commitmentOf(
        uint256 auction,
        address dealer,
        address investor,
        uint128 face,
        uint64 price,
        bytes32 salt
    ) external view returns (bytes32);

    /// @notice What a bid's allotment costs in minor units, accrued interest included, rounded up.
    function costOf(uint256 auction, uint256 bid) external view returns (uint256);

    /// @notice How many auctions were announced.
    function auctions() external view returns (uint256);

    /// @notice An auction; all zero when there is none.
    function auctionOf(uint256 auction) external view returns (Auction memory);

    /// @notice A bid; all zero when there is none.
    function bidOf(uint256 auction, uint256 bid) external view returns (Bid memory);
}

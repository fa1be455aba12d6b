// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Roles} from "./access/Roles.sol";
import {IPrimaryMarket} from "./interfaces/IPrimaryMarket.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IssueDesk} from "./market/IssueDesk.sol";
import {Subscriptions} from "./market/Subscriptions.sol";

/// @title Auctions of instruments, beside their sale at a fixed price
contract PrimaryMarket is IPrimaryMarket, Subscriptions {
    using SafeERC20 for IERC20;

    uint256 private constant BPS = 10_000;

    /// @inheritdoc IPrimaryMarket
    uint256 public auctions;
    mapping(uint256 auction => Auction) private _auctions;
    mapping(uint256 auction => mapping(uint256 bid => Bid)) private _bids;

    constructor(IProgramme programme, Cash[] memory accepted, address government)
        IssueDesk(programme, accepted, government)
    {}

    // --------------------------------------------------------------------------------------------------- bidding

    /// @inheritdoc IPrimaryMarket
    function announce(Terms calldata terms) external onlyRole(Roles.FISCAL_AGENT) returns (uint256 auction) {
        uint256 denomination = _requireSaleable(terms.id).DENOMINATION();
        require(
            block.timestamp < terms.bidDeadline && terms.bidDeadline < terms.revealDeadline
                && terms.revealDeadline < terms.settlementTime && terms.settlementTime < terms.settlementDeadline,
            AuctionTimesRefused(
                terms.bidDeadline, terms.revealDeadline, terms.settlementTime, terms.settlementDeadline, block.timestamp
            )
        );
        _requireTarget(terms.target, terms.maximum, denomination);
        _requireFraction(terms.accrued, terms.accruedDivisor);
        auction = ++auctions;
        _auctions[auction].terms = terms;
        _auctions[auction].phase = Phase.Announced;
        emit AuctionAnnounced(auction, terms);
    }

    /// @inheritdoc IPrimaryMarket
    function commit(uint256 auction, bytes32 commitment, uint128 deposit)
        external
        nonReentrant
        onlyRole(Roles.PRIMARY_DEALER)
        returns (uint256 bid)
    {
        Auction storage open = _requireBidding(auction);
        uint256 floor = open.terms.depositFloor;
        require(deposit >= floor, DepositTooSmall(deposit, floor));
        bid = open.bids++;
        Bid storage made = _bids[auction][bid];
        made.dealer = msg.sender;
        made.state = BidState.Sealed;
        made.commitment = commitment;
        made.deposit = deposit;
        emit BidCommitted(auction, bid, msg.sender, commitment, deposit);
        _take(_cashFor(open.terms.id), msg.sender, address(this), deposit);
    }

    /// @inheritdoc IPrimaryMarket
    function withdraw(uint256 auction, uint256 bid) external nonReentrant {
        Auction storage open = _requireBidding(auction);
        Bid storage withdrawn = _requireBid(auction, bid);
        require(withdrawn.dealer == msg.sender, NotBidder(msg.sender, auction, bid));
        require(withdrawn.state == BidState.Sealed, BidNotSealed(auction, bid));
        withdrawn.state = BidState.Concluded;
        emit BidWithdrawn(auction, bid);
        _returnDeposit(open, auction, bid, withdrawn);
    }

    /// @inheritdoc IPrimaryMarket
    function reveal(uint256 auction, uint256 bid, address investor, uint128 face, uint64 price, bytes32 salt) external {
        Auction storage open = _requireAuction(auction);
        Bid storage revealed = _requireBid(auction, bid);
        require(
            block.timestamp >= open.terms.bidDeadline && block.timestamp < open.terms.revealDeadline,
            RevealNotOpen(auction, open.terms.bidDeadline, open.terms.revealDeadline, block.timestamp)
        );
        require(revealed.state == BidState.Sealed, BidNotSealed(auction, bid));
        require(
            commitmentOf(auction, revealed.dealer, investor, face, price, salt) == revealed.commitment,
            CommitmentMismatch(auction, bid)
        );
        require(face != 0, FaceMissing(auction, bid));
        _requireMultiple(face, _requireToken(open.terms.id).DENOMINATION());
        if (price != 0) _requirePrice(price, open.terms.accrued, open.terms.accruedDivisor);
        uint256 required = Math.mulDiv(face, open.terms.depositBps, BPS, Math.Rounding.Ceil);
        require(revealed.deposit >= required, DepositTooSmall(revealed.deposit, required));
        revealed.state = BidState.Revealed;
        revealed.investor = investor;
        revealed.face = face;
        revealed.price = price;
        emit BidRevealed(auction, bid, investor, face, price);
    }

    // -------------------------------------------------------------------------------------------------- decision

    /// @inheritdoc IPrimaryMarket
    function setCutOff(uint256 auction, uint64 cutOff, uint64 nonCompetitivePrice)
        external
        onlyRole(Roles.FISCAL_AGENT)
    {
        Auction storage decided = _requireDeciding(auction);
        require(
            cutOff != 0 && (decided.terms.uniform ? nonCompetitivePrice == cutOff : nonCompetitivePrice >= cutOff),
            CutOffRefused(auction, cutOff, nonCompetitivePrice)
        );
        _requirePrice(cutOff, decided.terms.accrued, decided.terms.accruedDivisor);
        decided.cutOff = cutOff;
        decided.nonCompetitivePrice = nonCompetitivePrice;
        decided.examined = 0;
        decided.allotted = 0;
        decided.best = 0;
        decided.withoutPrice = false;
        emit CutOffSet(auction, cutOff, nonCompetitivePrice);
    }

    /// @inheritdoc IPrimaryMarket
    /// @dev Every bid is gone through once under one cut-off, so that no page can pass a better bid over.
    function allot(uint256 auction, uint128[] calldata amounts) external onlyRole(Roles.FISCAL_AGENT) {
        Auction storage decided = _requireDeciding(auction);
        require(decided.cutOff != 0, CutOffMissing(auction));
        uint256 first = decided.examined;
        uint256 left = decided.bids - first;
        require(amounts.length <= left, PageTooLong(auction, amounts.length, left));
        uint256 denomination = _requireToken(decided.terms.id).DENOMINATION();
        uint256 allotted = decided.allotted;
        for (uint256 i = 0; i < amounts.length; ++i) {
            _allot(decided, auction, first + i, amounts[i], denomination);
            allotted += amounts[i];
        }
        uint256 maximum = decided.terms.maximum;
        require(allotted <= maximum, AllotmentExceeded(auction, allotted, maximum));
        decided.examined = uint32(first + amounts.length);
        decided.allotted = uint128(allotted);
        emit BidsExamined(auction, amounts.length);
        if (amounts.length == left) _close(decided, auction);
    }

    /// @inheritdoc IPrimaryMarket
    function reject(uint256 auction) external {
        Auction storage rejected = _requireAuction(auction);
        if (block.timestamp < rejected.terms.settlementTime) _requireRole(Roles.FISCAL_AGENT);
        _requireRevealed(rejected, auction);
        rejected.phase = Phase.Rejected;
        emit BidsRejected(auction);
    }

    // ------------------------------------------------------------------------------------------------ settlement

    /// @inheritdoc IPrimaryMarket
    function settle(uint256 auction, uint256[] calldata bids) external nonReentrant {
        Auction storage settled = _requireAuction(auction);
        uint256 passed = _recordTimePassed(settled.terms.id, settled.terms.settlementTime);
        for (uint256 i = 0; i < bids.length; ++i) {
            Bid storage bid = _requireBid(auction, bids[i]);
            if (bid.state == BidState.Sealed) {
                _void(settled, auction, bids[i], bid);
            } else if (bid.state == BidState.Revealed) {
                _settle(settled, auction, bids[i], bid, passed);
            }
        }
    }

    /// @inheritdoc IPrimaryMarket
    /// @dev The instrument is asked first: while it is paused nobody is blamed for not having paid.
    function deliver(uint256 auction, uint256 number, uint256 passed) external {
        require(msg.sender == address(this), OnlyItself(msg.sender));
        require(passed == 0, RecordDatePassed(passed));
        Auction storage settled = _auctions[auction];
        Bid storage bid = _bids[auction][number];
        uint256 cost = costOf(auction, number);
        uint256 fromDeposit = Math.min(cost, bid.deposit);
        IERC20 cash = _cashFor(settled.terms.id);
        bid.state = BidState.Concluded;
        emit AllotmentSettled(auction, number, bid.allotted, cost);
        PROGRAMME.issueReserved(settled.terms.id, _standingFor(bid.investor), bid.allotted);
        if (cost > fromDeposit) _take(cash, bid.dealer, GOVERNMENT, cost - fromDeposit);
        cash.safeTransfer(GOVERNMENT, fromDeposit);
        if (bid.deposit > fromDeposit) {
            emit DepositReturned(auction, number, bid.deposit - fromDeposit);
            cash.safeTransfer(bid.dealer, bid.deposit - fromDeposit);
        }
    }

    // ----------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IPrimaryMarket
    function auctionOf(uint256 auction) external view returns (Auction memory) {
        return _auctions[auction];
    }

    /// @inheritdoc IPrimaryMarket
    function bidOf(uint256 auction, uint256 bid) external view returns (Bid memory) {
        return _bids[auction][bid];
    }

    /// @inheritdoc IPrimaryMarket
    function commitmentOf(
        uint256 auction,
        address dealer,
        address investor,
        uint128 face,
        uint64 price,
        bytes32 salt
    ) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), auction, dealer, investor, face, price, salt));
    }

    /// @inheritdoc IPrimaryMarket
    function costOf(uint256 auction, uint256 bid) public view returns (uint256) {
        Auction storage settled = _auctions[auction];
        Bid storage paid = _bids[auction][bid];
        uint64 price = paid.price;
        if (price == 0) price = settled.nonCompetitivePrice;
        else if (settled.terms.uniform) price = settled.cutOff;
        return _costRoundedUp(
            settled.terms.id, paid.allotted, price, settled.terms.accrued, settled.terms.accruedDivisor
        );
    }

    // --------------------------------------------------------------------------------------------------- private

    function _allot(Auction storage decided, uint256 auction, uint256 number, uint128 amount, uint256 denomination)
        private
    {
        Bid storage bid = _bids[auction][number];
        bool competitive = bid.price != 0;
        uint256 most = bid.state == BidState.Revealed && (!competitive || bid.price >= decided.cutOff) ? bid.face : 0;
        uint256 least = competitive && bid.price > decided.cutOff ? most : 0;
        require(amount >= least && amount <= most, AllotmentRefused(auction, number, amount, least, most));
        _requireMultiple(amount, denomination);
        bid.allotted = amount;
        if (amount == 0) return;
        if (!competitive) decided.withoutPrice = true;
        else if (bid.price > decided.best) decided.best = bid.price;
        emit BidAllotted(auction, number, amount);
    }

    function _close(Auction storage decided, uint256 auction) private {
        require(
            !decided.withoutPrice || decided.nonCompetitivePrice <= decided.best,
            CutOffRefused(auction, decided.cutOff, decided.nonCompetitivePrice)
        );
        decided.phase = Phase.Allotted;
        emit AuctionClosed(auction, decided.allotted);
        if (decided.allotted != 0) PROGRAMME.reserve(decided.terms.id, decided.allotted);
    }

    function _void(Auction storage settled, uint256 auction, uint256 number, Bid storage bid) private {
        uint256 closes = settled.terms.revealDeadline;
        require(block.timestamp >= closes, RevealStillOpen(auction, closes, block.timestamp));
        bid.state = BidState.Concluded;
        emit BidVoided(auction, number);
        _forfeitDeposit(settled, auction, number, bid);
    }

    function _settle(Auction storage settled, uint256 auction, uint256 number, Bid storage bid, uint256 passed) private {
        require(settled.phase != Phase.Announced, AuctionUndecided(auction));
        if (settled.phase == Phase.Rejected || bid.allotted == 0) {
            bid.state = BidState.Concluded;
            _returnDeposit(settled, auction, number, bid);
            return;
        }
        uint256 opens = settled.terms.settlementTime;
        require(block.timestamp >= opens, SettlementNotOpen(auction, opens, block.timestamp));
        try this.deliver(auction, number, passed) {}
        catch (bytes memory reason) {
            _fail(settled, auction, number, bid, bytes4(reason));
        }
    }

    /// @dev A failure without a reason is want of gas, for which the caller answers and not the bidder. Once a record date
    /// has passed, the bidder answers for what failed last before it.
    function _fail(Auction storage settled, uint256 auction, uint256 number, Bid storage bid, bytes4 reason) private {
        require(reason != 0, SettlementUnexplained(auction, number));
        emit AllotmentFailed(auction, number, reason);
        bool passed = reason == RecordDatePassed.selector;
        bool excused = _waits(reason) || _isOver(reason);
        if (!passed && (_waits(reason) || block.timestamp < settled.terms.settlementDeadline)) {
            if (bid.failed == excused) bid.failed = !excused;
            return;
        }
        bid.state = BidState.Concluded;
        emit AllotmentLapsed(auction, number, bid.allotted);
        PROGRAMME.release(settled.terms.id, bid.allotted);
        if (passed ? !bid.failed : excused) _returnDeposit(settled, auction, number, bid);
        else _forfeitDeposit(settled, auction, number, bid);
    }

    function _returnDeposit(Auction storage of_, uint256 auction, uint256 number, Bid storage bid) private {
        emit DepositReturned(auction, number, bid.deposit);
        _cashFor(of_.terms.id).safeTransfer(bid.dealer, bid.deposit);
    }

    function _forfeitDeposit(Auction storage of_, uint256 auction, uint256 number, Bid storage bid) private {
        emit DepositForfeited(auction, number, bid.deposit);
        _cashFor(of_.terms.id).safeTransfer(GOVERNMENT, bid.deposit);
    }

    function _requireAuction(uint256 auction) private view returns (Auction storage found) {
        found = _auctions[auction];
        require(found.phase != Phase.Unknown, AuctionUnknown(auction));
    }

    function _requireBid(uint256 auction, uint256 bid) private view returns (Bid storage found) {
        found = _bids[auction][bid];
        require(found.state != BidState.Unknown, BidUnknown(auction, bid));
    }

    function _requireBidding(uint256 auction) private view returns (Auction storage open) {
        open = _requireAuction(auction);
        uint256 deadline = open.terms.bidDeadline;
        require(block.timestamp < deadline, BiddingClosed(auction, deadline, block.timestamp));
    }

    /// @dev Every bid that will be revealed is, and nothing is decided.
    function _requireRevealed(Auction storage decided, uint256 auction) private view {
        uint256 closes = decided.terms.revealDeadline;
        require(block.timestamp >= closes, RevealStillOpen(auction, closes, block.timestamp));
        require(decided.phase == Phase.Announced, AuctionDecided(auction));
    }

    function _requireDeciding(uint256 auction) private view returns (Auction storage decided) {
        decided = _requireAuction(auction);
        _requireRevealed(decided, auction);
        uint256 settlementTime = decided.terms.settlementTime;
        require(block.timestamp < settlementTime, DecisionLate(auction, settlementTime, block.timestamp));
    }
}

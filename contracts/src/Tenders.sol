// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Roles} from "./access/Roles.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";
import {ITenders} from "./interfaces/ITenders.sol";
import {IssueDesk} from "./market/IssueDesk.sol";

/// @title Puts, buy-backs, exchanges and drawings
contract Tenders is ITenders, IssueDesk {
    /// @dev Par per 100, with the decimals of a price and of a ratio.
    uint64 private constant PAR = 100 * 1e4;

    /// @inheritdoc ITenders
    uint256 public tenders;
    /// @inheritdoc ITenders
    mapping(bytes32 id => bool) public drawable;
    mapping(uint256 number => Tender) private _tenders;
    mapping(uint256 number => mapping(uint256 instruction => Instruction)) private _instructions;

    constructor(IProgramme programme, Cash[] memory accepted, address government)
        IssueDesk(programme, accepted, government)
    {}

    // --------------------------------------------------------------------------------------------------- announcing

    /// @inheritdoc ITenders
    function allowDrawing(bytes32 id) external onlyRole(Roles.MINISTRY) {
        _requireToken(id);
        IProgramme.Instrument memory instrument = PROGRAMME.instrument(id);
        uint256 issued = uint256(instrument.issued) + instrument.reserved;
        require(issued == 0, TermsFixed(id, issued));
        drawable[id] = true;
        emit DrawingAllowed(id);
    }

    /// @inheritdoc ITenders
    function announceTender(Terms calldata terms) external onlyRole(Roles.FISCAL_AGENT) returns (uint256 number) {
        IRegulatedToken token = _requireSaleable(terms.id);
        require(
            block.timestamp < terms.closes && terms.opens < terms.closes && terms.closes < terms.settlementTime
                && terms.settlementTime < terms.settlementDeadline,
            TenderTimesRefused(
                terms.opens, terms.closes, terms.settlementTime, terms.settlementDeadline, block.timestamp
            )
        );
        _requireKind(terms);
        _requireMultiple(terms.maximum, token.DENOMINATION());
        _requireFraction(terms.accrued, terms.accruedDivisor);
        _requireFraction(terms.newAccrued, terms.newAccruedDivisor);
        if (terms.price != 0) _requirePrice(terms.price, terms.accrued, terms.accruedDivisor);
        if (terms.kind == Kind.Drawing) require(drawable[terms.id], DrawingNotAllowed(terms.id));
        if (terms.kind == Kind.Exchange) {
            require(_requireSaleable(terms.newId).UNIT() == token.UNIT(), UnitsDiffer(terms.id, terms.newId));
            _requireCovered(terms);
        }
        number = ++tenders;
        _tenders[number].terms = terms;
        _tenders[number].phase = TenderPhase.Announced;
        emit TenderAnnounced(number, terms);
    }

    // ---------------------------------------------------------------------------------------------------- tendering

    /// @inheritdoc ITenders
    function tender(uint256 number, uint128 face, uint64 price) external returns (uint256 instruction) {
        Tender storage open = _requireTender(number);
        Terms storage terms = open.terms;
        require(terms.kind != Kind.Drawing, TenderKindRefused(number, terms.kind));
        _requireOpen(open, number);
        require(face != 0, NothingTendered(number));
        IRegulatedToken token = _requireToken(terms.id);
        _requireMultiple(face, token.DENOMINATION());
        if (terms.kind == Kind.BuyBack) _requirePrice(price, terms.accrued, terms.accruedDivisor);
        else require(price == terms.price, TenderPriceDiffers(number, price, terms.price));
        require(token.canSend(msg.sender), TendererRefused(msg.sender));
        uint256 held = Math.saturatingAdd(token.getFrozenTokens(msg.sender), token.lockedTokens(msg.sender));
        uint256 unfrozen = Math.saturatingSub(token.balanceOf(msg.sender), held);
        require(face <= unfrozen, TenderedTooMuch(msg.sender, face, unfrozen));
        instruction = _enter(open, number, msg.sender, face, price);
        emit Tendered(number, instruction, msg.sender, face, price);
        token.lock(msg.sender, face);
    }

    /// @inheritdoc ITenders
    function withdraw(uint256 number, uint256 instruction) external {
        Tender storage open = _requireTender(number);
        bool late = block.timestamp >= open.terms.settlementDeadline && open.terms.kind != Kind.Drawing;
        if (!late) _requireOpen(open, number);
        Instruction storage withdrawn = _requireInstruction(number, instruction);
        require(msg.sender == _standingFor(withdrawn.holder), NotTenderer(msg.sender, number, instruction));
        require(withdrawn.state == InstructionState.Given, InstructionConcluded(number, instruction));
        if (late) {
            emit InstructionReleased(number, instruction);
        } else {
            open.tendered -= withdrawn.face;
            emit TenderWithdrawn(number, instruction);
        }
        _conclude(open, withdrawn);
    }

    // ----------------------------------------------------------------------------------------------------- deciding

    /// @inheritdoc ITenders
    function setHighestPrice(uint256 number, uint64 price) external onlyRole(Roles.FISCAL_AGENT) {
        Tender storage decided = _requireDeciding(number, Kind.BuyBack);
        _requirePrice(price, decided.terms.accrued, decided.terms.accruedDivisor);
        decided.highest = price;
        decided.examined = 0;
        decided.accepted = 0;
        emit HighestPriceSet(number, price);
    }

    /// @inheritdoc ITenders
    /// @dev Every instruction is gone through once under one price, so that no page can pass a cheaper one over.
    function accept(uint256 number, uint128[] calldata amounts) external onlyRole(Roles.FISCAL_AGENT) {
        Tender storage decided = _requireDeciding(number, Kind.BuyBack);
        require(decided.highest != 0, HighestPriceMissing(number));
        uint256 first = decided.examined;
        uint256 left = decided.instructions - first;
        require(amounts.length <= left, TenderPageTooLong(number, amounts.length, left));
        uint256 denomination = _requireToken(decided.terms.id).DENOMINATION();
        uint256 accepted = decided.accepted;
        for (uint256 i = 0; i < amounts.length; ++i) {
            _accept(decided.highest, number, first + i, amounts[i], denomination);
            accepted += amounts[i];
        }
        _requireMaximum(decided, number, accepted);
        decided.examined = uint32(first + amounts.length);
        decided.accepted = uint128(accepted);
        emit InstructionsExamined(number, amounts.length);
        if (amounts.length == left) {
            decided.phase = TenderPhase.Accepted;
            emit TenderAccepted(number, uint128(accepted));
        }
    }

    /// @inheritdoc ITenders
    function draw(uint256 number, bytes32 seed, address[] calldata holders, uint128[] calldata faces)
        external
        onlyRole(Roles.FISCAL_AGENT)
    {
        Tender storage decided = _requireDeciding(number, Kind.Drawing);
        require(holders.length == faces.length, IRegulatedToken.ListsDiffer(holders.length, faces.length));
        require(sha256(abi.encode(seed)) == decided.terms.seedHash, SeedRefused(number, seed));
        uint256 denomination = _requireToken(decided.terms.id).DENOMINATION();
        emit SeedRevealed(number, seed);
        for (uint256 i = 0; i < holders.length; ++i) {
            require(faces[i] != 0, NothingTendered(number));
            _requireMultiple(faces[i], denomination);
            _requireMaximum(decided, number, uint256(decided.tendered) + faces[i]);
            uint256 instruction = _enter(decided, number, holders[i], faces[i], decided.terms.price);
            emit LotDrawn(number, instruction, holders[i], faces[i]);
        }
    }

    /// @inheritdoc ITenders
    function reject(uint256 number) external {
        Tender storage rejected = _requireTender(number);
        Kind kind = rejected.terms.kind;
        require(kind == Kind.BuyBack || kind == Kind.Exchange, TenderKindRefused(number, kind));
        if (block.timestamp < rejected.terms.settlementTime) _requireRole(Roles.FISCAL_AGENT);
        else if (kind == Kind.Exchange) _requireTimely(rejected, number);
        _requireClosed(rejected, number);
        rejected.phase = TenderPhase.Rejected;
        emit TenderRejected(number);
    }

    // ----------------------------------------------------------------------------------------------------- settling

    /// @inheritdoc ITenders
    function settle(uint256 number, uint256[] calldata instructions) external nonReentrant {
        Tender storage settled = _requireTender(number);
        uint256 opens = settled.terms.settlementTime;
        require(
            block.timestamp >= opens || settled.phase == TenderPhase.Rejected,
            TenderNotDue(number, opens, block.timestamp)
        );
        require(
            settled.terms.kind != Kind.BuyBack || settled.phase != TenderPhase.Announced, TenderUndecided(number)
        );
        uint256 passed = _recordTimePassed(settled.terms.id, opens);
        if (passed == 0 && settled.terms.newId != 0) passed = _recordTimePassed(settled.terms.newId, opens);
        for (uint256 i = 0; i < instructions.length; ++i) {
            Instruction storage given = _requireInstruction(number, instructions[i]);
            if (given.state != InstructionState.Given) continue;
            if (_acceptedOf(settled, given) != 0) {
                _settle(settled, number, instructions[i], given, passed);
            } else {
                emit InstructionReleased(number, instructions[i]);
                _conclude(settled, given);
            }
        }
    }

    /// @inheritdoc ITenders
    /// @dev The holder is asked before the government account, so that its want of cash keeps no lapse away.
    function deliver(uint256 number, uint256 instruction, uint256 passed) external {
        require(msg.sender == address(this), OnlyItself(msg.sender));
        require(passed == 0, RecordDatePassed(passed));
        Terms storage terms = _tenders[number].terms;
        Instruction storage given = _instructions[number][instruction];
        (uint256 face, uint256 cash, uint256 newFace) = proceedsOf(number, instruction);
        address wallet = _standingFor(given.holder);
        emit InstructionSettled(number, instruction, wallet, face, cash, newFace);
        uint256 unlocked = _conclude(_tenders[number], given) == wallet ? given.face : 0;
        if (newFace == 0) PROGRAMME.cancel(terms.id, wallet, face, unlocked);
        else PROGRAMME.exchange(terms.id, wallet, face, unlocked, terms.newId, newFace);
        if (cash == 0) return;
        IERC20 token = _cashFor(terms.id);
        uint256 funds = Math.min(token.balanceOf(GOVERNMENT), token.allowance(GOVERNMENT, address(this)));
        require(cash <= funds, FundsMissing(number, instruction, cash, funds));
        _take(token, GOVERNMENT, wallet, cash);
    }

    // -------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ITenders
    function proceedsOf(uint256 number, uint256 instruction)
        public
        view
        returns (uint256 face, uint256 cash, uint256 newFace)
    {
        Tender storage settled = _tenders[number];
        Instruction storage given = _instructions[number][instruction];
        Terms storage terms = settled.terms;
        face = _acceptedOf(settled, given);
        if (terms.kind == Kind.Exchange) (cash, newFace) = _exchangedRoundedDown(terms, face);
        else cash = _proceedsRoundedDown(terms.id, face, given.price, terms.accrued, terms.accruedDivisor);
    }

    /// @inheritdoc ITenders
    function tenderOf(uint256 number) external view returns (Tender memory) {
        return _tenders[number];
    }

    /// @inheritdoc ITenders
    function instructionOf(uint256 number, uint256 instruction) external view returns (Instruction memory) {
        return _instructions[number][instruction];
    }

    // ------------------------------------------------------------------------------------------------------ private

    function _enter(Tender storage open, uint256 number, address holder, uint128 face, uint64 price)
        private
        returns (uint256 instruction)
    {
        instruction = open.instructions++;
        open.tendered += face;
        _instructions[number][instruction] = Instruction(holder, InstructionState.Given, price, face, 0);
    }

    function _accept(uint64 highest, uint256 number, uint256 instruction, uint128 amount, uint256 denomination)
        private
    {
        Instruction storage given = _instructions[number][instruction];
        uint256 most = given.state == InstructionState.Given && given.price <= highest ? given.face : 0;
        uint256 least = given.price < highest ? most : 0;
        require(amount >= least && amount <= most, AcceptanceRefused(number, instruction, amount, least, most));
        _requireMultiple(amount, denomination);
        given.accepted = amount;
        if (amount != 0) emit InstructionAccepted(number, instruction, amount);
    }

    /// @dev A failure without a reason is want of gas, for which the caller answers and not the holder.
    function _settle(
        Tender storage settled,
        uint256 number,
        uint256 instruction,
        Instruction storage given,
        uint256 passed
    ) private {
        try this.deliver(number, instruction, passed) {}
        catch (bytes memory data) {
            bytes4 reason = bytes4(data);
            require(reason != 0, SettlementUnexplained(number, instruction));
            emit InstructionFailed(number, instruction, reason);
            bool waits = _awaitsIssuer(reason) || block.timestamp < settled.terms.settlementDeadline;
            if (waits && reason != RecordDatePassed.selector) return;
            emit InstructionLapsed(number, instruction);
            _conclude(settled, given);
        }
    }

    /// @dev Ends an instruction; what was tendered is the holder's to dispose of again. Returns the wallet it was locked
    /// in; none of a drawing, which locks nothing.
    function _conclude(Tender storage concluded, Instruction storage given) private returns (address) {
        given.state = InstructionState.Concluded;
        if (concluded.terms.kind == Kind.Drawing) return address(0);
        return _requireToken(concluded.terms.id).unlock(given.holder, given.face);
    }

    /// @dev Whether the instruction failed for what the holder does not answer for.
    function _awaitsIssuer(bytes4 reason) private pure returns (bool) {
        return _waits(reason) || _wantsPrice(reason) || reason == IProgramme.RepaymentDue.selector
            || reason == FundsMissing.selector || reason == CashMismatch.selector;
    }

    /// @dev Whether an exchange failed because a price that the limits are valued at is unfit.
    function _wantsPrice(bytes4 reason) private pure returns (bool) {
        return reason == IProgramme.PriceStale.selector || reason == IProgramme.PriceMissing.selector
            || reason == IProgramme.PriceNotPositive.selector || reason == IProgramme.PriceTooLarge.selector
            || reason == IProgramme.PriceFromFuture.selector;
    }

    /// @dev Face that is accepted of an instruction and not settled yet.
    function _acceptedOf(Tender storage settled, Instruction storage given) private view returns (uint256) {
        if (given.state != InstructionState.Given || settled.phase == TenderPhase.Rejected) return 0;
        Kind kind = settled.terms.kind;
        if (kind == Kind.BuyBack) return given.accepted;
        uint256 maximum = settled.terms.maximum;
        if (kind != Kind.Exchange || settled.tendered <= maximum) return given.face;
        uint256 share = Math.mulDiv(given.face, maximum, settled.tendered);
        return share - share % _requireToken(settled.terms.id).DENOMINATION();
    }

    /// @dev New face, rounded down to its denomination; and in cash, rounded down, what the old face is worth at the ratio
    /// and its accrued interest above what the new face is worth at par and its own.
    function _exchangedRoundedDown(Terms storage terms, uint256 face)
        private
        view
        returns (uint256 cash, uint256 newFace)
    {
        uint256 given = face * _factorOf(terms.id);
        uint256 factor = _factorOf(terms.newId);
        newFace = Math.mulDiv(given, terms.ratio, PAR * factor);
        newFace -= newFace % _requireToken(terms.newId).DENOMINATION();
        uint256 taken = newFace * factor;
        (uint128 divisor, uint128 newDivisor) = (terms.accruedDivisor, terms.newAccruedDivisor);
        uint256 dirty = _dirtyOf(terms.ratio, terms.accrued, divisor);
        uint256 newDirty = _dirtyOf(PAR, terms.newAccrued, newDivisor);
        (uint256 scale, uint256 newScale) = (FACE_SCALE * divisor, FACE_SCALE * newDivisor);
        cash = Math.mulDiv(given, dirty, scale) - Math.mulDiv(taken, newDirty, newScale);
        if (_less(mulmod(given, dirty, scale), newScale, mulmod(taken, newDirty, newScale), scale)) --cash;
    }

    /// @dev Whether `a * b` is below `c * d`.
    function _less(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (bool) {
        (uint256 high, uint256 low) = Math.mul512(a, b);
        (uint256 otherHigh, uint256 otherLow) = Math.mul512(c, d);
        return high < otherHigh || (high == otherHigh && low < otherLow);
    }

    /// @dev The old face is worth no less, with what has accrued, than the new face that the ratio gives.
    function _requireCovered(Terms calldata terms) private pure {
        _requirePrice(terms.ratio, terms.accrued, terms.accruedDivisor);
        _requirePrice(PAR, terms.newAccrued, terms.newAccruedDivisor);
        uint256 dirty = _dirtyOf(terms.ratio, terms.accrued, terms.accruedDivisor);
        uint256 newDirty = _dirtyOf(PAR, terms.newAccrued, terms.newAccruedDivisor);
        require(
            !_less(dirty * PAR, terms.newAccruedDivisor, newDirty * terms.ratio, terms.accruedDivisor),
            AccruedUncovered(
                terms.accrued, terms.accruedDivisor, terms.ratio, terms.newAccrued, terms.newAccruedDivisor
            )
        );
    }

    function _requireKind(Terms calldata terms) private pure {
        Kind kind = terms.kind;
        bool priced = kind == Kind.Put || kind == Kind.Drawing;
        bool exchanged = kind == Kind.Exchange;
        require(
            (kind == Kind.Put) == (terms.maximum == 0) && priced == (terms.price != 0)
                && exchanged == (terms.ratio != 0) && exchanged == (terms.newId != 0) && terms.newId != terms.id
                && (kind == Kind.Drawing) == (terms.seedHash != 0) && (exchanged || terms.newAccrued == 0),
            TenderTermsRefused(
                kind, terms.maximum, terms.price, terms.ratio, terms.newId, terms.newAccrued, terms.seedHash
            )
        );
    }

    function _requireTender(uint256 number) private view returns (Tender storage found) {
        found = _tenders[number];
        require(found.phase != TenderPhase.Unknown, TenderUnknown(number));
    }

    function _requireInstruction(uint256 number, uint256 instruction) private view returns (Instruction storage found) {
        found = _instructions[number][instruction];
        require(found.state != InstructionState.Unknown, InstructionUnknown(number, instruction));
    }

    function _requireOpen(Tender storage open, uint256 number) private view {
        uint256 opens = open.terms.opens;
        uint256 closes = open.terms.closes;
        require(
            block.timestamp >= opens && block.timestamp < closes,
            TenderNotOpen(number, opens, closes, block.timestamp)
        );
    }

    function _requireDeciding(uint256 number, Kind kind) private view returns (Tender storage decided) {
        decided = _requireTender(number);
        require(decided.terms.kind == kind, TenderKindRefused(number, decided.terms.kind));
        _requireClosed(decided, number);
        _requireTimely(decided, number);
    }

    /// @dev Instructions are no longer taken, and nothing is decided.
    function _requireClosed(Tender storage decided, uint256 number) private view {
        uint256 closes = decided.terms.closes;
        require(block.timestamp >= closes, TenderStillOpen(number, closes, block.timestamp));
        require(decided.phase == TenderPhase.Announced, TenderDecided(number));
    }

    function _requireTimely(Tender storage decided, uint256 number) private view {
        uint256 settlementTime = decided.terms.settlementTime;
        require(block.timestamp < settlementTime, TenderDecisionLate(number, settlementTime, block.timestamp));
    }

    function _requireMaximum(Tender storage decided, uint256 number, uint256 accepted) private view {
        uint256 maximum = decided.terms.maximum;
        require(accepted <= maximum, TenderExceeded(number, accepted, maximum));
    }
}

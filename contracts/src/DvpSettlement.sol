// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {CashDesk} from "./cash/CashDesk.sol";
import {IDvpSettlement} from "./interfaces/IDvpSettlement.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";

/// @title Delivery versus payment, trade by trade
contract DvpSettlement is IDvpSettlement, CashDesk, EIP712, ReentrancyGuard {
    using BitMaps for BitMaps.BitMap;
    using SafeERC20 for IERC20;

    bytes32 private constant TRADE_TYPE = keccak256(
        "Trade(bytes32 ref,bytes32 instrument,bytes32 currency,address seller,address buyer,uint128 amount,"
        "uint128 clean,int128 accrued,uint40 settlementTime,uint40 expiry,uint256 sellerNonce,uint256 buyerNonce,"
        "bool inParts)"
    );
    uint256 private constant MAX_REASON = 512;
    /// @dev What a batch keeps back to tell of a trade that used up its gas.
    uint256 private constant RESERVE = 30_000;

    /// @inheritdoc IDvpSettlement
    uint256 public constant GAS_PER_TRADE = 300_000;
    /// @inheritdoc IDvpSettlement
    IProgramme public immutable PROGRAMME;

    mapping(bytes32 id => Progress) private _progress;
    mapping(address party => BitMaps.BitMap) private _nonces;

    constructor(IProgramme programme, Cash[] memory accepted) CashDesk(accepted) EIP712("DvpSettlement", "1") {
        PROGRAMME = programme;
    }

    /// @inheritdoc IDvpSettlement
    function settle(Instruction calldata instruction) external nonReentrant {
        _settle(instruction);
    }

    /// @inheritdoc IDvpSettlement
    function settleBatch(Instruction[] calldata instructions) external nonReentrant returns (bool[] memory settled) {
        settled = new bool[](instructions.length);
        bytes32 closed;
        for (uint256 i = 0; i < instructions.length; ++i) {
            bytes32 id = instructions[i].trade.instrument;
            if (id != closed) _closeRecordDates(id);
            closed = id;
            _requireGas();
            try this.settleAlone{gas: GAS_PER_TRADE}(instructions[i]) {
                settled[i] = true;
            } catch {
                bytes memory reason = _reason();
                Trade calldata trade = instructions[i].trade;
                emit SettlementFailed(idOf(trade), trade, instructions[i].amount, reason);
            }
        }
    }

    /// @inheritdoc IDvpSettlement
    function settleAlone(Instruction calldata instruction) external {
        require(msg.sender == address(this), NotItself(msg.sender));
        _settle(instruction);
    }

    /// @inheritdoc IDvpSettlement
    function cancel(Trade calldata trade) external nonReentrant {
        require(msg.sender == trade.seller || msg.sender == trade.buyer, NotParty(trade.ref, msg.sender));
        bytes32 id = idOf(trade);
        _requirePending(trade, _progress[id].status);
        _progress[id].status = Status.Cancelled;
        emit TradeCancelled(id, trade, msg.sender);
    }

    /// @inheritdoc IDvpSettlement
    function progressOf(bytes32 id) external view returns (Progress memory) {
        return _progress[id];
    }

    /// @inheritdoc IDvpSettlement
    function isNonceUsed(address party, uint256 nonce) external view returns (bool) {
        return _nonces[party].get(nonce);
    }

    /// @inheritdoc IDvpSettlement
    function digestOf(Trade calldata trade) external view returns (bytes32) {
        return _hashTypedDataV4(idOf(trade));
    }

    /// @inheritdoc IDvpSettlement
    function idOf(Trade calldata trade) public pure returns (bytes32) {
        return keccak256(abi.encode(TRADE_TYPE, trade));
    }

    /// @dev Everything is stored before a token is called, and a token that calls back is refused.
    function _settle(Instruction calldata instruction) private {
        Trade calldata trade = instruction.trade;
        bytes32 id = idOf(trade);
        _requireSigned(trade, trade.seller, _hashTypedDataV4(id), instruction.sellerSignature);
        _requireSigned(trade, trade.buyer, _hashTypedDataV4(id), instruction.buyerSignature);
        uint256 total = _requireTotal(trade);
        Progress memory progress = _progress[id];
        _requirePending(trade, progress.status);
        require(
            block.timestamp >= trade.settlementTime, TradeNotDue(trade.ref, trade.settlementTime, block.timestamp)
        );
        uint128 amount = instruction.amount;
        uint128 settled = _requireAmount(trade, amount, progress.settled);
        if (progress.settled == 0) {
            _requireUnused(trade.seller, trade.sellerNonce);
            _requireUnused(trade.buyer, trade.buyerNonce);
        }
        IERC20 cash = _requireCash(trade.currency);
        IERC20 token = _requireInstrument(trade.instrument);
        uint256 due = _shareRoundedDown(total, settled, trade.amount)
            - _shareRoundedDown(total, progress.settled, trade.amount);
        _requireCashOf(cash, trade.buyer, due);
        if (progress.settled == 0) {
            _nonces[trade.seller].set(trade.sellerNonce);
            _nonces[trade.buyer].set(trade.buyerNonce);
        }
        _progress[id] = Progress(settled, settled == trade.amount ? Status.Settled : Status.Pending);
        emit TradeSettled(id, trade, amount, due);
        token.safeTransferFrom(trade.seller, trade.buyer, amount);
        _take(cash, trade.buyer, trade.seller, due);
    }

    function _requireSigned(Trade calldata trade, address party, bytes32 digest, bytes calldata signature)
        private
        view
    {
        require(
            SignatureChecker.isValidSignatureNowCalldata(party, digest, signature), SignatureRefused(trade.ref, party)
        );
    }

    /// @dev What the buyer pays in all.
    function _requireTotal(Trade calldata trade) private pure returns (uint256) {
        require(trade.seller != trade.buyer, SameParty(trade.ref, trade.seller));
        require(trade.amount != 0, NothingToDeliver(trade.ref));
        int256 total = int256(uint256(trade.clean)) + trade.accrued;
        require(total > 0, NothingToPay(trade.ref, total));
        return uint256(total);
    }

    function _requirePending(Trade calldata trade, Status status) private view {
        require(status == Status.Pending, TradeEnded(trade.ref, status));
        require(block.timestamp < trade.expiry, TradeExpired(trade.ref, trade.expiry, block.timestamp));
    }

    function _requireUnused(address party, uint256 nonce) private view {
        require(!_nonces[party].get(nonce), NonceUsed(party, nonce));
    }

    /// @dev What will have settled with this amount.
    function _requireAmount(Trade calldata trade, uint128 amount, uint128 settled) private pure returns (uint128) {
        uint128 remaining = trade.amount - settled;
        require(amount != 0 && amount <= remaining, BeyondRemaining(trade.ref, amount, remaining));
        require(trade.inParts || amount == trade.amount, PartsNotAgreed(trade.ref, amount, trade.amount));
        return settled + amount;
    }

    function _requireInstrument(bytes32 id) private view returns (IERC20 token) {
        token = IERC20(address(PROGRAMME.tokenOf(id)));
        require(address(token) != address(0), IProgramme.InstrumentUnknown(id));
    }

    /// @dev What an instrument has to close is closed outside the gas of the trade that would meet it first.
    function _closeRecordDates(bytes32 id) private {
        IRegulatedToken token = PROGRAMME.instrument(id).token;
        if (address(token) != address(0)) token.closeRecordDates(type(uint256).max);
    }

    function _requireCashOf(IERC20 cash, address payer, uint256 due) private view {
        uint256 available = Math.min(cash.balanceOf(payer), cash.allowance(payer, address(this)));
        require(available >= due, CashShort(cash, payer, available, due));
    }

    /// @dev A call gets at most 63 of 64 parts of the gas that is left.
    function _requireGas() private view {
        uint256 needed = GAS_PER_TRADE * 64 / 63 + RESERVE;
        require(gasleft() >= needed, GasTooLow(gasleft(), needed));
    }

    /// @dev What the last call was refused with; nothing where it is too long to be a refusal, as a hostile token's.
    function _reason() private pure returns (bytes memory) {
        return LowLevelCall.returnDataSize() <= MAX_REASON ? LowLevelCall.returnData() : bytes("");
    }

    function _shareRoundedDown(uint256 total, uint256 amount, uint256 whole) private pure returns (uint256) {
        return Math.mulDiv(total, amount, whole);
    }
}

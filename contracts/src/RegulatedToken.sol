// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {IERC1643} from "./interfaces/IERC1643.sol";
import {IERC3643} from "./interfaces/IERC3643.sol";
import {IERC7943Fungible} from "./interfaces/IERC7943.sol";
import {IGuarded} from "./interfaces/IGuarded.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IProgramme} from "./interfaces/IProgramme.sol";
import {IRegulatedToken} from "./interfaces/IRegulatedToken.sol";
import {Allowances} from "./token/Allowances.sol";
import {Documents} from "./token/Documents.sol";
import {Holds} from "./token/Holds.sol";
import {Account, MAX_AMOUNT} from "./types/Account.sol";
import {Due, OLDER_FIRST, toDue} from "./types/Due.sol";
import {Holder} from "./types/Holder.sol";
import {Standing} from "./types/Standing.sol";
import {NO_LIMIT, State} from "./types/State.sol";

/// @title The register of one instrument
/// @dev An account word carries a *stamp*: what the token learnt of the holder, under which epoch of the registry.
/// While the stamp holds, a transfer asks the registry for its standing word alone.
abstract contract RegulatedToken is Holds, Allowances, Documents {
    uint256 private constant MAX_RECOVERIES = 8;

    /// @inheritdoc IRegulatedToken
    IProgramme public immutable PROGRAMME;
    /// @inheritdoc IRegulatedToken
    IParticipants public immutable PARTICIPANTS;
    /// @inheritdoc IRegulatedToken
    bytes32 public immutable INSTRUMENT_ID;
    /// @inheritdoc IRegulatedToken
    bytes32 public immutable UNIT;
    /// @inheritdoc IRegulatedToken
    uint256 public immutable DENOMINATION;
    /// @inheritdoc IERC20Metadata
    uint8 public immutable decimals;
    /// @inheritdoc IERC20Metadata
    string public name;
    /// @inheritdoc IERC20Metadata
    string public symbol;

    /// @dev The wallet to which a position was recovered.
    mapping(address account => address) private _movedTo;

    modifier onlyProgramme() {
        require(msg.sender == address(PROGRAMME), NotProgramme(msg.sender));
        _;
    }

    constructor(IProgramme programme, Descriptor memory descriptor)
        Guarded(IGuarded(address(programme)).AUTHORITY(), IGuarded(address(programme)).ORDERS())
        Allowances(descriptor.symbol)
    {
        require(descriptor.denomination != 0, NotMultipleOfDenomination(0, 0));
        PROGRAMME = programme;
        PARTICIPANTS = programme.PARTICIPANTS();
        INSTRUMENT_ID = descriptor.id;
        UNIT = descriptor.unit;
        DENOMINATION = descriptor.denomination;
        decimals = descriptor.decimals;
        name = descriptor.name;
        symbol = descriptor.symbol;
    }

    // ------------------------------------------------------------------------------------------------- transfers

    /// @inheritdoc IERC20
    function transfer(address to, uint256 amount) external returns (bool) {
        _transfer(msg.sender, to, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        _transfer(from, to, amount);
        return true;
    }

    /// @inheritdoc IERC3643
    function batchTransfer(address[] calldata to, uint256[] calldata amounts) external {
        _requireSameLength(to.length, amounts.length);
        State state = _closeDue();
        Standing standing = PARTICIPANTS.currentStanding();
        Account sender = _accounts[msg.sender];
        for (uint256 i = 0; i < to.length; ++i) {
            sender = _move(sender, msg.sender, to[i], amounts[i], state, standing);
        }
        _accounts[msg.sender] = sender;
    }

    // ---------------------------------------------------------------------------------------------------- supply

    /// @inheritdoc IRegulatedToken
    function mint(address to, uint256 amount) external onlyProgramme {
        State state = _mint(to, amount, _closeDue(), PARTICIPANTS.currentStanding());
        _requireBacked(state.supply());
        _state = state;
    }

    /// @inheritdoc IRegulatedToken
    function mintBatch(address[] calldata to, uint256[] calldata amounts) external onlyProgramme {
        _requireSameLength(to.length, amounts.length);
        State state = _closeDue();
        Standing standing = PARTICIPANTS.currentStanding();
        for (uint256 i = 0; i < to.length; ++i) {
            state = _mint(to[i], amounts[i], state, standing);
        }
        _requireBacked(state.supply());
        _state = state;
    }

    /// @inheritdoc IRegulatedToken
    function burn(address from, uint256 amount) external onlyProgramme {
        _requireRedeemable();
        require(from != address(0), ERC20InvalidSender(from));
        State state = _closeDue();
        Account holder = _accounts[from];
        _requireBalance(holder, from, amount);
        _burn(_unfreezeSeized(holder, from, amount), from, amount, state);
    }

    /// @inheritdoc IRegulatedToken
    function cancel(address from, uint256 amount, uint256 unlocked) external onlyProgramme {
        State state = _closeDue();
        _burn(_giving(from, amount, unlocked, state), from, amount, state);
    }

    // ----------------------------------------------------------------------------------------------- supervision

    /// @inheritdoc IERC3643
    function pause() external onlyRole(Roles.REGULATOR) {
        require(!_state.isPaused(), TokenPaused());
        _state = _state.withPause(true);
        emit Paused(msg.sender);
    }

    /// @inheritdoc IERC3643
    function unpause() external onlyRole(Roles.REGULATOR) {
        require(_state.isPaused(), TokenNotPaused());
        _state = _state.withPause(false);
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc IRegulatedToken
    function setTransferLimit(uint256 limit) external onlyRole(Roles.REGULATOR) {
        require(limit <= NO_LIMIT, AmountTooLarge(limit, NO_LIMIT));
        _state = _state.withLimit(limit);
        emit TransferLimitSet(limit);
    }

    /// @inheritdoc IRegulatedToken
    function announceRecordDate(uint40 recordTime) external onlyRole(Roles.FISCAL_AGENT) {
        _announceRecordDate(recordTime);
    }

    /// @inheritdoc IRegulatedToken
    function settlePayment(address[] calldata accounts, uint256 period, uint256 paid)
        external
        onlyRole(Roles.PAYING_AGENT)
        returns (Due[] memory dues)
    {
        _requirePassed(period);
        Standing standing = PARTICIPANTS.currentStanding();
        dues = new Due[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            dues[i] = _settle(accounts[i], period, paid, standing);
        }
    }

    // --------------------------------------------------------------------------------------------------- locking

    /// @inheritdoc IRegulatedToken
    function lock(address account, uint256 amount) external onlyRole(_lockingRole()) {
        Account holder = _giving(account, amount, 0, _closeDue());
        _accounts[account] = _setLocked(holder, account, lockedTokens[account] + amount);
    }

    /// @inheritdoc IRegulatedToken
    function unlock(address account, uint256 amount) external onlyRole(_lockingRole()) returns (address holder) {
        holder = account;
        while (_accounts[holder].isRecovered()) holder = _movedTo[holder];
        uint256 locked = lockedTokens[holder];
        require(amount <= locked, FreezeBeyond(account, amount, locked));
        _accounts[holder] = _setLocked(_accounts[holder], holder, locked - amount);
    }

    // ---------------------------------------------------------------------------------------------------- orders

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount)
        external
        onlyRole(Roles.REGISTRAR)
        returns (bool)
    {
        _force(from, to, amount);
        return true;
    }

    /// @inheritdoc IERC3643
    function batchForcedTransfer(address[] calldata from, address[] calldata to, uint256[] calldata amounts)
        external
        onlyRole(Roles.REGISTRAR)
    {
        _requireSameLength(from.length, to.length);
        _requireSameLength(from.length, amounts.length);
        for (uint256 i = 0; i < from.length; ++i) {
            _force(from[i], to[i], amounts[i]);
        }
    }

    /// @inheritdoc IERC3643
    function recoveryAddress(address lost, address successor, address identity)
        external
        onlyRole(Roles.REGISTRAR)
        returns (bool)
    {
        require(
            successor != address(0) && PARTICIPANTS.successorOf(lost) == successor
                && PARTICIPANTS.identity(lost) == identity && !_accounts[lost].isRecovered(),
            NotSuccessor(lost, successor)
        );
        Holder next = PARTICIPANTS.holder(successor);
        _requireEligible(next, successor);
        Holder replaced = PARTICIPANTS.holder(lost);
        require(!replaced.isBlocked(), IParticipants.HolderBlocked(lost));
        if (next.exchange() != replaced.exchange()) PARTICIPANTS.requireWhitelisted(next.exchange());
        State state = _closeDue();
        require(
            _accounts[successor].isUnused(state.closed()) && _predecessors[successor] == address(0),
            WalletUsed(successor)
        );
        _requireShortChain(lost);
        _recover(lost, successor, state);
        emit RecoverySuccess(lost, successor, identity);
        return true;
    }

    // ----------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _state.supply();
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) external view returns (uint256) {
        return _accounts[account].balance();
    }

    /// @inheritdoc IERC3643
    function paused() external view returns (bool) {
        return _state.isPaused();
    }

    /// @inheritdoc IRegulatedToken
    function transferLimit() external view returns (uint256) {
        return _state.limit();
    }

    /// @inheritdoc IRegulatedToken
    function repaymentTimes(uint40, uint40) external view virtual returns (uint256 earliest, uint256 latest) {}

    /// @inheritdoc IERC3643
    function identityRegistry() external view returns (IParticipants) {
        return PARTICIPANTS;
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) public view returns (bool) {
        return PARTICIPANTS.isVerified(account) && !_accounts[account].isFrozen();
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address account) external view returns (bool) {
        return canSend(account) && PARTICIPANTS.isWhitelisted(PARTICIPANTS.holder(account).exchange());
    }

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        try this.checkTransfer(from, to, amount) {
            return true;
        } catch {
            return false;
        }
    }

    /// @inheritdoc IRegulatedToken
    function checkTransfer(address from, address to, uint256 amount) external view {
        (Account sender,) = _check(_accounts[from], from, to, amount, _state, PARTICIPANTS.currentStanding());
        if (amount <= sender.balance()) _requireUnfrozen(sender, from, amount);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(IERC165).interfaceId || id == type(IERC20).interfaceId
            || id == type(IERC20Metadata).interfaceId || id == type(IERC20Permit).interfaceId
            || id == type(IERC1643).interfaceId || id == type(IERC7943Fungible).interfaceId;
    }

    // --------------------------------------------------------------------------------------------- what may differ

    /// @dev Reverts outside the instrument's life, in which it is issued and may be bought back.
    function _requireCurrent() internal view virtual;

    /// @dev Reverts unless this supply, with what is reserved, is backed; debt is backed by its issuer alone.
    function _requireBacked(uint256 supply) internal view virtual {}

    /// @dev Whose contract locks units.
    function _lockingRole() internal pure virtual returns (uint64) {
        return Roles.TENDERS;
    }

    /// @dev Reverts where the instrument's state admits no redemption now.
    function _requireRedeemable() internal view virtual;

    /// @dev Whether what the account's stamp says of its holder still holds.
    function _stampHolds(Account account, Standing standing) internal view virtual returns (bool) {
        return account.isStamped(standing.epoch(), block.timestamp);
    }

    /// @dev The account of a holder who gives up units, asked as the sender of a transfer.
    function _giving(address from, uint256 amount, uint256 unlocked, State state)
        internal
        view
        returns (Account holder)
    {
        require(!state.isPaused(), TokenPaused());
        _requireCurrent();
        holder = _eligible(_accounts[from], from, PARTICIPANTS.currentStanding());
        _requireBalance(holder, from, amount);
        _requireGiven(holder, from, amount, unlocked);
    }

    // --------------------------------------------------------------------------------------------------- private

    function _transfer(address from, address to, uint256 amount) private {
        State state = _closeDue();
        _accounts[from] = _move(_accounts[from], from, to, amount, state, PARTICIPANTS.currentStanding());
    }

    /// @dev Moves units to the receiver and returns the sender's account, which the caller stores.
    function _move(Account sender, address from, address to, uint256 amount, State state, Standing standing)
        private
        returns (Account)
    {
        Account receiver;
        (sender, receiver) = _check(sender, from, to, amount, state, standing);
        _requireBalance(sender, from, amount);
        _requireUnfrozen(sender, from, amount);
        sender = _touched(sender, from, state);
        if (from != to) {
            _accounts[to] = _touched(receiver, to, state).plus(amount);
            sender = sender.minus(amount);
        }
        emit Transfer(from, to, amount);
        return sender;
    }

    /// @dev Every rule of a transfer but the balance; returns both accounts with stamps that hold.
    function _check(Account sender, address from, address to, uint256 amount, State state, Standing standing)
        private
        view
        returns (Account, Account receiver)
    {
        require(!state.isPaused(), TokenPaused());
        require(from != address(0), ERC20InvalidSender(from));
        _requireDelivery(to, amount);
        require(amount <= state.limit() || state.limit() == NO_LIMIT, TransferLimitExceeded(amount, state.limit()));
        sender = _eligible(sender, from, standing);
        receiver = _eligible(from == to ? sender : _accounts[to], to, standing);
        _requireWhitelisted(receiver.exchange(), standing);
        return (sender, receiver);
    }

    function _mint(address to, uint256 amount, State state, Standing standing) private returns (State) {
        require(!state.isPaused(), TokenPaused());
        _requireCurrent();
        _requireDelivery(to, amount);
        Account receiver = _eligible(_accounts[to], to, standing);
        _requireWhitelisted(receiver.exchange(), standing);
        uint256 room = MAX_AMOUNT - state.supply();
        require(amount <= room, AmountTooLarge(amount, room));
        _accounts[to] = _touched(receiver, to, state).plus(amount);
        emit Transfer(address(0), to, amount);
        return state.withSupply(state.supply() + amount);
    }

    function _burn(Account holder, address from, uint256 amount, State state) private {
        _accounts[from] = _touched(holder, from, state).minus(amount);
        _state = state.withSupply(state.supply() - amount);
        emit Transfer(from, address(0), amount);
    }

    function _force(address from, address to, uint256 amount) private {
        bytes32 document = ORDERS.consume(keccak256(abi.encodeCall(IERC7943Fungible.forcedTransfer, (from, to, amount))));
        require(from != address(0), ERC20InvalidSender(from));
        require(to != address(0), ERC20InvalidReceiver(to));
        State state = _closeDue();
        Standing standing = PARTICIPANTS.currentStanding();
        Account receiver = _eligible(_accounts[to], to, standing);
        _requireWhitelisted(receiver.exchange(), standing);
        Account sender = _accounts[from];
        _requireBalance(sender, from, amount);
        uint256 waived = _waived(sender, from, amount, state);
        if (from != to) {
            sender = _unfreezeSeized(sender, from, amount);
            _accounts[from] = _touched(sender, from, state).minus(amount);
            _accounts[to] = _touched(receiver, to, state).plus(amount);
        }
        emit Transfer(from, to, amount);
        emit ForcedTransfer(from, to, amount);
        emit OrderExecuted(from, to, amount, document, waived);
    }

    /// @dev What the successor holds already came since the last record date, so that its past is the lost wallet's.
    function _recover(address lost, address successor, State state) private {
        Account account = _touched(_accounts[lost], lost, state);
        _accounts[lost] = account.recovered();
        _accounts[successor] = account.movedTo(state.closed()).plus(_accounts[successor].balance());
        _predecessors[successor] = lost;
        _movedTo[lost] = successor;
        if (account.hasFrozenTokens()) _moveHeld(lost, successor);
        if (account.isFrozen()) {
            emit AddressFrozen(lost, false, msg.sender);
            emit AddressFrozen(successor, true, msg.sender);
        }
        emit Transfer(lost, successor, account.balance());
    }

    function _settle(address wallet, uint256 period, uint256 paid, Standing standing) private returns (Due due) {
        Account account = _accounts[wallet];
        uint256 settled = account.settled();
        if (settled > period) return due;
        due = toDue(_balanceAt(account, wallet, period));
        if (due.units() == 0) return due;
        if (settled < period && _isOlderDue(account, wallet, period, due.units(), paid)) return OLDER_FIRST;
        account = account.withSettled(period + 1);
        bool stamped = _stampHolds(account, standing);
        if (!stamped) {
            Holder holder = PARTICIPANTS.holder(wallet);
            stamped = holder.isEligible(block.timestamp);
            if (stamped) account = account.stamped(standing.epoch(), holder);
        }
        _accounts[wallet] = account;
        if (stamped) due = due.withCategory(account.category());
    }

    /// @dev The account with a stamp that holds, if its holder may take part and its wallet is not frozen.
    function _eligible(Account account, address wallet, Standing standing) private view returns (Account) {
        if (!_stampHolds(account, standing)) {
            Holder holder = PARTICIPANTS.holder(wallet);
            _requireEligible(holder, wallet);
            account = account.stamped(standing.epoch(), holder);
        }
        require(!account.isFrozen(), WalletFrozen(wallet));
        return account;
    }

    function _requireEligible(Holder holder, address wallet) private view {
        require(!holder.isReplaced(), IParticipants.HolderReplaced(wallet));
        require(holder.isSponsored(), IParticipants.HolderUnknown(wallet));
        require(!holder.isBlocked(), IParticipants.HolderBlocked(wallet));
        require(holder.kycExpiry() > block.timestamp, IParticipants.KycExpired(wallet, holder.kycExpiry()));
    }

    /// @dev Past the earliest expiry the exchange is asked for itself, so that one lapsed NOC halts nobody else.
    function _requireWhitelisted(uint8 exchange, Standing standing) private view {
        if (standing.settles(block.timestamp) && standing.lists(exchange)) return;
        PARTICIPANTS.requireWhitelisted(exchange);
    }

    function _requireDelivery(address to, uint256 amount) private view {
        require(to != address(0), ERC20InvalidReceiver(to));
        require(amount % DENOMINATION == 0, NotMultipleOfDenomination(amount, DENOMINATION));
    }

    function _requireBalance(Account account, address wallet, uint256 amount) private pure {
        uint256 balance = account.balance();
        require(amount <= balance, ERC20InsufficientBalance(wallet, balance, amount));
    }

    /// @dev A chain of wallets stays short enough to be walked.
    function _requireShortChain(address lost) private view {
        address wallet = lost;
        for (uint256 length = 1; wallet != address(0); ++length) {
            require(length < MAX_RECOVERIES, TooManyRecoveries(lost));
            wallet = _predecessors[wallet];
        }
    }

    /// @dev The rules that would have refused an ordinary transfer, one bit each.
    function _waived(Account sender, address from, uint256 amount, State state) private view returns (uint256) {
        Holder holder = PARTICIPANTS.holder(from);
        return _flag(state.isPaused(), Waiver.Pause) | _flag(amount % DENOMINATION != 0, Waiver.Denomination)
            | _flag(amount > state.limit() && state.limit() != NO_LIMIT, Waiver.Limit)
            | _flag(!holder.isSponsored(), Waiver.SenderIdentity) | _flag(holder.isBlocked(), Waiver.SenderBlock)
            | _flag(holder.isSponsored() && holder.kycExpiry() <= block.timestamp, Waiver.SenderKyc)
            | _flag(sender.isFrozen(), Waiver.SenderFreeze) | _flag(amount > _unfrozen(sender, from), Waiver.Unfrozen);
    }

    function _flag(bool broken, Waiver rule) private pure returns (uint256) {
        return broken ? 1 << uint256(rule) : 0;
    }
}

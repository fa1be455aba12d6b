// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IRegulatedToken} from "../interfaces/IRegulatedToken.sol";
import {Account} from "../types/Account.sol";
import {NO_RECORD_TIME, State, initialState} from "../types/State.sol";

/// @title Balances now and at every record date
/// @notice A record date costs a transfer nothing until an account is first touched after it: then the old balance is
/// written under the last closed period. Periods in between are read from the next written one.
abstract contract RecordDates is IRegulatedToken {
    uint256 private constant MAX_RECORD_DATES = 64;
    uint256 private constant WRITTEN = 1 << 255;

    State internal _state = initialState();
    mapping(address account => Account) internal _accounts;
    /// @dev The wallet from which a position was recovered.
    mapping(address account => address) internal _predecessors;

    mapping(address account => mapping(uint256 period => uint256)) private _balances;
    mapping(uint256 period => uint256) private _supplies;
    uint40[] private _recordTimes;

    /// @inheritdoc IRegulatedToken
    function closeRecordDates(uint256 max) external {
        State state = _state;
        for (uint256 i = 0; i < max && block.timestamp >= state.nextRecordTime(); ++i) {
            state = _closeNext(state);
        }
        _state = state;
    }

    /// @inheritdoc IRegulatedToken
    function balanceOfAt(address account, uint256 period) external view returns (uint256) {
        _requirePassed(period);
        return _balanceAt(_accounts[account], account, period);
    }

    /// @inheritdoc IRegulatedToken
    function totalSupplyAt(uint256 period) external view returns (uint256) {
        _requirePassed(period);
        return period < _state.closed() ? _supplies[period] : _state.supply();
    }

    /// @inheritdoc IRegulatedToken
    function recordTimes() external view returns (uint40[] memory) {
        return _recordTimes;
    }

    /// @inheritdoc IRegulatedToken
    function closedPeriods() external view returns (uint256) {
        return _state.closed();
    }

    /// @inheritdoc IRegulatedToken
    function settledPeriods(address account) external view returns (uint256) {
        return _accounts[account].settled();
    }

    /// @inheritdoc IRegulatedToken
    function predecessorOf(address account) external view returns (address) {
        return _predecessors[account];
    }

    function _announceRecordDate(uint40 recordTime) internal {
        uint256 count = _recordTimes.length;
        require(count < MAX_RECORD_DATES, TooManyRecordDates());
        uint256 last = block.timestamp;
        if (count != 0 && _recordTimes[count - 1] > last) last = _recordTimes[count - 1];
        require(recordTime > last && recordTime < NO_RECORD_TIME, RecordTimeRefused(recordTime, last));
        _recordTimes.push(recordTime);
        if (_state.nextRecordTime() == NO_RECORD_TIME) _state = _state.withNextRecordTime(recordTime);
        emit RecordDateAnnounced(count, recordTime);
    }

    /// @dev The state with every record date closed that has passed.
    function _closeDue() internal returns (State state) {
        state = _state;
        if (block.timestamp < state.nextRecordTime()) return state;
        while (block.timestamp >= state.nextRecordTime()) {
            state = _closeNext(state);
        }
        _state = state;
    }

    /// @dev The account ready for a change of its balance.
    function _touched(Account account, address wallet, State state) internal returns (Account) {
        uint256 closed = state.closed();
        if (account.period() == closed) return account;
        if (account.isBlank()) return account.opening(closed);
        _balances[wallet][closed - 1] = WRITTEN | account.balance();
        return account.inPeriod(closed);
    }

    function _balanceAt(Account current, address wallet, uint256 period) internal view returns (uint256) {
        if (current.isRecovered()) return 0;
        while (current.opened() > period) {
            wallet = _predecessors[wallet];
            if (wallet == address(0)) return 0;
            current = _accounts[wallet];
        }
        for (uint256 i = period; i < current.period(); ++i) {
            uint256 entry = _balances[wallet][i];
            if (entry != 0) return entry & ~WRITTEN;
        }
        return current.balance();
    }

    /// @dev Whether an account that held `units` at `period` held any at a record date before it that is `paid` and has
    /// not received it. Gone through backwards: where nothing is written, a balance is that of the period after.
    function _isOlderDue(Account account, address wallet, uint256 period, uint256 units, uint256 paid)
        internal
        view
        returns (bool)
    {
        uint256 settled = account.settled();
        while (account.opened() > period) {
            wallet = _predecessors[wallet];
            account = _accounts[wallet];
        }
        for (uint256 older = period; older > settled;) {
            --older;
            while (account.opened() > older) {
                wallet = _predecessors[wallet];
                if (wallet == address(0)) return false;
                account = _accounts[wallet];
                units = 0;
            }
            uint256 entry = _balances[wallet][older];
            if (entry != 0) units = entry & ~WRITTEN;
            if ((paid >> older) & 1 == 1 && units != 0) return true;
        }
        return false;
    }

    function _requirePassed(uint256 period) internal view {
        uint256 recordTime = period < _recordTimes.length ? _recordTimes[period] : 0;
        require(
            recordTime != 0 && block.timestamp >= recordTime, RecordDateOpen(period, recordTime, block.timestamp)
        );
    }

    function _closeNext(State state) private returns (State) {
        uint256 period = state.closed();
        _supplies[period] = state.supply();
        emit RecordDateClosed(period, state.supply());
        return state.closing(period + 1 < _recordTimes.length ? _recordTimes[period + 1] : NO_RECORD_TIME);
    }
}

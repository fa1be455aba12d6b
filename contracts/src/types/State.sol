// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title The state of a token in one word
/// @notice `transfer limit (80) | next record time (40) | closed periods (8) | paused (8) | supply (120)`. The next
/// record time is all ones when none is announced; a limit of all ones is no limit.
type State is uint256;

using {
    supply,
    isPaused,
    closed,
    nextRecordTime,
    limit,
    withSupply,
    withPause,
    withLimit,
    withNextRecordTime,
    closing
} for State global;

uint256 constant NO_RECORD_TIME = type(uint40).max;
uint256 constant NO_LIMIT = type(uint80).max;
uint256 constant PAUSED = 1 << 120;

function initialState() pure returns (State) {
    return State.wrap((NO_LIMIT << 176) | (NO_RECORD_TIME << 136));
}

function supply(State self) pure returns (uint256) {
    return uint120(State.unwrap(self));
}

function isPaused(State self) pure returns (bool) {
    return State.unwrap(self) & PAUSED != 0;
}

/// @dev How many record dates are closed.
function closed(State self) pure returns (uint256) {
    return uint8(State.unwrap(self) >> 128);
}

function nextRecordTime(State self) pure returns (uint256) {
    return uint40(State.unwrap(self) >> 136);
}

function limit(State self) pure returns (uint256) {
    return State.unwrap(self) >> 176;
}

function withSupply(State self, uint256 supply_) pure returns (State) {
    return State.wrap((State.unwrap(self) & ~uint256(type(uint120).max)) | supply_);
}

function withPause(State self, bool paused) pure returns (State) {
    uint256 word = State.unwrap(self);
    return State.wrap(paused ? word | PAUSED : word & ~PAUSED);
}

function withLimit(State self, uint256 limit_) pure returns (State) {
    return State.wrap((State.unwrap(self) & (type(uint256).max >> 80)) | (limit_ << 176));
}

function withNextRecordTime(State self, uint256 recordTime) pure returns (State) {
    return State.wrap((State.unwrap(self) & ~(NO_RECORD_TIME << 136)) | (recordTime << 136));
}

/// @dev One more record date is closed; `next` is the record time after it.
function closing(State self, uint256 next) pure returns (State) {
    return State.wrap(State.unwrap(withNextRecordTime(self, next)) + (1 << 128));
}

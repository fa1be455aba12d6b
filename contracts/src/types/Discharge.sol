// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title What a payment came to for one holder
/// @notice `outcome (8) | units (120) | gross (96)`: the base units paid for, the cash for them with the tax in it, and
/// what became of the rest. No units: the holder had nothing to receive, had received it, or has an older payment to
/// receive first.
type Discharge is uint256;

using {outcome} for Discharge global;

/// @notice What became of a holder's net amount.
enum Outcome {
    Paid,
    HeldUnknown,
    HeldBlocked,
    HeldKyc,
    OlderFirst
}

function toDischarge(Outcome outcome_, uint256 units, uint256 gross) pure returns (Discharge) {
    return Discharge.wrap((uint256(outcome_) << 216) | (units << 96) | gross);
}

function outcome(Discharge self) pure returns (Outcome) {
    return Outcome(Discharge.unwrap(self) >> 216);
}

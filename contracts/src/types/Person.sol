// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title What is known of a person across exchanges
/// @notice `blocked (1) | spare (15) | up to 15 sponsorships of (exchange (8) | wallets there (8))`. Limits count
/// persons, so an exchange counts a customer when the first wallet joins and forgets it when the last one leaves.
type Person is uint256;

using {isBlocked, walletsAt, withBlock, joining, leaving} for Person global;

uint256 constant BLOCKED_PERSON = 1 << 255;
uint256 constant SPONSORSHIPS = 15;
uint256 constant MAX_WALLETS = 255;
uint256 constant NO_PLACE = 16 * SPONSORSHIPS;

function isBlocked(Person self) pure returns (bool) {
    return Person.unwrap(self) & BLOCKED_PERSON != 0;
}

function withBlock(Person self, bool blocked) pure returns (Person) {
    uint256 word = Person.unwrap(self);
    return Person.wrap(blocked ? word | BLOCKED_PERSON : word & ~BLOCKED_PERSON);
}

function walletsAt(Person self, uint256 exchange) pure returns (uint256) {
    uint256 place = _placeOf(self, exchange);
    return place == NO_PLACE ? 0 : uint8(Person.unwrap(self) >> place);
}

/// @dev One wallet more at an exchange; `first` if it is the person's first there, `full` if there is no room for it.
function joining(Person self, uint256 exchange) pure returns (Person next, bool first, bool full) {
    uint256 place = _placeOf(self, exchange);
    if (place != NO_PLACE) {
        full = uint8(Person.unwrap(self) >> place) == MAX_WALLETS;
        return (Person.wrap(Person.unwrap(self) + (1 << place)), false, full);
    }
    place = _placeOf(self, 0);
    if (place == NO_PLACE) return (self, true, true);
    return (Person.wrap(Person.unwrap(self) | (((exchange << 8) | 1) << place)), true, false);
}

/// @dev One wallet less at an exchange where the person has one; `last` if it was the last there.
function leaving(Person self, uint256 exchange) pure returns (Person next, bool last) {
    uint256 place = _placeOf(self, exchange);
    last = uint8(Person.unwrap(self) >> place) == 1;
    if (last) return (Person.wrap(Person.unwrap(self) & ~(uint256(0xffff) << place)), true);
    return (Person.wrap(Person.unwrap(self) - (1 << place)), false);
}

/// @dev The shift of an exchange's sponsorship, `NO_PLACE` when there is none; for exchange zero the first free one.
function _placeOf(Person self, uint256 exchange) pure returns (uint256 place) {
    uint256 rest = Person.unwrap(self.withBlock(false));
    for (; rest != 0; rest >>= 16) {
        if (uint8(rest >> 8) == exchange) return place;
        place += 16;
    }
    if (exchange != 0) return NO_PLACE;
}

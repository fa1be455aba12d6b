// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Holder, toHolder} from "../src/types/Holder.sol";
import {Person} from "../src/types/Person.sol";
import {Standing, toStanding} from "../src/types/Standing.sol";

/// @title The packed words of the registry, opened for tests
contract Words {
    /// @notice What a person's word says after each of a list of acts.
    struct Told {
        uint256 wallets;
        bool edge;
        bool full;
        bool blocked;
    }

    /// @notice Applies acts to an empty word: 0 leaves, 1 joins, 2 blocks, 3 unblocks.
    function live(uint8[] calldata acts, uint8[] calldata exchanges) external pure returns (Told[] memory told) {
        told = new Told[](acts.length);
        Person person;
        for (uint256 i = 0; i < acts.length; ++i) {
            Person next = person;
            if (acts[i] == 0) (next, told[i].edge) = person.leaving(exchanges[i]);
            else if (acts[i] == 1) (next, told[i].edge, told[i].full) = person.joining(exchanges[i]);
            else next = person.withBlock(acts[i] == 2);
            if (!told[i].full) person = next;
            told[i].wallets = person.walletsAt(exchanges[i]);
            told[i].blocked = person.isBlocked();
        }
    }

    /// @notice A record made of its fields, changed, and read back.
    function record(
        uint40 kycExpiry,
        uint8 exchange,
        bytes2 country,
        uint8 category,
        uint160 identity,
        uint40 laterExpiry,
        uint8 laterExchange,
        bool blocked
    ) external pure returns (Holder first, Holder changed, uint256 expiry, uint8 sponsor, bytes2 land, uint8 kind, uint160 person) {
        first = toHolder(kycExpiry, exchange, country, category, identity);
        changed = first.withKycExpiry(laterExpiry).withExchange(laterExchange).withBlock(blocked);
        return (
            first,
            changed,
            changed.kycExpiry(),
            changed.exchange(),
            changed.country(),
            changed.category(),
            changed.identity()
        );
    }

    /// @notice The fields of a standing word, read back.
    function standing(uint40 epoch, uint40 earliest, uint176 bitmap, uint8 exchange, uint256 time)
        external
        pure
        returns (Standing word, uint256, uint256, uint256, bool, bool)
    {
        word = toStanding(epoch, earliest, bitmap);
        return (word, word.epoch(), word.earliestExpiry(), word.bitmap(), word.lists(exchange), word.settles(time));
    }
}

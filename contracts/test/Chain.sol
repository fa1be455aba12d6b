// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title Contracts that exercise the chain layer itself: every kind of refusal, value and event.

struct Lot {
    bytes12 isin;
    uint256 amount;
    address holder;
}

/// @notice Refuses in every way a contract can.
contract Thrower {
    error LimitExceeded(address account, uint256 amount, uint256 limit);
    error LotRefused(Lot lot, string reason);
    error Bare();

    uint256 public count;

    function limit(uint256 amount, uint256 max) external {
        require(amount <= max, LimitExceeded(msg.sender, amount, max));
        count += amount;
    }

    function lot(Lot calldata given) external {
        ++count;
        revert LotRefused(given, "not announced");
    }

    function bare() external {
        ++count;
        revert Bare();
    }

    function text() external {
        ++count;
        require(count == 0, "counted already");
    }

    function panic(uint256 divisor) external returns (uint256) {
        ++count;
        return count / divisor;
    }

    function empty() external {
        ++count;
        assembly {
            revert(0, 0)
        }
    }

    function raw(bytes calldata data) external {
        ++count;
        bytes memory copy = data;
        assembly {
            revert(add(copy, 32), mload(copy))
        }
    }

    function spin() external {
        while (true) ++count;
    }

    /// @notice Passes on what another contract refused with.
    function relay(address target, bytes calldata data) external {
        (bool ok, bytes memory answer) = target.call(data);
        if (ok) return;
        assembly {
            revert(add(answer, 32), mload(answer))
        }
    }
}

/// @notice Says what it was told, in values and in events.
contract Recorder {
    event Recorded(address indexed by, string indexed label, uint256 amount, bytes32[] marks);
    event LotRecorded(Lot lot, int64 change, bool final_);
    event Anonymous(uint256 value) anonymous;

    address public immutable owner;
    Lot private _lot;
    uint256 public total;

    constructor(address owner_, Lot memory first) {
        owner = owner_;
        _lot = first;
    }

    function time() external view returns (uint256) {
        return block.timestamp;
    }

    function caller() external view returns (address) {
        return msg.sender;
    }

    function echo(bytes32[] calldata marks, string calldata label)
        external
        pure
        returns (bytes32[] memory echoed, string memory name)
    {
        return (marks, label);
    }

    function lots(uint256 count) external view returns (Lot[] memory all) {
        all = new Lot[](count);
        for (uint256 i; i < count; ++i) all[i] = _lot;
    }

    function current() external view returns (Lot memory) {
        return _lot;
    }

    function add(uint256 amount) external {
        total += amount;
    }

    function add(uint256 amount, uint256 times) external {
        total += amount * times;
    }

    function set(uint256 value) external {
        total = value;
    }

    function set(bool full) external {
        total = full ? type(uint256).max : 0;
    }

    function record(string calldata label, uint256 amount, bytes32[] calldata marks) external {
        total += amount;
        emit Recorded(msg.sender, label, amount, marks);
        emit LotRecorded(_lot, -7, true);
    }

    function whisper(uint256 value) external {
        emit Anonymous(value);
    }

    function destroyGas(uint256 loops) external returns (uint256 sum) {
        for (uint256 i; i < loops; ++i) sum += i;
        total = sum;
    }
}

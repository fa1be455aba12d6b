// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title Two-party orders
/// @notice A grave call (the cap, a limit, a price feed, a forced transfer, a recovery, a role) is proposed in one
/// capacity and approved in another over the same bytes and the same paper, waits out its delay, and is then used up
/// within 30 days by the contract it was meant for, or carried out here when it changes a role. No office has a say in a
/// change of its own members, so that a stolen key can neither occupy nor withdraw the order that removes it. An order
/// may name a new admin of roles: that is how a successor of this book takes over.
interface IOrders {
    /// @notice Who may propose and approve calls of one selector, and how long an approved one waits.
    /// @param selector The function the policy governs, whatever the target.
    /// @param proposers Bit `1 << role` is set for each role that may propose.
    /// @param approvers Bit `1 << role` is set for each role that may approve.
    /// @param delay Seconds between approval and use.
    struct Policy {
        bytes4 selector;
        uint8 proposers;
        uint8 approvers;
        uint32 delay;
    }

    /// @notice An order in progress.
    /// @param document Hash of the paper that orders the call (a court order, a cabinet decision).
    /// @param proposer The account that proposed it.
    /// @param capacity The role in which it was proposed.
    /// @param approvedIn The role in which it was approved; zero until it is.
    /// @param subject The role whose members it changes; zero for any other call.
    /// @param selector The function it calls.
    /// @param notBefore When it may be used; zero until it is approved.
    struct Order {
        bytes32 document;
        address proposer;
        uint8 capacity;
        uint8 approvedIn;
        uint8 subject;
        bytes4 selector;
        uint40 notBefore;
    }

    event OrderProposed(
        bytes32 indexed order, address indexed target, bytes data, bytes32 document, address proposer, uint64 capacity
    );
    event OrderApproved(bytes32 indexed order, address approver, uint64 capacity, uint256 notBefore);
    event OrderCancelled(bytes32 indexed order, address account, uint64 capacity);
    event OrderUsed(bytes32 indexed order, bytes32 document);

    /// @notice No policy lets anyone order calls of this selector.
    error SelectorNotOrdered(bytes4 selector);
    /// @notice The policy does not let `capacity` do this, or the call changes that very role.
    error CapacityRefused(bytes4 selector, uint64 capacity);
    /// @notice The same call is already proposed and neither used nor cancelled.
    error OrderPending(bytes32 order);
    /// @notice There is no such order.
    error OrderUnknown(bytes32 order);
    /// @notice The order has been approved already.
    error OrderAlreadyApproved(bytes32 order);
    /// @notice Proposer and approver must be two accounts acting in two roles.
    error SecondPartyRequired(bytes32 order, address account, uint64 capacity);
    /// @notice The call needs an approved order and has none.
    error OrderNotApproved(bytes32 order);
    /// @notice The approved order must still wait.
    error OrderTooEarly(bytes32 order, uint256 notBefore, uint256 time);
    /// @notice The approved order was not used within 30 days of the time from which it could be.
    error OrderExpired(bytes32 order, uint256 expiry, uint256 time);
    /// @notice The order was proposed on the strength of another paper than the approver names.
    error OtherDocument(bytes32 order, bytes32 document, bytes32 named);
    /// @notice An order names the paper it rests on.
    error DocumentRequired();

    /// @notice Proposes the call `data` on `target`.
    /// @param target The contract the call is meant for.
    /// @param data The exact calldata, selector included.
    /// @param document Hash of the paper it rests on, not zero.
    /// @param capacity The role in which the caller proposes.
    /// @return order The order's id, `orderOf(target, keccak256(data))`.
    function propose(address target, bytes calldata data, bytes32 document, uint64 capacity)
        external
        returns (bytes32 order);

    /// @notice Approves a proposed order in another role than it was proposed in.
    /// @param document Hash of the paper the approver has read, the one it was proposed on.
    function approve(bytes32 order, bytes32 document, uint64 capacity) external;

    /// @notice Withdraws an unused order, in the role in which it was proposed or approved. A third role cannot.
    function cancel(bytes32 order, uint64 capacity) external;

    /// @notice Uses up the approved order for the call of the contract that asks.
    /// @param callHash keccak256 of the calldata.
    /// @return document Hash of the paper it rests on.
    function consume(bytes32 callHash) external returns (bytes32 document);

    /// @notice Carries out an approved change of roles on the authority; anyone may.
    function execute(bytes calldata data) external;

    /// @notice The id of the order for a call.
    function orderOf(address target, bytes32 callHash) external pure returns (bytes32);

    /// @notice The order with this id; all zero when there is none.
    function orders(bytes32 id) external view returns (Order memory);

    /// @notice The policy for a selector; all zero when calls of it cannot be ordered.
    function policies(bytes4 selector) external view returns (Policy memory);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {IOrders} from "../interfaces/IOrders.sol";
import {IGuarded} from "../interfaces/IGuarded.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title Two-party orders
contract Orders is IOrders {
    uint256 private constant CAPACITIES = 8;
    uint256 private constant SUBJECT_END = 36;
    uint256 private constant VALIDITY = 30 days;

    /// @notice The book of roles, whose admin this contract is.
    IAuthority public immutable AUTHORITY;

    mapping(bytes4 selector => Policy) private _policies;
    mapping(bytes32 id => Order) private _orders;

    constructor(IAuthority authority, Policy[] memory rules) {
        AUTHORITY = authority;
        for (uint256 i = 0; i < rules.length; ++i) {
            _policies[rules[i].selector] = rules[i];
        }
    }

    /// @inheritdoc IOrders
    function propose(address target, bytes calldata data, bytes32 document, uint64 capacity)
        external
        returns (bytes32 id)
    {
        bytes4 selector = bytes4(data);
        Policy memory rules = _policies[selector];
        require(rules.proposers != 0, SelectorNotOrdered(selector));
        uint8 subject = _subjectOf(target, data);
        _requireCapacity(selector, rules.proposers, subject, capacity);
        require(document != 0, DocumentRequired());
        id = orderOf(target, keccak256(data));
        require(_orders[id].document == 0, OrderPending(id));
        _orders[id] = Order(document, msg.sender, uint8(capacity), 0, subject, selector, 0);
        emit OrderProposed(id, target, data, document, msg.sender, capacity);
    }

    /// @inheritdoc IOrders
    function approve(bytes32 id, bytes32 document, uint64 capacity) external {
        Order storage proposed = _orders[id];
        require(proposed.document != 0, OrderUnknown(id));
        Policy memory rules = _policies[proposed.selector];
        _requireCapacity(rules.selector, rules.approvers, proposed.subject, capacity);
        require(
            proposed.proposer != msg.sender && proposed.capacity != capacity,
            SecondPartyRequired(id, msg.sender, capacity)
        );
        require(proposed.document == document, OtherDocument(id, proposed.document, document));
        require(proposed.notBefore == 0, OrderAlreadyApproved(id));
        uint256 notBefore = block.timestamp + rules.delay;
        proposed.approvedIn = uint8(capacity);
        proposed.notBefore = uint40(notBefore);
        emit OrderApproved(id, msg.sender, capacity, notBefore);
    }

    /// @inheritdoc IOrders
    function cancel(bytes32 id, uint64 capacity) external {
        Order memory unused = _orders[id];
        require(unused.document != 0, OrderUnknown(id));
        uint256 parties = 1 << unused.capacity;
        if (unused.notBefore != 0) parties |= 1 << unused.approvedIn;
        _requireCapacity(unused.selector, parties, unused.subject, capacity);
        delete _orders[id];
        emit OrderCancelled(id, msg.sender, capacity);
    }

    /// @inheritdoc IOrders
    function consume(bytes32 callHash) external returns (bytes32 document) {
        return _use(orderOf(msg.sender, callHash));
    }

    /// @inheritdoc IOrders
    function execute(bytes calldata data) external {
        _use(orderOf(address(AUTHORITY), keccak256(data)));
        Address.functionCall(address(AUTHORITY), data);
    }

    /// @inheritdoc IOrders
    function orders(bytes32 id) external view returns (Order memory) {
        return _orders[id];
    }

    /// @inheritdoc IOrders
    function policies(bytes4 selector) external view returns (Policy memory) {
        return _policies[selector];
    }

    /// @inheritdoc IOrders
    function orderOf(address target, bytes32 callHash) public pure returns (bytes32) {
        return keccak256(abi.encode(target, callHash));
    }

    function _use(bytes32 id) private returns (bytes32 document) {
        Order memory approved = _orders[id];
        require(approved.notBefore != 0, OrderNotApproved(id));
        require(block.timestamp >= approved.notBefore, OrderTooEarly(id, approved.notBefore, block.timestamp));
        uint256 expiry = approved.notBefore + VALIDITY;
        require(block.timestamp < expiry, OrderExpired(id, expiry, block.timestamp));
        delete _orders[id];
        emit OrderUsed(id, approved.document);
        return approved.document;
    }

    /// @dev The office whose members the call changes, which has no say in it; zero, no office, for any other call.
    /// Both functions of the authority that can be ordered name the role first.
    function _subjectOf(address target, bytes calldata data) private view returns (uint8) {
        if (target != address(AUTHORITY) || data.length < SUBJECT_END) return 0;
        uint256 role = uint256(bytes32(data[4:SUBJECT_END]));
        return role < CAPACITIES ? uint8(role) : 0;
    }

    function _requireCapacity(bytes4 selector, uint256 allowed, uint8 subject, uint64 capacity) private view {
        require(
            capacity < CAPACITIES && (allowed >> capacity) & 1 == 1 && (subject == 0 || capacity != subject),
            CapacityRefused(selector, capacity)
        );
        (bool isMember, uint32 delay) = AUTHORITY.hasRole(capacity, msg.sender);
        require(isMember && delay == 0, IGuarded.RoleRequired(msg.sender, capacity));
    }
}

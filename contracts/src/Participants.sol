// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Holder, toHolder} from "./types/Holder.sol";
import {Person} from "./types/Person.sol";
import {Standing, toStanding} from "./types/Standing.sol";

/// @title Exchanges and holders
contract Participants is IParticipants, Guarded {
    uint256 private constant MAX_EXCHANGES = 175;
    uint256 private constant STAGES = 5;

    Standing private _standing = toStanding(1, type(uint40).max, 0);
    uint8 private _exchangeCount;

    mapping(uint8 id => Exchange) private _exchanges;
    /// @dev The exchange for which an account acts or once acted; it never acts for another.
    mapping(address operator => uint8) private _operated;
    mapping(Stage => Limits) private _limits;
    mapping(address wallet => Holder) private _holders;
    mapping(address wallet => address) private _successors;
    mapping(uint160 identity => Person) private _persons;

    constructor(IAuthority authority, IOrders orders, Limits[STAGES] memory limits) Guarded(authority, orders) {
        for (uint256 stage = 0; stage < STAGES; ++stage) {
            _setStageLimits(Stage(stage), limits[stage]);
        }
    }

    // ------------------------------------------------------------------------------------------------- exchanges

    /// @inheritdoc IParticipants
    function enrol(address operator, bytes32 document) external onlyRole(Roles.REGULATOR) returns (uint8 id) {
        require(document != 0, EvidenceRequired());
        require(_exchangeCount < MAX_EXCHANGES, TooManyExchanges());
        id = ++_exchangeCount;
        _setOperator(id, operator);
        emit ExchangeEnrolled(id, operator, document);
    }

    /// @inheritdoc IParticipants
    function setOperator(uint8 exchange, address operator) external onlyRole(Roles.REGULATOR) {
        _requireExchange(exchange);
        _setOperator(exchange, operator);
        emit OperatorChanged(exchange, operator);
    }

    /// @inheritdoc IParticipants
    function grantNoc(uint8 exchange, uint40 expiry, bytes32 document) external onlyRole(Roles.REGULATOR) {
        Exchange storage record = _requireStep(exchange, Milestone.Noc, document);
        require(expiry > block.timestamp, ExpiryPast(expiry, block.timestamp));
        record.milestones = _bit(Milestone.Noc);
        record.status = Status.Active;
        record.nocExpiry = expiry;
        _refreshStanding();
        emit MilestoneReached(exchange, Milestone.Noc, document);
        emit NocExpirySet(exchange, expiry, document);
        emit StatusChanged(exchange, Status.Active, document);
    }

    /// @inheritdoc IParticipants
    function reach(uint8 exchange, Milestone milestone, bytes32 document) external onlyRole(Roles.REGULATOR) {
        require(milestone != Milestone.Noc, NocNeedsExpiry(exchange));
        Exchange storage record = _requireStep(exchange, milestone, document);
        record.milestones |= _bit(milestone);
        emit MilestoneReached(exchange, milestone, document);
    }

    /// @inheritdoc IParticipants
    function setNocExpiry(uint8 exchange, uint40 expiry, bytes32 document) external onlyRole(Roles.REGULATOR) {
        Exchange storage record = _requireExchange(exchange);
        require(document != 0, EvidenceRequired());
        require(
            record.status == Status.Active || record.status == Status.Suspended,
            StatusRefused(exchange, record.status, record.status)
        );
        require(expiry > block.timestamp, ExpiryPast(expiry, block.timestamp));
        record.nocExpiry = expiry;
        _refreshStanding();
        emit NocExpirySet(exchange, expiry, document);
    }

    /// @inheritdoc IParticipants
    function setStatus(uint8 exchange, Status status, bytes32 document) external onlyRole(Roles.REGULATOR) {
        Exchange storage record = _requireExchange(exchange);
        require(document != 0, EvidenceRequired());
        Status current = record.status;
        bool allowed = status == Status.Revoked
            ? current == Status.Active || current == Status.Suspended
            : (current == Status.Active && status == Status.Suspended)
                || (current == Status.Suspended && status == Status.Active);
        require(allowed, StatusRefused(exchange, current, status));
        record.status = status;
        _refreshStanding();
        emit StatusChanged(exchange, status, document);
    }

    /// @inheritdoc IParticipants
    function setStageLimits(Stage stage, Limits calldata limits) external onlyRole(Roles.REGULATOR) {
        _useOrder();
        _setStageLimits(stage, limits);
    }

    /// @inheritdoc IParticipants
    function refreshStanding() external {
        _refreshStanding();
    }

    // --------------------------------------------------------------------------------------------------- holders

    /// @inheritdoc IParticipants
    function onboard(uint8 exchange, Onboarding calldata wallet) external {
        _onboard(exchange, wallet);
    }

    /// @inheritdoc IParticipants
    function onboardBatch(uint8 exchange, Onboarding[] calldata wallets) external {
        for (uint256 i = 0; i < wallets.length; ++i) {
            _onboard(exchange, wallets[i]);
        }
    }

    /// @inheritdoc IParticipants
    function setKycExpiry(address wallet, uint40 expiry) external {
        Holder record = _requireSponsored(wallet);
        uint8 exchange = record.exchange();
        _requireOperator(_exchanges[exchange], exchange);
        _holders[wallet] = record.withKycExpiry(expiry);
        if (expiry < record.kycExpiry()) _raiseEpoch();
        emit KycExpirySet(wallet, expiry);
    }

    /// @inheritdoc IParticipants
    function remove(address wallet) external onlyRole(Roles.REGISTRAR) {
        Holder record = _requireSponsored(wallet);
        uint8 exchange = record.exchange();
        _leave(exchange, record.identity());
        _holders[wallet] = record.removed();
        _raiseEpoch();
        emit HolderRemoved(wallet, exchange);
    }

    /// @inheritdoc IParticipants
    function responsor(address wallet, uint8 exchange) external onlyRole(Roles.REGISTRAR) {
        Holder record = _requireSponsored(wallet);
        uint8 former = record.exchange();
        Status status = _exchanges[former].status;
        require(status == Status.Revoked, ExchangeNotRevoked(former, status));
        Exchange storage next = _requireExchange(exchange);
        _requireWhitelisted(next, exchange);
        _leave(former, record.identity());
        _join(next, exchange, record.identity(), wallet);
        _holders[wallet] = record.withExchange(exchange);
        _raiseEpoch();
        emit HolderResponsored(wallet, former, exchange);
    }

    /// @inheritdoc IParticipants
    function setBlocked(uint160 person, address[] calldata wallets, bool blocked) external onlyRole(Roles.REGISTRAR) {
        _persons[person] = _persons[person].withBlock(blocked);
        for (uint256 i = 0; i < wallets.length; ++i) {
            Holder record = _holders[wallets[i]];
            require(record.isKnown(), HolderUnknown(wallets[i]));
            require(record.identity() == person, IdentityMismatch(wallets[i], record.identity(), person));
            _holders[wallets[i]] = record.withBlock(blocked);
        }
        if (blocked) _raiseEpoch();
        emit BlockSet(person, wallets, blocked);
    }

    /// @inheritdoc IParticipants
    function replaceWallet(address wallet, address successor) external onlyRole(Roles.REGISTRAR) {
        bytes32 document = _useOrder();
        Holder lost = _requireSponsored(wallet);
        Holder next = _requireSponsored(successor);
        uint160 person = lost.identity();
        require(
            wallet != successor && next.identity() == person, IdentityMismatch(successor, person, next.identity())
        );
        require(!_persons[person].isBlocked() && !lost.isBlocked(), HolderBlocked(wallet));
        require(!next.isBlocked(), HolderBlocked(successor));
        require(next.kycExpiry() > block.timestamp, KycExpired(successor, next.kycExpiry()));
        _leave(lost.exchange(), person);
        _holders[wallet] = lost.replaced();
        _successors[wallet] = successor;
        _raiseEpoch();
        emit WalletReplaced(wallet, successor, document);
    }

    // ----------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IParticipants
    function currentStanding() external view returns (Standing) {
        return _standing;
    }

    /// @inheritdoc IParticipants
    function holder(address wallet) external view returns (Holder) {
        return _holders[wallet];
    }

    /// @inheritdoc IParticipants
    function isVerified(address wallet) external view returns (bool) {
        return _holders[wallet].isEligible(block.timestamp);
    }

    /// @inheritdoc IParticipants
    function contains(address wallet) external view returns (bool) {
        return _holders[wallet].isKnown();
    }

    /// @inheritdoc IParticipants
    function identity(address wallet) external view returns (address) {
        return address(_holders[wallet].identity());
    }

    /// @inheritdoc IParticipants
    function successorOf(address wallet) external view returns (address last) {
        for (address next = _successors[wallet]; next != address(0); next = _successors[next]) last = next;
    }

    /// @inheritdoc IParticipants
    function isBlocked(uint160 person) external view returns (bool) {
        return _persons[person].isBlocked();
    }

    /// @inheritdoc IParticipants
    function isWhitelisted(uint8 exchange) external view returns (bool) {
        return _isWhitelisted(_exchanges[exchange]);
    }

    /// @inheritdoc IParticipants
    function requireWhitelisted(uint8 exchange) external view {
        _requireWhitelisted(_exchanges[exchange], exchange);
    }

    /// @inheritdoc IParticipants
    function exchangeOf(uint8 exchange) external view returns (Exchange memory) {
        return _exchanges[exchange];
    }

    /// @inheritdoc IParticipants
    function stageOf(uint8 exchange) external view returns (Stage) {
        return _stage(_exchanges[exchange].milestones);
    }

    /// @inheritdoc IParticipants
    function stageLimits(Stage stage) external view returns (Limits memory) {
        return _limits[stage];
    }

    /// @inheritdoc IParticipants
    function walletsOf(uint8 exchange, uint160 person) external view returns (uint256) {
        return _persons[person].walletsAt(exchange);
    }

    /// @inheritdoc IParticipants
    function exchangeCount() external view returns (uint256) {
        return _exchangeCount;
    }

    // --------------------------------------------------------------------------------------------------- private

    function _onboard(uint8 id, Onboarding calldata wallet) private {
        Exchange storage exchange = _requireExchange(id);
        _requireOperator(exchange, id);
        Holder former = _holders[wallet.wallet];
        require(wallet.wallet != address(0) && !former.isSponsored() && !former.isReplaced(), WalletTaken(wallet.wallet));
        uint160 person = wallet.identity;
        require(person != 0, IdentityRequired(wallet.wallet));
        require(
            !former.isKnown() || former.identity() == person,
            IdentityMismatch(wallet.wallet, former.identity(), person)
        );
        require(!former.isBlocked(), HolderBlocked(wallet.wallet));
        require(wallet.kycExpiry > block.timestamp, KycExpired(wallet.wallet, wallet.kycExpiry));
        _join(exchange, id, person, wallet.wallet);
        Holder record = toHolder(wallet.kycExpiry, id, wallet.country, wallet.category, person);
        _holders[wallet.wallet] = record;
        emit HolderOnboarded(wallet.wallet, id, record);
    }

    /// @dev Counts a wallet of a person at an exchange, and the person if it is their first there.
    function _join(Exchange storage exchange, uint8 id, uint160 identity_, address wallet) private {
        Person person = _persons[identity_];
        require(!person.isBlocked(), HolderBlocked(wallet));
        (Person next, bool first, bool full) = person.joining(id);
        require(!full, TooManyWallets(wallet, id));
        _persons[identity_] = next;
        if (!first) return;
        uint256 limit = _limits[_stage(exchange.milestones)].customers;
        uint256 customers = exchange.customers;
        require(customers < limit, CustomerLimitReached(id, customers, limit));
        exchange.customers = uint32(customers + 1);
    }

    function _leave(uint8 id, uint160 identity_) private {
        (Person next, bool last) = _persons[identity_].leaving(id);
        _persons[identity_] = next;
        if (last) _exchanges[id].customers--;
    }

    function _raiseEpoch() private {
        Standing current = _standing;
        _standing = toStanding(current.epoch() + 1, current.earliestExpiry(), current.bitmap());
    }

    /// @dev Rebuilds bitmap and earliest expiry from the records, at most 175 of them.
    function _refreshStanding() private {
        uint256 bitmap;
        uint256 earliest = type(uint40).max;
        for (uint8 id = 1; id <= _exchangeCount; ++id) {
            Exchange storage exchange = _exchanges[id];
            if (!_isWhitelisted(exchange)) continue;
            bitmap |= uint256(1) << id;
            if (exchange.nocExpiry < earliest) earliest = exchange.nocExpiry;
        }
        _standing = toStanding(_standing.epoch(), earliest, bitmap);
        emit StandingChanged(_standing);
    }

    function _setOperator(uint8 id, address operator) private {
        uint8 operated = _operated[operator];
        require(operator != address(0) && (operated == 0 || operated == id), OperatorTaken(operator));
        _operated[operator] = id;
        _exchanges[id].operator = operator;
    }

    function _setStageLimits(Stage stage, Limits memory limits) private {
        _limits[stage] = limits;
        emit StageLimitsSet(stage, limits);
    }

    function _requireExchange(uint8 id) private view returns (Exchange storage exchange) {
        exchange = _exchanges[id];
        require(exchange.operator != address(0), ExchangeUnknown(id));
    }

    /// @dev The exchange may take this step of the graph now.
    function _requireStep(uint8 id, Milestone milestone, bytes32 document)
        private
        view
        returns (Exchange storage exchange)
    {
        exchange = _requireExchange(id);
        require(document != 0, EvidenceRequired());
        require(exchange.status != Status.Revoked, StatusRefused(id, Status.Revoked, Status.Active));
        require(exchange.milestones & _bit(milestone) == 0, MilestoneRepeated(id, milestone));
        uint8 missing = _prerequisites(milestone) & ~exchange.milestones;
        require(missing == 0, MilestonesMissing(id, milestone, missing));
    }

    function _requireOperator(Exchange storage exchange, uint8 id) private view {
        require(exchange.operator == msg.sender, NotOperator(msg.sender, id));
        _requireWhitelisted(exchange, id);
    }

    function _requireWhitelisted(Exchange storage exchange, uint8 id) private view {
        require(_isWhitelisted(exchange), ExchangeNotWhitelisted(id, exchange.status, exchange.nocExpiry));
    }

    function _requireSponsored(address wallet) private view returns (Holder record) {
        record = _holders[wallet];
        require(!record.isReplaced(), HolderReplaced(wallet));
        require(record.isSponsored(), HolderUnknown(wallet));
    }

    function _isWhitelisted(Exchange storage exchange) private view returns (bool) {
        return exchange.status == Status.Active && exchange.nocExpiry > block.timestamp;
    }

    function _stage(uint8 milestones) private pure returns (Stage) {
        if (milestones & _bit(Milestone.Licence) != 0) return Stage.Licensed;
        if (milestones & _bit(Milestone.LicenceApplication) != 0) return Stage.LicenceApplicant;
        if (milestones & _bit(Milestone.GoAml) != 0) return Stage.GoAml;
        if (milestones & _bit(Milestone.Noc) != 0) return Stage.Noc;
        return Stage.Applicant;
    }

    function _prerequisites(Milestone milestone) private pure returns (uint8) {
        if (milestone == Milestone.Noc) return 0;
        if (milestone == Milestone.LicenceApplication) return _bit(Milestone.GoAml) | _bit(Milestone.Incorporation);
        if (milestone == Milestone.Licence) return _bit(Milestone.LicenceApplication);
        return _bit(Milestone.Noc);
    }

    function _bit(Milestone milestone) private pure returns (uint8) {
        return uint8(1) << uint8(milestone);
    }
}

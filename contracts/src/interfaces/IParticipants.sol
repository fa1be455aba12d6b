// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {Holder} from "../types/Holder.sol";
import {Standing} from "../types/Standing.sol";

/// @title Exchanges and holders
/// @notice Who may hold. An exchange enters step by step: a no-objection certificate (NOC) opens two tracks, goAML
/// registration and incorporation; both must be done before a licence is applied for. Its standing is separate. An
/// exchange is *whitelisted* while its NOC is held and unexpired and its standing is active. A wallet has one record,
/// made by the operator of the exchange that sponsors it. No personal data: only bits of a salted hash.
interface IParticipants {
    /// @notice A step of entry. The NOC is the first of them and never a licence.
    enum Milestone {
        Noc,
        GoAml,
        Incorporation,
        LicenceApplication,
        Licence
    }

    /// @notice How far an exchange has come, which decides its limits. Incorporation alone changes no limit.
    enum Stage {
        Applicant,
        Noc,
        GoAml,
        LicenceApplicant,
        Licensed
    }

    /// @notice The supervisor's word on an exchange, apart from what it has reached.
    enum Status {
        Unlisted,
        Active,
        Suspended,
        Revoked
    }

    /// @notice An exchange's record.
    /// @param operator The account that onboards its customers.
    /// @param milestones Bit `1 << Milestone` is set for each step reached.
    /// @param status The supervisor's word.
    /// @param customers Distinct persons with a wallet here.
    /// @param nocExpiry First second at which the NOC no longer holds.
    struct Exchange {
        address operator;
        uint8 milestones;
        Status status;
        uint32 customers;
        uint40 nocExpiry;
    }

    /// @notice What a stage allows.
    /// @param customers Distinct persons, enforced at onboarding.
    /// @param exposureUsd Micro-USD held by all customers together; stored here.
    /// @param transferUsd Micro-USD of one transfer; stored here.
    struct Limits {
        uint32 customers;
        uint64 exposureUsd;
        uint64 transferUsd;
    }

    /// @notice What an operator says of a wallet.
    /// @param wallet The address that will hold.
    /// @param kycExpiry First second at which the due diligence no longer holds.
    /// @param country ISO 3166-1 alpha-2 code of residence.
    /// @param category Holder category, a number the register's rules give meaning to.
    /// @param identity 160 bits of the salted hash of the identity record; the same for all wallets of a person.
    struct Onboarding {
        address wallet;
        uint40 kycExpiry;
        bytes2 country;
        uint8 category;
        uint160 identity;
    }

    event ExchangeEnrolled(uint8 indexed exchange, address indexed operator, bytes32 document);
    event OperatorChanged(uint8 indexed exchange, address indexed operator);
    event MilestoneReached(uint8 indexed exchange, Milestone milestone, bytes32 document);
    event NocExpirySet(uint8 indexed exchange, uint40 expiry, bytes32 document);
    event StatusChanged(uint8 indexed exchange, Status status, bytes32 document);
    event StageLimitsSet(Stage indexed stage, Limits limits);
    event HolderOnboarded(address indexed wallet, uint8 indexed exchange, Holder holder);
    event KycExpirySet(address indexed wallet, uint40 expiry);
    event HolderRemoved(address indexed wallet, uint8 indexed exchange);
    event HolderResponsored(address indexed wallet, uint8 indexed from, uint8 indexed to);
    event BlockSet(uint160 indexed identity, address[] wallets, bool blocked);
    event WalletReplaced(address indexed wallet, address indexed successor, bytes32 document);
    event StandingChanged(Standing standing);

    /// @notice There is no exchange with this id.
    error ExchangeUnknown(uint8 exchange);
    /// @notice 175 exchanges are enrolled; ids are never reused.
    error TooManyExchanges();
    /// @notice The account acts or once acted for an exchange, or is zero.
    error OperatorTaken(address operator);
    /// @notice The step was taken before.
    error MilestoneRepeated(uint8 exchange, Milestone milestone);
    /// @notice Steps that must come first are missing; bit `1 << Milestone` is set for each.
    error MilestonesMissing(uint8 exchange, Milestone milestone, uint8 missing);
    /// @notice The NOC is given with its expiry, by `grantNoc`.
    error NocNeedsExpiry(uint8 exchange);
    /// @notice The expiry lies in the past.
    error ExpiryPast(uint256 expiry, uint256 time);
    /// @notice The standing cannot go from `status` to `next`.
    error StatusRefused(uint8 exchange, Status status, Status next);
    /// @notice The act names the paper it rests on.
    error EvidenceRequired();
    /// @notice The exchange is not whitelisted: its NOC is missing or expired, or its standing is not active.
    error ExchangeNotWhitelisted(uint8 exchange, Status status, uint256 nocExpiry);
    /// @notice Only an exchange's own operator acts for it.
    error NotOperator(address account, uint8 exchange);
    /// @notice One more customer would pass the limit of the exchange's stage.
    error CustomerLimitReached(uint8 exchange, uint256 customers, uint256 limit);
    /// @notice The wallet already has a sponsor, or had one and was replaced, or is zero.
    error WalletTaken(address wallet);
    /// @notice An identity is at least one bit of a hash.
    error IdentityRequired(address wallet);
    /// @notice A removed wallet comes back only with the identity it had.
    error IdentityMismatch(address wallet, uint160 identity, uint160 given);
    /// @notice The wallet has no record, or its record was removed.
    error HolderUnknown(address wallet);
    /// @notice The wallet was lost and replaced; it is dead everywhere.
    error HolderReplaced(address wallet);
    /// @notice The holder is blocked; no reason is kept on chain.
    error HolderBlocked(address wallet);
    /// @notice The holder's due diligence has expired.
    error KycExpired(address wallet, uint256 expiry);
    /// @notice A holder is re-sponsored only once their exchange is revoked.
    error ExchangeNotRevoked(uint8 exchange, Status status);
    /// @notice A person has wallets at 15 exchanges at most, and 255 at each.
    error TooManyWallets(address wallet, uint8 exchange);

    /// @notice Enrols an exchange that has applied. Regulator.
    /// @return exchange Its id, from 1, never reused.
    function enrol(address operator, bytes32 document) external returns (uint8 exchange);

    /// @notice Replaces the operator's key. Regulator.
    function setOperator(uint8 exchange, address operator) external;

    /// @notice Grants the NOC and makes the standing active. Regulator.
    function grantNoc(uint8 exchange, uint40 expiry, bytes32 document) external;

    /// @notice Records any other step of the graph. Regulator.
    function reach(uint8 exchange, Milestone milestone, bytes32 document) external;

    /// @notice Moves the NOC's expiry; earlier at once, later as an extension. Regulator.
    function setNocExpiry(uint8 exchange, uint40 expiry, bytes32 document) external;

    /// @notice Suspends (from active), reinstates (from suspended) or revokes (from either, for good). Regulator.
    function setStatus(uint8 exchange, Status status, bytes32 document) external;

    /// @notice Sets what a stage allows. By order of two parties.
    function setStageLimits(Stage stage, Limits calldata limits) external;

    /// @notice Onboards a wallet. Operator of a whitelisted exchange.
    function onboard(uint8 exchange, Onboarding calldata wallet) external;

    /// @notice Onboards many; the same as one after the other.
    function onboardBatch(uint8 exchange, Onboarding[] calldata wallets) external;

    /// @notice Sets a customer's due diligence expiry. Operator of the sponsoring exchange, while it is whitelisted.
    function setKycExpiry(address wallet, uint40 expiry) external;

    /// @notice Ends the sponsorship of a wallet; what it holds stays, movable by order or once it is onboarded again.
    /// Registrar.
    function remove(address wallet) external;

    /// @notice Gives a holder of a revoked exchange another sponsor, which must be whitelisted. Registrar.
    function responsor(address wallet, uint8 exchange) external;

    /// @notice Blocks or unblocks a person: no exchange onboards them while it lasts, and the wallets named neither
    /// send nor receive. May be repeated for wallets left out. Registrar.
    /// @param person The identity.
    /// @param wallets Wallets of that person; the registrar names all of them.
    function setBlocked(uint160 person, address[] calldata wallets, bool blocked) external;

    /// @notice Declares `wallet` lost and `successor` its successor: same person, known, unexpired; neither the person
    /// nor one of the two wallets blocked. By order of two parties.
    function replaceWallet(address wallet, address successor) external;

    /// @notice Drops lapsed NOCs from the standing word; anyone may.
    function refreshStanding() external;

    /// @notice The standing word: epoch, earliest NOC expiry, bitmap of whitelisted exchanges.
    function currentStanding() external view returns (Standing);

    /// @notice A wallet's record, flags included; zero when it was never onboarded.
    function holder(address wallet) external view returns (Holder);

    /// @notice Whether the wallet's holder is known, unexpired and not blocked (ERC-3643). Never reverts.
    function isVerified(address wallet) external view returns (bool);

    /// @notice Whether a record exists (ERC-3643). Never reverts.
    function contains(address wallet) external view returns (bool);

    /// @notice The holder's identity as ERC-3643 reads it: `address(uint160(identity))`.
    function identity(address wallet) external view returns (address);

    /// @notice The wallet that stands in this one's place now: its successor, or that one's if it was lost too; zero
    /// if none does.
    function successorOf(address wallet) external view returns (address);

    /// @notice Whether the person is blocked.
    function isBlocked(uint160 identity_) external view returns (bool);

    /// @notice Whether the exchange is whitelisted now.
    function isWhitelisted(uint8 exchange) external view returns (bool);

    /// @notice Reverts with `ExchangeNotWhitelisted` unless the exchange is whitelisted now.
    function requireWhitelisted(uint8 exchange) external view;

    /// @notice An exchange's record.
    function exchangeOf(uint8 exchange) external view returns (Exchange memory);

    /// @notice How far an exchange has come.
    function stageOf(uint8 exchange) external view returns (Stage);

    /// @notice What a stage allows.
    function stageLimits(Stage stage) external view returns (Limits memory);

    /// @notice How many wallets a person has at an exchange.
    function walletsOf(uint8 exchange, uint160 identity_) external view returns (uint256);

    /// @notice How many exchanges are enrolled.
    function exchangeCount() external view returns (uint256);
}

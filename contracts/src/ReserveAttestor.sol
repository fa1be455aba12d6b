// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {Guarded} from "./access/Guarded.sol";
import {Roles} from "./access/Roles.sol";
import {AggregatorV3Interface} from "./interfaces/AggregatorV3Interface.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {IReserveAttestor} from "./interfaces/IReserveAttestor.sol";

/// @title Attested stock of one commodity
contract ReserveAttestor is IReserveAttestor, Guarded, EIP712 {
    using Checkpoints for Checkpoints.Trace208;

    bytes32 private constant ATTESTATION_TYPE = keccak256(
        "Attestation(bytes32 commodity,uint40 asOf,uint40 expiry,uint128 total,uint128 omitted,"
        "bytes32 root,bytes32 report)"
    );

    /// @inheritdoc IReserveAttestor
    bytes32 public immutable COMMODITY;
    /// @inheritdoc IReserveAttestor
    bytes32 public immutable UNIT;
    /// @inheritdoc IReserveAttestor
    uint128 public immutable CAPACITY;
    /// @inheritdoc AggregatorV3Interface
    uint8 public immutable decimals;
    /// @inheritdoc AggregatorV3Interface
    uint256 public constant version = 1;
    /// @inheritdoc AggregatorV3Interface
    string public description;

    /// @inheritdoc IReserveAttestor
    mapping(bytes32 lot => bool) public isDelivered;
    Round[] private _rounds;
    /// @dev What was ever delivered, by time.
    Checkpoints.Trace208 private _deliveries;

    constructor(
        IAuthority authority,
        IOrders orders,
        string memory description_,
        bytes32 commodity,
        bytes32 unit,
        uint8 decimals_,
        uint128 capacity
    ) Guarded(authority, orders) EIP712("ReserveAttestor", "1") {
        description = description_;
        COMMODITY = commodity;
        UNIT = unit;
        decimals = decimals_;
        CAPACITY = capacity;
    }

    /// @inheritdoc IReserveAttestor
    function attest(Attestation calldata attestation, Signature calldata custodian, Signature calldata attestor)
        external
    {
        require(attestation.commodity == COMMODITY, OtherCommodity(COMMODITY, attestation.commodity));
        bytes32 digest = digestOf(attestation);
        _requireSigned(digest, custodian, Roles.CUSTODIAN);
        _requireSigned(digest, attestor, Roles.ATTESTOR);
        require(custodian.signer != attestor.signer, OwnCountersignature(attestor.signer));
        require(attestation.asOf <= block.timestamp, AttestationFromFuture(attestation.asOf, block.timestamp));
        uint256 count = _rounds.length;
        if (count != 0) {
            uint256 last = _rounds[count - 1].attestation.asOf;
            require(attestation.asOf > last, AttestationOutOfOrder(attestation.asOf, last));
        }
        _requireCurrent(attestation.expiry);
        require(attestation.total <= CAPACITY, StockAbsurd(attestation.total, CAPACITY));
        uint256 gone = _deliveries.upperLookup(attestation.asOf);
        require(attestation.omitted <= gone, OmittedTooMuch(attestation.omitted, gone));
        _rounds.push(Round(attestation, custodian.signer, attestor.signer));
        emit StockAttested(uint80(count + 1), attestation, custodian.signer, attestor.signer);
    }

    /// @inheritdoc IReserveAttestor
    function release(Lot[] calldata lots) external onlyRole(Roles.REDEMPTIONS) {
        uint256 gone = delivered();
        for (uint256 i = 0; i < lots.length; ++i) {
            Lot calldata lot = lots[i];
            require(verify(lot.name, lot.quantity, lot.details, lot.proof), LotUnproved(lot.name));
            require(!isDelivered[lot.name], LotGone(lot.name));
            isDelivered[lot.name] = true;
            gone += lot.quantity;
            emit LotDelivered(lot.name, lot.quantity);
        }
        _deliveries.push(uint48(block.timestamp), uint208(gone));
    }

    /// @inheritdoc IReserveAttestor
    function verify(bytes32 lot, uint256 quantity, bytes32 details, bytes32[] calldata proof)
        public
        view
        returns (bool)
    {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(UNIT, lot, quantity, details))));
        return MerkleProof.verifyCalldata(proof, attested(rounds()).attestation.root, leaf);
    }

    /// @inheritdoc AggregatorV3Interface
    /// @dev Reverts where nothing holds now, so that whoever asks fails closed and with the reason.
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        uint80 newest = rounds();
        Round memory round = attested(newest);
        _requireCurrent(round.attestation.expiry);
        _requireOffice(round.custodian, Roles.CUSTODIAN);
        _requireOffice(round.attestor, Roles.ATTESTOR);
        return (newest, int256(stock()), round.attestation.asOf, round.attestation.asOf, newest);
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        Attestation memory found = attested(roundId).attestation;
        return (roundId, int256(uint256(found.total)), found.asOf, found.asOf, roundId);
    }

    /// @inheritdoc IReserveAttestor
    function stock() public view returns (uint256) {
        Attestation memory newest = attested(rounds()).attestation;
        return Math.saturatingSub(newest.total, delivered() - newest.omitted);
    }

    /// @inheritdoc IReserveAttestor
    function delivered() public view returns (uint256) {
        return _deliveries.latest();
    }

    /// @inheritdoc IReserveAttestor
    function rounds() public view returns (uint80) {
        return uint80(_rounds.length);
    }

    /// @inheritdoc IReserveAttestor
    function attested(uint80 round) public view returns (Round memory) {
        require(round != 0 && round <= _rounds.length, NoAttestation(round));
        return _rounds[round - 1];
    }

    /// @inheritdoc IReserveAttestor
    function digestOf(Attestation calldata attestation) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPE, attestation)));
    }

    function _requireSigned(bytes32 digest, Signature calldata signed, uint64 role) private view {
        _requireOffice(signed.signer, role);
        require(
            SignatureChecker.isValidSignatureNowCalldata(signed.signer, digest, signed.signature),
            NotSignedBy(signed.signer)
        );
    }

    function _requireOffice(address account, uint64 role) private view {
        (bool isMember, uint32 delay) = AUTHORITY.hasRole(role, account);
        require(isMember && delay == 0, RoleRequired(account, role));
    }

    function _requireCurrent(uint256 expiry) private view {
        require(block.timestamp < expiry, AttestationExpired(expiry, block.timestamp));
    }
}

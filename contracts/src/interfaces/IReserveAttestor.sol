// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {AggregatorV3Interface} from "./AggregatorV3Interface.sol";

/// @title What a custodian holds of one commodity, signed by the custodian and countersigned by an independent attestor
/// @notice Anyone may hand in an attestation that both have signed (EIP-712), each with a key of its own and each in
/// its office at that moment. The newest one is the answer of a proof-of-reserve feed, as long as it has not expired
/// and both signers are still in office: revoking either key stops what rests on its signature.
interface IReserveAttestor is AggregatorV3Interface {
    /// @notice What both sign.
    /// @param commodity The instrument it backs, by its commodity code.
    /// @param asOf When the stock was counted.
    /// @param expiry First second at which it backs nothing any more.
    /// @param total Stock in all, in units of `decimals`.
    /// @param omitted How much of what was ever delivered this count leaves out; the rest still stands in it.
    /// @param root Root of the Merkle tree over the list of lots; zero where no list is given, and no lot is proved.
    /// @param report Hash of the report it rests on.
    struct Attestation {
        bytes32 commodity;
        uint40 asOf;
        uint40 expiry;
        uint128 total;
        uint128 omitted;
        bytes32 root;
        bytes32 report;
    }

    /// @notice One signer and the signature; a contract signs by ERC-1271.
    struct Signature {
        address signer;
        bytes signature;
    }

    /// @notice An attestation that was accepted, and who signed it.
    struct Round {
        Attestation attestation;
        address custodian;
        address attestor;
    }

    /// @notice One lot, and the proof that it stands in the attested list.
    /// @param name Hash of what identifies it, the same wherever it is listed.
    /// @param quantity What it is, in base units.
    /// @param details Hash of its whole row in the list.
    struct Lot {
        bytes32 name;
        uint128 quantity;
        bytes32 details;
        bytes32[] proof;
    }

    /// @notice An attestation was accepted.
    event StockAttested(uint80 indexed round, Attestation attestation, address custodian, address attestor);

    /// @notice A lot left the vaults.
    event LotDelivered(bytes32 indexed lot, uint256 quantity);

    /// @notice The attestation is about another commodity.
    error OtherCommodity(bytes32 commodity, bytes32 given);
    /// @notice The account has not signed this attestation for this contract on this chain.
    error NotSignedBy(address account);
    /// @notice The custodian cannot countersign for itself.
    error OwnCountersignature(address account);
    /// @notice The stock is said to be counted after now.
    error AttestationFromFuture(uint256 asOf, uint256 time);
    /// @notice The last attestation is as recent or more.
    error AttestationOutOfOrder(uint256 asOf, uint256 last);
    /// @notice The attestation holds no longer.
    error AttestationExpired(uint256 expiry, uint256 time);
    /// @notice More than the vaults can hold.
    error StockAbsurd(uint256 total, uint256 capacity);
    /// @notice It leaves out more than was delivered by the time of the count.
    error OmittedTooMuch(uint256 omitted, uint256 delivered);
    /// @notice The lot does not stand in the newest list.
    error LotUnproved(bytes32 lot);
    /// @notice The lot was delivered before; no list brings it back.
    error LotGone(bytes32 lot);
    /// @notice There is no attestation of this number; zero where there is none at all.
    error NoAttestation(uint80 round);

    /// @notice Hands in an attestation; anyone may.
    /// @param custodian Signs in the role of custodian.
    /// @param attestor Countersigns in the role of attestor.
    function attest(Attestation calldata attestation, Signature calldata custodian, Signature calldata attestor)
        external;

    /// @notice Takes lots of the newest list, expired or not, out of the stock. Contract of redemptions.
    function release(Lot[] calldata lots) external;

    /// @notice The newest attested total, expired or not, less what was delivered and stands in it all the same.
    function stock() external view returns (uint256);

    /// @notice What was ever delivered, in base units.
    function delivered() external view returns (uint256);

    /// @notice Whether a lot was delivered.
    function isDelivered(bytes32 lot) external view returns (bool);

    /// @notice How many attestations were accepted.
    function rounds() external view returns (uint80);

    /// @notice An accepted attestation, by number from 1, expired or not.
    function attested(uint80 round) external view returns (Round memory);

    /// @notice Whether a lot stands in the list of the newest attestation, expired or not.
    /// @param lot Name of the lot: hash of what identifies it.
    /// @param quantity What the lot is, in base units.
    /// @param details Hash of its whole row in the list.
    function verify(bytes32 lot, uint256 quantity, bytes32 details, bytes32[] calldata proof)
        external
        view
        returns (bool);

    /// @notice What custodian and attestor sign: the attestation for this contract on this chain.
    function digestOf(Attestation calldata attestation) external view returns (bytes32);

    /// @notice The commodity code of the instrument.
    function COMMODITY() external view returns (bytes32);

    /// @notice The unit in which lots are counted, as in "XAU".
    function UNIT() external view returns (bytes32);

    /// @notice The most that is believed of the vaults.
    function CAPACITY() external view returns (uint128);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {IParticipants} from "./IParticipants.sol";

/// @title The part of ERC-3643's token surface that an exchange integrates with
/// @notice Absent on purpose: agent `mint` and `burn` (only the programme changes supply), `compliance` and
/// `onchainID` with their setters (the rules are the token's own), and setters of name and symbol.
interface IERC3643 {
    event TokensFrozen(address indexed userAddress, uint256 amount);
    event TokensUnfrozen(address indexed userAddress, uint256 amount);
    event AddressFrozen(address indexed userAddress, bool indexed isFrozen, address indexed owner);
    event RecoverySuccess(
        address indexed lostWallet, address indexed newWallet, address indexed investorOnchainID
    );
    event Paused(address userAddress);
    event Unpaused(address userAddress);

    /// @notice Stops transfers and issuance. Regulator.
    function pause() external;

    /// @notice Lets them go on. Regulator.
    function unpause() external;

    /// @notice Freezes or unfreezes a whole wallet, both ways. Registrar.
    function setAddressFrozen(address userAddress, bool freeze) external;

    /// @notice Freezes more of a balance, never beyond it. Registrar.
    function freezePartialTokens(address userAddress, uint256 amount) external;

    /// @notice Unfreezes some of what is frozen. Registrar.
    function unfreezePartialTokens(address userAddress, uint256 amount) external;

    /// @notice Moves the whole position of a replaced wallet to its successor; neither may be blocked. Registrar.
    /// @param lostWallet A wallet that `Participants.replaceWallet` has declared lost.
    /// @param newWallet The wallet that stands in its place now: in this token not frozen, without units at a record
    /// date, in no other wallet's place.
    /// @param investorOnchainID `address(uint160(identity))` of both.
    function recoveryAddress(address lostWallet, address newWallet, address investorOnchainID) external returns (bool);

    /// @notice Transfers to many; the same as one after the other.
    function batchTransfer(address[] calldata toList, uint256[] calldata amounts) external;

    /// @notice Forced transfers, each by its own order; the same as one after the other.
    function batchForcedTransfer(address[] calldata fromList, address[] calldata toList, uint256[] calldata amounts)
        external;

    /// @notice The same as `setAddressFrozen` one after the other.
    function batchSetAddressFrozen(address[] calldata userAddresses, bool[] calldata freeze) external;

    /// @notice The same as `freezePartialTokens` one after the other.
    function batchFreezePartialTokens(address[] calldata userAddresses, uint256[] calldata amounts) external;

    /// @notice The same as `unfreezePartialTokens` one after the other.
    function batchUnfreezePartialTokens(address[] calldata userAddresses, uint256[] calldata amounts) external;

    /// @notice Whether the whole wallet is frozen.
    function isFrozen(address userAddress) external view returns (bool);

    /// @notice Whether the token is paused.
    function paused() external view returns (bool);

    /// @notice Where identities are kept; answers `isVerified`.
    function identityRegistry() external view returns (IParticipants);
}

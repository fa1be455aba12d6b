// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title ERC-1643: documents attached to a token
interface IERC1643 {
    event DocumentUpdated(bytes32 indexed name, string uri, bytes32 documentHash);
    event DocumentRemoved(bytes32 indexed name, string uri, bytes32 documentHash);

    /// @notice A document has a name and a hash.
    error DocumentIncomplete(bytes32 name, bytes32 documentHash);
    /// @notice There is no document of this name.
    error DocumentUnknown(bytes32 name);

    /// @notice Adds or replaces a document.
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external;

    /// @notice Removes a document.
    function removeDocument(bytes32 name) external;

    /// @notice A document's address, hash and time of last change; empty when there is none.
    function getDocument(bytes32 name) external view returns (string memory uri, bytes32 hash, uint256 timestamp);

    /// @notice The names of all documents.
    function getAllDocuments() external view returns (bytes32[] memory);
}

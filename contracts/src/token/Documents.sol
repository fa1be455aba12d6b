// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

import {IERC1643} from "../interfaces/IERC1643.sol";

/// @title Documents attached to a token (ERC-1643)
abstract contract Documents is IERC1643 {
    using EnumerableSet for EnumerableSet.Bytes32Set;

    struct Document {
        string uri;
        bytes32 hash;
        uint256 timestamp;
    }

    EnumerableSet.Bytes32Set private _names;
    mapping(bytes32 name => Document) private _documents;

    /// @inheritdoc IERC1643
    function getDocument(bytes32 name) external view returns (string memory, bytes32, uint256) {
        Document storage document = _documents[name];
        return (document.uri, document.hash, document.timestamp);
    }

    /// @inheritdoc IERC1643
    function getAllDocuments() external view returns (bytes32[] memory) {
        return _names.values();
    }

    /// @inheritdoc IERC1643
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external {
        _requireDocumentRole();
        require(name != 0 && documentHash != 0, DocumentIncomplete(name, documentHash));
        _names.add(name);
        _documents[name] = Document(uri, documentHash, block.timestamp);
        emit DocumentUpdated(name, uri, documentHash);
    }

    /// @inheritdoc IERC1643
    function removeDocument(bytes32 name) external {
        _requireDocumentRole();
        require(_names.remove(name), DocumentUnknown(name));
        Document memory document = _documents[name];
        delete _documents[name];
        emit DocumentRemoved(name, document.uri, document.hash);
    }

    /// @dev Reverts unless the caller keeps this token's documents.
    function _requireDocumentRole() internal view virtual;
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.34;

/// @title The parties of a programme, as AccessManager role ids
/// @notice Role 0 is AccessManager's admin; in a deployed programme only `Orders` holds it.
library Roles {
    /// @notice The issuer: registers instruments, sets their terms and documents.
    uint64 internal constant MINISTRY = 1;
    /// @notice The supervisor: NOCs, milestones, standing, pause, transfer limits.
    uint64 internal constant REGULATOR = 2;
    /// @notice The keeper of the register: blocks, freezes, removals, recoveries.
    uint64 internal constant REGISTRAR = 3;
    /// @notice The central bank as agent of the issuer: issues, redeems, announces record dates.
    uint64 internal constant FISCAL_AGENT = 4;
    /// @notice The keeper of a commodity reserve and of its documents.
    uint64 internal constant CUSTODIAN = 5;
    /// @notice The publisher of prices.
    uint64 internal constant ORACLE = 6;
    /// @notice A primary dealer: bids at auctions.
    uint64 internal constant PRIMARY_DEALER = 7;
    /// @notice The contract of auctions, which issues what it allots.
    uint64 internal constant PRIMARY_MARKET = 8;
    /// @notice The contract of debt service, which redeems what it has paid.
    uint64 internal constant PAYING_AGENT = 9;
    /// @notice The contract of tenders, which cancels what it buys back and issues what it gives in exchange.
    uint64 internal constant TENDERS = 10;
    /// @notice Countersigns, independent of the custodian, what a custodian says it holds.
    uint64 internal constant ATTESTOR = 11;
    /// @notice The contract of redemptions, which locks units and burns them against delivered lots or cash.
    uint64 internal constant REDEMPTIONS = 12;
}

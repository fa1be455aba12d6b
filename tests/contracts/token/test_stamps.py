"""The stamped token beside one that asks the registry every time: never a difference."""

from __future__ import annotations

import pytest

from tests.contracts.token.conftest import OpenMarket
from tests.contracts.token.walk import Walk

STEPS = 3_000
WEIGHTS = {
    "transfer": 52,
    "transfer_from": 4,
    "batch_transfer": 4,
    "mint": 3,
    "burn": 1,
    "force": 1,
    "freeze": 1,
    "freeze_wallet": 2,
    "thaw_wallet": 2,
    "limit": 1,
    "pause": 1,
    "wait": 7,
    "block": 2,
    "unblock": 5,
    "shorten_kyc": 2,
    "renew_kyc": 2,
    "outlive_stamp": 2,
    "suspend": 2,
    "reinstate": 3,
    "revoke": 1,
    "responsor": 1,
    "shorten_noc": 2,
    "renew_nocs": 1,
    "refresh": 1,
    "remove": 1,
    "onboard_again": 2,
    "recover": 2,
}
REACHED = {
    "transfer accepted": 400,
    "canTransfer said True": 200,
    "canTransfer said False": 200,
    "stamp that holds": 400,
    "no stamp": 20,
    "stale stamp": 400,
    "stale stamp that would lie of the holder": 50,
    "stale stamp that would lie of the exchange": 20,
    "expired stamp": 20,
    "expired stamp, renewed record": 10,
    "past the earliest NOC expiry": 60,
    "ExchangeNotWhitelisted": 100,
    "HolderBlocked": 20,
    "HolderReplaced": 20,
    "HolderUnknown": 20,
    "KycExpired": 20,
    "WalletFrozen": 10,
    "TokenPaused": 10,
    "ERC20InsufficientBalance": 10,
    "ERC7943InsufficientUnfrozenBalance": 10,
    "TransferLimitExceeded": 10,
    "responsored": 5,
    "removed": 10,
    "onboarded again": 10,
    "recovered": 10,
}
"""How often each danger must be met at least."""


@pytest.mark.slow
def test_t49__stamped_and_asking__one_verdict_and_one_state_all_along(local: OpenMarket) -> None:
    """Also: canTransfer and a sufficient balance, exactly when the transfer goes through."""
    walk = Walk(local, [local.reserve, local.asking], WEIGHTS, seed=7)

    def check() -> None:
        wallets = [(wallet,) for wallet in walk.person]
        for token in walk.tokens:
            balances = token.call_many("balanceOf", wallets)
            assert balances == [walk.book.balances[wallet] for (wallet,) in wallets]
            frozen = token.call_many("getFrozenTokens", wallets)
            assert frozen == [walk.book.frozen[wallet] for (wallet,) in wallets]
            whole = token.call_many("isFrozen", wallets)
            assert whole == [wallet in walk.book.wholly_frozen for (wallet,) in wallets]
            assert token.call("totalSupply") == walk.book.supply
        can = [token.call_many("canReceive", wallets) for token in walk.tokens]
        assert can[0] == can[1]

    walk.go(STEPS, 500, check)
    missed = {name: walk.met[name] for name in REACHED if walk.met[name] < REACHED[name]}
    assert not missed

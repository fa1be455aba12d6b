"""Acts that stop an instrument, a wallet or part of a balance, and let it go again."""

from __future__ import annotations

from rwa.identifiers import Code, Party
from rwa.rules import freezes as rules
from tests.machine.world import Act, World


def pause(world: World, token: Code, caller: Party) -> Act:
    return Act(
        "pause",
        lambda ledger, now: rules.check_pause(ledger, token, caller, now),
        world.contract(token).request("pause", sender=world.address(caller)),
        token,
    )


def unpause(world: World, token: Code, caller: Party) -> Act:
    return Act(
        "unpause",
        lambda ledger, now: rules.check_unpause(ledger, token, caller, now),
        world.contract(token).request("unpause", sender=world.address(caller)),
        token,
    )


def set_transfer_limit(world: World, token: Code, caller: Party, limit: int) -> Act:
    return Act(
        "set transfer limit",
        lambda ledger, now: rules.check_set_transfer_limit(ledger, token, caller, limit, now),
        world.contract(token).request("setTransferLimit", limit, sender=world.address(caller)),
        token,
    )


def freeze_wallet(world: World, token: Code, caller: Party, account: Party, freeze: bool) -> Act:
    return Act(
        "freeze wallet" if freeze else "unfreeze wallet",
        lambda ledger, now: rules.check_set_address_frozen(ledger, token, caller, account, now),
        world.contract(token).request(
            "setAddressFrozen", world.address(account), freeze, sender=world.address(caller)
        ),
        token,
    )


def freeze_wallets(
    world: World, token: Code, caller: Party, accounts: list[Party], freezes: list[bool]
) -> Act:
    return Act(
        "batch freeze wallets",
        lambda ledger, now: rules.check_batch_set_address_frozen(
            ledger, caller, accounts, freezes, now
        ),
        world.contract(token).request(
            "batchSetAddressFrozen",
            world.addresses(accounts),
            freezes,
            sender=world.address(caller),
        ),
        token,
    )


def set_frozen(world: World, token: Code, caller: Party, account: Party, amount: int) -> Act:
    return Act(
        "set frozen",
        lambda ledger, now: rules.check_set_frozen_tokens(
            ledger, token, caller, account, amount, now
        ),
        world.contract(token).request(
            "setFrozenTokens", world.address(account), amount, sender=world.address(caller)
        ),
        token,
        lambda frozen: frozen.update({(token, account): amount}),
    )


def freeze_part(world: World, token: Code, caller: Party, account: Party, amount: int) -> Act:
    return Act(
        "freeze part",
        lambda ledger, now: rules.check_freeze_partial(ledger, token, caller, account, amount, now),
        world.contract(token).request(
            "freezePartialTokens", world.address(account), amount, sender=world.address(caller)
        ),
        token,
        lambda frozen: _add(frozen, token, [account], [amount]),
    )


def unfreeze_part(world: World, token: Code, caller: Party, account: Party, amount: int) -> Act:
    return Act(
        "unfreeze part",
        lambda ledger, now: rules.check_unfreeze_partial(
            ledger, token, caller, account, amount, now
        ),
        world.contract(token).request(
            "unfreezePartialTokens", world.address(account), amount, sender=world.address(caller)
        ),
        token,
        lambda frozen: _add(frozen, token, [account], [-amount]),
    )


def freeze_parts(
    world: World, token: Code, caller: Party, accounts: list[Party], amounts: list[int]
) -> Act:
    return Act(
        "batch freeze part",
        lambda ledger, now: rules.check_batch_freeze_partial(
            ledger, token, caller, accounts, amounts, now
        ),
        world.contract(token).request(
            "batchFreezePartialTokens",
            world.addresses(accounts),
            amounts,
            sender=world.address(caller),
        ),
        token,
        lambda frozen: _add(frozen, token, accounts, amounts),
    )


def unfreeze_parts(
    world: World, token: Code, caller: Party, accounts: list[Party], amounts: list[int]
) -> Act:
    return Act(
        "batch unfreeze part",
        lambda ledger, now: rules.check_batch_unfreeze_partial(
            ledger, token, caller, accounts, amounts, now
        ),
        world.contract(token).request(
            "batchUnfreezePartialTokens",
            world.addresses(accounts),
            amounts,
            sender=world.address(caller),
        ),
        token,
        lambda frozen: _add(frozen, token, accounts, [-amount for amount in amounts]),
    )


def _add(
    frozen: dict[tuple[Code, Party], int], token: Code, accounts: list[Party], amounts: list[int]
) -> None:
    for account, amount in zip(accounts, amounts, strict=True):
        frozen[token, account] = frozen.get((token, account), 0) + amount

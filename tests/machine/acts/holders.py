"""Acts on holders: onboarding, due diligence, blocks, sponsors and lost wallets."""

from __future__ import annotations

from rwa.identifiers import ExchangeName, Identity, Party
from rwa.rules import holders as rules
from rwa.rules.holders import Onboarding
from tests.machine.acts.exchanges import number
from tests.machine.world import Act, World


def onboard(world: World, caller: Party, exchange: ExchangeName, wallet: Onboarding) -> Act:
    return Act(
        "onboard",
        lambda ledger, now: rules.check_onboard(ledger, caller, exchange, wallet, now),
        world.contract("participants").request(
            "onboard", number(exchange), _struct(world, wallet), sender=world.address(caller)
        ),
    )


def onboard_batch(
    world: World, caller: Party, exchange: ExchangeName, wallets: list[Onboarding]
) -> Act:
    return Act(
        "onboard batch",
        lambda ledger, now: rules.check_onboard_batch(ledger, caller, exchange, wallets, now),
        world.contract("participants").request(
            "onboardBatch",
            number(exchange),
            [_struct(world, wallet) for wallet in wallets],
            sender=world.address(caller),
        ),
    )


def set_kyc_expiry(world: World, caller: Party, wallet: Party, expiry: int) -> Act:
    return Act(
        "set KYC expiry",
        lambda ledger, now: rules.check_set_kyc_expiry(ledger, caller, wallet, now),
        world.contract("participants").request(
            "setKycExpiry", world.address(wallet), expiry, sender=world.address(caller)
        ),
    )


def remove(world: World, caller: Party, wallet: Party) -> Act:
    return Act(
        "remove",
        lambda ledger, now: rules.check_remove(ledger, caller, wallet, now),
        world.contract("participants").request(
            "remove", world.address(wallet), sender=world.address(caller)
        ),
    )


def responsor(world: World, caller: Party, wallet: Party, exchange: ExchangeName) -> Act:
    return Act(
        "re-sponsor",
        lambda ledger, now: rules.check_responsor(ledger, caller, wallet, exchange, now),
        world.contract("participants").request(
            "responsor", world.address(wallet), number(exchange), sender=world.address(caller)
        ),
    )


def set_blocked(
    world: World, caller: Party, person: Identity, wallets: list[Party], blocked: bool
) -> Act:
    return Act(
        "block" if blocked else "unblock",
        lambda ledger, now: rules.check_set_blocked(ledger, caller, person, wallets, now),
        world.contract("participants").request(
            "setBlocked",
            person.bits,
            world.addresses(wallets),
            blocked,
            sender=world.address(caller),
        ),
    )


def replace_wallet(world: World, caller: Party, wallet: Party, successor: Party) -> Act:
    request = world.contract("participants").request(
        "replaceWallet",
        world.address(wallet),
        world.address(successor),
        sender=world.address(caller),
    )
    order = world.order_id(request)
    return Act(
        "replace wallet",
        lambda ledger, now: rules.check_replace_wallet(
            ledger, caller, wallet, successor, order, now
        ),
        request,
    )


def _struct(world: World, wallet: Onboarding) -> list[object]:
    return [
        world.address(wallet.wallet),
        wallet.kyc_expiry,
        wallet.country.encode("ascii"),
        wallet.category,
        wallet.identity.bits,
    ]

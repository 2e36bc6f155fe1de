"""Making operators. It takes a command on the service's own machine; no HTTP route does it."""

from datetime import datetime

from foothold_chassis.service import Service
from foothold_events.envelope import Event
from foothold_identity.account import Account, AccountIds, Scope
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy

BY = "operator create"


async def create_operator(
    service: Service, ids: AccountIds, email: str, password: str, scopes: list[Scope]
) -> str:
    """Register the account unless it exists, grant it the scopes, and return its id. A second call changes nothing.

    The event is committed here. A running replica sweeps and publishes it.
    """
    accounts = service.store(Account)
    id = ids.of(email)
    hashed = await Passwords(IdentityPolicy()).hash(password)

    def register(now: datetime) -> tuple[Account, list[Event]]:
        return Account.register(id, email, "Operator", hashed, now, by=BY)

    try:
        await accounts.create(id, register)
        account = await accounts.change(id, lambda found, _now: found.grant(scopes))
    finally:
        await service.database.close()
    return account.id

"""Registering an account."""

from datetime import datetime

from fastapi import APIRouter, Depends

from foothold_chassis.errors import Conflict
from foothold_chassis.store import Keys, Store, key_reused
from foothold_chassis.web import CurrentCommand, EmailAddress, Name, Password, RequestBody
from foothold_events.envelope import Event
from foothold_identity.access import AccountAccess
from foothold_identity.account import Account, AccountIds
from foothold_identity.passwords import Passwords
from foothold_identity.views import AccountView


class AccountBody(RequestBody):
    email: EmailAddress
    password: Password
    name: Name


def account_routes(ids: AccountIds, accounts: Store[Account], passwords: Passwords, keys: Keys) -> APIRouter:
    router = APIRouter(tags=["accounts"])
    may = AccountAccess()

    @router.post("/v1/accounts", status_code=201, dependencies=[Depends(may.register)])
    async def register(body: AccountBody, command: CurrentCommand) -> AccountView:
        password = body.password.get_secret_value()
        hashed = await passwords.hash(password)
        # the key is taken apart from the account: what is answered says nothing of whether there is one
        first = await keys.take(command, hashed)
        if first != hashed and not await passwords.check(password, first):
            raise key_reused()
        id = ids.of(body.email)

        def build(now: datetime) -> tuple[Account, list[Event]]:
            return Account.register(id, body.email, body.name, hashed, now, by=command.id)

        account = await accounts.create(id, build, command)
        if account.registered_by != command.id:
            raise Conflict("There is an account with this email already; log in instead.", code="email_taken")
        return AccountView.of(account)

    return router

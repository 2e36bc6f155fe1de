"""Operators: made, listed and relieved by a command on the service's own machine. No HTTP route does it."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from foothold_chassis.errors import Conflict, Forbidden, NotFound
from foothold_chassis.store import Store
from foothold_events.envelope import Event
from foothold_identity.account import ALL_SCOPES, Account, AccountIds, Scope
from foothold_identity.passwords import Passwords
from foothold_identity.tokens import Sessions

BY = "operator create"


class Operators:
    """Gives scopes to accounts, and takes them away.

    Anybody may have registered an operator's address before the operator did. So scopes go to a new account, or to
    one whose password the operator knows.
    """

    def __init__(
        self,
        ids: AccountIds,
        accounts: Store[Account],
        sessions: Sessions,
        passwords: Passwords,
    ) -> None:
        self._ids = ids
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords

    async def create(self, email: str, password: str, scopes: Sequence[Scope]) -> Account:
        """Register an account that has these scopes. The same call again changes nothing.

        The event is committed here. A running replica sweeps and publishes it.

        Raises:
            Conflict: there is an account with this address, and it is not this operator's already.
        """
        id = self._ids.of(email)
        hashed = await self._passwords.hash(password)

        def register(now: datetime) -> tuple[Account, list[Event]]:
            account, events = Account.register(id, email, "Operator", hashed, now, by=BY)
            return account, [*events, *account.grant(scopes)]

        account = await self._accounts.create(id, register)
        is_new = account.password_hash == hashed
        if is_new or ({*scopes} <= {*account.scopes} and await self._fits(password, account)):
            return account
        raise Conflict(
            f"There is an account with the address {email} already ({account.id}), and anybody may have registered "
            "it. Nothing was changed. Take another address; or, if the account is the operator's own, call it again "
            "with --existing and the password of that account.",
            code="email_taken",
        )

    async def promote(self, email: str, password: str, scopes: Sequence[Scope]) -> Account:
        """Add these scopes to an account whose password is known, and end all its sessions.

        Raises:
            NotFound: there is no account with this address.
            Forbidden: the password is not that of the account.
        """
        account = await self._of(email)
        if not await self._fits(password, account):
            raise Forbidden(
                f"This is not the password of {account.id} ({email}). Nothing was changed. Set the password by "
                "which its holder logs in, or make an account with another address.",
                code="password_refused",
            )
        await self._sessions.end_all(account.id, "rights_changed")
        return await self._accounts.change(account.id, lambda found, _now: found.grant(scopes))

    async def relieve(self, email: str, scopes: Sequence[Scope]) -> Account:
        """Take these scopes from an account, and end its sessions with their access tokens.

        Raises:
            NotFound: there is no account with this address.
        """
        account = await self._of(email)
        relieved = await self._accounts.change(account.id, lambda found, _now: found.withdraw(scopes))
        await self._sessions.end_all(account.id, "rights_changed")
        return relieved

    def all(self) -> AsyncIterator[Account]:
        """Iterate over all accounts with scopes, ordered by id."""
        return self._accounts.each({"scopes": {"$in": [*ALL_SCOPES]}})

    async def _of(self, email: str) -> Account:
        try:
            return await self._accounts.get(self._ids.of(email))
        except NotFound as error:
            raise NotFound(
                f"There is no account with the address {email}.", code="account_missing"
            ) from error

    async def _fits(self, password: str, account: Account) -> bool:
        return await self._passwords.check(password, account.password_hash)

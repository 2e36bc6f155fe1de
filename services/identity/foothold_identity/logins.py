"""Logging in, staying logged in, and what an access token says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from foothold_chassis.clock import Clock, SystemClock
from foothold_chassis.errors import DocumentFrozen, NotFound, Unauthenticated
from foothold_chassis.store import Store
from foothold_chassis.web import Principal
from foothold_identity.account import Account, AccountIds
from foothold_identity.login_limits import LoginLimits
from foothold_identity.organization import Organization, Role
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy
from foothold_identity.tokens import RefreshToken, Sessions, Signer

Kind = Literal["talent", "company", "institution", "operator"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account may act as: its organizations with its role in each, which of them are institutions, and the
    kinds that follow."""

    orgs: dict[str, Role]
    institutions: list[str]
    kinds: list[Kind]


@dataclass(frozen=True, slots=True)
class TokenPair:
    """`expires_in` is the life of the access token in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class Logins:
    """Starts a session for a caller who knows the password, and continues it for one who holds the refresh token."""

    def __init__(
        self,
        ids: AccountIds,
        accounts: Store[Account],
        organizations: Store[Organization],
        sessions: Sessions,
        holders: Passwords,
        strangers: Passwords,
        signer: Signer,
        policy: IdentityPolicy,
        clock: Clock,
    ) -> None:
        self._ids = ids
        self._accounts = accounts
        self._organizations = organizations
        self._sessions = sessions
        self._holders = holders
        self._strangers = strangers
        self._limits = LoginLimits(policy, clock)
        self._signer = signer
        self._policy = policy
        self._real = SystemClock()

    async def log_in(self, email: str, password: str, network: str) -> TokenPair:
        """Start a session. An unknown account and a wrong password take the same time and get the same answer.

        Raises:
            TooManyRequests: this network has tried too often, or too many are trying this account; with the seconds
                until another attempt may begin.
            Unauthenticated: email and password do not belong together.
        """
        account_id = self._ids.of(email)
        place = self._ids.keyed("network", account_id, network)
        with self._limits.attempt(account_id, network) as attempt:
            account = await self._find(account_id)
            kept = account.password_hash if account else None
            if account is not None and account.is_familiar(place):
                fits = await self._holders.check(password, kept)
            else:
                await self._limits.slow_down(account_id)
                with self._limits.strange(network):
                    fits = await self._strangers.check(password, kept)
            attempt.password_fits = fits
        if account is None or not fits:
            raise Unauthenticated("Email and password do not match.", code="login_refused")
        if not account.is_familiar(place):
            at_most = self._policy.familiar_networks
            await self._accounts.change(account_id, lambda found, _: found.came_from(place, at_most=at_most))
        return await self._pair(account, await self._sessions.start(account.id), self._real.now())

    async def refresh(self, text: str) -> TokenPair:
        """Continue a session. This uses the refresh token up; for a few seconds it gets the same answer again.

        Raises:
            Unauthenticated: the token is forged, the session has ended, or the token was used before that. A token
                that was used before that ends its whole session.
        """
        refreshed = await self._sessions.refresh(text)
        if refreshed is None:
            raise Unauthenticated(
                "This refresh token is not valid (any more); log in again.", code="refresh_refused"
            )
        account = await self._accounts.get(refreshed.account_id)
        return await self._pair(account, refreshed.token, refreshed.signed_at)

    async def log_out(self, session_id: str | None) -> None:
        """End the session with its access tokens. A session that has ended stays as it is."""
        if session_id is not None:
            await self._sessions.end(session_id, "logged_out")

    async def standing(self, account: Account) -> Standing:
        """Return what the account may act as now. A token says what was so when it was signed."""
        organizations = await self._organizations.find(
            {"members.account_id": account.id}, limit=self._policy.organizations_per_account
        )
        orgs = {found.id: role for found in organizations if (role := found.role_of(account.id))}
        kinds: list[Kind] = ["talent", *sorted({found.kind for found in organizations})]
        institutions = [found.id for found in organizations if found.kind == "institution"]
        return Standing(orgs, institutions, [*kinds, "operator"] if account.scopes else kinds)

    async def _find(self, account_id: str) -> Account | None:
        try:
            return await self._accounts.get(account_id)
        except (NotFound, DocumentFrozen):
            # an account that a restore has lost is told to nobody who cannot prove to be its holder
            return None

    async def _pair(self, account: Account, token: RefreshToken, signed_at: datetime) -> TokenPair:
        standing = await self.standing(account)
        principal = Principal(
            account_id=account.id,
            orgs=standing.orgs,
            scopes=frozenset(account.scopes),
            kinds=frozenset(standing.kinds),
            session_id=token.session_id,
            institutions=frozenset(standing.institutions),
        )
        life = self._life(account)
        access = await self._signer.sign(principal, signed_at, life)
        return TokenPair(access, str(token), int(life.total_seconds()))

    def _life(self, account: Account) -> timedelta:
        return self._policy.operator_token_life if account.scopes else self._policy.access_token_life

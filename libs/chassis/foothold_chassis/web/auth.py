"""The caller of a request, verified in every service by the token alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from fastapi import Depends, Request

from foothold_chassis.errors import Forbidden, Unauthenticated
from foothold_chassis.web.keyring import Keyring
from foothold_chassis.web.refusals import refuses
from foothold_events.values import with_prefix


@dataclass(frozen=True, slots=True)
class Principal:
    """An account with its standing: organizations by id with the role there, operator scopes, session.

    `institutions` are those of its organizations that are no companies.
    """

    account_id: str
    orgs: Mapping[str, str]
    scopes: frozenset[str]
    kinds: frozenset[str]
    session_id: str | None = None
    institutions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> Self:
        """Return who is meant by the claims of a verified token."""
        return cls(
            account_id=claims["sub"],
            orgs=claims["orgs"],
            scopes=frozenset(claims["scopes"]),
            kinds=frozenset(claims["kinds"]),
            session_id=claims["sid"],
            institutions=frozenset(claims["institutions"]),
        )

    def claims(self) -> dict[str, object]:
        """Return the claims of a token that means this principal: `of` reads the same one from them."""
        return {
            "sub": self.account_id,
            "sid": self.session_id,
            "orgs": dict(self.orgs),
            "institutions": sorted(self.institutions),
            "kinds": sorted(self.kinds),
            "scopes": sorted(self.scopes),
        }

    @property
    def talent_id(self) -> str:
        return with_prefix("tal", self.account_id)

    def must_belong_to(self, organization_id: str) -> None:
        if organization_id not in self.orgs:
            raise Forbidden(
                f"Only members of {organization_id} may do this. If you have just joined it, refresh your token.",
                code="not_a_member",
            )

    def must_act_for_company(self, organization_id: str) -> None:
        """Refuse a caller who does not belong to it, and the members of an institution: only a company offers work,
        hires and pays."""
        self.must_belong_to(organization_id)
        if organization_id in self.institutions:
            raise Forbidden(
                f"{organization_id} is an institution; only a company offers work, hires and pays.",
                code="not_a_company",
            )

    def must_have(self, scope: str) -> None:
        if scope not in self.scopes:
            raise Forbidden(f"Only an operator with the scope '{scope}' may do this.", code="scope_missing")


@refuses(Unauthenticated, "token_malformed", "token_key_unknown", "token_expired", "session_ended")
async def _optional(request: Request) -> Principal | None:
    authorization = request.headers.get("authorization")
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("The Authorization header must be 'Bearer <token>'.", code="token_malformed")
    keyring: Keyring = request.app.state.keyring
    return Principal.of(await keyring.verify(token))


OptionalPrincipal = Annotated[Principal | None, Depends(_optional)]


@refuses(Unauthenticated, "token_missing")
async def _current(principal: OptionalPrincipal) -> Principal:
    if principal is None:
        raise Unauthenticated("Log in first: POST /v1/sessions gives a token.", code="token_missing")
    return principal


CurrentPrincipal = Annotated[Principal, Depends(_current)]

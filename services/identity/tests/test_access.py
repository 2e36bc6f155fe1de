"""Who may do what in identity: each route for each standing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.testing import RunningService, member, operator, stranger, talent
from foothold_identity.account import Account
from foothold_identity.affiliation import Affiliation
from foothold_identity.organization import Organization
from foothold_identity.tokens import RefreshToken, Session

from .bodies import AFFILIATION, ORGANIZATION, PERSON, PROFILE, VERIFICATION
from .states import END, NOW, registered, requested, verified

CALLERS = {
    "nobody": None,
    "a talent": talent("tal_1"),
    "a member": member("org_1", "member"),
    "another organization": member("org_2", "owner"),
    "a stranger": stranger(),
    "an operator for trust": operator("trust"),
    "an operator for all else": operator("mediation", "money", "system"),
}
EVERYBODY = frozenset(CALLERS)
EVERY_ACCOUNT = EVERYBODY - {"nobody"}


def institution() -> Organization:
    return verified("institution")


def session() -> Session:
    """The session that the tokens of tests name."""
    return Session.start(RefreshToken("ses_of_the_tests", "a", "b"), "acc_1", NOW, expires_at=END)


def account(id: str) -> Account:
    made, _ = Account.register(id, f"{id}@example.org", "Ada", "$argon2id$…", NOW, by="cmd_1")
    return made


@dataclass(frozen=True)
class Route:
    """A request that succeeds, in the state `given`, for those who are admitted."""

    method: str
    path: str
    body: object = None
    given: tuple[Callable[[], Aggregate], ...] = ()
    admits: frozenset[str] = EVERY_ACCOUNT
    refused: str = ""
    parties: frozenset[str] = EVERYBODY
    """Whoever is not among them is told what is told of a missing object."""


ROUTES = {
    "register": Route("POST", "/v1/accounts", PERSON, admits=EVERYBODY),
    "log out": Route("DELETE", "/v1/sessions/current", given=(session,)),
    "me": Route("GET", "/v1/me"),
    "update the profile": Route("PUT", "/v1/me/profile", PROFILE),
    "register an organization": Route("POST", "/v1/organizations", ORGANIZATION),
    "read an organization": Route("GET", "/v1/organizations/org_1", given=(registered,), admits=EVERYBODY),
    "verify an organization": Route(
        *("POST", "/v1/organizations/org_1/verification", VERIFICATION, (registered,)),
        admits=frozenset({"an operator for trust"}),
        refused="scope_missing",
    ),
    "request an affiliation": Route("POST", "/v1/affiliations", AFFILIATION, given=(institution,)),
    "confirm an affiliation": Route(
        *("POST", "/v1/affiliations/aff_1/confirmation", None, (institution, requested)),
        admits=frozenset({"a member"}),
        refused="not_a_member",
        parties=frozenset({"a talent", "a member"}),
    ),
    "list affiliations": Route(
        *("GET", "/v1/organizations/org_1/affiliations", None, (institution, requested)),
        admits=frozenset({"a member"}),
        refused="not_a_member",
    ),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", ROUTES)
async def test_each_route_admits_whom_it_names_and_nobody_else(service: RunningService, name, caller) -> None:
    route, principal = ROUTES[name], CALLERS[caller]
    await service.put(*(make() for make in route.given))
    if principal is not None:
        await service.put(account(principal.account_id))

    answer = await service.call(route.method, route.path, route.body, as_=principal)

    if caller in route.admits:
        assert answer.is_success, answer.text
        return
    refused = (403, route.refused) if caller in route.parties else (404, "NotFound")
    expected = (401, "token_missing") if principal is None else refused
    assert (answer.status_code, answer.json()["code"]) == expected
    assert service.sent() == []


@pytest.mark.parametrize("path", ["/v1/sessions", "/v1/sessions/refresh"])
async def test_logging_in_and_refreshing_ask_for_no_token(service: RunningService, path) -> None:
    body = {"refresh_token": "x"} if path.endswith("refresh") else {"email": "x@y.zz", "password": "x"}

    answer = await service.call("POST", path, body)

    assert answer.status_code == 401
    assert answer.json()["code"] in {"login_refused", "refresh_refused"}


async def test_who_is_refused_learns_it_before_the_body_is_judged(service: RunningService) -> None:
    await service.put(registered())

    answer = await service.call("POST", "/v1/organizations/org_1/verification", {"reason": 1}, as_=stranger())

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("path", ["/v1/affiliations/aff_9/confirmation", "/v1/organizations/org_9"])
async def test_what_is_not_there_is_not_found(service: RunningService, path) -> None:
    answer = await service.call("POST" if "aff" in path else "GET", path, as_=member("org_1"))

    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


async def test_an_affiliation_is_confirmed_by_the_institution_it_names_alone(service: RunningService) -> None:
    await service.put(institution(), requested())

    await service.call("POST", "/v1/affiliations/aff_1/confirmation", as_=member("org_2"))
    assert (await service.of(Affiliation).get("aff_1")).status == "requested"

    await service.call("POST", "/v1/affiliations/aff_1/confirmation", as_=member("org_1"))
    assert (await service.of(Affiliation).get("aff_1")).status == "confirmed"

"""Who is let through the door: every route of the table, with every kind of caller."""

import pytest

from foothold_chassis.errors import Forbidden, Unauthenticated
from foothold_gateway.access import standing_of
from foothold_gateway.routes import ROUTES, Route

from .callers import ACCOUNT, SCOPES, operator


async def answer(route: Route, principal) -> str:
    try:
        await standing_of(route)(principal)
    except (Unauthenticated, Forbidden) as error:
        return error.code
    return "let through"


CALLERS = {
    "nobody": None,
    "account": ACCOUNT,
    "operator_without_scope": operator(),
    **{scope: operator(scope) for scope in SCOPES},
    "operator_with_all": operator(*SCOPES),
}


def expected(standing: str, caller: str) -> str:
    if standing == "anyone":
        return "let through"
    if caller == "nobody":
        return "token_missing"
    if standing == "account" or caller in {standing, "operator_with_all"}:
        return "let through"
    return "scope_missing"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
async def test_each_caller_gets_no_further_than_the_standing_of_the_route(route) -> None:
    answers = {caller: await answer(route, principal) for caller, principal in CALLERS.items()}

    assert answers == {caller: expected(route.standing, caller) for caller in CALLERS}


async def test_an_operators_scope_opens_no_other_scopes_route() -> None:
    for scope in SCOPES:
        opened = {
            route.standing
            for route in ROUTES
            if route.standing in SCOPES and await answer(route, operator(scope)) == "let through"
        }
        assert opened <= {scope}


async def test_a_kind_or_a_membership_is_no_scope() -> None:
    member = type(ACCOUNT)(
        account_id="acc_1",
        orgs={"org_1": "owner"},
        scopes=frozenset(),
        kinds=frozenset({"operator", "money", "system", "trust"}),
    )

    for route in ROUTES:
        if route.standing in SCOPES:
            assert await answer(route, member) == "scope_missing"

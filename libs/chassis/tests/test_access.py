"""A route says who may call it by its dependencies alone."""

from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends

from foothold_chassis.web import Granted, Principal, anyone, member_of_organization, operator

from .callers import bearer, client_of, keyring_of, new_key, token

KEY = new_key()


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/open", dependencies=[Depends(anyone)])
    async def read() -> dict[str, str]:
        return {}

    @router.get("/organizations/{organization_id}/things")
    async def of_organization(
        organization_id: str, principal: Annotated[Principal, Depends(member_of_organization)]
    ) -> dict[str, str]:
        return {organization_id: principal.account_id}

    @router.get("/ops")
    async def ops(principal: Annotated[Principal, Depends(operator("money"))]) -> dict[str, str]:
        return {"by": principal.account_id}

    return router


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(routes(), keyring_of(KEY)) as client:
        yield client


async def test_anyone_needs_no_token(client) -> None:
    assert (await client.get("/open")).status_code == 200


@pytest.mark.parametrize("path", ["/organizations/org_1/things", "/ops"])
async def test_a_caller_without_a_token_is_told_to_log_in(client, path) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_a_member_is_admitted_to_the_organization_in_the_path_and_to_no_other(client) -> None:
    member = bearer(token(KEY, orgs={"org_1": "owner"}))

    assert (await client.get("/organizations/org_1/things", headers=member)).json() == {"org_1": "acc_7F"}
    refused = await client.get("/organizations/org_2/things", headers=member)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_member")


async def test_an_operator_is_admitted_by_the_very_scope(client) -> None:
    assert (await client.get("/ops", headers=bearer(token(KEY, scopes=["money"])))).json() == {"by": "acc_7F"}
    refused = await client.get("/ops", headers=bearer(token(KEY, scopes=["system", "trust"])))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


def test_what_was_granted_is_handed_on_whole() -> None:
    caller = Principal("acc_7F", {}, frozenset(), frozenset())
    granted = Granted("the thing", "owner", caller)

    assert (granted.object, granted.standing, granted.principal) == ("the thing", "owner", caller)

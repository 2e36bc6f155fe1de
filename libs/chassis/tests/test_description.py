"""What a service's OpenAPI document says follows from its routes, and no answer is given that it does not name."""

from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, Depends
from pydantic import Field

from foothold_chassis.errors import Conflict, RuleBroken, RuleNotMetYet, TooManyRequests
from foothold_chassis.testing.described import Description
from foothold_chassis.web import (
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    Name,
    OptionalPrincipal,
    RequestBody,
    Whole,
    operator,
    refuses,
)
from foothold_chassis.web.app import make_app
from foothold_chassis.web.description import PROBLEM, describe, widened
from foothold_chassis.web.refusals import Refusal

from .callers import MAX_BODY_BYTES, keyring_of
from .examples import KEY

TOKENS = ["session_ended", "token_expired", "token_key_unknown", "token_malformed"]


class Body(RequestBody):
    name: Name
    hours: Whole = Field(ge=1)


@refuses(RuleBroken, "project_closed")
async def an_open_project(project_id: str) -> str:
    return project_id


def router() -> APIRouter:
    router = APIRouter()

    @router.get("/open")
    async def public() -> None: ...

    @router.get("/shown")
    async def shown(principal: OptionalPrincipal, page: CurrentPage) -> None: ...

    @router.post("/made")
    @refuses(TooManyRequests, "busy")
    async def make(body: Body, principal: CurrentPrincipal, command: CurrentCommand) -> None: ...

    @router.post("/projects/{project_id}/end", dependencies=[Depends(operator("trust"))])
    @refuses(RuleNotMetYet, "not_begun")
    async def end(project: Annotated[str, Depends(an_open_project)]) -> None: ...

    return router


@pytest.fixture
def description() -> Description:
    return Description(make_app("test", [router()], keyring_of(KEY), max_body_bytes=MAX_BODY_BYTES))


def codes(description: Description, method: str, path: str) -> dict[str, list[str]]:
    responses = description.document["paths"][path][method]["responses"]
    return {
        status: answer["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"]
        for status, answer in responses.items()
        if PROBLEM in answer["content"]
    }


def test_a_route_for_anyone_names_what_every_route_may_answer(description: Description) -> None:
    assert codes(description, "get", "/open") == {
        "400": ["request_malformed"],
        "408": ["body_too_slow", "head_too_slow"],
        "413": ["body_too_large"],
        "414": ["url_too_long"],
        "429": ["connections_of_address", "pipeline_full"],
        "431": ["head_too_large"],
        "500": ["internal"],
        "503": ["StoreUnavailable", "connections_exhausted", "server_ending"],
    }
    assert "security" not in description.document["paths"]["/open"]["get"]


def test_a_token_that_may_be_left_out_and_a_page(description: Description) -> None:
    operation = description.document["paths"]["/shown"]["get"]

    assert codes(description, "get", "/shown")["401"] == TOKENS
    assert codes(description, "get", "/shown")["422"] == ["cursor_unknown", "invalid"]
    assert operation["security"] == [{}, {"token": []}]
    schemas = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
    assert (schemas["limit"]["minimum"], schemas["limit"]["maximum"]) == (1, 200)
    assert schemas["cursor"]["type"] == "string"


def test_a_command_with_a_body_and_what_its_endpoint_notes(description: Description) -> None:
    found = codes(description, "post", "/made")

    assert found["400"] == ["json_malformed", "request_malformed"]
    assert found["401"] == [*TOKENS, "token_missing"]
    assert found["413"] == ["body_too_large"]
    assert found["422"] == [
        "Invalid",
        "idempotency_key_malformed",
        "idempotency_key_reused",
        "invalid",
    ]
    assert found["429"] == ["busy", "connections_of_address", "pipeline_full"]
    assert {"AmbiguousCommit", "OutboxFull", "document_frozen"} <= set(found["503"])
    assert description.document["paths"]["/made"]["post"]["security"] == [{"token": []}]


def test_an_object_a_scope_and_what_a_dependency_notes(description: Description) -> None:
    found = codes(description, "post", "/projects/{project_id}/end")
    [parameter] = description.document["paths"]["/projects/{project_id}/end"]["post"]["parameters"]

    assert (found["403"], found["404"]) == (["scope_missing"], ["NotFound", "NotYet"])
    assert found["409"] == ["not_begun", "project_closed"]
    assert parameter["schema"]["pattern"].startswith("^prj_")


@pytest.mark.parametrize(("codes", "required"), [((True, True), True), ((True, False), False)])
def test_seconds_to_wait_are_required_where_every_code_has_them(
    codes: tuple[bool, ...], required: bool
) -> None:
    refusals = [Refusal(409, f"code_{n}", again=again) for n, again in enumerate(codes)]

    assert widened({}, refusals)["409"]["headers"]["Retry-After"]["required"] is required
    apart = widened(widened({}, refusals[:1]), refusals[1:])
    assert apart == widened({}, refusals)
    assert "headers" not in widened({}, [Refusal(409, "never")])["409"]


def answer(status: int, code: str = "", **headers: str) -> httpx2.Response:
    kind = {"content-type": PROBLEM if code else "application/json"}
    return httpx2.Response(status, json={"code": code}, headers=kind | headers)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (answer(409, "not_begun", **{"retry-after": "1"}), None),
        (answer(409, "project_closed"), None),
        (answer(418, "teapot"), "does not say so"),
        (answer(409, "too_late"), "names"),
        (answer(409), r"says \['application/problem\+json'\]"),
        (answer(401, "token_missing"), r"without \['WWW-Authenticate'\]"),
        (answer(403, "scope_missing", **{"retry-after": "1"}), "with Retry-After"),
    ],
    ids=repr,
)
def test_an_answer_that_is_not_described_is_found(
    description: Description, given: Any, complaint: str | None
) -> None:
    if complaint is None:
        description.must_have("POST", "/projects/prj_1/end", given)
    else:
        with pytest.raises(AssertionError, match=complaint):
            description.must_have("POST", "/projects/prj_1/end", given)


def test_a_path_that_is_no_route_may_be_answered_as_it_is(description: Description) -> None:
    description.must_have("GET", "/nowhere", answer(404, "route_unknown"))
    description.must_have("DELETE", "/made", answer(405, "method_not_allowed"))


def test_a_note_stays_with_the_function_that_it_stands_at() -> None:
    @refuses(Conflict, "taken")
    async def one() -> None: ...

    async def other() -> None: ...

    router = APIRouter()
    router.get("/one")(one)
    router.get("/other")(other)
    paths = describe(make_app("two", [router], keyring_of(KEY), max_body_bytes=MAX_BODY_BYTES))["paths"]

    assert ("409" in paths["/one"]["get"]["responses"], "409" in paths["/other"]["get"]["responses"]) == (
        True,
        False,
    )

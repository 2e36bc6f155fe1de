"""The HTTP edge: what is wrong is refused by name, and what is secret is never repeated."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from foothold_chassis import errors

from .callers import MAX_BODY_BYTES
from .examples import SECRET

JSON = {"content-type": "application/json"}


def fields(answer: httpx2.Response) -> set[str]:
    return {error["field"] for error in answer.json()["errors"]}


async def test_a_right_body_is_taken(client) -> None:
    answer = await client.post(
        "/things", json={"name": "one", "password": SECRET[:10], "parts": [{"amount": 1}]}
    )

    assert answer.status_code == 200
    assert answer.json()["name"] == "one"


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"name": "one", "colour": "red"}, "colour", "There is no such field; leave it out."),
        (
            {"name": "one", "parts": [{"amount": 1, "b": 2}]},
            "parts.0.b",
            "There is no such field; leave it out.",
        ),
        ({}, "name", "This field is required."),
        ({"name": "one", "parts": [{}]}, "parts.0.amount", "This field is required."),
        ({"name": 7}, "name", "Input should be a valid string"),
        ({"name": None}, "name", "Input should be a valid string"),
        ({"name": "too long"}, "name", "String should have at most 5 characters"),
        ({"name": "one", "parts": {"amount": 1}}, "parts", "Input should be a valid list"),
        (
            {"name": "one", "parts": [{"amount": 101}]},
            "parts.0.amount",
            "Input should be less than or equal to 100",
        ),
        ({"name": "one", "parts": [{"amount": 1.5}]}, "parts.0.amount", "Input should be a valid integer"),
    ],
)
async def test_a_wrong_field_is_named_with_what_would_be_right(client, body, field, message) -> None:
    answer = await client.post("/things", json=body)

    (error,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid"
    assert error["field"] == field
    assert error["message"].startswith(message)


async def test_every_wrong_field_is_named_at_once(client) -> None:
    answer = await client.post("/things", json={"name": 1, "colour": 2, "parts": [{"amount": -1}]})

    assert fields(answer) == {"name", "colour", "parts.0.amount"}


async def test_a_wrong_value_is_shown_in_short(client) -> None:
    (error,) = (await client.post("/things", json={"name": "x" * 500})).json()["errors"]

    assert error["value"] == "x" * 100


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (json.dumps({"name": "one", "password": SECRET}), JSON),
        (json.dumps({"name": "one", "password": [SECRET]}), JSON),
        (json.dumps({"name": "one", "pasword": SECRET}), JSON),
        (json.dumps({"name": "one", "login": {"password": SECRET}}), JSON),
        (json.dumps({"name": {"password": SECRET}}), JSON),
        (json.dumps({"name": "one", "parts": {"password": SECRET}}), JSON),
        (json.dumps({"name": "one", "parts": [{"amount": [SECRET]}]}), JSON),
        (json.dumps({"name": "evil", "password": SECRET[:20]}), JSON),
        (json.dumps([{"name": "one", "password": SECRET}]), JSON),
        (json.dumps(SECRET), JSON),
        (json.dumps({"name": "one", "password": SECRET}), {"content-type": "text/plain"}),
        (f"name=one&password={SECRET}", {"content-type": "application/x-www-form-urlencoded"}),
        (f'{{"password": "{SECRET}"', JSON),
    ],
)
async def test_no_answer_repeats_a_secret(client, content, headers) -> None:
    answer = await client.post("/things", content=content, headers=headers)

    assert answer.status_code in {400, 422}
    assert SECRET[:10] not in answer.text


async def test_an_unexpected_failure_tells_nothing_but_where_to_ask(client) -> None:
    answer = await client.get("/broken")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert SECRET not in answer.text
    assert answer.json()["request_id"].startswith("req_")


@pytest.mark.parametrize("content", ["{", "", "{'name': 1}", b'{"name": "\xff"}'])
async def test_malformed_json_is_no_field_error(client, content) -> None:
    answer = await client.post("/things", content=content, headers=JSON)

    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] in {"json_malformed", "invalid", "refused"}


async def test_malformed_json_is_answered_with_400(client) -> None:
    answer = await client.post("/things", content='{"name": ', headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "json_malformed")


async def test_a_body_as_large_as_allowed_is_read(client) -> None:
    body = json.dumps({"name": "one"})

    answer = await client.post("/things", content=body.ljust(MAX_BODY_BYTES), headers=JSON)

    assert answer.status_code == 200


async def test_a_body_larger_than_allowed_is_refused(client) -> None:
    body = json.dumps({"name": "one"})

    answer = await client.post("/things", content=body.ljust(MAX_BODY_BYTES + 1), headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["detail"] == f"The body is larger than {MAX_BODY_BYTES} bytes."


@pytest.mark.parametrize(
    "headers", [JSON, JSON | {"content-length": "10"}], ids=["no_length", "false_length"]
)
async def test_a_streamed_body_is_refused_before_all_of_it_is_read(client, headers) -> None:
    sent = []

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1_000):
            sent.append(b" " * 500)
            yield sent[-1]

    answer = await client.post("/things", content=endless(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert len(sent) <= MAX_BODY_BYTES // 500 + 2


async def test_an_unknown_path_and_a_wrong_method_are_problems_too(client) -> None:
    unknown = await client.get("/nowhere")
    wrong = await client.delete("/things")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "route_unknown")
    assert unknown.json()["detail"] == "There is nothing at /nowhere."
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["content-type"] == "application/problem+json"
    assert wrong.headers["allow"]


@pytest.mark.parametrize(
    ("name", "status", "retry_after"),
    [
        ("Invalid", 422, None),
        ("Unauthenticated", 401, None),
        ("Forbidden", 403, None),
        ("NotFound", 404, None),
        ("NotYet", 404, "1"),
        ("Conflict", 409, None),
        ("RuleBroken", 409, None),
        ("TooManyRequests", 429, "1"),
        ("StoreUnavailable", 503, "1"),
        ("AmbiguousCommit", 503, "1"),
        ("OutboxFull", 503, "1"),
        ("BusUnavailable", 503, "1"),
    ],
)
async def test_every_error_is_answered_as_a_problem_document(client, name, status, retry_after) -> None:
    answer = await client.get(f"/errors/{name}", headers={"x-request-id": "req_12345678"})

    assert answer.status_code == status
    assert answer.headers.get("retry-after") == retry_after
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": f"urn:foothold:problem:{name}",
        "title": getattr(errors, name).title,
        "status": status,
        "detail": "It is so.",
        "code": name,
        "instance": f"/errors/{name}",
        "request_id": "req_12345678",
    }

"""A retry is the same command, a list is read page by page, and ids and traces go on."""

import hashlib
import json
from typing import Any

import httpx2
import pytest

from .callers import bearer, token
from .examples import ITEMS, KEY


async def read_all(client: httpx2.AsyncClient, limit: int) -> list[list[str]]:
    pages: list[list[str]] = []
    cursor: dict[str, Any] = {}
    while cursor is not None and len(pages) < 20:
        page = (await client.get("/things", params={"limit": limit, **cursor})).json()
        pages.append(page["items"])
        cursor = {"cursor": page["next"]} if page["next"] else None
    return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 200])
async def test_pages_give_everything_once_and_in_order(client, limit) -> None:
    pages = await read_all(client, limit)

    assert [id for page in pages for id in page] == [item.id for item in ITEMS]
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert 1 <= len(pages[-1]) <= limit


@pytest.mark.parametrize("limit", [7, 8, 200])
async def test_the_last_page_has_no_next_even_if_it_is_full(client, limit) -> None:
    assert (await client.get("/things", params={"limit": limit})).json()["next"] is None


@pytest.mark.parametrize("cursor", ["%%%", "x", "ü", "e30", "JHJlZ2V4", "dGhnXzEKeA", "", "a" * 400])
async def test_a_cursor_of_somebody_else_is_refused(client, cursor) -> None:
    answer = await client.get("/things", params={"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unknown")
    assert [error["field"] for error in answer.json()["errors"]] == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many"])
async def test_a_page_has_a_bounded_size(client, limit) -> None:
    answer = await client.get("/things", params={"limit": limit})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["query.limit"]


async def command_of(client: httpx2.AsyncClient, key: str | None, **changes: Any) -> str:
    account = changes.get("account", "acc_7F")
    headers = bearer(token(KEY, sub=account)) if account else {}
    answer = await client.request(
        changes.get("method", "POST"),
        changes.get("path", "/others"),
        headers=headers | ({"idempotency-key": key} if key else {}),
        json={"name": "one"} if changes.get("path") == "/things" else None,
    )
    assert answer.status_code == 200
    return str(answer.json()["command"])


async def test_a_retry_with_the_same_key_is_the_same_command(client) -> None:
    assert await command_of(client, "key-1") == await command_of(client, "key-1")


@pytest.mark.parametrize(
    "changes", [{"path": "/things"}, {"method": "PUT"}, {"account": "acc_8"}, {"account": None}], ids=str
)
async def test_the_same_key_elsewhere_is_another_command(client, changes) -> None:
    assert await command_of(client, "key-1") != await command_of(client, "key-1", **changes)


async def test_another_key_and_no_key_are_other_commands(client) -> None:
    made = [await command_of(client, key) for key in ("key-1", "key-2", None, None)]

    assert len(set(made)) == 4
    assert all(id.startswith("cmd_") for id in made)


async def test_what_a_command_creates_has_the_same_id_again(client) -> None:
    async def create(key: str) -> str:
        answer = await client.post("/things", json={"name": "one"}, headers={"idempotency-key": key})
        return str(answer.json()["thing"])

    assert await create("key-1") == await create("key-1")
    assert await create("key-1") != await create("key-2")
    assert (await create("key-1")).startswith("thg_")


async def fingerprint_of(
    client: httpx2.AsyncClient, body: str, *, path: str = "/things", **headers: str
) -> str:
    sent = {"idempotency-key": "key-1", "content-type": "application/json", **headers}
    answer = await client.post(path, content=body.encode(), headers=sent)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["fingerprint"])


@pytest.mark.parametrize(
    "spelling",
    [
        '{"parts": [{"amount": 7}], "name": "Zoë"}',
        '\n{ "name" : "Zo\\u00eb",\t"parts":[ {"amount":7} ] }',
        '{"name": "Ada", "parts": [{"amount": 7}], "name": "Zoë"}',
    ],
)
async def test_two_spellings_of_one_json_are_the_same_command(client, spelling) -> None:
    usual = '{"name": "Zoë", "parts": [{"amount": 7}]}'

    assert await fingerprint_of(client, spelling) == await fingerprint_of(client, usual)


@pytest.mark.parametrize(
    "other",
    [
        '{"name": "Zoé"}',
        '{"name": "Zoe\u0308"}',
        '{"name": "Zoë", "parts": []}',
        '{"name": "Zoë", "parts": [{"amount": 7}, {"amount": 8}]}',
    ],
)
async def test_another_body_makes_another_fingerprint(client, other) -> None:
    assert await fingerprint_of(client, other) != await fingerprint_of(client, '{"name": "Zoë"}')


async def test_the_order_of_a_list_is_part_of_the_body(client) -> None:
    both = [json.dumps({"name": "a", "parts": [{"amount": n} for n in order]}) for order in ((1, 2), (2, 1))]

    assert len({await fingerprint_of(client, body) for body in both}) == 2


async def test_a_password_is_no_part_of_a_fingerprint(client) -> None:
    found = {
        await fingerprint_of(client, json.dumps({"name": "a", **more}))
        for more in ({}, {"password": "correct horse"}, {"password": "battery staple"})
    }

    assert len(found) == 1


async def test_a_fingerprint_is_keyed_and_of_one_path_whatever_the_host(client) -> None:
    usual = await fingerprint_of(client, "{}", path="/others")

    assert await fingerprint_of(client, "{}", path="/others", host="evil.example") == usual
    assert await fingerprint_of(client, "{}", path="/others", **{"idempotency-key": "key-2"}) != usual
    assert usual not in {
        hashlib.sha256(b"{}").hexdigest()[:32],
        await fingerprint_of(client, '{"name": "a"}'),
    }


@pytest.mark.parametrize("body", ["", "no json", '"\\ud800"', "9007199254740993", "NaN", "[" * 1_900])
async def test_a_body_that_has_no_canonical_form_is_compared_as_it_is(client, body) -> None:
    same = [await fingerprint_of(client, body, path="/others") for _ in range(2)]

    assert same[0] == same[1] != await fingerprint_of(client, f"{body} ", path="/others")


async def test_without_a_key_there_is_no_fingerprint(client) -> None:
    assert (await client.post("/others", json={})).json()["fingerprint"] == "none"


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "ü", "tab\there"])
async def test_a_malformed_key_is_refused(client, key) -> None:
    answer = await client.post("/others", headers=[(b"idempotency-key", key.encode("latin-1"))])

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_malformed")


@pytest.mark.usefixtures("spans")
async def test_ids_and_trace_of_the_caller_are_gone_on_with(client) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = await client.post(
        "/others",
        headers={
            "x-request-id": "req_12345678",
            "x-correlation-id": "cor_12345678",
            "traceparent": f"00-{trace}-b7ad6b7169203331-01",
        },
    )

    assert answer.headers["x-request-id"] == "req_12345678"
    assert answer.headers["x-correlation-id"] == answer.json()["correlation"] == "cor_12345678"
    assert answer.json()["trace"].split("-")[1] == trace
    assert answer.json()["trace"].split("-")[2] != "b7ad6b7169203331"


@pytest.mark.usefixtures("spans")
@pytest.mark.parametrize("wrong", ["x", "with space and more", "a" * 65, "<script>alert(1)"])
async def test_an_id_that_is_none_is_replaced(client, wrong) -> None:
    answer = await client.post("/others", headers={"x-request-id": wrong, "traceparent": wrong})

    assert answer.headers["x-request-id"].startswith("req_")
    assert len(answer.json()["trace"].split("-")[1]) == 32


async def test_nothing_is_to_be_cached_or_guessed_at(client) -> None:
    for path in ("/things", "/nowhere", "/me"):
        answer = await client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"

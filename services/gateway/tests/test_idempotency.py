"""Which answers are kept for a retry, and by what they are found."""

from dataclasses import replace

import pytest
from fastapi import Response

from foothold_chassis.errors import Unavailable
from foothold_chassis.testing import NOW, MemoryMongo, StoppedClock
from foothold_gateway.answers import Answer, Answers
from foothold_gateway.api import NOT_KEPT_STATUS, answer_and_keep, idempotency_key
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.routes import NEVER_KEPT, ROUTES, Route

from .callers import ACCOUNT, operator, request

POST = Route("POST", "/v1/projects", "catalog", "account")
GIVEN = {"Idempotency-Key": "k-1"}


def key(route: Route = POST, headers=GIVEN, principal=ACCOUNT, path: str = "/v1/projects") -> str | None:
    return idempotency_key(route, request(path, headers, method=route.method), principal)


def test_the_same_request_has_the_same_key() -> None:
    assert key() == key()
    assert key() is not None


def test_account_method_path_and_key_each_make_another() -> None:
    put = replace(POST, method="PUT")

    found = {
        key(),
        key(principal=operator()),
        key(put),
        key(path="/v1/projects/prj_1/publication"),
        key(headers={"Idempotency-Key": "k-2"}),
    }

    assert len(found) == 5


def test_the_key_as_given_is_not_stored() -> None:
    found = key()

    assert found is not None
    assert len(found) == 64
    assert "k-1" not in found


def test_nothing_is_kept_without_a_key_or_for_nobody() -> None:
    assert key(headers={}) is None
    assert key(principal=None) is None


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_reads_and_answers_with_tokens_are_never_kept(route) -> None:
    kept = key(route, path=route.path) is not None

    assert kept == (route.method != "GET" and route.path not in NEVER_KEPT)


def test_a_bare_get_of_a_kept_path_is_not_kept() -> None:
    assert key(replace(POST, method="GET")) is None


class Upstream:
    """A service with one answer, or none."""

    def __init__(self, answer: Response | Exception) -> None:
        self._answer = answer

    async def forward(self, route, request, body) -> Response:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


BODY = b"{}"


async def kept_of(answer: Response | Exception) -> Answer | None:
    """Return what a second request with the same key would be answered at once."""
    answers = Answers(MemoryMongo().database("test"), StoppedClock(NOW), GatewayPolicy())
    await answers.take("key", BODY)
    if isinstance(answer, Exception):
        with pytest.raises(type(answer)):
            await answer_and_keep("key", POST, request(), BODY, Upstream(answer), answers)
    else:
        await answer_and_keep("key", POST, request(), BODY, Upstream(answer), answers)
    return await answers.take("key", BODY)


@pytest.mark.parametrize("status", [200, 201, 204, 400, 409, 422])
async def test_a_final_answer_is_kept_as_it_was(status) -> None:
    answer = Response(b'{"a": 1}', status, media_type="application/problem+json")

    assert await kept_of(answer) == Answer(status, "application/problem+json", b'{"a": 1}')


@pytest.mark.parametrize("status", sorted(NOT_KEPT_STATUS))
async def test_an_answer_that_asks_for_another_try_is_not_kept(status) -> None:
    assert await kept_of(Response(b"", status)) is None


async def test_not_yet_is_not_kept() -> None:
    assert await kept_of(Response(b"", 404, {"Retry-After": "1"})) is None


async def test_a_service_that_is_away_gives_the_key_back() -> None:
    assert await kept_of(Unavailable("away")) is None


def test_what_is_worth_another_try() -> None:
    assert frozenset({401, 403, 404, 429, 500, 502, 503, 504}) == NOT_KEPT_STATUS

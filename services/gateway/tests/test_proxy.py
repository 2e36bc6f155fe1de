"""Against a real server on this machine: what is passed on, what is passed back, and what is dropped."""

import json

import pytest

from foothold_chassis.errors import Invalid
from foothold_gateway.routes import Route

from .callers import request
from .upstreams import READ, WRITE, Asked, a_server, answering, echo, proxied_to, saying, serving


async def asked(route: Route = WRITE, body: bytes = b"", **given: object) -> Asked:
    """What the service sees of a request."""
    async with serving(echo) as proxy:
        response = await proxy.forward(route, request(method=route.method, **given), body)
    found: Asked = json.loads(response.body)
    return found


async def test_method_path_query_and_body_arrive() -> None:
    found = await asked(body=b'{"title": "A"}', query="limit=2&cursor=a%26b", path="/v1/projects")

    assert (found["method"], found["body"]) == ("POST", '{"title": "A"}')
    assert found["target"] == "/v1/projects?limit=2&cursor=a%26b"


async def test_headers_a_service_needs_are_passed_on() -> None:
    given = {
        "Authorization": "Bearer abc",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Idempotency-Key": "k-1",
    }

    headers = (await asked(headers=given))["headers"]

    assert {name: headers[name.lower()] for name in given} == given


async def test_ids_and_trace_are_those_of_the_request_here() -> None:
    given = {"X-Request-Id": "theirs-12345", "X-Correlation-Id": "theirs-12345", "traceparent": "theirs"}

    headers = (await asked(headers=given))["headers"]

    assert headers["x-request-id"] == "req_given"
    assert headers["x-correlation-id"] == "cor_given"
    assert headers.get("traceparent") != "theirs"


async def test_what_a_caller_claims_of_its_address_is_dropped() -> None:
    given = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "X-Real-IP": "10.0.0.1"}

    headers = (await asked(headers=given))["headers"]

    assert headers["x-forwarded-for"] == "203.0.113.7"
    assert "10.0.0.1" not in str(headers)


async def test_all_other_headers_are_dropped() -> None:
    given = {"Cookie": "a=1", "X-Account-Id": "acc_2", "X-Scopes": "money", "Host": "elsewhere"}

    headers = (await asked(headers=given))["headers"]

    assert not {"cookie", "x-account-id", "x-scopes"} & set(headers)
    assert headers["host"].startswith("127.0.0.1")


@pytest.mark.parametrize(("route", "length"), [(READ, {}), (WRITE, {"content-length": "0"})])
async def test_the_client_adds_nothing_of_its_own(route, length) -> None:
    headers = (await asked(route, params={"project_id": "prj_1"}))["headers"]
    headers.pop("traceparent", None)  # ours, where some test of this process has had traces recorded

    assert headers == {
        "host": headers["host"],
        "accept-encoding": "identity",
        "x-request-id": "req_given",
        "x-correlation-id": "cor_given",
        "x-forwarded-for": "203.0.113.7",
        **length,
    }


@pytest.mark.parametrize("name", ["Authorization", "Content-Type", "Accept", "Idempotency-Key"])
@pytest.mark.parametrize("value", ["é", "€", "a\r\nX-Scopes: money", "a\nb", "a\x00b", "a\x7f"])
async def test_a_header_that_could_be_no_header_is_refused(name, value) -> None:
    async with a_server(echo) as served, proxied_to(served.url) as proxy:
        with pytest.raises(Invalid) as refused:
            await proxy.forward(WRITE, request(headers={name: value}), b"")

    assert (refused.value.code, refused.value.errors[0]["field"]) == ("header_malformed", name.lower())
    assert value not in str(refused.value.errors)
    assert not served.asked


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ("prj_1", "/v1/projects/prj_1"),
        ("prj_1?limit=1", "/v1/projects/prj_1%3Flimit%3D1"),
        ("prj_1#", "/v1/projects/prj_1%23"),
        ("a/b", "/v1/projects/a%2Fb"),
        ("..", "/v1/projects/.."),
        (".", "/v1/projects/."),
        ("a b+c", "/v1/projects/a%20b%2Bc"),
        ("%2e", "/v1/projects/%252e"),
        ("%2F", "/v1/projects/%252F"),
        ("{x}", "/v1/projects/%7Bx%7D"),
        ("é\x00", "/v1/projects/%C3%A9%00"),
    ],
)
async def test_a_segment_stays_one_segment(given, target) -> None:
    assert (await asked(READ, params={"project_id": given}))["target"] == target


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ("", ""),
        ("a=1&a=2", "?a=1&a=2"),
        ("b=2&a=1&b=1", "?b=2&a=1&b=1"),
        ("a=&b", "?a=&b="),
        ("a=x+y%20z%2B", "?a=x+y+z%2B"),
        ("a=%C3%BC", "?a=%C3%BC"),
        ("a=%2F?b", "?a=%2F%3Fb"),
        ("a=%26b%3D1%23", "?a=%26b%3D1%23"),
        ("a=%0D%0AX-Scopes:%20money", "?a=%0D%0AX-Scopes%3A+money"),
    ],
)
async def test_each_parameter_keeps_its_value_and_its_place(given, query) -> None:
    assert (await asked(query=given))["target"] == f"/v1/projects{query}"


async def test_a_path_of_its_own_upstream_is_asked_for() -> None:
    audit = Route("GET", "/v1/ops/audit", "catalog", "money", "/v1/ops/payouts/audit")

    assert (await asked(audit))["target"] == "/v1/ops/payouts/audit"


async def test_status_body_and_kind_come_back_and_other_headers_do_not() -> None:
    answer = answering(
        "409 Conflict",
        b'{"code": "a"}',
        content_type="application/problem+json",
        set_cookie="a=1",
        server="x",
    )
    async with serving(answer) as proxy:
        response = await proxy.forward(WRITE, request(), b"")

    assert (response.status_code, response.body) == (409, b'{"code": "a"}')
    assert dict(response.headers) == {"content-length": "13", "content-type": "application/problem+json"}


async def test_what_tells_a_client_how_to_go_on_comes_back() -> None:
    answer = answering("503 Service Unavailable", retry_after="7", www_authenticate="Bearer")
    async with serving(answer) as proxy:
        response = await proxy.forward(WRITE, request(), b"")

    assert (response.headers["retry-after"], response.headers["www-authenticate"]) == ("7", "Bearer")


@pytest.mark.parametrize("kind", ["text/plain", "application/json;charset=latin-1", "text/plain; a=\xe9"])
async def test_the_kind_comes_back_as_the_service_wrote_it(kind) -> None:
    answer = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: 2\r\n\r\n{{}}"
    async with serving(saying(answer.encode("latin-1"))) as proxy:
        response = await proxy.forward(WRITE, request(), b"")

    assert response.headers["content-type"] == kind


@pytest.mark.parametrize("said_before", ["100 Continue", "103 Early Hints"])
async def test_the_answer_is_what_comes_after_a_first_word(said_before) -> None:
    answer = f"HTTP/1.1 {said_before}\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{{}}"
    async with serving(saying(answer.encode())) as proxy:
        response = await proxy.forward(WRITE, request(), b"{}")

    assert (response.status_code, response.body) == (201, b"{}")


async def test_a_redirect_comes_back_unfollowed() -> None:
    elsewhere = answering("302 Found", location="/elsewhere")
    async with a_server(elsewhere) as served, proxied_to(served.url) as proxy:
        response = await proxy.forward(WRITE, request(), b"")

    assert response.status_code == 302
    assert len(served.asked) == 1


async def test_a_cookie_is_not_kept() -> None:
    answer = answering(set_cookie="session=theirs; Path=/")
    async with (
        a_server(answer, answer) as served,
        proxied_to(served.url.replace("127.0.0.1", "localhost")) as proxy,
    ):
        for _ in range(2):
            await proxy.forward(WRITE, request(), b"")

    assert len(served.asked) == 2
    assert not any("cookie" in asked["headers"] for asked in served.asked)


async def test_a_proxy_that_the_environment_names_is_not_asked(monkeypatch) -> None:
    async with a_server(answering("502 Bad Gateway")) as other, a_server(answering()) as served:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, other.url)
        async with proxied_to(served.url) as proxy:
            response = await proxy.forward(WRITE, request(), b"")

    assert (response.status_code, other.asked) == (200, [])


async def test_the_openapi_document_of_a_service_is_read() -> None:
    async with serving(answering(body=b'{"paths": {}}', content_type="application/json")) as proxy:
        assert await proxy.openapi("catalog") == {"paths": {}}

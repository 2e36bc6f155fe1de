"""A call of another service, as traces and metrics see it."""

import asyncio

import pytest
from opentelemetry.trace import SpanKind, StatusCode
from prometheus_client import REGISTRY

from foothold_chassis.telemetry import metrics
from foothold_gateway.calls import calling

URL = "http://catalog-api:8080/v1/projects/{project_id}"


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    metrics.HTTP_CLIENT.clear()


def counted(status: str, error: str) -> float | None:
    labels = {
        "http_request_method": "GET",
        "server_address": "catalog",
        "server_port": "8080",
        "http_response_status_code": status,
        "error_type": error,
    }
    return REGISTRY.get_sample_value("http_client_request_duration_seconds_count", labels)


async def test_a_call_is_a_span_named_by_its_template(spans) -> None:
    with calling("catalog", "GET", URL) as call:
        call.answered(200)

    [span] = spans.get_finished_spans()
    assert (span.name, span.kind) == ("GET /v1/projects/{project_id}", SpanKind.CLIENT)
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "catalog",
        "server.port": 8080,
        "url.full": URL,
        "url.template": "/v1/projects/{project_id}",
    }
    assert counted("200", "") == 1


@pytest.mark.parametrize(("scheme", "port"), [("http", 80), ("https", 443)])
async def test_where_no_port_is_named_it_is_that_of_the_scheme(spans, scheme, port) -> None:
    with calling("catalog", "GET", f"{scheme}://catalog/v1/projects") as call:
        call.answered(200)

    [span] = spans.get_finished_spans()
    assert span.attributes["server.port"] == port


async def test_a_refusal_is_an_error_of_its_status(spans) -> None:
    with calling("catalog", "GET", URL) as call:
        call.answered(404)

    [span] = spans.get_finished_spans()
    assert (span.attributes["error.type"], span.status.status_code) == ("404", StatusCode.ERROR)
    assert counted("404", "404") == 1


@pytest.mark.parametrize("error", [TimeoutError, asyncio.CancelledError])
async def test_no_answer_is_an_error_of_its_kind_and_has_no_status(spans, error) -> None:
    with pytest.raises(error), calling("catalog", "GET", URL):
        raise error

    [span] = spans.get_finished_spans()
    assert span.attributes["error.type"] == error.__name__
    assert "http.response.status_code" not in span.attributes
    assert counted("", error.__name__) == 1

"""The middleware counts, traces and logs a request, and keeps out of it whatever people sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from prometheus_client import REGISTRY

from foothold_chassis.settings import ServiceSettings
from foothold_chassis.telemetry import metrics, tracing
from foothold_chassis.web.app import make_app, make_internal_app
from foothold_chassis.web.server import Server

from .callers import client_of, keyring_of
from .examples import KEY, routes

ADA = "ada@example.org"
THEIRS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
THEIR_TRACE = int(THEIRS.split("-")[1], 16)


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    metrics.HTTP_SERVER.clear()


def counted(route: str, status: int) -> float | None:
    labels = {"http_request_method": "GET", "http_route": route, "http_response_status_code": str(status)}
    return REGISTRY.get_sample_value("http_server_request_duration_seconds_count", labels)


def scope_of(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "server": ("test", 80),
        "client": ("203.0.113.7", 50_000),
    }


def app_of(router: APIRouter) -> FastAPI:
    return make_app("test", [router], keyring_of(KEY), max_body_bytes=1)


async def answer(app: FastAPI, path: str, sent: list[dict[str, Any]]) -> None:
    """Call the app as uvicorn does, and put the messages it sends into `sent`."""
    server = Server(app, ServiceSettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere"))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await server._answer(scope_of(path), receive, send)


async def test_a_stream_of_events_counts_by_the_time_to_its_beginning() -> None:
    router, sent = APIRouter(), []

    @router.get("/stream")
    async def stream() -> StreamingResponse:
        async def events() -> AsyncIterator[str]:
            yield ": open\n\n"
            await asyncio.sleep(0.3)

        return StreamingResponse(events(), media_type="text/event-stream")

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError("the caller stays")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async with asyncio.timeout(5):
        await app_of(router)(scope_of("/stream"), receive, send)

    labels = {"http_request_method": "GET", "http_route": "/stream", "http_response_status_code": "200"}
    seconds = REGISTRY.get_sample_value("http_server_request_duration_seconds_sum", labels)
    assert seconds is not None
    assert seconds < 0.3


async def test_a_request_cut_off_at_the_drain_is_counted_as_it_is_answered(spans) -> None:
    router, begun, sent = APIRouter(), asyncio.Event(), []

    @router.get("/slow")
    async def slow() -> None:
        begun.set()
        await asyncio.Event().wait()

    answering = asyncio.create_task(answer(app_of(router), "/slow", sent))
    await begun.wait()
    answering.cancel()
    await answering

    [span] = [span for span in spans.get_finished_spans() if span.name == "GET /slow"]
    assert sent[0]["status"] == 503
    assert counted("/slow", 503) == 1
    assert span.attributes["http.response.status_code"] == 503
    assert span.attributes["error.type"] == "503"


@pytest.mark.parametrize("inside", [False, True])
async def test_an_error_that_is_answered_and_logged_goes_no_further(inside, lines) -> None:
    router, sent = APIRouter(), []

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError

    app = make_internal_app("test", router, None) if inside else app_of(router)
    await answer(app, "/broken", sent)  # uvicorn would log it once more, with no id

    assert sent[0]["status"] == 500
    [line] = [line for line in lines if line["event"] == "request_failed"]
    assert line["request_id"].startswith("req_")


@pytest.mark.parametrize("path", [f"/nowhere/{ADA}", f"/errors/{ADA}"])
async def test_what_people_put_into_a_path_is_in_no_span_and_no_log_line(client, spans, lines, path) -> None:
    await client.get(path)

    assert any(line["event"] == "request" for line in lines)
    assert ADA not in str(lines)
    assert ADA not in "".join(span.to_json() for span in spans.get_finished_spans())


async def test_a_log_line_names_the_route(client, lines) -> None:
    await client.get("/errors/Conflict")

    [line] = [line for line in lines if line["event"] == "request"]
    assert line["route"] == "/errors/{name}"


async def test_where_no_route_is_none_is_named(client, spans, lines) -> None:
    await client.get("/nowhere")

    [line] = lines
    [span] = spans.get_finished_spans()
    assert "route" not in line
    assert span.name == "GET"
    assert not {"http.route", "url.path"} & span.attributes.keys()
    assert counted("", 404) == 1


async def test_a_method_that_somebody_made_up_is_repeated_nowhere(client, spans, lines) -> None:
    await client.request("BREW", "/nowhere")

    [line] = lines
    [span] = spans.get_finished_spans()
    assert line["method"] == "_OTHER"
    assert span.name == "HTTP"


@pytest.fixture
def sampling_none(monkeypatch) -> InMemorySpanExporter:
    """What is recorded where the operator asks for no traces of their own: only what a parent decided."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(0.0)))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("foothold"))
    return exporter


@asynccontextmanager
async def client_outside() -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(routes(), keyring_of(KEY), faces_the_public=True) as client:
        yield client


async def test_nobody_outside_decides_what_is_sampled(sampling_none) -> None:
    async with client_outside() as client:
        await client.get("/things", headers={"traceparent": THEIRS})

    assert sampling_none.get_finished_spans() == ()


async def test_inside_the_caller_has_decided_what_is_sampled(client, sampling_none) -> None:
    await client.get("/things", headers={"traceparent": THEIRS})

    [span] = sampling_none.get_finished_spans()
    assert span.context.trace_id == THEIR_TRACE


async def test_a_request_from_outside_begins_a_trace_and_is_linked_to_the_one_it_names(spans) -> None:
    async with client_outside() as client:
        answer = await client.post("/others", headers={"traceparent": THEIRS})

    [span] = spans.get_finished_spans()
    assert span.parent is None
    assert span.context.trace_id != THEIR_TRACE
    assert [link.context.trace_id for link in span.links] == [THEIR_TRACE]
    assert answer.json()["trace"].split("-")[1] == f"{span.context.trace_id:032x}"


@pytest.mark.parametrize("malformed", ["theirs", "00-0-0-01", ""])
async def test_what_names_no_trace_is_linked_to_nothing(spans, malformed) -> None:
    async with client_outside() as client:
        await client.get("/things", headers={"traceparent": malformed})

    [span] = spans.get_finished_spans()
    assert span.links == ()


THEIR_IDS = {
    "x-request-id": "theirs-request",
    "x-correlation-id": "theirs-correlation",
    "traceparent": THEIRS,
}


async def test_ids_from_outside_are_linked_and_not_taken_over(spans, lines) -> None:
    async with client_outside() as client:
        answer = await client.get("/things", headers=THEIR_IDS)

    [line] = [line for line in lines if line["event"] == "request"]
    [span] = spans.get_finished_spans()
    assert answer.headers["x-request-id"].startswith("req_")
    assert answer.headers["x-correlation-id"].startswith("cor_")
    assert line["correlation_id"] == answer.headers["x-correlation-id"]
    assert line["request_id"] == answer.headers["x-request-id"]
    assert line["linked_request_id"] == span.attributes["foothold.linked_request_id"] == "theirs-request"
    assert (
        line["linked_correlation_id"]
        == span.attributes["foothold.linked_correlation_id"]
        == "theirs-correlation"
    )
    assert line["linked_trace_id"] == span.attributes["foothold.linked_trace_id"] == THEIRS.split("-")[1]


async def test_the_same_id_from_outside_is_another_one_for_each_request() -> None:
    async with client_outside() as client:
        answers = [await client.get("/things", headers=THEIR_IDS) for _ in range(2)]

    assert len({answer.headers["x-correlation-id"] for answer in answers}) == 2


@pytest.mark.parametrize(
    "malformed", ["short", "x" * 65, "with space", "ada@example.org", "new-line\u0085", ""]
)
async def test_an_id_from_outside_of_another_form_is_written_nowhere(spans, lines, malformed) -> None:
    async with client_outside() as client:
        await client.get("/things", headers={"x-correlation-id": malformed.encode("latin-1")})

    [line] = [line for line in lines if line["event"] == "request"]
    [span] = spans.get_finished_spans()
    assert "linked_correlation_id" not in line
    assert "foothold.linked_correlation_id" not in span.attributes


async def test_inside_the_ids_of_the_caller_are_taken_over(client, lines) -> None:
    answer = await client.get("/things", headers=THEIR_IDS)

    [line] = [line for line in lines if line["event"] == "request"]
    assert answer.headers["x-correlation-id"] == line["correlation_id"] == "theirs-correlation"
    assert not {name for name in line if name.startswith("linked_")}

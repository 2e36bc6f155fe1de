"""The gateway stands where anybody may call: it begins the traces of all that follows."""

from typing import get_args

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from foothold_chassis.errors import Unavailable
from foothold_chassis.runner import Runner
from foothold_chassis.telemetry import tracing
from foothold_gateway.app import build
from foothold_gateway.routes import Upstream
from foothold_gateway.settings import GatewaySettings

from .callers import request
from .upstreams import READ, hang_up, serving


async def test_the_gateway_goes_on_in_no_trace_from_outside() -> None:
    urls = {
        f"{service}{port}_url": f"http://{service}"
        for service in get_args(Upstream)
        for port in ("", "_internal")
    }
    service = build(GatewaySettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", **urls))

    surrounding, _ = Runner(service).app().user_middleware

    assert surrounding.kwargs["faces_the_public"]
    await service.database.close()


async def test_no_call_tells_whose_it_is(monkeypatch) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("foothold"))
    asked = request(method="GET", params={"project_id": "zoe@example.org"}, query="cursor=zoe")

    async with serving(hang_up) as proxy:
        with pytest.raises(Unavailable):
            await proxy.forward(READ, asked, b"")

    [span] = exporter.get_finished_spans()
    assert "zoe" not in span.to_json()
    assert span.attributes["url.full"].endswith("/v1/projects/{project_id}")
    assert span.attributes["error.type"] == "ServerDisconnectedError"

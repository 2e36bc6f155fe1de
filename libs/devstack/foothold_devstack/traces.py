"""A collector for one machine: takes traces by OTLP over HTTP, for tests and benchmarks."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as ProtoSpan

NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Span:
    """A span as it arrived; ids in hex, `parent_id` empty for the first of a trace."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: str
    attributes: dict[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    """The (trace id, span id) of each link."""

    began: float = 0
    ended: float = 0
    """Seconds since 1970, UTC."""


class TraceSink:
    """Listens on a free port of loopback while it is entered; `endpoint` is what OTEL_EXPORTER_OTLP_ENDPOINT takes.

    It keeps the spans in memory, or only counts them if asked to, since reading spans costs CPU that a benchmark
    would count as the services'.
    """

    def __init__(self, *, keep: bool = True) -> None:
        self.requests = 0
        self.bytes = 0
        self._keep = keep
        self._spans: list[Span] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def spans(self) -> Sequence[Span]:
        return tuple(self._spans)

    def take(self, body: bytes) -> None:
        self.requests += 1
        self.bytes += len(body)
        if not self._keep:
            return
        request = ExportTraceServiceRequest.FromString(body)
        for of_resource in request.resource_spans:
            service = _texts(of_resource.resource.attributes).get("service.name", "")
            for of_scope in of_resource.scope_spans:
                self._spans += [_span(service, span) for span in of_scope.spans]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                sink.take(self.rfile.read(length))
                body = ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        return Handler

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _span(service: str, span: ProtoSpan) -> Span:
    return Span(
        service,
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        ProtoSpan.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
        _texts(span.attributes),
        tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
        span.start_time_unix_nano / NANOSECONDS,
        span.end_time_unix_nano / NANOSECONDS,
    )


def _texts(attributes: Sequence[KeyValue]) -> dict[str, str]:
    found = {}
    for attribute in attributes:
        kind = attribute.value.WhichOneof("value")
        found[attribute.key] = str(getattr(attribute.value, kind)) if kind else ""
    return found

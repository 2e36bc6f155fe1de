"""Traces over HTTP, store, Kafka and wakes (OpenTelemetry, W3C Trace Context).

Spans are exported if OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) names a collector; sampling
and batches follow OpenTelemetry's own variables (OTEL_TRACES_SAMPLER, OTEL_BSP_…). Without one nothing is recorded,
and trace ids still go with requests, events and log lines. See docs/adr/0015-telemetry.md.
"""

import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.semconv._incubating.attributes.service_attributes import SERVICE_NAMESPACE
from opentelemetry.semconv.attributes.error_attributes import ERROR_TYPE
from opentelemetry.semconv.attributes.service_attributes import SERVICE_NAME
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from foothold_events.settings import WrongSettings

__all__ = ["Context", "Span", "SpanKind"]

NAMESPACE = "foothold"
TRACEPARENT = "traceparent"

Attributes = Mapping[str, AttributeValue]

_HEADERS = ("OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS")
"""They hold the exporter's credentials."""

_HEADER = re.compile(r"\s*[\w!#$%&'*+.^`|~-]+\s*=[^,]*")
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_W3C = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("foothold")


def configure(service: str, role: str) -> TracerProvider:
    """Install the provider of this process. Its `shutdown` exports the remaining spans.

    Raises:
        WrongSettings: the headers for the exporter are no headers.
    """
    _check_headers()
    resource = Resource.create({SERVICE_NAME: service, SERVICE_NAMESPACE: NAMESPACE, "foothold.role": role})
    if any(os.environ.get(name) for name in _ENDPOINTS):
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    else:
        provider = TracerProvider(sampler=ALWAYS_OFF, resource=resource)
    trace.set_tracer_provider(provider)
    return provider


def _check_headers() -> None:
    # its logger would quote them
    logging.getLogger("opentelemetry.util.re").setLevel(logging.CRITICAL)
    wrong = [
        name
        for name in _HEADERS
        for header in os.environ.get(name, "").split(",")
        if header.strip() and not _HEADER.fullmatch(header)
    ]
    if wrong:
        raise WrongSettings(
            [f"{name}: should be name=value[,name=value…], percent-encoded" for name in wrong]
        )


def parent(traceparent: str | None) -> Context:
    """Return the context of a `traceparent`; without one, or if it is malformed, one that begins a new trace."""
    return _W3C.extract({TRACEPARENT: traceparent} if traceparent else {}, Context())


def links_to(context: Context) -> list[Link]:
    """Return a link to the span of this context; empty if it has none."""
    named = trace.get_current_span(context).get_span_context()
    return [Link(named)] if named.is_valid else []


def traceparent_of(span: Span) -> str | None:
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, trace.set_span_in_context(span, Context()))
    return carrier.get(TRACEPARENT)


def current() -> str | None:
    """Return the `traceparent` of the current span; `None` outside of any span."""
    return traceparent_of(trace.get_current_span())


def ids(within: Context | None = None) -> tuple[str, str] | None:
    """Return trace id and span id for log lines: of the current span, or of the span of `within`."""
    context = trace.get_current_span(within).get_span_context()
    if not context.is_valid:
        return None
    return trace.format_trace_id(context.trace_id), trace.format_span_id(context.span_id)


def is_recorded() -> bool:
    """Return whether the current span belongs to a recorded trace."""
    return trace.get_current_span().is_recording()


@contextmanager
def span(
    name: str,
    attributes: Attributes | None = None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    within: Context | None = None,
    links: Sequence[Link] = (),
) -> Iterator[Span]:
    """Run a block as a span: a child of the current span, or of the span of `within`.

    An error sets the span's `error.type`. Its message stays out, since it may quote what people sent.
    """
    with _tracer.start_as_current_span(
        name,
        within,
        kind,
        attributes,
        links,
        record_exception=False,
        set_status_on_exception=False,
    ) as started:
        try:
            yield started
        except Exception as error:
            failed(started, error)
            raise


def failed(span: Span, error: BaseException | str) -> None:
    span.set_attribute(ERROR_TYPE, error if isinstance(error, str) else type(error).__name__)
    span.set_status(Status(StatusCode.ERROR))


def start(name: str, attributes: Attributes, kind: SpanKind) -> Span:
    """Begin a span that does not become the current one; the caller ends it."""
    return _tracer.start_span(name, None, kind, attributes)


def joined(name: str, traceparent: str, attributes: Attributes) -> str | None:
    """Add a mark to an older trace, linked both ways with the current span; return the mark's `traceparent`."""
    here = trace.get_current_span()
    mark = _tracer.start_span(
        name, parent(traceparent), SpanKind.INTERNAL, attributes, [Link(here.get_span_context())]
    )
    here.add_link(mark.get_span_context())
    mark.end()
    return traceparent_of(mark)

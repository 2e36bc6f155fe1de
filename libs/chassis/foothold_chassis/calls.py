"""A call of another service over HTTP, as traces and metrics see it. Only the gateway makes any."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.semconv.attributes.http_attributes import HTTP_REQUEST_METHOD, HTTP_RESPONSE_STATUS_CODE
from opentelemetry.semconv.attributes.server_attributes import SERVER_ADDRESS

from foothold_chassis import metrics, tracing

NO_ANSWER = "error"


class Call:
    """One call; `headers` carry its trace on."""

    def __init__(self, span: tracing.Span) -> None:
        self._span = span
        self.status = NO_ANSWER

    @property
    def headers(self) -> dict[str, str]:
        traceparent = tracing.traceparent_of(self._span)
        return {tracing.TRACEPARENT: traceparent} if traceparent else {}

    def answered(self, status: int) -> None:
        self.status = str(status)
        self._span.set_attribute(HTTP_RESPONSE_STATUS_CODE, status)
        if status >= 400:
            tracing.failed(self._span, self.status)


@contextmanager
def calling(service: str, method: str) -> Iterator[Call]:
    """Make a call within this; say `answered` when it was."""
    attributes = {HTTP_REQUEST_METHOD: method, SERVER_ADDRESS: service}
    with tracing.span(f"{method} {service}", attributes, kind=tracing.SpanKind.CLIENT) as span:
        call = Call(span)
        started = time.perf_counter()
        try:
            yield call
        finally:
            seconds = time.perf_counter() - started
            metrics.HTTP_CLIENT.labels(service, call.status).observe(seconds)

"""The spans and metrics of a call to a service over HTTP. Only the gateway makes such calls."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from opentelemetry.semconv._incubating.attributes.url_attributes import URL_TEMPLATE
from opentelemetry.semconv.attributes.http_attributes import HTTP_REQUEST_METHOD, HTTP_RESPONSE_STATUS_CODE
from opentelemetry.semconv.attributes.server_attributes import SERVER_ADDRESS, SERVER_PORT
from opentelemetry.semconv.attributes.url_attributes import URL_FULL

from foothold_chassis.telemetry import metrics, tracing

PORTS = {"http": 80, "https": 443}


class Call:
    """One call; `headers` pass its trace on. Without an answer it has no status; with one below 400 it has no error."""

    def __init__(self, span: tracing.Span) -> None:
        self._span = span
        self.status = ""
        self.error = ""

    @property
    def headers(self) -> dict[str, str]:
        traceparent = tracing.traceparent_of(self._span)
        return {tracing.TRACEPARENT: traceparent} if traceparent else {}

    def answered(self, status: int) -> None:
        self.status = str(status)
        self._span.set_attribute(HTTP_RESPONSE_STATUS_CODE, status)
        if status >= 400:
            self._failed(self.status)

    def broke(self, error: BaseException) -> None:
        """Record that no answer came, or not all of it."""
        self._failed(type(error).__name__)

    def _failed(self, error: str) -> None:
        self.error = error
        tracing.failed(self._span, error)


@contextmanager
def calling(service: str, method: str, url: str) -> Iterator[Call]:
    """Open the span and the measures of one call; the caller reports `answered`.

    `url` is a template such as `http://catalog-api:8080/v1/projects/{project_id}`, since the values in braces and the
    query are input of people. `service` takes the place of the host, which has another name in each installation.
    """
    parts = urlsplit(url)
    port = parts.port or PORTS[parts.scheme]
    attributes: tracing.Attributes = {
        HTTP_REQUEST_METHOD: method,
        SERVER_ADDRESS: service,
        SERVER_PORT: port,
        URL_FULL: url,
        URL_TEMPLATE: parts.path,
    }
    with tracing.span(f"{method} {parts.path}", attributes, kind=tracing.SpanKind.CLIENT) as span:
        call = Call(span)
        started = time.perf_counter()
        try:
            yield call
        except BaseException as error:
            call.broke(error)
            raise
        finally:
            seconds = time.perf_counter() - started
            metrics.HTTP_CLIENT.labels(method, service, port, call.status, call.error).observe(seconds)

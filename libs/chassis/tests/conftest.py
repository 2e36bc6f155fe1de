from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from foothold_chassis import logs

from .callers import client_of, keyring_of
from .things import KEY, routes


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    """A caller of the service of things."""
    async with client_of(routes(), keyring_of(KEY)) as client:
        yield client


@pytest.fixture(scope="session")
def exporter() -> InMemorySpanExporter:
    """A process has one provider, for good."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    """What was traced since the test began: `get_finished_spans()`."""
    exporter.clear()
    yield exporter
    exporter.clear()


@pytest.fixture
def lines() -> Iterator[list[structlog.typing.EventDict]]:
    """Log lines as they would be written, from when the test began."""
    whole = (structlog.contextvars.merge_contextvars, logs._trace, logs._frames_only)
    with capture_logs(processors=whole) as lines:
        yield lines

"""The spans of a store's calls, and the trace that its events carry."""

from contextlib import AbstractContextManager

from foothold_chassis.causes import Cause, Command
from foothold_chassis.store.documents import Loaded
from foothold_chassis.telemetry import tracing


def span_of(call: str, aggregate: str, id: str) -> AbstractContextManager[tracing.Span]:
    return tracing.span(f"{call} {aggregate}", {"foothold.aggregate.id": id})


def trace_of_events(aggregate: str, loaded: Loaded, cause: Cause | None) -> str | None:
    """Return the `traceparent` for the events: the current span's, but if a person acts on a step of something longer
    (signs a contract that a selection began), that of the longer trace."""
    if isinstance(cause, Command) and loaded.is_step and loaded.trace is not None:
        return tracing.joined(f"command {aggregate}", loaded.trace, {"foothold.aggregate.id": loaded.id})
    return tracing.current() or loaded.trace

"""One call of a MongoDB driver: measured, traced, and with this system's errors instead of the driver's."""

import time
from types import TracebackType

from opentelemetry.semconv.attributes.db_attributes import (
    DB_COLLECTION_NAME,
    DB_NAMESPACE,
    DB_OPERATION_NAME,
    DB_SYSTEM_NAME,
)
from pymongo import errors

from foothold_chassis.errors import AmbiguousCommit, FootholdError, StoreUnavailable
from foothold_chassis.telemetry import metrics, tracing

_DUPLICATE_KEY = 11000


class DuplicateKey(FootholdError):
    """A document with this id (or another unique key) exists already."""


class Operation:
    """One call of the driver: measured, with a span if its trace is recorded, and with this system's errors."""

    __slots__ = ("_collection", "_database", "_name", "_span", "_started", "_writes")

    def __init__(self, name: str, database: str, collection: str, *, writes: bool = False) -> None:
        self._name = name
        self._database = database
        self._collection = collection
        self._writes = writes

    def __enter__(self) -> None:
        # polls outside of a trace (sweeper, wakes, health) would each become a trace
        self._span = self._begin() if tracing.is_recorded() else None
        self._started = time.perf_counter()

    def _begin(self) -> tracing.Span:
        attributes = {
            DB_SYSTEM_NAME: "mongodb",
            DB_NAMESPACE: self._database,
            DB_COLLECTION_NAME: self._collection,
            DB_OPERATION_NAME: self._name,
        }
        return tracing.start(f"{self._name} {self._collection}", attributes, tracing.SpanKind.CLIENT)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outcome = "ok" if error is None or isinstance(error, errors.DuplicateKeyError) else "error"
        metrics.MONGO.labels(self._name, outcome).observe(time.perf_counter() - self._started)
        if self._span is not None:
            if error is not None and outcome == "error":
                tracing.failed(self._span, error)
            self._span.end()
        if isinstance(error, errors.PyMongoError):
            translated = _translated(self._collection, error, writes=self._writes)
            if translated is not None:
                raise translated from error


def _translated(name: str, error: errors.PyMongoError, *, writes: bool) -> FootholdError | None:
    """Return this system's error for an error of the driver; `None` if it can only be a mistake of ours."""
    match error:
        case errors.DuplicateKeyError():
            return DuplicateKey(f"{name}: {error.details}")
        case errors.BulkWriteError():
            return _of_bulk(name, error)
        case errors.ServerSelectionTimeoutError():
            return StoreUnavailable(f"{name}: no MongoDB primary answers")
        case errors.ConnectionFailure() | errors.WTimeoutError() | errors.WriteConcernError():
            # sent, and not known to be replicated: it may stay or be rolled back
            return (AmbiguousCommit if writes else StoreUnavailable)(f"{name}: {error}")
        case errors.ExecutionTimeout():
            return (AmbiguousCommit if writes else StoreUnavailable)(f"{name}: timed out")
        case _:
            return None


def _of_bulk(name: str, error: errors.BulkWriteError) -> FootholdError:
    details = error.details
    codes = {item["code"] for item in details.get("writeErrors", [])}
    if codes == {_DUPLICATE_KEY}:
        return DuplicateKey(f"{name}: {len(details['writeErrors'])} of the bulk")
    return AmbiguousCommit(f"{name}: {details}")

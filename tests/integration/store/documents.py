"""Two documents with a value of every kind that we keep, and what BSON makes of a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 6, 1, 9, 0, 0, 123_456, tzinfo=UTC)
KEPT = NOW.replace(microsecond=123_000)
HOUR = timedelta(hours=1)

FULL: dict[str, Any] = {
    "_id": "full",
    "text": "b",
    "number": 2,
    "flag": True,
    "nothing": None,
    "bytes": b"\x00\xff",
    "at": NOW,
    "inner": {"deep": {"n": 1}, "text": "x"},
    "items": [{"id": "a", "n": 1, "at": NOW}, {"id": "b", "n": 2, "at": NOW + HOUR}],
    "tags": ["x", "y"],
    "empty": [],
}
BARE: dict[str, Any] = {"_id": "bare", "text": "a", "number": 1.5, "at": "later", "items": []}

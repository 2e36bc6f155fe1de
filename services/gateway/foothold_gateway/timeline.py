"""The timeline of a contract: a projection of the events of every service, one row for each event."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel

from foothold_chassis.errors import NotYet
from foothold_chassis.store import Part, Projection, Row
from foothold_events.envelope import Envelope

RELATIONS = ("contract_id", "application_id", "organization_id", "talent_id")


async def record(event: Envelope[Any], timeline: Projection) -> None:
    """Keep an event of any type; only its first delivery counts."""
    fields = {name: value for name in RELATIONS if (value := getattr(event.data, name, None)) is not None}
    await timeline.put(
        event.id,
        {
            **fields,
            "time": event.time,
            "received_at": datetime.now(UTC),
            "type": event.type,
            "subject": event.subject,
            "sequence": str(event.sequence),
        },
        cause=event,
    )


class TimelineEvent(BaseModel):
    """`latency_ms` is the time from the event's commit to its arrival here; null if its service's clock runs ahead."""

    time: AwareDatetime
    service: str
    type: str
    event_id: str
    subject: str
    sequence: str
    latency_ms: float | None

    @classmethod
    def of(cls, row: Row) -> Self:
        latency = (row["received_at"] - row["time"]).total_seconds() * 1000
        return cls(
            time=row["time"],
            service=row["type"].split(".")[1],
            type=row["type"],
            event_id=row["id"],
            subject=row["subject"],
            sequence=row["sequence"],
            latency_ms=round(latency, 1) if latency >= 0 else None,
        )


class Timeline(BaseModel):
    contract_id: str
    items: list[TimelineEvent]


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a contract that have arrived, and whom they are about."""

    contract_id: str
    application_id: str
    organization_id: str
    talent_id: str
    rows: list[Row]


async def of_contract(contract_id: str, timeline: Projection, limit: int, part: Part) -> Events:
    """Return the first `limit` events of a contract, by their times, to a reader with a part in it.

    Raises:
        NotYet: no event of it has arrived that names its parties, or the reader is none of them.
    """
    naming = {"contract_id": contract_id, "application_id": {"$exists": True}, "$or": list(part)}
    first = await timeline.find(naming, sort="time", limit=1)
    if not first:
        raise NotYet(f"No event of {contract_id} has arrived yet.")
    [drafted] = first
    found = await timeline.find({"contract_id": contract_id}, sort="time", limit=limit)
    parties = (drafted["application_id"], drafted["organization_id"], drafted["talent_id"])
    return Events(contract_id, *parties, found)


async def timeline_of(events: Events, timeline: Projection, limit: int) -> Timeline:
    """Return the events of a contract and of its application, in the order of their times."""
    of_application = {"application_id": events.application_id, "contract_id": None}
    found = [*events.rows, *await timeline.find(of_application, sort="time", limit=limit)]
    found.sort(key=lambda row: (row["time"], row["subject"], row["sequence"]))
    return Timeline(contract_id=events.contract_id, items=[TimelineEvent.of(row) for row in found])

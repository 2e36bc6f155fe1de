"""An aggregate of the size of a contract, and the bare write that its store is compared with."""

import itertools
import json
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.store.mongo import Collection
from foothold_events.envelope import Event

PARTITIONS = 12


class Changed(Event):
    """On a topic of its own, so that no service has to work off the events of a benchmark."""

    TYPE: ClassVar[str] = "foothold.bench.engagement.changed.v1"
    contract_id: str = "ctr_0123456789abcdef01234567"
    talent_id: str = "tal_0123456789abcdef01234567"


class Engagement(Aggregate):
    """As many fields and bytes as a contract in the middle of its life."""

    BRIEF: ClassVar[str] = "Clean a customer list so that each customer stands in it once. " * 8

    changes: int = 0
    title: str = "A data task of 12 hours"
    brief: str = BRIEF
    skills: list[dict[str, Any]] = Field(
        default_factory=lambda: [{"name": f"skill-{n}", "need": "must", "level": 3} for n in range(4)]
    )
    pay: dict[str, Any] = Field(default_factory=lambda: {"amount": 36_000, "currency": "USD"})
    signatures: dict[str, Any] = Field(
        default_factory=lambda: {
            side: {"hash": "ab" * 32, "seal": "cd" * 32} for side in ("company", "talent")
        }
    )
    deadline: datetime | None = None

    def change(self, now: datetime) -> list[Event]:
        self.changes += 1
        self.deadline = now
        return [Changed()]

    def follow(self, now: datetime) -> list[Event]:
        self.changes += 1
        self.deadline = now
        return []


def begin(id: str, now: datetime) -> tuple[Engagement, list[Event]]:
    del now
    return Engagement(id=id), []


_turns = itertools.count()


async def bare_change(collection: Collection, id: str) -> None:
    """Load a document of the same size and update it, as any service could, without any guarantee."""
    found = await collection.find_one({"_id": id})
    assert found is not None
    state = found["state"]
    state["changes"] += 1
    await collection.find_one_and_update(
        {"_id": id, "version": found["version"]}, {"$set": {"state": state}, "$inc": {"version": 1}}
    )


def bare_document(id: str) -> dict[str, Any]:
    return {"_id": id, "version": 1, "state": json.loads(Engagement(id=id).model_dump_json())}


def turn() -> int:
    """Number the runs, so that each has ids of its own."""
    return next(_turns)

"""The documents of parked subjects, and what a worker does with them."""

from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from pydantic import BaseModel

from foothold_chassis.backoff import backoff
from foothold_chassis.bus.parking.records import Handle, Parked, Raw, describe, fields_of, size_of
from foothold_chassis.clock import Clock
from foothold_chassis.errors import NotFound, Unavailable
from foothold_chassis.store.cursor import by_cursor
from foothold_chassis.store.mongo import Database, Document, DuplicateKey
from foothold_chassis.telemetry import metrics

log = structlog.get_logger()

MAX_BYTES = 8_000_000
"""Half of what a MongoDB document holds; a subject with more parked records holds its partition instead."""

LEASE = timedelta(minutes=1)
BACKOFF_FIRST = timedelta(seconds=5)
BACKOFF_MAX = timedelta(minutes=10)
PAGE = 200


class ParkingFull(Unavailable):
    """A subject has more parked events than one document holds."""


class ParkedSubject(BaseModel):
    """A parked subject: its records (topic:partition:offset), the reason, since when, and the time of the next try."""

    id: str
    records: list[str]
    error: str
    tries: int
    since: datetime
    retry_at: datetime


class Parking:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._collection = database.collection("parked")
        self.clock = clock

    async def ensure_indexes(self) -> None:
        await self._collection.create_index([("wake_at", 1)])
        await self._collection.create_index([("since", 1)])

    async def is_empty(self) -> bool:
        return await self._collection.find_one({}, {"_id": 1}) is None

    async def among(self, subjects: list[str]) -> set[str]:
        """Return those of these subjects that have parked records."""
        found = await self._collection.find({"_id": {"$in": subjects}}, {"_id": 1}, limit=len(subjects))
        return {document["_id"] for document in found}

    async def begin(self, subject: str, record: Raw, error: Exception) -> None:
        """Park a record that could not be handled, whether or not it is the first of its subject."""
        fields = fields_of(record)
        now = self.clock.now()
        with suppress(DuplicateKey):  # it is parked already
            await self._collection.update_one(
                {"_id": subject, "records.id": {"$ne": fields["id"]}},
                {
                    "$push": {"records": fields},
                    "$inc": {"size": size_of(record)},
                    "$set": {"error": describe(error)},
                    "$setOnInsert": {"wake_at": now + BACKOFF_FIRST, "tries": 0, "since": now},
                },
                upsert=True,
            )
        metrics.PARKED.inc()
        log.error("parked", subject=subject, record=fields["id"], error=describe(error))

    async def append(self, subject: str, record: Raw) -> bool:
        """Park a record behind others of its subject; return false if none is parked (any more).

        Raises:
            ParkingFull: the document holds too many already.
        """
        fields = fields_of(record)
        appended = await self._collection.update_one(
            {"_id": subject, "records.id": {"$ne": fields["id"]}, "size": {"$lt": MAX_BYTES}},
            {"$push": {"records": fields}, "$inc": {"size": size_of(record)}},
        )
        if appended:
            return True
        found = await self._collection.find_one({"_id": subject}, {"size": 1, "records.id": 1})
        if found is None:
            return False
        if any(waiting["id"] == fields["id"] for waiting in found["records"]):
            return True
        raise ParkingFull(f"{subject} has {found['size']} bytes of events waiting.")

    async def claim(self) -> Document | None:
        """Claim the subject that has been due for longest, for the length of a lease."""
        now = self.clock.now()
        return await self._collection.find_one_and_update(
            {"wake_at": {"$lte": now}},
            {"$set": {"wake_at": now + LEASE}, "$inc": {"tries": 1}},
            sort=[("wake_at", 1)],
        )

    async def next_try(self) -> datetime | None:
        """Return when a subject is due next; `None` if none is parked."""
        found = await self._collection.find({}, {"wake_at": 1}, sort=[("wake_at", 1)], limit=1)
        return found[0]["wake_at"] if found else None

    async def drain(self, document: Document, handle: Handle) -> bool:
        """Handle the parked records in order, until none is left or one fails; return whether none is left."""
        subject = document["_id"]
        while document["records"]:
            for fields in document["records"]:
                try:
                    await handle(Parked.of(fields))
                except Exception as error:  # noqa: BLE001 - kept in the document, and tried again later
                    await self._postpone(document, error)
                    return False
                await self._collection.update_one(
                    {"_id": subject},
                    {
                        "$pull": {"records": {"id": fields["id"]}},
                        "$inc": {"size": -size_of(Parked.of(fields))},
                    },
                )
            document = await self._collection.find_one({"_id": subject}) or {"records": []}
        # a record appended meanwhile stays with the document, which is due at the end of the lease
        if not await self._collection.delete_one({"_id": subject, "records": {"$size": 0}}):
            await self._collection.update_one({"_id": subject}, {"$set": {"wake_at": self.clock.now()}})
            return False
        log.info("parked_drained", subject=subject)
        return True

    async def _postpone(self, document: Document, error: Exception) -> None:
        # it had failed once when it was parked
        later = backoff(document["tries"] + 1, BACKOFF_FIRST, BACKOFF_MAX)
        log.warning("still_parked", subject=document["_id"], error=describe(error))
        await self._collection.update_one(
            {"_id": document["_id"]},
            {"$set": {"wake_at": self.clock.now() + later, "error": describe(error)}},
        )

    async def find(self, *, after: str | None = None, limit: int = PAGE) -> list[ParkedSubject]:
        """Return the parked subjects, ordered by id, after the id `after`."""
        where = {"_id": {"$gt": after}} if after else {}
        unseen = {"records.value": 0, "records.headers": 0, "records.key": 0}
        found = await self._collection.find(where, unseen, limit=limit)
        return [
            ParkedSubject(
                id=document["_id"],
                records=[record["id"] for record in document["records"]],
                error=document["error"],
                tries=document["tries"],
                since=document["since"],
                retry_at=document["wake_at"],
            )
            for document in found
        ]

    async def depth(self, at_most: int) -> tuple[int, datetime | None]:
        """Count the parked subjects, up to `at_most`; return also since when the oldest is parked."""
        count = await self._collection.count({}, at_most=at_most)
        oldest = await self._collection.find({}, {"since": 1}, sort=[("since", 1)], limit=1) if count else []
        return count, (oldest[0]["since"] if oldest else None)

    async def retry_those_of(self, id: str) -> None:
        """Make the subjects due now whose reason names this document, such as one that is frozen no more."""
        async for parked in by_cursor(lambda after: self.find(after=after), lambda parked: parked.id):
            if id in parked.error.split():
                await self.retry(parked.id)

    async def retry(self, subject: str) -> None:
        """Make the subject due now, so that the next worker tries it.

        Raises:
            NotFound: this subject is not parked.
        """
        if not await self._collection.update_one({"_id": subject}, {"$set": {"wake_at": self.clock.now()}}):
            raise NotFound(f"Nothing is parked for {subject}.")

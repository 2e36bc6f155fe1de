"""The documents of parked subjects, and what a worker does with them."""

from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from pydantic import BaseModel

from foothold_chassis.backoff import backoff
from foothold_chassis.bus.parking.records import (
    Handle,
    Parked,
    Raw,
    alone,
    describe,
    fields_of,
    id_of,
    kind_of,
    size_of,
)
from foothold_chassis.clock import Clock
from foothold_chassis.errors import Conflict, NotFound, Unavailable
from foothold_chassis.store.cursor import by_cursor
from foothold_chassis.store.mongo import Database, Document, DuplicateKey
from foothold_chassis.telemetry import metrics
from foothold_events.envelope import NoEvent

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
        metrics.PARKED.labels(kind_of(error)).inc()
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
                record = Parked.of(fields)
                try:
                    await handle(record)
                except NoEvent as error:
                    if subject == alone(record):
                        await self._postpone(document, error)
                        return False
                    await self.begin(alone(record), record, error)
                except Exception as error:  # noqa: BLE001 - kept in the document, and tried again later
                    await self._postpone(document, error)
                    return False
                await self._remove(subject, record)
            document = await self._collection.find_one({"_id": subject}) or {"records": []}
        # a record appended meanwhile stays with the document, which is due at the end of the lease
        if not await self._end_or_go_on(subject):
            return False
        log.info("parked_drained", subject=subject)
        return True

    async def _remove(self, subject: str, record: Raw) -> bool:
        return await self._collection.update_one(
            {"_id": subject, "records.id": id_of(record)},
            {"$pull": {"records": {"id": id_of(record)}}, "$inc": {"size": -size_of(record)}},
        )

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

    async def must_be_first(self, subject: str, record_id: str) -> str:
        """Return why the subject waits.

        Raises:
            NotFound: this record is not parked for this subject.
            Conflict: the record is not the first of its subject, so nobody knows yet whether it can be handled.
        """
        found = await self._collection.find_one({"_id": subject}, {"error": 1, "records.id": 1})
        waiting = [record["id"] for record in found["records"]] if found else []
        if found is None or record_id not in waiting:
            raise NotFound(f"The record {record_id} is not parked for {subject}.")
        if waiting[0] != record_id:
            raise Conflict(f"Only the first record can be discarded; it is {waiting[0]}.", code="not_first")
        return str(found["error"])

    async def discard(self, subject: str, record_id: str) -> None:
        """Remove the record, if it is still there. The rest of its subject is due now."""
        found = await self._collection.find_one({"_id": subject, "records.id": record_id})
        for fields in found["records"] if found else []:
            if fields["id"] == record_id and await self._remove(subject, Parked.of(fields)):
                metrics.DISCARDED.inc()
                log.warning("discarded", subject=subject, record=record_id)
        await self._end_or_go_on(subject)

    async def erase_before(self, erasure: Raw) -> None:
        """Remove what is parked of the subject of an erasure and came before it: nothing may be made of it any more,
        and it holds what is to be forgotten."""

        def page(after: str | None) -> Awaitable[list[Document]]:
            where = {"records.key": erasure.key} | ({"_id": {"$gt": after}} if after else {})
            return self._collection.find(where, limit=PAGE)

        async for document in by_cursor(page, lambda found: str(found["_id"])):
            for record in map(Parked.of, document["records"]):
                is_of_it = (record.topic, record.key) == (erasure.topic, erasure.key)
                if is_of_it and record.offset < erasure.offset:
                    await self._remove(document["_id"], record)
            await self._end_or_go_on(document["_id"])

    async def _end_or_go_on(self, subject: str) -> bool:
        """Remove the document if it is empty; otherwise make it due now. Return whether it was removed."""
        if await self._collection.delete_one({"_id": subject, "records": {"$size": 0}}):
            return True
        await self._collection.update_one({"_id": subject}, {"$set": {"wake_at": self.clock.now()}})
        return False

    async def retry(self, subject: str) -> None:
        """Make the subject due now, so that the next worker tries it.

        Raises:
            NotFound: this subject is not parked.
        """
        if not await self._collection.update_one({"_id": subject}, {"$set": {"wake_at": self.clock.now()}}):
            raise NotFound(f"Nothing is parked for {subject}.")

"""One service's database, and the drivers' client behind it."""

from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import SecretStr
from pymongo import AsyncMongoClient
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.store.mongo.collection import READ_TIMEOUT_MS, Collection
from foothold_chassis.store.mongo.operation import Operation

Driver = Literal["motor", "pymongo"]

WRITE_TIMEOUT_MS = 10_000
SERVER_SELECTION_TIMEOUT_MS = 5_000
POOL_SIZE = 100


class Database:
    """One service's database. It connects with the first call, so it can be made outside of a loop."""

    def __init__(self, uri: SecretStr, name: str, driver: Driver = "motor") -> None:
        self.name = name
        self.driver = driver
        self.last_write: object | None = None
        """The last write to the whole replica set that a majority had when `server_time` was asked; `None` if the
        server did not answer, or does not tell (a router of shards)."""

        self._uri = uri

    @cached_property
    def _client(self) -> Any:
        client_class: Any = AsyncIOMotorClient if self.driver == "motor" else AsyncMongoClient
        return client_class(
            self._uri.get_secret_value(),
            tz_aware=True,
            maxPoolSize=POOL_SIZE,
            serverSelectionTimeoutMS=SERVER_SELECTION_TIMEOUT_MS,
            connectTimeoutMS=SERVER_SELECTION_TIMEOUT_MS,
            socketTimeoutMS=WRITE_TIMEOUT_MS + READ_TIMEOUT_MS,
        )

    def use(self, client: Any) -> None:
        """Talk to this client of a driver, or to what behaves like one, and make none for the address."""
        self._client = client

    def driver_collection(self, name: str) -> Any:
        return self._client.get_database(self.name).get_collection(
            name,
            codec_options=CodecOptions(tz_aware=True, tzinfo=UTC),
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=WriteConcern(w="majority", j=True, wtimeout=WRITE_TIMEOUT_MS),
        )

    def collection(self, name: str) -> Collection:
        return Collection(self.name, name, lambda: self.driver_collection(name))

    async def ping(self) -> None:
        """Ask for a primary; raise `StoreUnavailable` if there is none."""
        await self.server_time()

    async def server_time(self) -> datetime:
        """Return the primary's own time, in UTC."""
        try:
            with Operation("hello", self.name, "$cmd"):
                answer = await self._client.get_database("admin").command("hello")
        except StoreUnavailable:
            self.last_write = None
            raise
        # the majority's: what is named here, a read with read concern majority finds
        self.last_write = answer.get("lastWrite", {}).get("majorityOpTime")
        if not answer.get("isWritablePrimary"):
            raise StoreUnavailable(f"{self.name}: the server that answers is not the primary")
        moment: datetime = answer["localTime"]
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    async def drop(self) -> None:
        """Drop the whole database (tests and benchmarks only)."""
        with Operation("drop", self.name, "$cmd", writes=True):
            await self._client.drop_database(self.name)

    async def close(self) -> None:
        if "_client" in vars(self):
            closing = self._client.close()
            if closing is not None:
                await closing

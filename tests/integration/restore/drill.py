"""A service's database put back to an earlier moment, while the stream and the provider's books stay as they are."""

from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from foothold_chassis.store import Database
from foothold_devstack.platform import Platform

OFFSETS = "offsets"
NOT_OURS = frozenset({"sandbox_movements"})
"""The provider's own books: no backup of ours holds them."""

MOST = 100_000

Backup = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Drill:
    platform: Platform
    service: str

    def database(self) -> Database:
        return Database(SecretStr(self.platform.stack.mongo_uri), f"foothold_{self.service}", "pymongo")

    async def back_up(self) -> Backup:
        """Read every collection while the service goes on: the offsets before the documents (docs/restore.md)."""
        database = self.database()
        try:
            names = await self._collections(database)
            in_order = sorted(names, key=lambda name: (name != OFFSETS, name))
            return {name: await database.collection(name).find({}, limit=MOST) for name in in_order}
        finally:
            await database.close()

    async def put_back(self, backup: Backup) -> None:
        """Stop the service, put its database back, raise its epoch, and start it again."""
        await self.platform.terminate(self.service)
        database = self.database()
        try:
            for name in await self._collections(database):
                driver = database.driver_collection(name)
                await driver.delete_many({})
                if documents := backup.get(name):
                    await driver.insert_many(documents)
        finally:
            await database.close()
        epoch = int(self.platform.env(self.service).get("FOOTHOLD_EPOCH", "0")) + 1
        self.platform.env(self.service)["FOOTHOLD_EPOCH"] = str(epoch)
        await self.platform.restart(self.service)

    async def _collections(self, database: Database) -> list[str]:
        found = await database.driver_collection(OFFSETS).database.list_collection_names()
        return sorted(set(found) - NOT_OURS)

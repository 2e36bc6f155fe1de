"""What a run wrote and sent: commits by collection, and commands by kind, as MongoDB itself counts them."""

from collections import Counter
from typing import Any

from pymongo import AsyncMongoClient

PREFIX = "foothold_"
KINDS = ("find", "insert", "update", "findAndModify", "delete")

READ_MODELS = frozenset({"gateway.timeline"})
MOVEMENTS = frozenset({"payouts.sandbox_movements"})
"""Also written for their effect: the provider's movements."""


class Counts:
    """Asks once before and once after; `commits_since` and `commands_since` give the difference."""

    def __init__(self, uri: str) -> None:
        self._client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri)

    async def close(self) -> None:
        await self._client.close()

    async def commits(self) -> Counter[str]:
        """Count every document that was written for its effect: an aggregate once for each version, a row
        and a movement once. Offsets, outbox clearing and leases are bookkeeping and do not count."""
        found: Counter[str] = Counter()
        for name in await self._client.list_database_names():
            if name.startswith(PREFIX):
                service, database = name.removeprefix(PREFIX), self._client[name]
                for collection in await database.list_collection_names():
                    written = await self._written(f"{service}.{collection}", database[collection])
                    if written:
                        found[f"{service}.{collection}"] = written
        return found

    @staticmethod
    async def _written(name: str, collection: Any) -> int:
        if name in READ_MODELS | MOVEMENTS:
            return int(await collection.count_documents({}))
        cursor = await collection.aggregate([{"$group": {"_id": None, "versions": {"$sum": "$version"}}}])
        return sum([int(row["versions"]) async for row in cursor])

    async def commands(self) -> Counter[str]:
        """Count the commands that the server got, with those of the bookkeeping."""
        commands = (await self._client.admin.command("serverStatus"))["metrics"]["commands"]
        return Counter({kind: commands[kind]["total"] for kind in KINDS})

"""What a bare load and update cost in the same minute; everything else is compared with it."""

import asyncio
import os
from dataclasses import dataclass
from typing import Self

from bench.cores import Cores
from bench.measure import rate_of
from bench.place import Place
from bench.subject import bare_change, bare_document
from foothold_chassis.store.mongo import Collection, Database, Driver

AT_ONCE = 32
PAIRS = 62 * AT_ONCE
DOCUMENTS = 500


@dataclass(frozen=True, slots=True)
class Raw:
    """Pairs a second, and the milliseconds of CPU for each pair, here and in mongod."""

    per_second: float
    cpu_ms: float


class RawPairs:
    """A collection of documents of the size of a contract, loaded and updated by 32 at once."""

    def __init__(self, place: Place, driver: Driver, mongod: int) -> None:
        self._database: Database = place.database(driver)
        self._pids = {"here": os.getpid(), "mongod": mongod}
        self._bare: Collection = self._database.collection("bare")

    async def __aenter__(self) -> Self:
        for n in range(DOCUMENTS):
            await self._bare.insert_one(bare_document(f"eng_{n}"))
        await self.run()  # warm
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._database.drop()
        await self._database.close()

    async def run(self) -> Raw:
        async def work(worker: int) -> None:
            for n in range(PAIRS // AT_ONCE):
                await bare_change(self._bare, f"eng_{(worker + n * AT_ONCE) % DOCUMENTS}")

        cores = Cores(self._pids)
        rate = await rate_of(PAIRS, asyncio.gather(*map(work, range(AT_ONCE))))
        return Raw(rate, sum(cores.used().values()) / PAIRS * 1000)

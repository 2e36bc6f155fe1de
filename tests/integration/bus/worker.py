"""The tally service as a process of its own: `python -m tests.integration.bus.worker RUN DATABASE DRIVER`."""

import asyncio
import os
import sys

import uvloop
from pydantic import SecretStr

from foothold_chassis.store.mongo import Database, Driver
from foothold_chassis.telemetry import logs
from tests.integration.bus.replica import Replica
from tests.integration.bus.tally import types_of


async def work(run: str, database_name: str, driver: Driver) -> None:
    database = Database(SecretStr(os.environ["FOOTHOLD_MONGO_URI"]), database_name, driver)
    replica = Replica(os.environ["FOOTHOLD_KAFKA_BOOTSTRAP"], database, *types_of(run))
    async with replica.running():
        await asyncio.Event().wait()


if __name__ == "__main__":
    logs.configure("tally")
    uvloop.run(work(*sys.argv[1:4]))

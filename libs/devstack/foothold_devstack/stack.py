"""Kafka and MongoDB for one run: the ones that the environment names, else containers if asked for, else processes."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import SecretStr

from foothold_devstack import containers, kafka
from foothold_devstack.kafka import KafkaNode
from foothold_devstack.mongo import MongoReplicaSet
from foothold_devstack.process import StackError
from foothold_events import topics
from foothold_events.connection import KafkaConnection

Say = Callable[[str], None]

KAFKA = "FOOTHOLD_KAFKA_BOOTSTRAP"
MONGO = "FOOTHOLD_MONGO_URI"


def starts_processes() -> bool:
    """Return whether Kafka and MongoDB will be local processes: no address is given and no containers are wanted."""
    return not (os.environ.get(KAFKA) or os.environ.get(MONGO) or containers.asked_for())


class Stack:
    """The servers below the services. Started ones have free ports and a data folder of their own, and end with it."""

    def __init__(
        self, *, say: Say = lambda _: None, keep: bool = False, users: Mapping[str, SecretStr] | None = None
    ) -> None:
        """Make the stack. `users` (names with passwords) authenticate at Kafka and MongoDB, and may do there
        what they are granted: nothing at first.

        Raises:
            StackError: there are `users`, and the servers are not local processes that are started here.
        """
        if users and not starts_processes():
            raise StackError(
                f"Users are made on local processes only. Unset {KAFKA}, {MONGO} and {containers.CHOICE}, "
                "so that Kafka and MongoDB are started here."
            )
        self.folder = Path(tempfile.mkdtemp(prefix="foothold-"))
        self.kafka_bootstrap = os.environ.get(KAFKA, "")
        self.mongo_uri = os.environ.get(MONGO, "")
        self.kafka_description = f"given by {KAFKA} ({self.kafka_bootstrap})"
        self.mongo_description = f"given by {MONGO}"
        self.kafka: KafkaNode | None = None
        self.mongo: MongoReplicaSet | None = None
        self._users = users or {}
        self._say = say
        self._keep = keep
        self._kind = "container" if containers.asked_for() else "local process"

    @property
    def env(self) -> dict[str, str]:
        """The environment for a service or a test."""
        return {KAFKA: self.kafka_bootstrap, MONGO: self.mongo_uri}

    def env_of(self, service: str) -> dict[str, str]:
        """Return the environment of this service; with users, its own credentials as well."""
        if not (self._users and self.kafka and self.mongo):
            return self.env
        kafka_as_itself = self.kafka.connection_of(service)
        return {
            KAFKA: kafka_as_itself.bootstrap,
            "FOOTHOLD_KAFKA_SECURITY_PROTOCOL": kafka_as_itself.security_protocol,
            "FOOTHOLD_KAFKA_CA_FILE": str(kafka_as_itself.ca_file),
            "FOOTHOLD_KAFKA_USERNAME": kafka_as_itself.username,
            "FOOTHOLD_KAFKA_PASSWORD": kafka_as_itself.secret(),
            MONGO: self.mongo.uri_of(service),
        }

    async def start(self) -> None:
        """Start the servers that are not given, and apply the topics.

        Raises:
            StackError: a part is missing; the message says which and the ways to get it.
        """
        try:
            if containers.asked_for():
                containers.sweep()
            await asyncio.gather(self._start_kafka(), self._start_mongo())
            self._say("applying topics")
            await topics.apply(KafkaConnection(self.kafka_bootstrap))
        except BaseException as error:
            self._keep = self._keep or isinstance(error, Exception)  # the logs say why
            await self.stop()
            raise

    async def _start_kafka(self) -> None:
        if self.kafka_bootstrap:
            return
        self._say(f"starting Apache Kafka {kafka.VERSION}")
        self.kafka = KafkaNode(self.folder / "kafka", users=self._users)
        await self.kafka.start(lambda done, of: self._say(f"fetching Apache Kafka: {done} of {of} jars"))
        self.kafka_bootstrap = self.kafka.bootstrap
        self.kafka_description = f"Apache Kafka {kafka.VERSION}, {self._kind} at {self.kafka_bootstrap}"

    async def _start_mongo(self) -> None:
        if self.mongo_uri:
            return
        self._say("starting mongod")
        self.mongo = MongoReplicaSet(self.folder / "mongo", users=self._users)
        await self.mongo.start()
        self.mongo_uri = self.mongo.uri
        version = await self.mongo.version()
        self.mongo_description = f"mongod {version}, {self._kind} at 127.0.0.1:{self.mongo.ports[0]}"

    async def stop(self) -> None:
        """Stop the servers that were started, and remove their data. After a failure the folder stays, for its logs."""
        for part in (self.kafka, self.mongo):
            if part is not None:
                await part.stop()
        if containers.asked_for():
            containers.sweep()  # containers that a command beside it started for itself and did not stop
        if self._keep:
            self._say(f"logs are in {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._keep = self._keep or isinstance(error, Exception)  # Ctrl-C is no failure
        await self.stop()

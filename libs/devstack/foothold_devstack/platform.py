"""All services as local processes on a stack."""

import asyncio
import secrets
import sys
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import httpx2

from foothold_devstack import environment, roster
from foothold_devstack.ports import hold_port
from foothold_devstack.process import ManagedProcess, StackError
from foothold_devstack.roster import Declaration
from foothold_devstack.stack import Stack

READY_SECONDS = 90
PROBE_SECONDS = 3
STOP_SECONDS = 40
HERE = "127.0.0.1"


class Platform:
    """Starts the services with a first operator, waits until they are ready, and can stop or kill each."""

    def __init__(
        self,
        stack: Stack,
        *,
        say: Callable[[str], None] = lambda _: None,
        env: Mapping[str, str] | None = None,
        drivers: Mapping[str, str] | None = None,
    ) -> None:
        """Make the platform. `env` has more variables for all services; `drivers` names the MongoDB driver of some."""
        self.stack = stack
        self.operator_email = "operator@example.org"
        self.operator_password = secrets.token_urlsafe(16)
        self._say = say
        self._drivers = drivers or {}
        self._ports = {service.name: hold_port() for service in roster.services()}
        self._internal_ports = {service.name: hold_port() for service in roster.services()}
        env_of_all = {**self._env(), **(env or {})}
        self._processes = {service.name: self._process(service, env_of_all) for service in roster.services()}

    @property
    def gateway_url(self) -> str:
        return self.url(roster.GATEWAY)

    @property
    def web_url(self) -> str:
        """Return where people open the web app. Browsers keep its secure cookies at this name without https."""
        return f"http://localhost:{self._ports[roster.WEB]}"

    def url(self, service: str) -> str:
        return f"http://{HERE}:{self._ports[service]}"

    def internal_url(self, service: str) -> str:
        """Return where its health, its metrics and the description of its routes are."""
        return f"http://{HERE}:{self._internal_ports[service]}"

    def env(self, service: str) -> dict[str, str]:
        """Return the environment of a service, with its secrets (by which tests act as the service)."""
        return self._processes[service].env

    def pid(self, service: str) -> int:
        return self._processes[service].pid

    def _env(self) -> dict[str, str]:
        """Return the environment of all services."""
        return {
            "FOOTHOLD_TIME_MACHINE": "1",
            "FOOTHOLD_LEAVE_SECONDS": "0",  # no load balancer is in front of these
        }

    def _addresses(self, service: Declaration) -> dict[str, str]:
        """Return the addresses of the services that this one calls, and of those whose word it takes for a caller's."""
        if service.calls_gateway:
            return {roster.GATEWAY_URL: self.gateway_url}
        if service.name != roster.GATEWAY:
            return {}
        called = roster.behind_gateway()
        return {
            **({roster.TRUSTED_PROXIES: HERE} if roster.has_clients() else {}),
            **{upstream.url_variable: self.url(upstream.name) for upstream in called},
            **{upstream.internal_url_variable: self.internal_url(upstream.name) for upstream in called},
        }

    def _process(self, service: Declaration, env: dict[str, str]) -> ManagedProcess:
        """Return its process. Its secrets are made for this run and exist in its environment only, as in a container;
        of the caller's environment it is told what environment.py lists."""
        name = service.name
        driver = {"MONGO_DRIVER": self._drivers[name]} if name in self._drivers else {}
        return ManagedProcess(
            name,
            [sys.executable, "-m", f"foothold_{name}", "--role", "all"],
            log=self.stack.folder / f"{name}.log",
            env={
                **environment.of_service(service),
                **self._addresses(service),
                **self.stack.env_of(name),
                **{variable: secrets.token_urlsafe(48) for variable in service.secret_variables},
                **env,
                **driver,
                "FOOTHOLD_HTTP_HOST": HERE,
                "FOOTHOLD_HTTP_PORT": str(self._ports[name]),
                "FOOTHOLD_INTERNAL_PORT": str(self._internal_ports[name]),
            },
        )

    async def start(self) -> None:
        """Start all services, and wait until all are ready. The gateway starts when there is an operator: nobody can
        register the operator's address before.

        Raises:
            StackError: one did not get ready; with the last lines of its log.
        """
        self._say("starting " + ", ".join(self._processes))
        behind = [name for name in self._processes if name != roster.GATEWAY]
        for name in behind:
            self._processes[name].start()
        await asyncio.gather(self._open_door(), *(self.ready(name) for name in behind))
        await self.ready(roster.GATEWAY)

    async def _open_door(self) -> None:
        await self._make_operator()
        self._processes[roster.GATEWAY].start()

    async def ready(self, service: str) -> None:
        """Wait until this service is ready."""
        async with httpx2.AsyncClient(base_url=self.internal_url(service), timeout=PROBE_SECONDS) as client:

            async def is_ready() -> bool:
                try:
                    return (await client.get("/readyz")).status_code == httpx2.codes.OK
                except httpx2.TransportError:
                    return False

            await self._processes[service].until(is_ready, seconds=READY_SECONDS)

    async def _make_operator(self) -> None:
        """Make the first operator as on a real platform, by identity's own command. Its password is for this run."""
        process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "foothold_identity",
                "operator",
                "create",
                "--email",
                self.operator_email,
            ),
            env={**self.env("identity"), "FOOTHOLD_OPERATOR_PASSWORD": self.operator_password},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        if process.returncode:
            raise StackError(f"The operator could not be made:\n{output.decode(errors='replace')}")

    def kill(self, service: str) -> None:
        """Kill it, as a crash would."""
        self._processes[service].kill()

    async def terminate(self, service: str) -> int | None:
        """Ask the process to end, and return its exit code."""
        return await self._processes[service].stop(seconds=STOP_SECONDS)

    async def restart(self, service: str) -> None:
        """Start it again at the same address, and wait until it is ready."""
        self._processes[service].start()
        await self.ready(service)

    async def stop(self) -> None:
        """Stop all services: the gateway first, then the others concurrently."""
        await self.terminate(roster.GATEWAY)
        await asyncio.gather(*(self.terminate(name) for name in self._processes))

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

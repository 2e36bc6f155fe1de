"""The HTTP server, as a part of a service."""

import asyncio
import socket
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Literal

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from foothold_chassis.settings import ServiceSettings
from foothold_chassis.web.connection import BoundedConnection
from foothold_chassis.web.problems import problem


class CannotListen(RuntimeError):
    """The address of the HTTP server cannot be had; the message says why and what to set."""


class Server(uvicorn.Server):
    """uvicorn inside our loop: signals and the order of stopping are ours. The setting named `port` says where it
    listens."""

    def __init__(
        self,
        app: FastAPI,
        settings: ServiceSettings,
        port: Literal["http_port", "internal_port"] = "http_port",
    ) -> None:
        super().__init__(
            uvicorn.Config(
                self._answer,
                host=settings.http_host,
                port=getattr(settings, port),
                http=partial(BoundedConnection, BoundedConnection.shared(settings)),  # type: ignore[arg-type] # makes one
                ws="none",
                interface="asgi3",  # mypy does not see it in a bound method
                loop="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=settings.trusted_proxies,
                timeout_keep_alive=settings.keep_alive_seconds,
                timeout_graceful_shutdown=settings.drain_seconds,  # type: ignore[arg-type] # waits by asyncio
            )
        )
        self._app = app
        self._port_variable = f"FOOTHOLD_{port}".upper()
        self._leaving = False
        self._task: asyncio.Task[None] | None = None

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    async def start(self) -> None:
        """Listen, and return; the server answers a moment later.

        Raises:
            CannotListen: another process listens there, or this machine does not have the address.
        """
        listening = self._listen()  # not by uvicorn, which would end the process in the midst of the loop
        self._task = asyncio.create_task(self.serve(sockets=[listening]))

    def _listen(self) -> socket.socket:
        host, port = self.config.host, self.config.port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return socket.create_server((host, port), family=family, backlog=self.config.backlog)
        except OSError as error:
            raise CannotListen(
                f"Cannot listen at {host}:{port}: {error.strerror}. Set FOOTHOLD_HTTP_HOST and "
                f"{self._port_variable} to an address of this machine at which no process listens."
            ) from error

    async def stop(self, leave_seconds: float) -> None:
        """Answer for `leave_seconds`, and close each connection with the answer; then accept no more, and let requests
        end."""
        self._leaving = True
        await asyncio.sleep(leave_seconds)
        self.should_exit = True
        if self._task is not None:
            await self._task

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_and_close(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                if self._leaving:
                    # said in the answer, so that no caller sends its next request into a closing connection
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        try:
            await self._app(scope, receive, send_and_close)
        except Exception:
            # problems.py answers it and middleware.py logs it with its ids; uvicorn would log it again, without them
            if not has_begun:
                raise
        except asyncio.CancelledError:
            if has_begun:
                raise
            # at the end of `drain_seconds`; the same request to another replica finds out whether it happened
            cut_off = problem(
                Request(scope),
                503,
                "Unavailable",
                "This server is ending; try again, with the same Idempotency-Key.",
                "server_ending",
                headers={"Retry-After": "1"},
            )
            await cut_off(scope, receive, send_and_close)

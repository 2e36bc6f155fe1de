"""The HTTP server, as one part of a service among others."""

import asyncio
from contextlib import AbstractContextManager, nullcontext

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from foothold_chassis.settings import ServiceSettings
from foothold_chassis.web.problems import problem


class Server(uvicorn.Server):
    """uvicorn inside our loop: signals and the order of stopping are ours."""

    def __init__(self, app: FastAPI, settings: ServiceSettings) -> None:
        super().__init__(
            uvicorn.Config(
                self._answer,
                host=settings.http_host,
                port=settings.http_port,
                interface="asgi3",  # not seen by itself in a bound method
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
        self._leaving = False
        self._task: asyncio.Task[None] | None = None

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    async def start(self) -> None:
        """Return at once; it listens a moment later."""
        self._task = asyncio.create_task(self.serve())

    async def stop(self, leave_seconds: float) -> None:
        """Go on for `leave_seconds`, asking every caller to go elsewhere; then accept no more, and let requests end."""
        self._leaving = True
        await asyncio.sleep(leave_seconds)
        self.should_exit = True
        if self._task is not None:
            await self._task

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_and_part(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                if self._leaving:
                    # told in the answer, no caller sends its next request into a connection that is being closed
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        try:
            await self._app(scope, receive, send_and_part)
        except Exception:
            # it is answered (problems.py) and logged with its ids (requests.py); uvicorn would log it again, without
            if not has_begun:
                raise
        except asyncio.CancelledError:
            if has_begun:
                raise
            # at the end of `drain_seconds`; whether it has happened, the same request finds out elsewhere
            cut_off = problem(
                Request(scope),
                503,
                "Unavailable",
                "This server is ending; try again, with the same Idempotency-Key.",
                "server_ending",
                headers={"Retry-After": "1"},
            )
            await cut_off(scope, receive, send_and_part)

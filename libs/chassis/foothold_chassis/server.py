"""The HTTP server, as one part of a service among others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import Self

import uvicorn
from fastapi import FastAPI

from foothold_chassis.settings import ServiceSettings


class Server(uvicorn.Server):
    """uvicorn inside our loop: signals and the order of stopping are ours."""

    def __init__(self, app: FastAPI, settings: ServiceSettings) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.http_host,
                port=settings.http_port,
                loop="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=settings.trusted_proxies,
                timeout_graceful_shutdown=int(settings.drain_seconds),
            )
        )
        self._task: asyncio.Task[None] | None = None

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Self]:
        self._task = asyncio.create_task(self.serve())
        try:
            yield self
        finally:
            await self.finish()

    async def finish(self) -> None:
        """Accept no more, and let the requests in hand end."""
        self.should_exit = True
        if self._task is not None:
            await self._task

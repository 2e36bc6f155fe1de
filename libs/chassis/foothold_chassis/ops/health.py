"""Liveness and readiness. Alive means that the process answers; ready means that it may be given work."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import StoreUnavailable
from foothold_chassis.process.loops import Loop
from foothold_chassis.store.mongo import Database
from foothold_chassis.telemetry import metrics

log = structlog.get_logger()

MAX_SKEW = timedelta(seconds=5)
"""A replica whose clock differs more from MongoDB's would act on deadlines too early or too late."""

WATCH_SECONDS = 0.5

ANSWER_GOOD_FOR_SECONDS = 5.0
"""A server that hangs fails no call for a long time. So the age of its last answer counts."""

Check = Callable[[], bool]


class DatabaseWatch:
    """Asks MongoDB's primary for its time twice a second, and so whether it answers; also what was written last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = SystemClock()
        self._skew: timedelta | None = None
        self._answered_at = 0.0
        self._loop = Loop(self.look, every=WATCH_SECONDS, failed="watching_failed")

    @property
    def answers(self) -> bool:
        return self._skew is not None and time.monotonic() - self._answered_at < ANSWER_GOOD_FOR_SECONDS

    @property
    def clock_agrees(self) -> bool:
        return self._skew is not None and self._skew <= MAX_SKEW and self.answers

    async def look(self) -> None:
        before = self._clock.now()
        try:
            server_time = await self._database.server_time()
        except StoreUnavailable as error:
            log.warning("mongo_away", reason=error.detail)
            self._skew = None
            return
        # the answer was made some time between the two
        after = self._clock.now()
        self._skew = max(before - server_time, server_time - after, timedelta())
        self._answered_at = time.monotonic()
        metrics.CLOCK_SKEW.set(self._skew.total_seconds())

    async def start(self) -> None:
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()


async def retry_until_mongo_answers(act: Callable[[], Awaitable[None]]) -> None:
    """Run this until MongoDB answers and it succeeds."""
    while True:
        try:
            await act()
        except StoreUnavailable as error:
            log.warning("waiting_for_mongo", reason=error.detail)
            await asyncio.sleep(WATCH_SECONDS)
        else:
            return


def health_routes(checks: Mapping[str, Check]) -> APIRouter:
    router = APIRouter(tags=["health"])
    metrics.READY.set_function(lambda: all(check() for check in checks.values()))

    @router.get("/livez")
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready(response: Response) -> dict[str, object]:
        found = {name: check() for name, check in checks.items()}
        is_ready = all(found.values())
        response.status_code = 200 if is_ready else 503
        return {"status": "ready" if is_ready else "not ready", "checks": found}

    @router.get("/metrics", include_in_schema=False)
    async def scrape() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router

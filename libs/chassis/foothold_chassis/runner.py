"""Starts and stops the parts that a service has declared, in the right order."""

import asyncio
import math
import time
from functools import partial
from typing import Literal

import structlog
import uvloop
from fastapi import FastAPI

from foothold_chassis.bus.consumer import Consumer
from foothold_chassis.bus.own_topics import OwnTopics
from foothold_chassis.bus.reactions import Reactions
from foothold_chassis.clock import SystemClock
from foothold_chassis.ops import gauges
from foothold_chassis.ops.gauges import Gauges, Measure
from foothold_chassis.ops.health import Check, health_routes, retry_until_mongo_answers
from foothold_chassis.ops.routes import (
    clock_routes,
    discard_routes,
    frozen_routes,
    parking_routes,
    work_routes,
)
from foothold_chassis.ops.work import work
from foothold_chassis.process.components import Component
from foothold_chassis.process.shutdown import RELEASE_SECONDS, Shutdown, call_on_signals, exit_within
from foothold_chassis.service import Service
from foothold_chassis.store.sweeper import Sweeper
from foothold_chassis.telemetry import logs, metrics, tracing
from foothold_chassis.web.app import make_app, make_internal_app
from foothold_chassis.web.server import Server

log = structlog.get_logger()

Role = Literal["api", "worker", "all"]
"""`api` answers requests, `worker` reacts to events and wakes, `all` does both in one process."""

SESSIONS_WAIT_SECONDS = 5.0
"""How long a replica that starts waits to know which sessions have ended. After that it takes Kafka to be away."""


class Runner:
    """Runs one service in one role."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._ready = False
        self._follows_since = math.inf
        metrics.ENDED_SESSIONS.set_function(lambda: len(service.keyring.ended))

    def run(self, role: Role) -> None:
        """Run until SIGTERM or SIGINT."""
        logs.configure(self._service.name)
        metrics.describe(self._service.name, role, self._service.settings.mongo_driver)
        traces = tracing.configure(self._service.name, role)
        try:
            uvloop.run(self._serve(role))
        finally:
            traces.shutdown()

    def prepare_only(self) -> None:
        """Make the indexes before any replica runs, and exit."""
        logs.configure(self._service.name)
        uvloop.run(self._prepare_and_close())

    async def _prepare_and_close(self) -> None:
        try:
            await self.prepare()
        finally:
            await self._service.database.close()
        log.info("prepared")

    async def _serve(self, role: Role) -> None:
        stop = asyncio.Event()
        call_on_signals(partial(asyncio.get_running_loop().call_soon_threadsafe, stop.set))
        shutdown = Shutdown()
        starting = asyncio.create_task(self._start(shutdown, role))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
                log.info("ready", role=role, stops_within=shutdown.longest_seconds)
                await stopping
        finally:
            self._ready = False
            log.info("stopping")
            starting.cancel()
            await asyncio.wait({starting}, timeout=RELEASE_SECONDS)
            await shutdown.run()
        log.info("stopped")
        exit_within(RELEASE_SECONDS)

    async def _start(self, shutdown: Shutdown, role: Role) -> None:
        """Start each part after the parts that it depends on; so each stops before these."""
        service = self._service
        drain = service.settings.drain_seconds
        patience = drain + RELEASE_SECONDS
        consumer = self._consumer() if role != "api" and service.reactions else None
        servers = self._servers(role, consumer)
        # alive and not ready from the first moment on
        shutdown.add("http", *(partial(server.stop, 0) for server in servers), seconds=RELEASE_SECONDS)
        for server in servers:
            await server.start()
        shutdown.add("connections", service.producer.stop, service.database.close, seconds=RELEASE_SECONDS)
        await self.prepare()
        if service.was_restored:
            await OwnTopics(service.settings.kafka, service.recovery).read()
        await service.producer.start(writes=bool(service.stores))
        shutdown.add("publisher", partial(service.publisher.stop, drain), seconds=patience)
        await service.publisher.start(alone=role == "all")
        loops = self._loops(role, consumer)
        shutdown.add("loops", *(loop.stop for loop in loops), seconds=RELEASE_SECONDS)
        for loop in loops:
            await loop.start()
        self._follows_since = time.monotonic()
        if role != "api":
            shutdown.add("wakes", *(partial(waker.stop, drain) for waker in service.wakers), seconds=patience)
            for waker in service.wakers:
                await waker.start()
        if consumer is not None:
            shutdown.add("consumer", partial(consumer.stop, drain), seconds=patience)
            await consumer.start()
        for hook in service.start_hooks:
            await retry_until_mongo_answers(hook)
        shutdown.add("hooks", *service.stop_hooks, seconds=RELEASE_SECONDS)
        if role != "worker":
            leave = service.settings.leave_seconds
            shutdown.add("requests", partial(self._leave, servers[0], leave), seconds=leave + patience)
        self._ready = True

    async def _leave(self, server: Server, seconds: float) -> None:
        for hook in self._service.leave_hooks:
            await hook()
        await server.stop(seconds)

    def _servers(self, role: Role, consumer: Consumer | None) -> list[Server]:
        """Return the server of the internal port and, before it, the one that answers requests in this role."""
        settings = self._service.settings
        app = self.app() if role != "worker" else None
        inside = make_internal_app(self._service.name, health_routes(self._checks(role, consumer)), app)
        of_requests = [] if app is None else [Server(app, settings)]
        return [*of_requests, Server(inside, settings, "internal_port")]

    def _loops(self, role: Role, consumer: Consumer | None) -> list[Component]:
        """Return the background parts of this role, besides requests, wakes and the consumer."""
        service = self._service
        loops: list[Component] = [
            Sweeper(
                service.stores,
                service.publisher,
                service.clock,
                last_write=lambda: service.database.last_write,
            ),
            service.watch,
            *service.readers,
        ]
        if service.settings.time_machine:
            loops.append(service.machine)
        if service.was_restored:
            loops.append(service.frozen)
        measures = [gauges.of_readers(service.readers)]
        if role != "api":
            of_consumer = [Measure("consumer", consumer.measure)] if consumer else []
            told = [retelling.store.name for retelling in service.retellings]
            of_restore = [gauges.of_frozen(service.frozen, told)] if service.was_restored else []
            measures += [*service.measures, *of_consumer, *of_restore]
        loops.append(Gauges(measures))
        return loops

    async def prepare(self) -> None:
        """Wait for MongoDB, make the missing indexes, and load the token keys that the service kept."""
        await retry_until_mongo_answers(self._prepare)

    async def _prepare(self) -> None:
        service = self._service
        await service.watch.look()
        for part in service.indexed:
            await part.ensure_indexes()
        await service.keyring.load()
        await service.machine.follow()

    def _consumer(self) -> Consumer:
        service = self._service
        return Consumer(
            service.settings.kafka,
            service.group,
            Reactions(service.reactions),
            service.database,
            service.parking,
            SystemClock(),
            was_restored=service.was_restored,
        )

    def app(self) -> FastAPI:
        """Make the app that answers requests."""
        service = self._service
        look = partial(work, service.stores, service.parking, service.clock)
        routers = [
            *service.routers,
            parking_routes(service.name, service.parking, service.keys),
            discard_routes(service.name, service.parking, service.actions, service.keys),
            work_routes(service.name, look),
        ]
        if service.retellings:
            routers.append(frozen_routes(service.name, service.recovery, service.parking, service.keys))
        if service.settings.time_machine:
            routers.append(clock_routes(service.name, service.clock, service.machine, service.keys))
        return make_app(
            service.name,
            routers,
            service.keyring,
            service.site,
            max_body_bytes=service.settings.max_body_bytes,
            faces_the_public=service.faces_the_public,
            limits=service.limits,
        )

    def _checks(self, role: Role, consumer: Consumer | None) -> dict[str, Check]:
        """Return the checks that must hold before a replica in this role is ready."""
        service = self._service
        checks: dict[str, Check] = {
            "started": lambda: self._ready,
            "mongo": lambda: service.watch.answers,
            "clock": lambda: service.watch.clock_agrees,
            "keys": lambda: len(service.keyring) > 0,
            "sessions": self._has_heard_of_sessions,
        }
        if service.was_restored:
            checks["own_topics"] = lambda: service.frozen.is_known
        if role != "api":
            checks["kafka"] = lambda: service.producer.available and (consumer is None or consumer.ready)
        # the first reader follows keys and sessions, which have checks of their own; one from now on is never behind
        followed = [reader for reader in service.readers[1:] if not reader.from_now]
        if followed:
            checks["followed"] = lambda: all(reader.caught_up.is_set() for reader in followed)
        return checks

    def _has_heard_of_sessions(self) -> bool:
        """Return whether this replica knows which sessions have ended, or Kafka had its time to answer.

        Without Kafka a replica that starts opens all the same: tokens run out by themselves.
        """
        waited = time.monotonic() - self._follows_since
        return self._service.readers[0].caught_up.is_set() or waited > SESSIONS_WAIT_SECONDS

"""The operator calls of every service: its work, parked subjects, frozen documents, and (development) the clock."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from foothold_chassis.bus.parking import ParkedSubject, Parking
from foothold_chassis.clock import Clock
from foothold_chassis.ops.timemachine import TimeMachine
from foothold_chassis.ops.work import Work
from foothold_chassis.store.frozen import FrozenDocument
from foothold_chassis.store.keys import Keys
from foothold_chassis.store.retelling import Follow, Recovery
from foothold_chassis.web.auth import CurrentPrincipal
from foothold_chassis.web.bodies import RequestBody
from foothold_chassis.web.commands import CurrentCommand
from foothold_chassis.web.fields import Reason, Whole
from foothold_chassis.web.paging import CurrentPage, Page

SCOPE = "system"


class Advance(RequestBody):
    advance_seconds: Whole = Field(gt=0, le=400 * 24 * 3600)


def parking_routes(service: str, parking: Parking, keys: Keys) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}/parked", tags=["operations"])

    @router.get("")
    async def parked(principal: CurrentPrincipal, page: CurrentPage) -> Page[ParkedSubject]:
        """Subjects with events that could not be handled, and why."""
        principal.must_have(SCOPE)
        return await page.of(parking.find, lambda parked: parked)

    @router.post("/{subject}/retry")
    async def retry(subject: str, principal: CurrentPrincipal, command: CurrentCommand) -> dict[str, str]:
        """Retries a parked subject now."""
        principal.must_have(SCOPE)
        await keys.take(command)
        await parking.retry(subject)
        return {"subject": subject, "status": "retrying"}

    return router


def work_routes(service: str, look: Callable[[], Awaitable[Work]]) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}/work", tags=["operations"])

    @router.get("")
    async def read(principal: CurrentPrincipal) -> Work:
        """Show what waits in this service, the soonest first, its documents by state, and its backlogs."""
        principal.must_have(SCOPE)
        return await look()

    return router


class Lift(RequestBody):
    follow: Follow = Field(
        description="`database`: as it is there; `stream`: as its own events tell, without what is lost"
    )
    reason: Reason


def frozen_routes(service: str, recovery: Recovery, parking: Parking, keys: Keys) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}/frozen", tags=["operations"])

    @router.get("")
    async def frozen(principal: CurrentPrincipal, page: CurrentPage) -> Page[FrozenDocument]:
        """Documents that a restore has put back behind their own events, and what became of each."""
        principal.must_have(SCOPE)
        return await page.of(recovery.frozen.find, lambda found: found)

    @router.post("/{subject}/lift")
    async def lift(
        subject: str, body: Lift, principal: CurrentPrincipal, command: CurrentCommand
    ) -> dict[str, str]:
        """Decides how a frozen document goes on, and tries what is parked because of it."""
        principal.must_have(SCOPE)
        await keys.take(command)
        await recovery.lift(subject, body.follow, by=principal.account_id, reason=body.reason)
        await parking.retry_those_of(subject)
        return {"subject": subject, "status": "lifted"}

    return router


def clock_routes(service: str, clock: Clock, machine: TimeMachine, keys: Keys) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}/clock", tags=["operations"])

    @router.get("")
    async def read(principal: CurrentPrincipal) -> dict[str, datetime]:
        principal.must_have(SCOPE)
        return {"now": clock.now()}

    @router.post("")
    async def advance(
        body: Advance, principal: CurrentPrincipal, command: CurrentCommand
    ) -> dict[str, datetime]:
        """Move this service's clock forward (it exists only with FOOTHOLD_TIME_MACHINE=1)."""
        principal.must_have(SCOPE)
        await keys.take(command)
        await machine.advance(body.advance_seconds, command)
        return {"now": clock.now()}

    return router

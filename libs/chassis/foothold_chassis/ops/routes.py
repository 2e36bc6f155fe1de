"""The operator calls of every service: its work, parked subjects, frozen documents, and (development) the clock."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from foothold_chassis.bus.parking import ParkedSubject, Parking
from foothold_chassis.clock import Clock
from foothold_chassis.errors import Conflict, RuleBroken
from foothold_chassis.ops.actions import Action, ActionLog
from foothold_chassis.ops.timemachine import TimeMachine
from foothold_chassis.ops.work import Work
from foothold_chassis.store.frozen import FrozenDocument
from foothold_chassis.store.keys import Keys
from foothold_chassis.store.retelling import Follow, Recovery
from foothold_chassis.web.access import operator
from foothold_chassis.web.auth import Principal
from foothold_chassis.web.bodies import RequestBody
from foothold_chassis.web.commands import CurrentCommand
from foothold_chassis.web.fields import Reason, RecordPlace, Whole
from foothold_chassis.web.paging import CurrentPage, Page
from foothold_chassis.web.refusals import refuses

SCOPE = "system"


Operator = Annotated[Principal, Depends(operator(SCOPE))]
"""The access line of every route here."""


class Advance(RequestBody):
    advance_seconds: Whole = Field(gt=0, le=400 * 24 * 3600)


class Discard(RequestBody):
    record: RecordPlace = Field(
        description="The first record of the subject, as the list of parked subjects names it"
    )
    reason: Reason


def parking_routes(service: str, parking: Parking, keys: Keys) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}/parked", tags=["operations"])

    @router.get("")
    async def parked(_operator: Operator, page: CurrentPage) -> Page[ParkedSubject]:
        """Subjects with events that could not be handled, and why."""
        return await page.of(parking.find, lambda parked: parked)

    @router.post("/{subject}/retry")
    async def retry(subject: str, _operator: Operator, command: CurrentCommand) -> dict[str, str]:
        """Retries a parked subject now."""
        await keys.take(command)
        await parking.retry(subject)
        return {"subject": subject, "status": "retrying"}

    return router


def discard_routes(service: str, parking: Parking, actions: ActionLog, keys: Keys) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}", tags=["operations"])

    @router.post("/parked/{subject}/discard")
    @refuses(Conflict, "not_first")
    async def discard(subject: str, body: Discard, by: Operator, command: CurrentCommand) -> Action:
        """Discards the first parked record of a subject, which this service never handles. The rest goes on.

        The action log keeps who did it and why. The same call again gives the same answer.
        """
        await keys.take(command)
        id = f"discard:{body.record}"
        if (done := await actions.get(id)) is None:
            error = await parking.must_be_first(subject, body.record)
            details = {"subject": subject, "record": body.record, "error": error}
            done = await actions.note(
                id, by=by.account_id, what="discard", reason=body.reason, details=details
            )
        await parking.discard(subject, body.record)
        return done

    @router.get("/actions")
    async def done(_operator: Operator, page: CurrentPage) -> Page[Action]:
        """Lists what operators did to this service by hand: what, who, when and why."""
        return await page.of(actions.find, lambda action: action)

    return router


def work_routes(service: str, look: Callable[[], Awaitable[Work]]) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}/work", tags=["operations"])

    @router.get("")
    async def read(_operator: Operator) -> Work:
        """Show what waits in this service, the soonest first, its documents by state, and its backlogs."""
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
    async def frozen(_operator: Operator, page: CurrentPage) -> Page[FrozenDocument]:
        """Documents that a restore has put back behind their own events, and what became of each."""
        return await page.of(recovery.frozen.find, lambda found: found)

    @router.post("/{subject}/lift")
    @refuses(RuleBroken, "stream_insufficient")
    async def lift(subject: str, body: Lift, by: Operator, command: CurrentCommand) -> dict[str, str]:
        """Decides how a frozen document goes on, and tries what is parked because of it."""
        await keys.take(command)
        await recovery.lift(subject, body.follow, by=by.account_id, reason=body.reason)
        await parking.retry_those_of(subject)
        return {"subject": subject, "status": "lifted"}

    return router


def clock_routes(service: str, clock: Clock, machine: TimeMachine, keys: Keys) -> APIRouter:
    router = APIRouter(prefix=f"/v1/ops/{service}/clock", tags=["operations"])

    @router.get("")
    async def read(_operator: Operator) -> dict[str, datetime]:
        return {"now": clock.now()}

    @router.post("")
    async def advance(body: Advance, _operator: Operator, command: CurrentCommand) -> dict[str, datetime]:
        """Move this service's clock forward (it exists only with FOOTHOLD_TIME_MACHINE=1)."""
        await keys.take(command)
        await machine.advance(body.advance_seconds, command)
        return {"now": clock.now()}

    return router

"""Selecting a talent: places at two desks, then one outcome, then both desks told of it.

Every step is a change of one document and can be repeated, so a request, its retry and a wake may run it at once or
one after the other's crash: they meet in the same entries, and the first outcome committed is the only one.
"""

from datetime import timedelta

from foothold_chassis.causes import Command
from foothold_chassis.errors import Unavailable
from foothold_chassis.store import Store
from foothold_matching.application import Application
from foothold_matching.policy import MatchingPolicy
from foothold_matching.project_desk import ProjectDesk, project_desk_id_of
from foothold_matching.talent_desk import TalentDesk, talent_desk_id_of

GRACE = timedelta(seconds=30)
"""Desks hold a little longer than the outcome may take, whatever the clocks of two replicas differ by."""

ROUNDS = 3


class Selection:
    def __init__(
        self,
        applications: Store[Application],
        talent_desks: Store[TalentDesk],
        project_desks: Store[ProjectDesk],
        policy: MatchingPolicy,
    ) -> None:
        self._applications = applications
        self._talent_desks = talent_desks
        self._project_desks = project_desks
        self._policy = policy

    async def select(self, application_id: str, command: Command) -> Application:
        """Begin, and run it through."""
        application = await self._applications.change(
            application_id, lambda found, now: found.begin_selection(self._policy, now), command
        )
        return await self.finish(application)

    async def finish(self, application: Application) -> Application:
        """Go on from wherever it is, until the desks know the outcome."""
        for _ in range(ROUNDS):
            if application.status != "selecting":
                break
            application = await self._reserve_and_decide(application)
        if application.status == "selecting":
            raise Unavailable(f"{application.id} is still being selected; try again.", code="selecting")
        return application if application.settled else await self._tell_desks(application)

    async def _reserve_and_decide(self, application: Application) -> Application:
        application = await self._applications.change(
            application.id, lambda found, now: found.hold_longer(self._policy, now)
        )
        if application.hold_until is None or application.status != "selecting":
            return application
        id, minutes, until = application.id, application.minutes, application.hold_until + GRACE
        desk = await self._talent_desks.change(
            talent_desk_id_of(application.talent_id), lambda d, now: d.reserve(id, minutes, until, now)
        )
        if (why := desk.refused_because(id)) is not None:
            return await self._applications.change(id, lambda a, _now: a.refuse("no_capacity", why))
        opening = await self._project_desks.change(
            project_desk_id_of(application.project_id), lambda d, now: d.reserve(id, until, now)
        )
        if (full := opening.refused_because(id)) is not None:
            return await self._applications.change(id, lambda a, _now: a.refuse("no_opening", full))
        return await self._applications.change(id, lambda a, now: a.select(now))

    async def _tell_desks(self, application: Application) -> Application:
        id, minutes = application.id, application.minutes
        talent_desk = talent_desk_id_of(application.talent_id)
        project_desk = project_desk_id_of(application.project_id)
        if application.status == "selected":
            await self._talent_desks.change(talent_desk, lambda desk, now: desk.confirm(id, minutes, now))
            await self._project_desks.change(project_desk, lambda desk, now: desk.confirm(id, now))
        else:
            await self._talent_desks.change(talent_desk, lambda desk, now: desk.release(id, now))
            await self._project_desks.change(project_desk, lambda desk, now: desk.release(id, now))
        return await self._applications.change(id, lambda a, _now: a.desks_follow())

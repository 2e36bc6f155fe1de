"""Selecting a talent: a place at each of two desks, then one outcome. After a refusal both desks release the place.

Every step is a repeatable change of one document. So a request, its retry and a wake may run the process at the same
time, or one may continue after the crash of another: they use the same entries, and the first committed outcome is
the only one. A place is held until it is released, not until a time, so that a late wake cannot give it to two talents.
"""

from foothold_chassis.causes import Command
from foothold_chassis.store import Store
from foothold_matching.policy import MatchingPolicy
from foothold_matching.selection.application import Application
from foothold_matching.selection.project_desk import ProjectDesk, project_desk_id_of
from foothold_matching.selection.talent_desk import TalentDesk, talent_desk_id_of


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
        """Begin the selection and run it to its end.

        Raises:
            RuleBroken: the application was withdrawn or has lapsed.
        """
        application = await self._applications.change(
            application_id, lambda found, now: found.begin_selection(self._policy, now), command
        )
        return await self.finish(application)

    async def finish(self, application: Application) -> Application:
        """Continue at the step that the application has reached, until nothing is left to do."""
        if application.status == "selecting":
            application = await self._reserve_and_decide(application)
        return application if application.settled else await self._give_back(application)

    async def _reserve_and_decide(self, application: Application) -> Application:
        id, minutes = application.id, application.minutes
        desk = await self._talent_desks.change(
            talent_desk_id_of(application.talent_id), lambda found, _now: found.reserve(id, minutes)
        )
        if (why := desk.refused_because(id)) is not None:
            return await self._applications.change(id, lambda found, _now: found.refuse("no_capacity", why))
        opening = await self._project_desks.change(
            project_desk_id_of(application.project_id), lambda found, now: found.reserve(id, now)
        )
        if (full := opening.refused_because(id)) is not None:
            return await self._applications.change(id, lambda found, _now: found.refuse("no_opening", full))
        return await self._applications.change(id, lambda found, _now: found.select())

    async def _give_back(self, application: Application) -> Application:
        id = application.id
        await self._talent_desks.change(
            talent_desk_id_of(application.talent_id), lambda found, _now: found.release(id)
        )
        await self._project_desks.change(
            project_desk_id_of(application.project_id), lambda found, _now: found.release(id)
        )
        return await self._applications.change(id, lambda found, _now: found.desks_follow())

"""Events to commands."""

from foothold_chassis.store import Store
from foothold_events.catalog import ProjectEvent, ProjectPublished
from foothold_events.contracts import ContractEvent
from foothold_events.envelope import Envelope
from foothold_events.identity import TalentErased, TalentProfileUpdated
from foothold_matching.ranking import Ranking
from foothold_matching.selection import (
    Application,
    ProjectDesk,
    TalentDesk,
    project_desk_id_of,
    talent_desk_id_of,
)


async def on_profile_updated(event: Envelope[TalentProfileUpdated], desks: Store[TalentDesk]) -> None:
    talent_id = event.data.talent_id
    await desks.change(
        talent_desk_id_of(talent_id),
        lambda desk, _now: desk.set_limits(event.data),
        cause=event,
        create=lambda: TalentDesk.blank(talent_id),
    )


async def on_talent_erased(event: Envelope[TalentErased], desks: Store[TalentDesk]) -> None:
    talent_id = event.data.talent_id
    await desks.change(
        talent_desk_id_of(talent_id),
        lambda desk, _now: desk.erase(),
        cause=event,
        create=lambda: TalentDesk.blank(talent_id),
    )


async def forget_in_rankings(event: Envelope[TalentErased], rankings: Store[Ranking]) -> None:
    """Forget it in each ranking by a change of its own. After a crash the redelivered event finds the rest."""
    talent_id = event.data.talent_id
    for field in ("items.talent_id", "refused.talent_id"):
        async for ranking in rankings.each({field: talent_id}):
            await rankings.change(ranking.id, lambda r, _now: r.forget(talent_id), cause=event)


async def forget_in_applications(event: Envelope[TalentErased], applications: Store[Application]) -> None:
    async for application in applications.each({"talent_id": event.data.talent_id}):
        await applications.change(application.id, lambda a, _now: a.forget_profile(), cause=event)


async def on_project_published(event: Envelope[ProjectPublished], desks: Store[ProjectDesk]) -> None:
    await desks.create(
        project_desk_id_of(event.data.project_id),
        lambda _now: (ProjectDesk.open(event.data), []),
        cause=event,
    )


async def on_project_ended(event: Envelope[ProjectEvent], desks: Store[ProjectDesk]) -> None:
    await desks.change(project_desk_id_of(event.data.project_id), lambda desk, _now: desk.end(), cause=event)


async def lapse_open_applications(event: Envelope[ProjectEvent], applications: Store[Application]) -> None:
    """Lapse each open application by a change of its own. After a crash the redelivered event finds the rest."""
    where = {"project_id": event.data.project_id, "status": "submitted"}
    async for application in applications.each(where):
        await applications.change(application.id, lambda a, _now: a.project_ended(), cause=event)


async def free_hours(event: Envelope[ContractEvent], desks: Store[TalentDesk]) -> None:
    talent_id, application_id = event.data.talent_id, event.data.application_id
    await desks.change(
        talent_desk_id_of(talent_id),
        lambda desk, _now: desk.release(application_id),
        cause=event,
        create=lambda: TalentDesk.blank(talent_id),
    )


async def free_opening(event: Envelope[ContractEvent], desks: Store[ProjectDesk]) -> None:
    application_id = event.data.application_id
    await desks.change(
        project_desk_id_of(event.data.project_id),
        lambda desk, _now: desk.release(application_id),
        cause=event,
    )

"""After a restore: the application as its own events tell of it, and what the desks held for it."""

from datetime import datetime

from foothold_chassis.errors import NotFound
from foothold_chassis.store import Past, Retold, Store
from foothold_events.envelope import Event
from foothold_events.matching import (
    ApplicationLapsed,
    ApplicationRefused,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import Ranking
from foothold_matching.selection import (
    Application,
    ProjectDesk,
    TalentDesk,
    project_desk_id_of,
    talent_desk_id_of,
)

ANSWERS = "the answers"
"""They never leave this service."""


async def application(
    past: Past[Application],
    talent_desks: Store[TalentDesk],
    project_desks: Store[ProjectDesk],
    policy: MatchingPolicy,
) -> Retold[Application] | None:
    """Return the application as it was, its place held at both desks if it was selected; None without its project."""
    (first_telling, first), *_ = past.told
    found = past.found
    try:
        if found is None and isinstance(first, ApplicationSubmitted):
            desk = await project_desks.get(project_desk_id_of(first.project_id))
            found = submitted(first, desk, policy, first_telling.at)
        if found is None:
            return None
        for telling, event in past.told:
            apply(found, event, telling.at)
        if found.status == "selected":
            await hold(found, talent_desks, project_desks)
    except NotFound:  # its project is newer than the backup, and is still to be read again
        return None
    lost = (ANSWERS,) if past.found is None else ()
    return Retold(found, lost, suffices=not lost or found.status != "submitted")


def submitted(
    event: ApplicationSubmitted, desk: ProjectDesk, policy: MatchingPolicy, at: datetime
) -> Application:
    """Return the application as it began, without its answers."""
    return Application(
        id=event.application_id,
        project_id=event.project_id,
        organization_id=event.organization_id,
        talent_id=event.talent_id,
        terms=desk.terms,
        terms_hash=desk.terms_hash,
        submitted_at=at,
        lapse_at=at + policy.application_wait,
    )


def apply(found: Application, event: Event, at: datetime) -> None:
    """Take over one move that the application has told."""
    match event:
        case ApplicationSelected():
            found.status, found.settled = "selected", True
        case ApplicationRefused(reason=reason):
            # its wake releases what the desks may hold for it
            found.status, found.reason = "refused", reason
            found.settled, found.take_over_at = False, at
        case ApplicationWithdrawn():
            found.status = "withdrawn"
        case ApplicationLapsed():
            found.status = "lapsed"


async def hold(
    found: Application, talent_desks: Store[TalentDesk], project_desks: Store[ProjectDesk]
) -> None:
    """Hold the place again that both desks had given. What a contract's end has released stays released."""
    await project_desks.change(
        project_desk_id_of(found.project_id), lambda desk, _now: desk.hold_again(found.id)
    )
    await talent_desks.change(
        talent_desk_id_of(found.talent_id),
        lambda desk, _now: desk.hold_again(found.id, found.minutes),
        create=lambda: TalentDesk.blank(found.talent_id),
    )


async def ranking(past: Past[Ranking]) -> Retold[Ranking] | None:
    """Begin nothing in the place of a missing ranking: nobody changes one, and another can be made at any time."""
    return Retold(past.found, ("how each term counted",)) if past.found is None else None

"""Profiles, terms, desks, and applications in every reachable state, made by commands alone."""

from datetime import UTC, date, datetime, timedelta

from foothold_events import examples
from foothold_events.catalog import ProjectPublished, Terms
from foothold_events.contracts import ContractClosed
from foothold_events.envelope import Envelope, Event, Sequence
from foothold_events.examples import example
from foothold_events.identity import Skill, TalentProfileUpdated
from foothold_events.values import Money
from foothold_matching.policy import MatchingPolicy
from foothold_matching.selection import Application, ProjectDesk, TalentDesk, application_id_of

POLICY = MatchingPolicy()
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
"""A Monday."""
START = datetime(2026, 6, 8, tzinfo=UTC)
"""The Monday after, at which the work starts."""
APPLICATION = application_id_of("prj_1", "tal_1")
LATE = NOW + timedelta(minutes=5)
"""Long after a wake should have taken a selection over."""


def terms(**changes: object) -> Terms:
    """10 hours over 12 days in two ISO weeks (7 days, then 5), 20 USD an hour."""
    right = {"brief": "", "milestones": [], "timezone": "Etc/GMT+5", "clauses": []}
    return examples.terms(**{**right, **changes})


def profile(talent_id: str = "tal_1", skills: dict[str, int] | None = None, **changes: object):
    right: dict[str, object] = {
        "talent_id": talent_id,
        "skills": [Skill(name=name, level=level) for name, level in (skills or {"SQL": 3}).items()],
        "languages": ["en"],
        "timezone": "Etc/GMT+5",
        "country": "US",
        "hours_per_week": 20,
        "available_from": date(2026, 1, 1),
        "least_hourly_pay": Money(amount=2_000, currency="USD"),
        "work_authorizations": ["US"],
        "categories": ["data"],
    }
    return TalentProfileUpdated.model_validate({**right, **changes})


def envelope(data: Event, subject: str, n: int = 1, at: datetime = NOW) -> Envelope[Event]:
    return Envelope(
        subject=subject,
        sequence=Sequence(0, n),
        time=at,
        correlation="cor_1",
        causation=None,
        traceparent=None,
        data=data,
    )


def paid(talent_id: str, contract_id: str) -> Envelope[Event]:
    """One more finished contract of this talent."""
    closed = example(ContractClosed, contract_id=contract_id, project_id="prj_0", talent_id=talent_id)
    return envelope(closed, contract_id)


def published(project_id: str = "prj_1", **changes: object) -> ProjectPublished:
    return example(ProjectPublished, project_id=project_id, terms=terms(**changes), terms_hash="0" * 64)


def project_desk(project_id: str = "prj_1", **changes: object) -> ProjectDesk:
    return ProjectDesk.open(published(project_id, **changes))


def ended_project_desk() -> ProjectDesk:
    desk = project_desk()
    desk.end()
    return desk


def project_desk_holding() -> ProjectDesk:
    desk = project_desk()
    desk.reserve(APPLICATION, NOW)
    return desk


def project_desk_taken_by_another() -> ProjectDesk:
    desk = project_desk()
    desk.reserve("app_other", NOW)
    desk.reserve(APPLICATION, NOW)
    return desk


def project_desk_released() -> ProjectDesk:
    desk = project_desk_holding()
    desk.release(APPLICATION)
    return desk


def talent_desk(talent_id: str = "tal_1", hours_per_week: int = 20) -> TalentDesk:
    desk = TalentDesk.blank(talent_id)
    desk.set_limits(profile(talent_id, hours_per_week=hours_per_week))
    return desk


def blank_talent_desk() -> TalentDesk:
    return TalentDesk.blank("tal_1")


def talent_desk_holding() -> TalentDesk:
    desk = talent_desk()
    desk.reserve(APPLICATION, submitted().minutes)
    return desk


def talent_desk_without_room() -> TalentDesk:
    desk = talent_desk(hours_per_week=1)
    desk.reserve(APPLICATION, submitted().minutes)
    return desk


def talent_desk_released() -> TalentDesk:
    desk = talent_desk_holding()
    desk.release(APPLICATION)
    return desk


def submitted(talent_id: str = "tal_1", desk: ProjectDesk | None = None) -> Application:
    application, _ = Application.submit(talent_id, desk or project_desk(), [], POLICY, NOW)
    return application


def selecting() -> Application:
    application = submitted()
    application.begin_selection(POLICY, NOW)
    return application


def selected() -> Application:
    application = selecting()
    application.select()
    return application


def refused() -> Application:
    application = selecting()
    application.refuse("no_capacity", "2026-W24: 5.8 h wanted, 0.0 h taken, 1 h there")
    return application


def refused_and_told() -> Application:
    application = refused()
    application.desks_follow()
    return application


def withdrawn() -> Application:
    application = submitted()
    application.withdraw()
    return application


def lapsed() -> Application:
    application = submitted()
    application.due(application.lapse_at)
    return application


def lapsed_with_its_project() -> Application:
    application = submitted()
    application.project_ended()
    return application


APPLICATIONS = (
    submitted,
    selecting,
    selected,
    refused,
    refused_and_told,
    withdrawn,
    lapsed,
    lapsed_with_its_project,
)
TALENT_DESKS = (
    blank_talent_desk,
    talent_desk,
    talent_desk_holding,
    talent_desk_without_room,
    talent_desk_released,
)
PROJECT_DESKS = (
    project_desk,
    ended_project_desk,
    project_desk_holding,
    project_desk_taken_by_another,
    project_desk_released,
)

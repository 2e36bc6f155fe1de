"""Facts come in any order: the project comes to the same end, also if it was put back to an earlier state."""

from datetime import datetime

from foothold_catalog.project import Project
from foothold_chassis.testing import History, every_history
from foothold_events.catalog import ProjectClosed, ProjectFilled, ProjectPublished
from foothold_events.envelope import Event

from . import offers
from .offers import NOW, POLICY

STATES = {
    "draft": lambda: offers.draft(openings=2),
    "published": lambda: offers.published(openings=2),
    "partly taken": offers.partly_taken,
}


def publish(project: Project, now: datetime) -> list[Event]:
    """The company publishes what is a draft."""
    return project.publish(POLICY, now) if project.status == "draft" else []


def rest(_project: Project, _now: datetime) -> list[Event]:
    return []


def contract(id: str, *facts: str) -> dict:
    answers = {
        "drafted": Project.on_contract_drafted,
        "fallen through": Project.on_contract_fallen_through,
        "closed": Project.on_contract_closed,
    }
    return {
        f"{id} {fact}": lambda project, now, answer=answers[fact]: answer(project, id, now) for fact in facts
    }


@every_history(
    STATES,
    {
        "first": contract("ctr_1", "drafted", "closed"),
        "second": contract("ctr_2", "drafted", "closed"),
        "company": {"publication": publish},
    },
    [NOW],
    then=rest,
)
def test_a_project_closes_whatever_comes_first(history: History[Project]) -> None:
    played = history.play()

    assert played.aggregate.status == "closed"
    assert played.count(ProjectClosed) == 1
    assert played.count(ProjectPublished) == (history.state == "draft")
    assert played.aggregate.next_wake() is None


@every_history(
    STATES,
    {
        "first": contract("ctr_1", "drafted", "fallen through"),
        "second": contract("ctr_2", "drafted"),
        "third": contract("ctr_3", "drafted"),
        "company": {"publication": publish},
    },
    [NOW],
    then=rest,
)
def test_a_project_is_filled_by_those_who_stay_whatever_comes_first(history: History[Project]) -> None:
    played = history.play()

    assert played.aggregate.status == "filled"
    assert played.count(ProjectFilled) >= 1
    assert played.aggregate.free_openings == 0

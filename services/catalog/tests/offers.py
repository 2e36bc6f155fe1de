"""Projects in every reachable state, made by commands alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

from foothold_catalog.policy import CatalogPolicy
from foothold_catalog.project import Project
from foothold_events import examples
from foothold_events.catalog import Milestone, Terms

POLICY = CatalogPolicy()
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
"""A Monday."""
START = datetime(2026, 6, 8, tzinfo=UTC)
"""The Monday after, at which the work starts."""


def terms(**changes: Any) -> Terms:
    """Return the example's terms, in two milestones."""
    milestones = [
        Milestone(title="Plan", acceptance_criteria="One page", share=4_000),
        Milestone(title="List", acceptance_criteria="No duplicates", share=6_000),
    ]
    return examples.terms(**{"milestones": milestones, **changes})


def draft(**changes: object) -> Project:
    return Project.draft("prj_1", "org_1", terms(**changes), NOW)


def draft_body() -> dict[str, Any]:
    """Return what a request to draft the project of `draft` holds."""
    return {"organization_id": "org_1", **terms().model_dump(mode="json")}


def published(**changes: object) -> Project:
    project = draft(**changes)
    project.publish(POLICY, NOW)
    return project


def partly_taken() -> Project:
    project = published(openings=2)
    project.on_contract_drafted("ctr_1", NOW)
    return project


def filled() -> Project:
    project = published()
    project.on_contract_drafted("ctr_1", NOW)
    return project


def reopened() -> Project:
    project = filled()
    project.on_contract_fallen_through("ctr_1", NOW)
    return project


def closed() -> Project:
    project = filled()
    project.on_contract_closed("ctr_1", START + timedelta(days=9))
    return project


def cancelled_draft() -> Project:
    project = draft()
    project.cancel()
    return project


def cancelled_while_partly_taken() -> Project:
    project = partly_taken()
    project.cancel()
    return project


def expired() -> Project:
    project = published()
    project.due(START)
    return project


def expired_while_partly_taken() -> Project:
    project = partly_taken()
    project.due(START)
    return project

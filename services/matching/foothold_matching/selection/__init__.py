"""Who gets a place: the application, the two desks that hold the limits, and the process over them."""

from foothold_matching.selection.application import (
    NOT_SELECTABLE,
    NOT_WITHDRAWABLE,
    Application,
    Status,
    application_id_of,
)
from foothold_matching.selection.process import Selection
from foothold_matching.selection.project_desk import ProjectDesk, project_desk_id_of
from foothold_matching.selection.talent_desk import TalentDesk, talent_desk_id_of

__all__ = [
    "NOT_SELECTABLE",
    "NOT_WITHDRAWABLE",
    "Application",
    "ProjectDesk",
    "Selection",
    "Status",
    "TalentDesk",
    "application_id_of",
    "project_desk_id_of",
    "talent_desk_id_of",
]

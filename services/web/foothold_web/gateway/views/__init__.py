"""What pages need of the API's answers. Fields that no page shows are left out.

tests/test_calls.py holds each of these against the merged OpenAPI document.
"""

from foothold_web.gateway.views.accounts import (
    Affiliation,
    Me,
    Organization,
    Profile,
    Skill,
    TokenPair,
    UnverifiedOrganization,
)
from foothold_web.gateway.views.applications import (
    Application,
    Counterfactual,
    Place,
    RankedItem,
    Ranking,
    RankingSummary,
    Refusal,
)
from foothold_web.gateway.views.contracts import (
    Contract,
    Deliverable,
    Document,
    Settlement,
    Signature,
    Timeline,
    TimelineEvent,
    Verification,
)
from foothold_web.gateway.views.money import Escrow, Movement, Payee, PaymentMethod, Payout
from foothold_web.gateway.views.operations import (
    Action,
    Audit,
    Depth,
    Difference,
    FrozenDocument,
    KindOfWork,
    OpenWait,
    ParkedSubject,
    PhaseDepth,
    Told,
    Work,
)
from foothold_web.gateway.views.projects import Milestone, Project, SkillNeed, Terms
from foothold_web.gateway.views.view import Money, Nothing, Page, View

__all__ = [
    "Action",
    "Affiliation",
    "Application",
    "Audit",
    "Contract",
    "Counterfactual",
    "Deliverable",
    "Depth",
    "Difference",
    "Document",
    "Escrow",
    "FrozenDocument",
    "KindOfWork",
    "Me",
    "Milestone",
    "Money",
    "Movement",
    "Nothing",
    "OpenWait",
    "Organization",
    "Page",
    "ParkedSubject",
    "Payee",
    "PaymentMethod",
    "Payout",
    "PhaseDepth",
    "Place",
    "Profile",
    "Project",
    "RankedItem",
    "Ranking",
    "RankingSummary",
    "Refusal",
    "Settlement",
    "Signature",
    "Skill",
    "SkillNeed",
    "Terms",
    "Timeline",
    "TimelineEvent",
    "TokenPair",
    "Told",
    "UnverifiedOrganization",
    "Verification",
    "View",
    "Work",
]

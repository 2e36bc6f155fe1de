"""The wiring of matching."""

from foothold_chassis.service import Service
from foothold_events.catalog import ProjectCancelled, ProjectClosed, ProjectExpired, ProjectPublished
from foothold_events.contracts import ContractCancelled, ContractLapsed, ContractSettled
from foothold_events.identity import TalentErased, TalentProfileUpdated
from foothold_events.schemas import told_on
from foothold_matching import api, reactions, retelling, wakes
from foothold_matching.access import ApplicationAccess, RankingAccess
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking import FOLLOWED, Index, Ranking
from foothold_matching.selection import Application, ProjectDesk, Selection, TalentDesk
from foothold_matching.settings import MatchingSettings

RANKED = ("project_id", "items.talent_id", "refused.talent_id")
"""By what rankings are looked for: for their company, and to erase a talent in them."""


def build(settings: MatchingSettings | None = None) -> Service:
    policy = MatchingPolicy()
    index = Index(policy)
    service = Service("matching", settings or MatchingSettings())
    applications = service.store(
        Application,
        indexes=["project_id", "talent_id"],
        tells=told_on("foothold.matching.application"),
    )
    talent_desks = service.store(TalentDesk)
    project_desks = service.store(ProjectDesk)
    rankings = service.store(Ranking, indexes=RANKED, tells=told_on("foothold.matching.ranking"))
    selection = Selection(applications, talent_desks, project_desks, policy)
    may_rank = RankingAccess(rankings, project_desks, talent_desks)
    may_apply = ApplicationAccess(applications, project_desks, talent_desks)

    service.follow(FOLLOWED, index.apply)
    service.react(TalentProfileUpdated, reactions.on_profile_updated, talent_desks)
    service.react(TalentErased, reactions.on_talent_erased, talent_desks)
    service.react(TalentErased, reactions.forget_in_rankings, rankings)
    service.react(TalentErased, reactions.forget_in_applications, applications)
    service.react(ProjectPublished, reactions.on_project_published, project_desks)
    for end in (ProjectCancelled, ProjectExpired, ProjectClosed):
        service.react(end, reactions.on_project_ended, project_desks)
        service.react(end, reactions.lapse_open_applications, applications)
    for freeing in (ContractLapsed, ContractCancelled, ContractSettled):
        service.react(freeing, reactions.free_hours, talent_desks)
    for reopening in (ContractLapsed, ContractCancelled):
        service.react(reopening, reactions.free_opening, project_desks)
    service.wake(applications, wakes.application_due, applications, selection)
    service.retell(applications, retelling.application, talent_desks, project_desks, policy)
    service.retell(rankings, retelling.ranking)
    service.expose(api.ranking_routes(rankings, may_rank, index, policy))
    service.expose(api.place_routes(may_rank, index, policy, service.clock))
    service.expose(api.application_routes(applications, may_apply, selection, policy))
    service.expose(api.application_reads(applications, may_apply))
    return service

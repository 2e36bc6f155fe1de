"""What app.py wires: what is heard, what fills the index, and one request through all of it."""

from foothold_chassis.testing import member, running, talent
from foothold_events.catalog import ProjectPublished
from foothold_events.examples import example
from foothold_events.identity import TalentProfileUpdated
from foothold_events.matching import ApplicationSelected, ApplicationSubmitted, RankingProduced
from foothold_matching.app import build
from foothold_matching.settings import MatchingSettings


async def test_a_talent_applies_is_ranked_and_is_selected() -> None:
    async with running(build, MatchingSettings) as service:
        assert service.service.consumes == [
            "foothold.catalog.project",
            "foothold.contracts.contract",
            "foothold.identity.talent",
        ]
        assert service.service.follows == [
            "foothold.contracts.contract",
            "foothold.identity.session",
            "foothold.identity.signing-key",
            "foothold.identity.talent",
            "foothold.matching.application",
            "foothold.matching.ranking",
        ]

        await service.deliver(example(TalentProfileUpdated), times=2)
        await service.deliver(example(ProjectPublished), times=2)
        applied = await service.call(
            "POST", "/v1/projects/prj_1/applications", {"answers": []}, as_=talent("tal_1")
        )
        ranked = await service.call("POST", "/v1/projects/prj_1/rankings", as_=member("org_1"))
        selection = f"/v1/applications/{applied.json()['application_id']}/selection"
        selected = await service.call("POST", selection, as_=member("org_1"))

        assert [answer.status_code for answer in (applied, ranked, selected)] == [201, 201, 200]
        assert [type(event) for event in service.sent()] == [
            ApplicationSubmitted,
            RankingProduced,
            ApplicationSelected,
        ]
        assert [place.talent_id for place in service.sent(RankingProduced)[0].items] == ["tal_1"]

"""When a project ends its open applications lapse, each once, and the loop over them ends in any case."""

from foothold_chassis.testing import running, talent
from foothold_events.catalog import ProjectCancelled
from foothold_events.examples import example
from foothold_events.matching import ApplicationLapsed
from foothold_matching.app import build
from foothold_matching.selection import Application
from foothold_matching.settings import MatchingSettings

from . import offers


async def test_every_open_application_lapses_with_its_project() -> None:
    async with running(build, MatchingSettings, now=offers.NOW) as service:
        open_ones = [offers.submitted().model_copy(update={"id": f"app_{n}"}) for n in range(250)]
        await service.put(offers.project_desk(), *open_ones)

        await service.deliver(example(ProjectCancelled), times=2)

        assert len(service.sent(ApplicationLapsed)) == 250
        assert await service.of(Application).find({"status": "submitted"}) == []


async def test_an_application_that_says_it_is_open_and_does_not_lapse_holds_up_nothing(monkeypatch) -> None:
    monkeypatch.setattr(Application, "project_ended", lambda _self: [])
    async with running(build, MatchingSettings, now=offers.NOW) as service:
        await service.put(offers.project_desk(), offers.submitted())

        await service.deliver(example(ProjectCancelled))

        assert service.sent(ApplicationLapsed) == []


async def test_a_project_has_one_name_only() -> None:
    async with running(build, MatchingSettings, now=offers.NOW) as service:
        await service.put(offers.project_desk(), offers.talent_desk())

        answer = await service.call(
            "POST", "/v1/projects/xyz_1/applications", {"answers": []}, as_=talent("tal_1")
        )

        assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")
        assert await service.of(Application).find() == []

"""What app.py wires: a timeline of events, and a route that is passed on."""

from foothold_chassis.testing import running, talent
from foothold_events import topics
from foothold_events.contracts import ContractDrafted, ContractSigned
from foothold_events.examples import example
from foothold_gateway.app import build
from foothold_gateway.settings import GatewaySettings

from .upstreams import a_server, answering

AWAY = "http://127.0.0.1:1"


async def test_events_become_a_timeline_and_each_call_is_passed_on_with_its_key() -> None:
    created = answering("201 Created", b'{"project_id": "prj_1"}')
    async with a_server(created, created) as catalog:
        urls = {field: AWAY for field in GatewaySettings.model_fields if field.endswith("_url")} | {
            "catalog_url": catalog.url
        }
        async with running(build, GatewaySettings, **urls) as service:
            not_told = {topic.name for topic in topics.TOPICS if topic.restricted}
            not_told.add("foothold.identity.session")  # no fact about an engagement
            assert service.service.consumes == sorted({topic.name for topic in topics.TOPICS} - not_told)
            assert service.service.follows == ["foothold.identity.session", "foothold.identity.signing-key"]

            for event in (ContractDrafted, ContractSigned):
                await service.deliver(example(event), times=2)
            timeline = await service.call("GET", "/v1/contracts/ctr_1/timeline", as_=talent("tal_1"))
            assert [item["type"] for item in timeline.json()["items"]] == [
                ContractDrafted.TYPE,
                ContractSigned.TYPE,
            ]

            body = {"title": "Clean a customer list"}
            for _ in range(2):
                answer = await service.call("POST", "/v1/projects", body, as_=talent("tal_1"), key="one")
                assert (answer.status_code, answer.json()) == (201, {"project_id": "prj_1"})
            assert [asked["headers"]["idempotency-key"] for asked in catalog.asked] == ["one", "one"]

"""Through the real gateway: who has no part in an object cannot tell it from one that does not exist.

The status, the headers and the body are the same, and so is the time, since the same services do the same work.
"""

import pytest

from foothold_chassis.web.description import PROBLEM
from foothold_gateway.routes import ROUTES
from tests.e2e.conftest import Running
from tests.e2e.outsiders import TIMELINE, paths_of, played, questions, see_all
from tests.routes.test_outsiders import PUBLIC

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

WAITED_FOR = {"NotYet", "organization_not_verified", "profile_missing"}
"""What may be on its way is looked for again and again, for a time; how often is left to chance."""


async def test_an_outsider_sees_at_the_gateway_the_same_as_if_there_were_nothing(running: Running) -> None:
    async with played(running) as (http, market):
        described = (await http.get("/v1/openapi.json")).json()["paths"]
        asked = [each for each in questions(market) if each.route not in PUBLIC or each.thing == "a draft"]
        pairs = await see_all(http, market, asked)
        paths = await paths_of(running, [seen for pair in pairs for seen in pair])

    told = []
    for each, (there, nothing) in zip(asked, pairs, strict=True):
        if there.shown != nothing.shown:
            told.append(f"{each}: {there.shown} | {nothing.shown}")
        ours, theirs = paths[there.trace_id], paths[nothing.trace_id]
        if (ours.keys() != theirs.keys()) if there.code in WAITED_FOR else (ours != theirs):
            told.append(f"{each} takes another path: {ours - theirs} | {theirs - ours}")
        answers = described[each.template][each.method.lower()]["responses"]
        codes = answers[str(there.status)]["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"][
            "enum"
        ]
        assert there.code in codes, f"{each} is not described"
    assert told == []
    led_to = {(route.method, route.path) for route in ROUTES if "{" in route.path} | {TIMELINE}
    assert {each.route for each in asked} >= led_to - PUBLIC.keys()

"""Once a session has ended, no route of any service takes its tokens; every service follows identity's topic."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from foothold_chassis.testing import RunningService, stranger
from foothold_chassis.web import Principal
from foothold_events.identity import SessionEnded
from foothold_events.values import IDS

from .alone import SERVICES, alone, routes_of

LEFT, OTHER = (replace(stranger(), session_id=session_id) for session_id in ("ses_left", "ses_other"))


ID = {name: f"{kind.__metadata__[0].pattern[1:4]}_1" for name, kind in IDS.items()}


async def codes(service: RunningService, as_: Principal | None) -> dict[tuple[str, str], str | None]:
    """Return the code with which each route refuses this caller, if it does."""
    found = {}
    for method, template in routes_of(service):
        path = re.sub(r"{(\w+)}", lambda found: ID.get(found[1], "x_1"), template)
        answer = await service.call(method, path, as_=as_)
        found[method, template] = answer.json().get("code") if answer.status_code == 401 else None
    return found


@pytest.mark.parametrize("name", SERVICES)
async def test_no_service_takes_a_token_of_an_ended_session(name: str) -> None:
    until = datetime.now(UTC) + timedelta(minutes=16)
    async with alone(name) as service:
        unknown = await codes(service, None)
        asks_who_calls = [route for route, code in unknown.items() if code == "token_missing"]

        await service.deliver(SessionEnded(session_id="ses_left", cause="logged_out", runs_out_at=until))
        after, of_others = await codes(service, LEFT), await codes(service, OTHER)

    assert len(asks_who_calls) > 5
    assert {after[route] for route in asks_who_calls} == {"session_ended"}
    assert "session_ended" not in of_others.values()

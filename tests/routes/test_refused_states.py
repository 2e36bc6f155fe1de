"""Each command in each state of what it is given to: what it refuses there is what its route notes, and all of it."""

from importlib import import_module
from typing import Any

import pytest

from foothold_chassis.testing import RunningService, member, talent
from foothold_chassis.web import Principal
from foothold_chassis.web.description import PROBLEM

from .alone import SERVICES, WIRINGS, alone, routes_of
from .commands import CALLS
from .test_outsiders import values_of

CALLERS: tuple[Principal, ...] = (talent("tal_1"), member("org_1"))
OF_STATES = ("application_", "contract_", "already_")
"""How the codes begin that are made of a state."""


def noted(service: RunningService, method: str, template: str) -> set[str]:
    answers: dict[str, Any] = service.description.document["paths"][template][method.lower()]["responses"]
    schemas = [answer["content"][PROBLEM]["schema"] for status, answer in answers.items() if status == "409"]
    return {code for schema in schemas for code in schema["allOf"][1]["properties"]["code"]["enum"]}


@pytest.mark.parametrize("name", [name for name in SERVICES if WIRINGS[name].service.stores])
async def test_a_route_notes_just_the_states_that_refuse_it(name: str) -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    said: dict[tuple[str, str], set[str]] = {}
    for make in import_module(f"services.{name}.tests.states").STATES.values():
        for caller in CALLERS:
            async with alone(name) as service:
                thing = make()
                await service.put(thing)
                for route in sorted(CALLS.keys() & set(routes_of(service))):
                    if (values := values_of(route[1], thing)) is not None:
                        await ask(service, route, values, caller, seen.setdefault(route, set()))
                        said[route] = {c for c in noted(service, *route) if c.startswith(OF_STATES)}
    assert {route: {c for c in codes if c.startswith(OF_STATES)} for route, codes in seen.items()} == said


async def ask(
    service: RunningService, route: tuple[str, str], values: dict[str, str], caller: Principal, seen: set[str]
) -> None:
    """Ask once, and keep the code of a conflict. An answer that the document does not name is an error by itself."""
    answer = await service.call(route[0], route[1].format(**values), CALLS[route].body, as_=caller)
    if answer.status_code == 409:
        seen.add(answer.json()["code"])

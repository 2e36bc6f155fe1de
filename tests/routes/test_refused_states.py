"""Each command in each state of what it is given to: what it refuses there is what its route notes, and all of it."""

from collections import defaultdict
from importlib import import_module
from itertools import product

import pytest

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.testing import RunningService, member, talent
from foothold_chassis.web.description import PROBLEM

from .alone import SERVICES, WIRINGS, alone, routes_of
from .commands import CALLS
from .test_outsiders import values_of

CALLERS = (talent("tal_1"), member("org_1"))
OF_STATES = ("application_", "contract_", "already_")
"""How the codes begin that are made of a state."""

LOST = {
    (
        "POST",
        "/v1/contracts/{contract_id}/signatures",
    ): "each state but the first was signed by both; it refuses a side whose signature a restore has lost",
}

Route = tuple[str, str]
Codes = dict[Route, set[str]]


@pytest.mark.parametrize("name", [name for name in SERVICES if WIRINGS[name].service.stores])
async def test_a_route_notes_just_the_states_that_refuse_it(name: str) -> None:
    refused: Codes = defaultdict(set)
    noted: Codes = defaultdict(set)
    states = import_module(f"services.{name}.tests.states").STATES.values()
    async with alone(name) as service:
        routes = sorted(CALLS.keys() & set(routes_of(service)))
        for n, (make, route, caller) in enumerate(product(states, routes, CALLERS)):
            own = copied(make(), n)
            if (values := values_of(route[1], own)) is not None:
                await service.put(own)
                path = route[1].format(**values)
                answer = await service.call(route[0], path, CALLS[route].body, as_=caller)
                refused[route] |= of_states({answer.json()["code"]} if answer.status_code == 409 else set())
                noted[route] |= of_states(codes_noted(service, route))
    for route, why in LOST.items():
        assert refused[route] <= noted[route], why
    assert {route: refused[route] for route in refused.keys() - LOST} == {
        route: noted[route] for route in noted.keys() - LOST
    }


def copied(thing: Aggregate, n: int) -> Aggregate:
    """Return the same under an id of its own."""
    return thing.model_copy(update={"id": f"{thing.id}s{n}"})


def of_states(codes: set[str]) -> set[str]:
    return {code for code in codes if code.startswith(OF_STATES)}


def codes_noted(service: RunningService, route: Route) -> set[str]:
    method, template = route
    answers = service.description.document["paths"][template][method.lower()]["responses"]
    if "409" not in answers:
        return set()
    return set(answers["409"]["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"])

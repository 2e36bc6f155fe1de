"""Who has no part in an object is answered as for a missing one: status, headers, body, and the same reads.

It walks every route of each service's own app, every object in every state, and every outsider.
"""

import re
from importlib import import_module
from typing import Any, get_args

import pytest

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.testing import (
    RunningService,
    member,
    member_of_institution,
    operator,
    stranger,
    talent,
)
from foothold_chassis.testing.memory import MemoryCollection
from foothold_identity.organization import Role

from .alone import SERVICES, WIRINGS, Values, alone, routes_of, values_of

OUTSIDERS = {
    "nobody": None,
    "a stranger": stranger(),
    "another talent": talent("tal_2"),
    **{f"another company's {role}": member("org_2", role) for role in get_args(Role)},
    "another institution": member_of_institution("org_3"),
    "an operator without the scope": operator("none"),
}
PUBLIC = {
    ("GET", "/v1/organizations/{organization_id}"): "anybody may see an organization",
    ("GET", "/v1/projects/{project_id}"): "anybody may see a project that was published",
    ("GET", "/v1/projects/{project_id}/place"): "any talent may see its own place at what was published",
    ("POST", "/v1/projects/{project_id}/applications"): "any talent may apply for what was published",
}
IDS = {"x-request-id": "req_of_the_test", "x-correlation-id": "cor_of_the_test"}


def missing(values: Values) -> Values:
    """Return ids of the same length that nothing has."""
    return {name: re.sub(r"(?<=_).*", lambda m: "0" * len(m[0]), id) for name, id in values.items()}


class Walk:
    """The calls of outsiders to one service, with the reads that each causes."""

    def __init__(self, service: RunningService, monkeypatch: pytest.MonkeyPatch) -> None:
        self._service = service
        self._reads: list[tuple[str, str, int]] = []
        matching, reads = MemoryCollection._matching, self._reads

        def noted(collection: MemoryCollection, where: Any, sort: Any = ()) -> Any:
            found = matching(collection, where, sort)
            reads.append((collection._name, repr(where), len(found)))
            return found

        monkeypatch.setattr(MemoryCollection, "_matching", noted)
        for part in service.service.indexed:
            if hasattr(part, "patience"):
                part.patience = 0  # it looks once, and whether it would wait is seen in the answer

    async def seen(self, method: str, template: str, values: Values, who: str) -> str:
        """Return all that an outsider could see of the answer, and the reads behind it, without the ids."""
        self._reads.clear()
        answer = await self._service.call(method, template.format(**values), as_=OUTSIDERS[who], headers=IDS)
        text = repr((answer.status_code, sorted(answer.headers.items()), answer.text, self._reads))
        for name, id in values.items():
            text = re.sub(rf"(?<=_){re.escape(id.partition('_')[2])}(?![A-Za-z0-9])", f"<{name}>", text)
        return text


def is_public(method: str, template: str, thing: Aggregate) -> bool:
    return (method, template) in PUBLIC and getattr(thing, "status", "") != "draft"


@pytest.mark.parametrize("name", [name for name in SERVICES if WIRINGS[name].service.stores])
async def test_an_outsider_sees_the_same_as_if_there_were_nothing(name: str, monkeypatch) -> None:
    walked, told, nothing = set(), [], {}
    for state, make in import_module(f"services.{name}.tests.states").STATES.items():
        with monkeypatch.context() as patches:
            async with alone(name) as service:
                thing = make()
                await service.put(thing)
                routes = {route for route in routes_of(service) if "{" in route[1]}
                walk = Walk(service, patches)
                for method, template in routes:
                    values = values_of(template, thing)
                    if values is None:
                        continue
                    walked.add((method, template))
                    if is_public(method, template, thing):
                        continue
                    for who in OUTSIDERS:
                        there = await walk.seen(method, template, values, who)
                        asked = (method, template, who)
                        if asked not in nothing:
                            nothing[asked] = await walk.seen(method, template, missing(values), who)
                        if there != nothing[asked]:
                            told.append(f"{state}: {asked} differs: {there} | {nothing[asked]}")
    assert told == []
    assert routes - walked == set(), "no state leads to these routes, so nothing is known of them"

"""Requests that schemathesis makes of each service's own document: right ones and wrong ones, by every kind of caller.

Whatever they hold, the answer is one that the document names: status, content type, headers, body. None is a 5xx. The
seed is fixed, so a failure comes again. There is an object in each of its states to be asked for.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urlsplit

import httpx2
import pytest
import requests
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_dict
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.testing import RunningService, member, operator, talent
from foothold_chassis.testing.people import token_of
from foothold_chassis.web import Principal
from foothold_events.values import IDS

from .alone import PAGES, SERVICES, alone

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 14, GenerationMode.NEGATIVE: 7}
"""For each operation."""

SETTINGS = settings(
    database=None,
    deadline=None,
    derandomize=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NEVER_STORED = {"affiliation, blank"}
"""A state before the first command, which writes another."""

ASKING_OTHERS = {"/v1/openapi.json"}
"""The gateway asks the services for it, which are not here; tests/e2e reads it."""

CALLERS = [None, talent("tal_1"), member("org_1"), operator("trust", "money", "system")]


@dataclass(frozen=True)
class Filled:
    """A service with an object in each of its states; `ends` are the ids of these, without the prefix."""

    service: RunningService
    ends: list[str]

    def paths(self, template: str) -> st.SearchStrategy[str | None]:
        """Return paths of this template that lead to what is there, and None for one that schemathesis makes."""
        names = re.findall(r"{(\w+)}", template)
        if not names:
            return st.none()
        return st.none() | st.sampled_from(self.ends).map(
            lambda end: template.format(**{name: prefix_of(name) + end for name in names})
        )


def prefix_of(name: str) -> str:
    """Return the prefix of the ids that a parameter holds, such as `prj_`; a parked subject is a contract here."""
    pattern = TypeAdapter[str](IDS.get(name, IDS["contract_id"])).json_schema()["pattern"]
    return re.match(r"\^([a-z]+_)", pattern)[1]


def states_of(service: RunningService) -> list[Callable[[], Aggregate]]:
    """Return what makes an object in each state that is ever stored."""
    if not service.service.stores:
        return []
    states = import_module(f"services.{service.service.name}.tests.states").STATES
    return [make for state, make in states.items() if state not in NEVER_STORED]


@contextmanager
def filled(name: str, loop: asyncio.Runner) -> Iterator[Filled]:
    context = alone(name)
    service = loop.run(context.__aenter__())
    try:
        for part in service.service.indexed:
            if hasattr(part, "patience"):
                part.patience = 0  # nothing is on its way
        ends = ["0"]
        for n, make in enumerate(states_of(service)):
            thing = make()
            own = thing.model_copy(update={"id": f"{thing.id}s{n}"})
            loop.run(service.put(own))
            ends.append(own.id.partition("_")[2])
        yield Filled(service, ends)
    finally:
        loop.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize("mode", EXAMPLES, ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize("name", [name for name in SERVICES if name not in PAGES])
def test_no_answer_is_undocumented(name: str, mode: GenerationMode) -> None:
    with asyncio.Runner() as loop, filled(name, loop) as there:
        document = json.loads(json.dumps(there.service.description.document))
        for found in from_dict(document).get_all_operations():
            operation = found.ok()
            if operation.path in ASKING_OTHERS or (
                mode is GenerationMode.NEGATIVE and takes_nothing(operation)
            ):
                continue

            @seed(1)
            @settings(SETTINGS, max_examples=EXAMPLES[mode])
            @given(
                case=operation.as_strategy(generation_mode=mode),
                caller=st.sampled_from(CALLERS),
                path=there.paths(operation.path),
            )
            def ask(case: Case, caller: Principal | None, path: str | None) -> None:
                answer = loop.run(sent(there.service, case, caller, path))
                case.validate_response(answer, checks=CHECKS)

            ask()


def takes_nothing(operation: APIOperation) -> bool:
    """Return whether there is nothing in its requests that could be wrong."""
    definition = operation.definition.raw
    return not definition.get("parameters") and "requestBody" not in definition


async def sent(
    service: RunningService, case: Case, caller: Principal | None, path: str | None
) -> httpx2.Response:
    """Send what schemathesis made, as this caller, and to this path if one is given."""
    request = requests.Request(**case.as_transport_kwargs(base_url="http://memory")).prepare()
    url = urlsplit(str(request.url))
    headers = dict(request.headers) | ({"authorization": f"Bearer {token_of(caller)}"} if caller else {})
    target = f"{path or url.path}?{url.query}" if url.query else path or url.path
    return await service._client.request(str(request.method), target, content=request.body, headers=headers)

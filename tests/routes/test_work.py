"""What operators see of a service's work: every state of every aggregate, by its first wait."""

from datetime import timedelta
from importlib import import_module

import pytest

from foothold_chassis.testing import member, operator

from .alone import SERVICES, WIRINGS, alone

STORING = [name for name in SERVICES if WIRINGS[name].service.stores]
A_YEAR = timedelta(days=366)


@pytest.mark.parametrize("name", STORING)
async def test_every_open_wait_is_named_with_its_end_and_its_state(name: str) -> None:
    for state, make in import_module(f"services.{name}.tests.states").STATES.items():
        async with alone(name) as service:
            thing = make()
            await service.put(thing)

            seen = (await service.call("GET", f"/v1/ops/{name}/work", as_=operator("system"))).json()

            first = min(thing.waits(), key=lambda wait: wait.until, default=None)
            named = [(wait["kind"], wait["id"], wait["what"], wait["phase"]) for wait in seen["waits"]]
            of_first = first and (type(thing).__name__, thing.id, first.what, thing.phase)
            assert named == ([of_first] if of_first else []), state
            kind = next(kind for kind in seen["kinds"] if kind["kind"] == type(thing).__name__)
            assert [(of["phase"], of["count"]) for of in kind["phases"]] == (
                [(thing.phase, 1)] if thing.phase else []
            ), state


async def test_a_wait_that_is_over_counts_as_overdue_and_comes_first() -> None:
    states = import_module("services.contracts.tests.states").STATES
    async with alone("contracts") as service:
        drafted, active = states["contract, drafted"](), states["contract, active"]()
        later = active.model_copy(update={"id": "ctr_2"})
        await service.put(later, drafted)

        before, after = [], []
        for found, time in ((before, timedelta()), (after, A_YEAR)):
            service.clock.advance(time)
            found.append((await service.call("GET", "/v1/ops/contracts/work", as_=operator("system"))).json())

        assert [kind["overdue"]["count"] for kind in before[0]["kinds"] if kind["kind"] == "Contract"] == [0]
        assert [kind["overdue"]["count"] for kind in after[0]["kinds"] if kind["kind"] == "Contract"] == [2]
        untils = [wait["until"] for wait in after[0]["waits"]]
        assert untils == sorted(untils)


@pytest.mark.parametrize("who", [None, member("org_1"), operator("trust")])
async def test_the_work_is_shown_to_operators_of_the_system_only(who) -> None:
    async with alone("contracts") as service:
        answer = await service.call("GET", "/v1/ops/contracts/work", as_=who)

    assert answer.status_code == (401 if who is None else 403)

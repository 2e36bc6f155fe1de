"""Who may do what is said in `access.py`: api modules only translate, and no route is without a line."""

from pathlib import Path
from typing import Annotated

import pytest
from deploy.k8s.wiring import wirings
from fastapi import APIRouter, Depends

from foothold_chassis.web import (
    CurrentCommand,
    CurrentPrincipal,
    OptionalPrincipal,
    anyone,
    member_of_organization,
    operator,
)
from foothold_devstack import roster

from .access import judgements, routes_without_access
from .sources import ROOT

ROUTERS = {wiring.name: wiring.service.routers for wiring in wirings()}
HELD = roster.names()


def package(service: str) -> Path:
    return ROOT / "services" / service / f"foothold_{service}"


@pytest.mark.parametrize("service", HELD)
def test_an_api_decides_nothing_about_its_callers(service: str) -> None:
    assert judgements(package(service)) == []


@pytest.mark.parametrize("service", HELD)
def test_every_route_has_a_line_of_access(service: str) -> None:
    assert routes_without_access(service, ROUTERS[service]) == []


@pytest.mark.parametrize("place", ["api.py", "api/projects.py"])
@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("from foothold_chassis.errors import Conflict, Forbidden as No", " imports Forbidden"),
        ("from foothold_chassis import errors\nraise errors.Forbidden('no')", ":2 names Forbidden"),
        ("def f(principal): principal.must_have('money')", ":1 calls must_have"),
        ("def f(thing): must_be_visible(thing)", ":1 calls must_be_visible"),
    ],
)
def test_an_api_that_decides_is_found(tmp_path: Path, place: str, line: str, complaint: str) -> None:
    wrong = tmp_path / "foothold_wrong"
    (wrong / place).parent.mkdir(parents=True)
    (wrong / place).write_text(line)
    (wrong / "access.py").write_text(line)

    module = place.removesuffix(".py").replace("/", ".")
    assert judgements(wrong) == [f"foothold_wrong.{module}{complaint}"]


async def of_the_thing(thing_id: str, principal: CurrentPrincipal) -> str:
    return thing_id + principal.account_id


of_the_thing.__module__ = "foothold_wrong.access"


def test_a_route_with_a_line_or_about_the_caller_alone_is_covered() -> None:
    router = APIRouter()

    @router.get("/things", dependencies=[Depends(anyone)])
    async def listed() -> None: ...

    @router.get("/things/{thing_id}")
    async def read(thing: Annotated[str, Depends(of_the_thing)]) -> None: ...

    @router.get("/organizations/{organization_id}/things", dependencies=[Depends(member_of_organization)])
    async def of_organization(organization_id: str) -> None: ...

    @router.post("/things/{thing_id}/seal", dependencies=[Depends(operator("trust"))])
    async def seal(thing_id: str) -> None: ...

    @router.get("/me/things")
    async def mine(principal: CurrentPrincipal) -> None: ...

    assert routes_without_access("wrong", [router]) == []


def test_a_route_without_a_line_is_found() -> None:
    router = APIRouter()

    @router.get("/things")
    async def listed() -> None: ...

    @router.get("/shown")
    async def shown(principal: OptionalPrincipal) -> None: ...

    @router.post("/things")
    async def make(command: CurrentCommand) -> None: ...

    @router.get("/things/{thing_id}")
    async def read(thing_id: str, principal: CurrentPrincipal) -> None: ...

    assert routes_without_access("wrong", [router]) == [
        "wrong: GET /things",
        "wrong: GET /shown",
        "wrong: POST /things",
        "wrong: GET /things/{thing_id}",
    ]
    assert routes_without_access("other", [_guarded_elsewhere()]) == ["other: GET /things/{thing_id}"]


def _guarded_elsewhere() -> APIRouter:
    router = APIRouter()

    @router.get("/things/{thing_id}")
    async def read(thing: Annotated[str, Depends(of_the_thing)]) -> None: ...

    return router

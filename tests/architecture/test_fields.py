"""Every field that people fill is of a kind: none is a plain text, number or date, in any body or query."""

from datetime import date
from typing import Annotated, Any

import pytest
from deploy.k8s.wiring import wirings
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from foothold_chassis.ops.routes import clock_routes, discard_routes, parking_routes
from foothold_chassis.web import (
    CurrentCommand,
    Day,
    FreeText,
    Name,
    Password,
    RequestBody,
    Secret,
    Whole,
)
from foothold_devstack import roster
from foothold_events.values import ProjectId, SkillCode

from .fields import fingerprinted_secrets, loose_fields

ROUTERS = {wiring.name: wiring.service.routers for wiring in wirings()}


@pytest.mark.parametrize("service", roster.names())
def test_every_field_of_a_request_is_of_a_kind(service: str) -> None:
    assert loose_fields(service, ROUTERS[service]) == []


def test_every_field_of_the_operators_calls_is_of_a_kind() -> None:
    unused: Any = None
    own = [
        parking_routes("any", unused, unused),
        discard_routes("any", unused, unused, unused),
        clock_routes("any", unused, unused, unused),
    ]

    assert loose_fields("chassis", own) == []


@pytest.mark.parametrize("service", roster.names())
def test_no_fingerprint_of_a_command_is_made_from_a_secret(service: str) -> None:
    assert fingerprinted_secrets(service, ROUTERS[service]) == []


class Nested(RequestBody):
    password: Secret


class Secretive(RequestBody):
    password: Password
    token: Secret | None = None
    inner: list[Nested]


def test_a_secret_that_a_fingerprint_would_be_made_from_is_found() -> None:
    router = APIRouter()

    @router.post("/command")
    async def command(body: Secretive, command: CurrentCommand) -> None: ...

    @router.post("/login")
    async def log_in(body: Secretive) -> None: ...

    assert fingerprinted_secrets("any", [router]) == [
        "any: /command: Secretive.token",
        "any: /command: Nested.password",
    ]


class Inner(RequestBody):
    skill: SkillCode
    level: Whole = Field(ge=1, le=5)


class Right(RequestBody):
    name: Name
    note: FreeText | None = None
    inner: list[Inner]
    project_id: ProjectId
    day: Annotated[Day, Field(description="of the start")]
    is_open: bool = True


class Loose(Right):
    title: str
    size: int = Field(ge=0)
    until: date | None = None
    words: list[Annotated[str, Field(max_length=9)]]


class OtherBase(BaseModel):
    name: Name


class Lax(RequestBody):
    model_config = ConfigDict(strict=False)


def test_a_field_of_no_kind_is_found() -> None:
    router = APIRouter()

    async def looked_at(body: Loose) -> Loose:
        return body

    @router.post("/right")
    async def right(body: Right, size: Annotated[Whole | None, Query()] = None) -> None: ...

    @router.post("/loose")
    async def loose(body: Annotated[Loose, Depends(looked_at)], word: str = "") -> None: ...

    @router.post("/others")
    async def other(body: OtherBase) -> None: ...

    @router.post("/lax")
    async def lax(body: Lax) -> None: ...

    assert loose_fields("wrong", [router]) == [
        "wrong: POST /loose: word is a plain str",
        "wrong: POST /loose: Loose.title is a plain str",
        "wrong: POST /loose: Loose.size is a plain int",
        "wrong: POST /loose: Loose.until is a plain date",
        "wrong: POST /loose: Loose.words is a plain str",
        "wrong: POST /others: body is no RequestBody",
        "wrong: POST /lax: Lax is not as strict as RequestBody",
    ]

"""A small service of things, with everything the HTTP edge has to deal with."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, SecretStr, StringConstraints, model_validator

from foothold_chassis import errors
from foothold_chassis.causes import Command
from foothold_chassis.telemetry import tracing
from foothold_chassis.web import CurrentCommand, CurrentPage, CurrentPrincipal, Page, RequestBody, derive_id

from .callers import new_key

KEY = new_key()
SECRET = "correct horse battery staple"


class Part(RequestBody):
    amount: int = Field(ge=0, le=100)


class Body(RequestBody):
    name: Annotated[str, StringConstraints(max_length=5)]
    password: SecretStr = Field(default=SecretStr(""), max_length=20)
    parts: list[Part] = Field(default=[])

    @model_validator(mode="after")
    def _not_evil(self) -> "Body":
        if self.name == "evil":
            raise ValueError("no evil")
        return self


class Item:
    def __init__(self, number: int) -> None:
        self.id = f"thg_{number}"


ITEMS = [Item(number) for number in range(7)]


def said_of(command: Command) -> dict[str, str]:
    return {"fingerprint": command.fingerprint or "none"}


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/things")
    async def create(body: Body, command: CurrentCommand) -> dict[str, str]:
        return {
            "name": body.name,
            "command": command.id,
            "thing": derive_id("thg", command),
            **said_of(command),
        }

    @router.post("/others")
    async def other(command: CurrentCommand) -> dict[str, str]:
        return {
            "command": command.id,
            "correlation": command.correlation,
            "trace": tracing.current() or "",
            **said_of(command),
        }

    @router.put("/others")
    async def replace(command: CurrentCommand) -> dict[str, str]:
        return {"command": command.id}

    async def items(*, after: str | None, limit: int) -> list[Item]:
        return [item for item in ITEMS if after is None or item.id > after][:limit]

    @router.get("/things")
    async def find(page: CurrentPage) -> Page[str]:
        return await page.of(items, lambda item: item.id)

    @router.get("/me")
    async def me(principal: CurrentPrincipal) -> str:
        return principal.account_id

    @router.get("/errors/{name}")
    async def fail(name: str) -> None:
        raise getattr(errors, name)("It is so.")

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError(SECRET)

    return router

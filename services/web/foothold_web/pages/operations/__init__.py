"""The console of operators, with a tab for each question."""

from fastapi import APIRouter, Response

from foothold_web.access import NoSuchPage
from foothold_web.pages.operations import auditing, freezing, logbook, parking, verifying, work
from foothold_web.pages.operations.console import Operator, tabs
from foothold_web.ui.rendering import Pages


def routes(pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/operations")

    @router.get("")
    async def first_question(visitor: Operator) -> Response:
        held = tabs(visitor)
        if not held:
            raise NoSuchPage
        return visitor.go(held[0].href)

    for chapter in (verifying, work, parking, freezing, logbook, auditing):
        router.include_router(chapter.routes(pages))
    return router

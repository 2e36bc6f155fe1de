"""The action log: what operators did to each service by hand."""

from fastapi import APIRouter, Response

from foothold_web.gateway import calls
from foothold_web.pages.operations.console import OfSystem, lists, tabs
from foothold_web.ui.rendering import Pages

ACTIONS = "/operations/actions"


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/actions")
    async def actions(visitor: OfSystem) -> Response:
        found = await lists(visitor, calls.ACTIONS, ACTIONS)
        return pages.show(visitor, "operations/actions.html", tabs=tabs(visitor), lists=found)

    return router

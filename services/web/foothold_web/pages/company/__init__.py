"""The pages of a company: its home, its money, its projects, and those who apply to them."""

from fastapi import APIRouter

from foothold_web.pages.company import money
from foothold_web.ui.rendering import Pages


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()
    router.include_router(money.routes(pages))
    return router

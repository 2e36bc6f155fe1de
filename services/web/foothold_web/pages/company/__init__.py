"""The pages of a company: its home, its money, its projects, and those who apply to them."""

from fastapi import APIRouter

from foothold_web.pages.company import applicants, home, money, projects, wizard
from foothold_web.ui.rendering import Pages


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()
    router.include_router(money.routes(pages))
    router.include_router(wizard.routes(pages))  # before the projects: `new` is no id
    router.include_router(projects.routes(pages))
    router.include_router(home.routes(pages))
    router.include_router(applicants.routes(pages))
    return router

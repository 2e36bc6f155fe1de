"""The pages of a talent: profile, applications, affiliations, payouts."""

from fastapi import APIRouter

from foothold_web.pages.talent import affiliations, applications, applying, payouts, profile
from foothold_web.ui.rendering import Pages


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()
    router.include_router(affiliations.routes(pages))
    router.include_router(payouts.routes(pages))
    router.include_router(applying.routes(pages))
    router.include_router(applications.routes(pages))
    router.include_router(profile.routes(pages))
    return router

"""The site: the pages of each chapter, what is said when one fails, and the headers of every answer."""

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from foothold_web import failing, guarding
from foothold_web.live import Changes
from foothold_web.pages import (
    account,
    assets,
    company,
    contracts,
    home,
    institutions,
    live,
    operations,
    organizations,
    public,
    stories,
    talent,
)
from foothold_web.policy import WebPolicy
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visits


def site(visits: Visits, pages: Pages, changes: Changes, policy: WebPolicy) -> FastAPI:
    """Make the app that answers with pages: what fails is a page too."""
    silent: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    made = FastAPI(
        openapi_url=None, telemetry=silent, dependencies=[guarding.Guarded], redirect_slashes=False
    )
    made.state.visits, made.state.pages, made.state.policy = visits, pages, policy
    failing.install(made, pages)
    for routes in (
        assets.routes(),
        company.routes(pages),
        organizations.routes(pages),  # before the public ones: `new` is no id
        public.routes(pages),
        contracts.routes(pages),
        contracts.step_routes(pages),
        account.routes(pages),
        home.routes(pages),
        live.routes(changes, visits, policy),
        talent.routes(pages),
        operations.routes(pages),
        institutions.routes(pages),
        stories.routes(pages),
    ):
        made.include_router(routes)
    made.add_middleware(guarding.SecurityHeaders)
    return made

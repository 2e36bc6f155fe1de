"""Where a live page waits for changes."""

from fastapi import APIRouter, Request, Response

from foothold_web.access import Anyone
from foothold_web.gauges import REFUSED
from foothold_web.live import Changes, Pings, last_seen, over
from foothold_web.policy import WebPolicy
from foothold_web.visiting import Visits


def routes(changes: Changes, visits: Visits, policy: WebPolicy) -> APIRouter:
    router = APIRouter()

    @router.get("/live")
    async def live(request: Request, visitor: Anyone, ticket: str = "") -> Response:
        """Answer with pings, to the session that the page was shown to; a page of another one is told to stop."""
        shown = visits.tickets.read(ticket)
        if visitor.session is None or shown is None or shown.session_id != visitor.session.id:
            REFUSED.labels("not_theirs").inc()
            return over()
        since = last_seen(request.headers.get("last-event-id")) or shown.since
        stream = changes.open(visitor.session.id, shown.subjects, since)
        if stream is None:
            return over()

        async def is_logged_in() -> bool:
            return await visits.sessions.of(visitor.browser.value) is not None

        return Pings(changes, stream, is_logged_in, policy)

    return router

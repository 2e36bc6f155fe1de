"""What goes wrong is a page too, which says what happened and what to do next."""

import structlog
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from foothold_web.access import LogInFirst, NoSuchPage
from foothold_web.gateway import Away, LoggedOut, Refused
from foothold_web.guarding import NotFromHere, Posted
from foothold_web.pages import parts, paths
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visitor, Visits, current_visitor

log = structlog.get_logger()

NOT_KEPT = ("password", "token", "account", "legal_name")


def install(app: FastAPI, pages: Pages) -> None:
    """Answer what pages do not answer themselves."""

    async def not_found(request: Request, _error: Exception) -> Response:
        return pages.show(await current_visitor(request), "failing/not_found.html", status=404)

    async def not_from_here(request: Request, _error: Exception) -> Response:
        return pages.show(await current_visitor(request), "failing/not_from_here.html", status=403)

    async def away(request: Request, error: Exception) -> Response:
        assert isinstance(error, Away)  # noqa: S101 - registered for nothing else
        response = pages.show(
            await _visitor_without_session(request),
            "failing/away.html",
            status=503,
            part=parts.NAMES.get(error.service, ""),
            was_posted=request.method != "GET",
        )
        response.headers["retry-after"] = str(error.retry_after)
        return response

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)  # noqa: S101 - registered for nothing else
        if error.status in {403, 404} or (error.status == 422 and request.method == "GET"):
            return await not_found(request, error)
        visitor = await current_visitor(request)
        return pages.show(
            visitor, "failing/refused.html", status=error.status, problem=error.problem, back=visitor.page
        )

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
        if error.status_code in {404, 405}:
            return await not_found(request, error)
        if error.status_code == 413:
            visitor = await current_visitor(request)
            return pages.show(visitor, "failing/too_large.html", status=413)
        raise error

    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("page_failed", exc_info=error)
        visitor = await _visitor_without_session(request)
        return pages.show(
            visitor, "failing/unexpected.html", status=500, request_id=request.scope.get("request_id", "")
        )

    app.add_exception_handler(LogInFirst, _log_in_first)
    app.add_exception_handler(LoggedOut, _logged_out)
    app.add_exception_handler(NoSuchPage, not_found)
    app.add_exception_handler(NotFromHere, not_from_here)
    app.add_exception_handler(Away, away)
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, unexpected)


async def _logged_out(request: Request, error: Exception) -> Response:
    """Take leave of a session that the API does not know any more."""
    visitor = await current_visitor(request)
    visits: Visits = request.app.state.visits
    await visits.end(visitor)
    return await _log_in_first(request, error)


async def _log_in_first(request: Request, _error: Exception) -> Response:
    """Lead to the log-in and then back to the same page, with what was typed."""
    visitor = await current_visitor(request)
    if request.method == "GET":
        return visitor.go(paths.log_in(visitor.path))
    posted: Posted = getattr(request.state, "posted", None) or Posted()
    visits: Visits = request.app.state.visits
    kept = {name: texts for name, texts in posted.items() if name.rpartition(".")[2] not in NOT_KEPT}
    draft = await visits.drafts.begin(visitor.owner, request.url.path, kept)
    back = paths.with_query(visitor.page.partition("?")[0], draft=draft.id)
    return visitor.go(paths.log_in(back, draft=draft.id))


async def _visitor_without_session(request: Request) -> Visitor:
    """Return the visitor, who may not be known if a part of the platform is away."""
    visits: Visits = request.app.state.visits
    try:
        return await current_visitor(request)
    except Exception:  # noqa: BLE001 - whatever it was, a page is owed
        return visits.stranger(request)

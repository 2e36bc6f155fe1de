"""What was typed before the log-in: a form that asks for it begins with it."""

from typing import Annotated

from fastapi import Depends, Query, Request

from foothold_web.visiting import CurrentVisitor, Visits


async def typed_before(
    visitor: CurrentVisitor, request: Request, draft: Annotated[str | None, Query()] = None
) -> dict[str, list[str]]:
    """Return what this visitor typed into the form before the session ran out; nothing if there is no such draft."""
    if draft is None:
        return {}
    visits: Visits = request.app.state.visits
    kept = await visits.drafts.of(draft, visitor.owner)
    return {} if kept is None else kept.values


Typed = Annotated[dict[str, list[str]], Depends(typed_before)]

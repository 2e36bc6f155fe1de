"""Due applications: an unanswered one lapses, and a selection that is half done is finished."""

from foothold_chassis.store import Store
from foothold_matching.selection import Application, Selection


async def application_due(
    application: Application, applications: Store[Application], selection: Selection
) -> None:
    if application.status == "submitted":
        await applications.change(application.id, lambda _application, _now: [])
    else:
        await selection.finish(application)

"""Whether the money adds up: the audit of the ledger, with each difference."""

from fastapi import APIRouter, Response

from foothold_web.gateway import calls
from foothold_web.gateway.views import Audit
from foothold_web.pages.operations.console import OfMoney, tabs
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n

SUMS = (
    (_n("Charged to companies"), "charged"),
    (_n("Held for contracts"), "held"),
    (_n("Paid to talents"), "paid_out"),
    (_n("Given back to companies"), "refunded"),
    (_n("Our fees"), "fees"),
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/money")

    @router.get("")
    async def money(visitor: OfMoney) -> Response:
        audit = await visitor.call(calls.AUDIT)
        return pages.show(visitor, "operations/money.html", tabs=tabs(visitor), audit=audit, sums=sums(audit))

    return router


def sums(audit: Audit) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return each sum of the ledger with its amounts in minor units by currency."""
    return [(label, sorted(getattr(audit, name).items())) for label, name in SUMS]

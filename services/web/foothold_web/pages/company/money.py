"""How a company pays, and what it was charged."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from foothold_web.access import Member
from foothold_web.forms import Form, Text
from foothold_web.gateway import Refused, calls
from foothold_web.gateway.views import Contract, Escrow, Money
from foothold_web.gateway.views import Page as Items
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.parts import Part, part
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n

MOST = "200"
"""The longest page of a list that the API answers."""

SANDBOX = (
    ("sandbox_ok", _n("Each charge succeeds.")),
    ("sandbox_declines", _n("Each charge is declined, as by a card without cover.")),
    ("sandbox_times_out", _n("The money moves, but the answer gets lost; we find out what happened.")),
    ("sandbox_slow", _n("Each charge succeeds after a second.")),
)
"""What each token makes the sandbox do. A test holds them against those that the sandbox takes."""

PAYMENT_METHOD = Form(
    (
        Text(
            name="token",
            label=_n("Token of the payment provider"),
            hint=_n("Such as sandbox_ok. Never a card number: that stays with the provider."),
            width="medium",
        ),
    )
)


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/organizations/{organization_id}/payment-method")
    async def payment_method_form(organization_id: str, visitor: Member) -> Response:
        known = await part(visitor.call(calls.PAYMENT_METHOD, organization_id=organization_id))
        return pages.show(
            visitor,
            "company/payment_method.html",
            filled=PAYMENT_METHOD.blank(),
            known=known,
            sandbox=SANDBOX,
            home=paths.company(organization_id),
        )

    @router.post("/organizations/{organization_id}/payment-method")
    async def payment_method(organization_id: str, visitor: Member, posted: PostedForm) -> Response:
        filled = PAYMENT_METHOD.read(posted)
        if not filled.is_wrong:
            try:
                await visitor.call(
                    calls.SET_PAYMENT_METHOD, filled.body, key=posted.key, organization_id=organization_id
                )
            except Refused as refused:
                if refused.status in {403, 404}:
                    raise
                filled = filled.refused(refused.problem)
            else:
                path = paths.payment_method(organization_id)
                return visitor.go(paths.with_query(path, said="payment-method"))
        return pages.show(
            visitor,
            "company/payment_method.html",
            status=422,
            filled=filled,
            known=Part(),
            sandbox=SANDBOX,
            home=paths.company(organization_id),
        )

    @router.get("/organizations/{organization_id}/charges")
    async def charges(
        organization_id: str, visitor: Member, cursor: Annotated[str | None, Query()] = None
    ) -> Response:
        page, contracts = await asyncio.gather(
            visitor.call(calls.CHARGES, query={"cursor": cursor}, organization_id=organization_id),
            part(
                visitor.call(
                    calls.CONTRACTS_OF_ORGANIZATION, query={"limit": MOST}, organization_id=organization_id
                )
            ),
        )
        path = paths.charges(organization_id)
        return pages.show(
            visitor,
            "company/charges.html",
            charges=[(each, together(each)) for each in page.items],
            titles=titles(contracts),
            more=paths.with_query(path, cursor=page.next) if page.next else "",
            home=paths.company(organization_id),
            payment_method=paths.payment_method(organization_id),
            projects=paths.projects_of(organization_id),
        )

    return router


def together(charge: Escrow) -> Money:
    """Return what the company is charged: the pay and the fee on top."""
    return Money(amount=charge.pay.amount + charge.fee.amount, currency=charge.pay.currency)


def titles(contracts: Part[Items[Contract]]) -> dict[str, str]:
    """Return the title of each contract, as far as they are known at this moment."""
    items = contracts().items if contracts else []
    return {each.contract_id: each.terms.title for each in items}

"""The money of a talent: what is on its way, what has arrived, and the account that it goes to."""

import asyncio
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Response

from foothold_web.access import Somebody
from foothold_web.forms import Choice, Form, Text
from foothold_web.gateway import Refused, calls
from foothold_web.gateway.views import Contract, Money
from foothold_web.guarding import PostedForm
from foothold_web.pages import paths
from foothold_web.pages.drafted import Typed
from foothold_web.pages.parts import part
from foothold_web.ui import money
from foothold_web.ui.money import Step
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n

A_PAGE = "20"
NEWEST = "100"

SANDBOX = (
    ("sandbox_ok", _n("Each payment arrives.")),
    ("sandbox_declines", _n("Each payment is refused, as by an account that is closed.")),
    ("sandbox_times_out", _n("The money moves, but the answer gets lost; we find out what happened.")),
    ("sandbox_slow", _n("Each payment arrives after a second.")),
)
"""What each token makes the sandbox do."""

PAYEE = Form(
    (
        Text(
            name="account",
            label=_n("Token of the payment provider"),
            hint=_n("Such as sandbox_ok. Never an account number: that stays with the provider."),
            width="medium",
        ),
        Choice(
            name="tax_status",
            label=_n("How you are taxed"),
            choices=(
                ("individual", _n("As a person")),
                ("student", _n("As a student")),
                ("business", _n("As a business")),
            ),
        ),
    )
)


class OnItsWay(NamedTuple):
    """The pay of one contract that has not arrived yet, and where it is."""

    title: str
    href: str
    pay: Money
    steps: tuple[Step, ...]


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/payouts")
    async def payouts(visitor: Somebody, cursor: Annotated[str | None, Query()] = None) -> Response:
        query = {"limit": A_PAGE, "cursor": cursor}
        page, contracts, payee = await asyncio.gather(
            visitor.call(calls.MY_PAYOUTS, query=query),
            part(visitor.call(calls.MY_CONTRACTS, query={"limit": NEWEST})),
            part(visitor.call(calls.MY_PAYEE)),
        )
        known = contracts().items if contracts else []
        return pages.show(
            visitor,
            "talent/payouts.html",
            page=page,
            titles={each.contract_id: each.terms.title for each in known},
            contracts=contracts,
            on_its_way=on_its_way(known),
            payee=payee,
            more=paths.with_query("/payouts", cursor=page.next) if page.next else "",
        )

    @router.get("/payouts/payee")
    async def payee_form(visitor: Somebody, typed: Typed) -> Response:
        known = await part(visitor.call(calls.MY_PAYEE))
        filled = PAYEE.of({"tax_status": known().tax_status if known else "individual"})
        if typed:
            filled = PAYEE.blank(typed)
        return pages.show(visitor, "talent/payee.html", filled=filled, known=known, sandbox=SANDBOX)

    @router.post("/payouts/payee")
    async def payee(visitor: Somebody, posted: PostedForm) -> Response:
        filled = PAYEE.read(posted)
        if not filled.is_wrong:
            try:
                await visitor.call(calls.SET_PAYEE, filled.body, key=posted.key)
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                return visitor.go("/payouts?said=payee")
        known = await part(visitor.call(calls.MY_PAYEE))
        return pages.show(
            visitor, "talent/payee.html", status=422, filled=filled, known=known, sandbox=SANDBOX
        )

    return router


def on_its_way(contracts: list[Contract]) -> list[OnItsWay]:
    """Return the pay that is held, charged or being sent, by contract."""
    steps_of = {
        "executed": money.charged,
        "active": money.held,
        "submitted": money.held,
        "completed": money.sent,
    }
    return [
        OnItsWay(each.terms.title, paths.contract(each.contract_id), each.terms.pay, make(each.terms.pay))
        for each in contracts
        if (make := steps_of.get(each.status)) is not None
    ]

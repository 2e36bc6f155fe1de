"""The steps of both sides of a contract: each is a page of its own that says what it means."""

from typing import TypeVar

from fastapi import APIRouter, Response

from foothold_web.access import Somebody
from foothold_web.forms import Filled, Form, Paragraphs, Text
from foothold_web.gateway import Refused, calls
from foothold_web.gateway.calls import Call
from foothold_web.gateway.views import View
from foothold_web.guarding import Posted, PostedForm
from foothold_web.pages import paths, turns
from foothold_web.pages.contracts.sides import side_of
from foothold_web.pages.drafted import Typed
from foothold_web.ui.rendering import Pages
from foothold_web.ui.words import later as _n
from foothold_web.visiting import Visitor

V = TypeVar("V", bound=View)

SIGN = Form(
    (
        Text(
            name="legal_name",
            label=_n("Your full legal name"),
            hint=_n("As it stands on your identity card. It is your signature."),
            autocomplete="name",
        ),
    )
)
HAND_IN = Form(
    (
        Text(
            name="url",
            label=_n("Where your work is"),
            hint=_n("An address that begins with https:// and that the company can open."),
        ),
        Paragraphs(
            name="note",
            label=_n("What you want to say about it"),
            hint=_n("What you did, what you found, and what is left open."),
            optional=True,
        ),
    )
)
NOTHING = Form(())
"""A step that asks nothing but whether it is meant."""


def step_routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/contracts/{contract_id}/signature")
    async def sign_form(contract_id: str, visitor: Somebody, typed: Typed) -> Response:
        return await _ask(pages, visitor, contract_id, "contracts/sign.html", SIGN.blank(typed))

    @router.post("/contracts/{contract_id}/signature")
    async def sign(contract_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        filled = SIGN.read(posted)
        filled.body["document_hash"] = posted.text("document_hash")  # of the text that was shown
        return await _take(
            pages, visitor, contract_id, "contracts/sign.html", filled, posted, calls.SIGN, "signed"
        )

    @router.get("/contracts/{contract_id}/hand-in")
    async def hand_in_form(contract_id: str, visitor: Somebody, typed: Typed) -> Response:
        return await _ask(pages, visitor, contract_id, "contracts/hand_in.html", HAND_IN.blank(typed))

    @router.post("/contracts/{contract_id}/hand-in")
    async def hand_in(contract_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        filled = HAND_IN.read(posted)
        return await _take(
            pages, visitor, contract_id, "contracts/hand_in.html", filled, posted, calls.HAND_IN, "handed-in"
        )

    @router.get("/contracts/{contract_id}/acceptance")
    async def accept_form(contract_id: str, visitor: Somebody) -> Response:
        return await _ask(pages, visitor, contract_id, "contracts/accept.html", NOTHING.blank())

    @router.post("/contracts/{contract_id}/acceptance")
    async def accept(contract_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        filled = NOTHING.blank()
        return await _take(
            pages, visitor, contract_id, "contracts/accept.html", filled, posted, calls.ACCEPT, "accepted"
        )

    @router.get("/contracts/{contract_id}/funding")
    async def fund_form(contract_id: str, visitor: Somebody) -> Response:
        return await _ask(pages, visitor, contract_id, "contracts/fund.html", NOTHING.blank())

    @router.post("/contracts/{contract_id}/funding")
    async def fund(contract_id: str, visitor: Somebody, posted: PostedForm) -> Response:
        filled = NOTHING.blank()
        return await _take(
            pages, visitor, contract_id, "contracts/fund.html", filled, posted, calls.FUND, "funding"
        )

    return router


async def _ask(
    pages: Pages, visitor: Visitor, contract_id: str, template: str, filled: Filled, status: int = 200
) -> Response:
    """Show the page of a step, beside the contract as it stands now."""
    contract = await visitor.call(calls.CONTRACT, contract_id=contract_id)
    side = side_of(visitor, contract)
    return pages.show(
        visitor,
        template,
        status=status,
        contract=contract,
        side=side,
        turn=turns.of_contract(contract, side),
        filled=filled,
    )


async def _take(
    pages: Pages,
    visitor: Visitor,
    contract_id: str,
    template: str,
    filled: Filled,
    posted: Posted,
    call: Call[V],
    said: str,
) -> Response:
    """Make the call of a step, and lead back to the contract, or show the step with what is wrong with it."""
    if not filled.is_wrong:
        body = filled.body or None
        try:
            await visitor.call(call, body, key=posted.key, contract_id=contract_id)
        except Refused as refused:
            filled = filled.refused(refused.problem)
        else:
            return visitor.go(paths.with_query(paths.contract(contract_id), said=said))
    return await _ask(pages, visitor, contract_id, template, filled, 422)

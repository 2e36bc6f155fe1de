"""HTTP to commands and reads."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from foothold_chassis.errors import NotFound, RuleBroken
from foothold_chassis.store import Store
from foothold_chassis.web import (
    OF_DOCUMENT,
    CurrentCommand,
    CurrentPage,
    CurrentPrincipal,
    OpaqueToken,
    Page,
    RequestBody,
    note,
    refuses,
)
from foothold_payouts import access
from foothold_payouts.access import EscrowAccess, GrantedEscrow
from foothold_payouts.accounts import Payee, PaymentMethod, payee_id_of, payment_method_id_of
from foothold_payouts.audit import AuditReport
from foothold_payouts.escrow import Escrow
from foothold_payouts.payout import Payout
from foothold_payouts.provider import Provider
from foothold_payouts.views import EscrowView, PayeeView, PaymentMethodView, PayoutView


class PayeeBody(RequestBody):
    account: OpaqueToken = Field(
        description="the payment provider's token for the payout account, never the account"
    )
    tax_status: Literal["individual", "student", "business"] = "individual"


class PaymentMethodBody(RequestBody):
    token: OpaqueToken = Field(description="the payment provider's token, never a card number")


def account_routes(payees: Store[Payee], methods: Store[PaymentMethod], provider: Provider) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["accounts"])

    @router.get("/me/payee")
    @refuses(NotFound, "NotFound")
    @note(*OF_DOCUMENT)
    async def payee(principal: CurrentPrincipal) -> PayeeView:
        return PayeeView.of(await payees.get(payee_id_of(principal.talent_id)))

    @router.put("/me/payee")
    async def register(body: PayeeBody, principal: CurrentPrincipal, command: CurrentCommand) -> PayeeView:
        provider.check_token("account", body.account)
        payee = await payees.change(
            payee_id_of(principal.talent_id),
            lambda found, _now: found.register(body.account, body.tax_status),
            command,
            create=lambda: Payee.blank(principal.talent_id),
        )
        return PayeeView.of(payee)

    @router.get(
        "/organizations/{organization_id}/payment-method",
        dependencies=[Depends(access.read_payment_method)],
    )
    async def payment_method(organization_id: str) -> PaymentMethodView:
        return PaymentMethodView.of(await methods.get(payment_method_id_of(organization_id)))

    @router.put(
        "/organizations/{organization_id}/payment-method",
        dependencies=[Depends(access.set_payment_method)],
    )
    async def replace(
        organization_id: str, body: PaymentMethodBody, command: CurrentCommand
    ) -> PaymentMethodView:
        provider.check_token("token", body.token)
        method = await methods.change(
            payment_method_id_of(organization_id),
            lambda found, _now: found.replace(body.token),
            command,
            create=lambda: PaymentMethod.blank(organization_id),
        )
        return PaymentMethodView.of(method)

    return router


def escrow_routes(escrows: Store[Escrow], payouts: Store[Payout]) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["money"])
    may = EscrowAccess(escrows)

    @router.get("/contracts/{contract_id}/escrow")
    async def read(granted: Annotated[GrantedEscrow, Depends(may.read)]) -> EscrowView:
        return EscrowView.of(granted.object)

    @router.post("/contracts/{contract_id}/funding-attempts")
    @refuses(RuleBroken, "escrow_lapsed")
    async def fund(
        granted: Annotated[GrantedEscrow, Depends(may.fund)], command: CurrentCommand
    ) -> EscrowView:
        """Charge the company's payment method again, after it was declined."""
        return EscrowView.of(
            await escrows.change(granted.object.id, lambda found, now: found.try_again(now), command)
        )

    @router.get("/me/payouts")
    async def my_payouts(principal: CurrentPrincipal, page: CurrentPage) -> Page[PayoutView]:
        where = {"talent_id": principal.talent_id}
        return await page.of(partial(payouts.find, where), PayoutView.of)

    @router.get("/organizations/{organization_id}/charges", dependencies=[Depends(access.list_charges)])
    async def charges(organization_id: str, page: CurrentPage) -> Page[EscrowView]:
        where = {"organization_id": organization_id}
        return await page.of(partial(escrows.find, where), EscrowView.of)

    return router


def audit_routes(audit: Callable[[], Awaitable[AuditReport]]) -> APIRouter:
    router = APIRouter(prefix="/v1/ops", tags=["operations"])

    @router.get("/payouts/audit", dependencies=[Depends(access.audit)])
    async def audited() -> AuditReport:
        return await audit()

    return router

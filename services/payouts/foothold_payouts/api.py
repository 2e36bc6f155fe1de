"""HTTP to commands and reads."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from foothold_chassis.errors import Forbidden
from foothold_chassis.store import Store
from foothold_chassis.web import CurrentCommand, CurrentPage, CurrentPrincipal, Page, Principal, RequestBody
from foothold_payouts.accounts import Payee, PaymentMethod, payee_id_of, payment_method_id_of
from foothold_payouts.audit import AuditReport, audit
from foothold_payouts.escrow import Escrow, escrow_id_of
from foothold_payouts.payout import Payout
from foothold_payouts.provider import Provider
from foothold_payouts.views import EscrowView, PayeeView, PaymentMethodView, PayoutView

SandboxToken = Literal["sandbox_ok", "sandbox_declines", "sandbox_times_out", "sandbox_slow"]


class PayeeBody(RequestBody):
    account: SandboxToken
    tax_status: Literal["individual", "student", "business"] = "individual"


class PaymentMethodBody(RequestBody):
    token: SandboxToken = Field(description="the provider's token, never a card number")


def must_be_party(escrow: Escrow, principal: Principal) -> None:
    if principal.talent_id != escrow.talent_id and escrow.organization_id not in principal.orgs:
        raise Forbidden(f"You are no party of {escrow.contract_id}.", code="not_a_party")


def account_routes(payees: Store[Payee], methods: Store[PaymentMethod]) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["accounts"])

    @router.put("/me/payee")
    async def register(body: PayeeBody, principal: CurrentPrincipal, command: CurrentCommand) -> PayeeView:
        payee = await payees.change(
            payee_id_of(principal.talent_id),
            lambda found, _now: found.register(body.account, body.tax_status),
            command,
            create=lambda: Payee.blank(principal.talent_id),
        )
        return PayeeView.of(payee)

    @router.put("/organizations/{organization_id}/payment-method")
    async def replace(
        organization_id: str, body: PaymentMethodBody, principal: CurrentPrincipal, command: CurrentCommand
    ) -> PaymentMethodView:
        principal.must_belong_to(organization_id)
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

    @router.get("/contracts/{contract_id}/escrow")
    async def read(contract_id: str, principal: CurrentPrincipal) -> EscrowView:
        escrow = await escrows.wait_for(escrow_id_of(contract_id))
        must_be_party(escrow, principal)
        return EscrowView.of(escrow)

    @router.post("/contracts/{contract_id}/funding-attempts")
    async def fund(contract_id: str, principal: CurrentPrincipal, command: CurrentCommand) -> EscrowView:
        """Charge the company's payment method again, after it was declined."""
        id = escrow_id_of(contract_id)
        principal.must_belong_to((await escrows.wait_for(id)).organization_id)
        return EscrowView.of(await escrows.change(id, lambda found, now: found.try_again(now), command))

    @router.get("/me/payouts")
    async def my_payouts(principal: CurrentPrincipal, page: CurrentPage) -> Page[PayoutView]:
        where = {"talent_id": principal.talent_id}
        return page.of(await payouts.find(where, after=page.after, limit=page.limit), PayoutView.of)

    @router.get("/organizations/{organization_id}/charges")
    async def charges(
        organization_id: str, principal: CurrentPrincipal, page: CurrentPage
    ) -> Page[EscrowView]:
        principal.must_belong_to(organization_id)
        where = {"organization_id": organization_id}
        return page.of(await escrows.find(where, after=page.after, limit=page.limit), EscrowView.of)

    return router


def audit_routes(escrows: Store[Escrow], payouts: Store[Payout], provider: Provider) -> APIRouter:
    router = APIRouter(prefix="/v1/ops", tags=["operations"])

    @router.get("/payouts/audit")
    async def audited(principal: CurrentPrincipal) -> AuditReport:
        principal.must_have("money")
        return await audit(escrows, payouts, provider)

    return router

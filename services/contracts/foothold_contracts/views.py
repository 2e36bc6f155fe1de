"""What a party sees of a contract."""

from typing import Any, Self

from pydantic import AwareDatetime, BaseModel

from foothold_contracts.contract import (
    Contract,
    Deliverable,
    EndReason,
    Sealer,
    Settlement,
    Status,
    sha256_of,
)
from foothold_events.contracts import Party


class ContractView(BaseModel):
    contract_id: str
    application_id: str
    project_id: str
    organization_id: str
    talent_id: str
    status: Status
    document: dict[str, Any]
    document_hash: str
    signed_by: list[Party]
    sign_until: AwareDatetime
    fund_until: AwareDatetime | None
    overdue: bool
    deliverables: list[Deliverable]
    review_until: AwareDatetime | None
    settlement: Settlement | None
    end_reason: EndReason | None

    @classmethod
    def of(cls, contract: Contract) -> Self:
        return cls(
            **contract.refs,
            status=contract.status,
            document=contract.to_sign,
            document_hash=contract.signing.document_hash,
            signed_by=sorted(contract.signing.signatures),
            sign_until=contract.signing.until,
            fund_until=contract.money.fund_until,
            overdue=contract.work.overdue,
            deliverables=contract.work.deliverables,
            review_until=contract.work.review_until,
            settlement=contract.settlement,
            end_reason=contract.end_reason,
        )


class VerifiedSignature(BaseModel):
    """A signature as one side sees it. With the salt a name can be guessed from its commitment, so each side sees its
    own salt only."""

    party: Party
    account_id: str
    signed_at: AwareDatetime
    name_commitment: str
    salt: str | None
    document_matches: bool
    seal_holds: bool


class VerificationView(BaseModel):
    """Whether the document and every signature under it are as they were when they were made."""

    contract_id: str
    document_hash: str
    document_holds: bool
    signatures: list[VerifiedSignature]

    @classmethod
    def of(cls, contract: Contract, sealer: Sealer, viewer: Party) -> Self:
        signing = contract.signing
        return cls(
            contract_id=contract.id,
            document_hash=signing.document_hash,
            document_holds=sha256_of(contract.to_sign) == signing.document_hash,
            signatures=[
                VerifiedSignature(
                    party=party,
                    account_id=signature.account_id,
                    signed_at=signature.signed_at,
                    name_commitment=signature.name_commitment,
                    salt=signature.salt if party == viewer else None,
                    document_matches=signature.document_hash == signing.document_hash,
                    seal_holds=sealer.holds(signature),
                )
                for party, signature in sorted(signing.signatures.items())
            ],
        )

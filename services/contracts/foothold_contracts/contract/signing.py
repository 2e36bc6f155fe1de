"""The chapter of the signatures: who has signed which document, and until when both must have."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from foothold_chassis.errors import RuleBroken, RuleNotMetYet
from foothold_contracts.contract.signature import Signature
from foothold_events.contracts import Party

Signed = Literal["by one", "by both"]


class Signing(BaseModel):
    """The signatures under one document. A signature is never replaced."""

    model_config = ConfigDict(frozen=True)

    document_hash: str
    until: AwareDatetime
    signatures: dict[Party, Signature] = Field(default_factory=dict)

    @classmethod
    def begin(cls, document_hash: str, wait: timedelta, starts_on: date, now: datetime) -> Self:
        """Begin the wait for both. It ends with the terms: what is not signed when the work starts is not signed."""
        start = datetime.combine(starts_on, time(), UTC)
        return cls(document_hash=document_hash, until=min(now + wait, start))

    def must_be_of_this_document(self, signature: Signature) -> None:
        """Refuse a signature under another document, also from a side that has signed this one already.

        Raises:
            RuleBroken: another document was signed.
        """
        if signature.document_hash != self.document_hash:
            raise RuleBroken(
                f"You signed the document {signature.document_hash}, but this contract's is {self.document_hash}; "
                "read it again and sign that one.",
                code="document_differs",
            )

    def salt_of(self, party: Party) -> str | None:
        """Return the salt of the signature of this side, by which the same name makes the same commitment again."""
        return self.signatures[party].salt if party in self.signatures else None

    def must_be_the_same(self, party: Party, signature: Signature) -> None:
        """Refuse another name of a side that has signed.

        Raises:
            RuleBroken: the name is another one.
        """
        if self.signatures[party].name_commitment != signature.name_commitment:
            raise RuleBroken(
                "You have signed this contract already, by another name; that signature stands.",
                code="signed_otherwise",
            )

    def sign(self, party: Party, signature: Signature, *, payee_registered: bool) -> tuple["Signing", Signed]:
        """Add the signature of one side; its time is in it. A talent who could not be paid may not sign.

        Raises:
            RuleNotMetYet: the talent has no payee that is known here.
        """
        if party == "talent" and not payee_registered:
            raise RuleNotMetYet(
                "Register first how you want to be paid (PUT /v1/me/payee), then sign.", code="payee_missing"
            )
        signatures = {**self.signatures, party: signature}
        signed = self.model_copy(update={"signatures": signatures})
        return signed, "by both" if len(signatures) == 2 else "by one"

"""Values that every schema shares: ids with their prefix, codes, money, public text.

An event holds ids, codes, numbers and times, and no other string than `PublicText`: text a company wrote
to be public. That is what keeps the stream pseudonymous, and a test walks every schema for it.
"""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

_ID_BODY = r"[A-Za-z0-9_-]{1,120}$"


class PublicTextMark:
    """Marks a field whose text its company wrote to be public."""


PublicText = Annotated[str, StringConstraints(max_length=4000), PublicTextMark()]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+#/-]{0,63}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Ed25519PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""Its 32 bytes in base64url, without padding [RFC 8037]."""

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Timezone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]+(/[A-Za-z0-9_+-]+)*$", max_length=64)]
Instant = AwareDatetime

AccountId = Annotated[str, StringConstraints(pattern=r"^acc_" + _ID_BODY)]
TalentId = Annotated[str, StringConstraints(pattern=r"^tal_" + _ID_BODY)]
OrganizationId = Annotated[str, StringConstraints(pattern=r"^org_" + _ID_BODY)]
AffiliationId = Annotated[str, StringConstraints(pattern=r"^aff_" + _ID_BODY)]
SigningKeyId = Annotated[str, StringConstraints(pattern=r"^key_" + _ID_BODY)]
ProjectId = Annotated[str, StringConstraints(pattern=r"^prj_" + _ID_BODY)]
RankingId = Annotated[str, StringConstraints(pattern=r"^rnk_" + _ID_BODY)]
ApplicationId = Annotated[str, StringConstraints(pattern=r"^app_" + _ID_BODY)]
ContractId = Annotated[str, StringConstraints(pattern=r"^ctr_" + _ID_BODY)]
EscrowId = Annotated[str, StringConstraints(pattern=r"^esc_" + _ID_BODY)]
PayoutId = Annotated[str, StringConstraints(pattern=r"^pyt_" + _ID_BODY)]
PayeeId = Annotated[str, StringConstraints(pattern=r"^pye_" + _ID_BODY)]


def with_prefix(prefix: str, identifier: str) -> str:
    """Give the id of the document that belongs one to one to another: `acc_7F` and `tal` give `tal_7F`."""
    return f"{prefix}_{identifier.partition('_')[2]}"


class Value(BaseModel):
    """Base of values inside events: immutable; fields it does not know are ignored (schemas only grow)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Money(Value):
    """An amount in minor units (cents) of an ISO 4217 currency."""

    amount: int = Field(ge=0)
    currency: Currency

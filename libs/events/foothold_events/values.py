"""Values that every schema shares: ids with their prefix, codes, money, public text; and the relations.

An event holds ids, codes, numbers and times, and no other string than `PublicText`: text a company wrote
to be public. That is what keeps the stream pseudonymous, and a test walks every schema for it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from foothold_events.codes import without_contact
from foothold_events.iso import known_country, known_currency
from foothold_events.zones import known_zone

_ID_BODY = r"[A-Za-z0-9_-]{1,120}$"


class PublicTextMark:
    """Marks a field whose text its company wrote to be public."""


PublicText = Annotated[str, StringConstraints(max_length=4000), PublicTextMark()]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+#/-]{0,63}$")]
"""A word by which programs know something. People choose only the kinds that follow."""

_Chosen = Annotated[Code, AfterValidator(without_contact)]
SkillCode = _Chosen
"""`SQL`; people choose it, so it is checked to hold no address, link or number to call."""
CategoryCode = _Chosen
"""A kind of work, `data`; checked like a skill."""
ClauseCode = _Chosen
"""A clause of a contract, `nda`; checked like a skill."""
LanguageCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$")
]
"""Language, and script and region if they matter: `en`, `pt-BR`, `zh-Hant` [BCP 47]."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Ed25519PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""Its 32 bytes in base64url, without padding [RFC 8037]."""

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), AfterValidator(known_currency)]
"""One of ISO 4217, and no other three letters: `USD`, `JPY`, `KWD`."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(known_country)]
"""One of ISO 3166-1 alpha-2, and no other two letters: `US`, `GB`."""

Timezone = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", max_length=64),
    AfterValidator(known_zone),
]
"""One of the IANA database, also by an old name: `America/New_York`, `Asia/Calcutta`, `UTC`."""

Instant = AwareDatetime

AccountId = Annotated[str, StringConstraints(pattern=r"^acc_" + _ID_BODY)]
TalentId = Annotated[str, StringConstraints(pattern=r"^tal_" + _ID_BODY)]
OrganizationId = Annotated[str, StringConstraints(pattern=r"^org_" + _ID_BODY)]
AffiliationId = Annotated[str, StringConstraints(pattern=r"^aff_" + _ID_BODY)]
SessionId = Annotated[str, StringConstraints(pattern=r"^ses_" + _ID_BODY)]
SigningKeyId = Annotated[str, StringConstraints(pattern=r"^key_" + _ID_BODY)]
ProjectId = Annotated[str, StringConstraints(pattern=r"^prj_" + _ID_BODY)]
RankingId = Annotated[str, StringConstraints(pattern=r"^rnk_" + _ID_BODY)]
ApplicationId = Annotated[str, StringConstraints(pattern=r"^app_" + _ID_BODY)]
ContractId = Annotated[str, StringConstraints(pattern=r"^ctr_" + _ID_BODY)]
EscrowId = Annotated[str, StringConstraints(pattern=r"^esc_" + _ID_BODY)]
PayoutId = Annotated[str, StringConstraints(pattern=r"^pyt_" + _ID_BODY)]
PayeeId = Annotated[str, StringConstraints(pattern=r"^pye_" + _ID_BODY)]

IDS: Mapping[str, Any] = {
    "account_id": AccountId,
    "talent_id": TalentId,
    "organization_id": OrganizationId,
    "affiliation_id": AffiliationId,
    "session_id": SessionId,
    "project_id": ProjectId,
    "ranking_id": RankingId,
    "application_id": ApplicationId,
    "contract_id": ContractId,
    "escrow_id": EscrowId,
    "payout_id": PayoutId,
    "payee_id": PayeeId,
}
"""The kind of each id, by the name of the field or path parameter that holds one."""


def with_prefix(prefix: str, identifier: str) -> str:
    """Return the id of the document that belongs one to one to another: `tal_7F` for `acc_7F` and `tal`."""
    return f"{prefix}_{identifier.partition('_')[2]}"


class Value(BaseModel):
    """Base of values inside events: immutable; fields it does not know are ignored (schemas only grow)."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


MOST = 2**53 - 1
"""The largest amount: the largest integer that every reader of JSON takes exactly [RFC 7493]."""


class Money(Value):
    """An amount in minor units of an ISO 4217 currency."""

    amount: int = Field(ge=0, le=MOST)
    """In minor units of the currency (cents of USD, whole JPY, thousandths of KWD); never negative, and never more than
    can be booked."""
    currency: Currency
    """The ISO 4217 code: `USD`."""


# Relations that several families of events carry. A family lists them from the far one to the near one, since pydantic
# takes the fields of the last base first. Its `…Refs` repeats the names as keyword arguments; a test holds both.


class OfTalent(Value):
    talent_id: TalentId
    """The talent: the person who does the work, known to the stream by this id only."""


class OfOrganization(Value):
    organization_id: OrganizationId
    """The organization: the company whose work it is; of an affiliation, the institution that is asked to vouch."""


class OfProject(Value):
    project_id: ProjectId
    """The project: the assignment that the company offers."""


class OfApplication(Value):
    application_id: ApplicationId
    """The application: one talent's wish to do one project."""


class OfContract(Value):
    contract_id: ContractId
    """The contract between company and talent. There is one for each application that was selected."""


class OfEscrow(Value):
    escrow_id: EscrowId
    """The escrow: the money of one contract. There is one for each contract that both have signed."""

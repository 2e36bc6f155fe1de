"""Everything about HTTP: the caller, the command of a request, pages, problem documents, the server."""

from foothold_chassis.web.access import (
    Granted,
    anyone,
    as_member,
    as_talent,
    member_of_company,
    member_of_organization,
    operator,
)
from foothold_chassis.web.auth import CurrentPrincipal, OptionalPrincipal, Principal
from foothold_chassis.web.bodies import RequestBody
from foothold_chassis.web.commands import CurrentCommand, derive_id
from foothold_chassis.web.fields import (
    Answer,
    Country,
    Currency,
    Day,
    Domain,
    EmailAddress,
    FreeText,
    Name,
    Note,
    OpaqueToken,
    Password,
    Reason,
    Secret,
    Timezone,
    Title,
    WebAddress,
    Whole,
)
from foothold_chassis.web.keyring import Keyring
from foothold_chassis.web.middleware import client_address
from foothold_chassis.web.paging import CurrentPage, Page, PageRequest
from foothold_chassis.web.refusals import OF_DOCUMENT, note, refuses

__all__ = [
    "OF_DOCUMENT",
    "Answer",
    "Country",
    "Currency",
    "CurrentCommand",
    "CurrentPage",
    "CurrentPrincipal",
    "Day",
    "Domain",
    "EmailAddress",
    "FreeText",
    "Granted",
    "Keyring",
    "Name",
    "Note",
    "OpaqueToken",
    "OptionalPrincipal",
    "Page",
    "PageRequest",
    "Password",
    "Principal",
    "Reason",
    "RequestBody",
    "Secret",
    "Timezone",
    "Title",
    "WebAddress",
    "Whole",
    "anyone",
    "as_member",
    "as_talent",
    "client_address",
    "derive_id",
    "member_of_company",
    "member_of_organization",
    "note",
    "operator",
    "refuses",
]

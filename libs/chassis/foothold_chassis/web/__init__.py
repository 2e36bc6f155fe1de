"""Everything about HTTP: the caller, the command of a request, pages, problem documents, the server."""

from foothold_chassis.web.access import Granted, anyone, member_of_company, member_of_organization, operator
from foothold_chassis.web.auth import CurrentPrincipal, OptionalPrincipal, Principal
from foothold_chassis.web.bodies import Day, Line, RequestBody
from foothold_chassis.web.commands import CurrentCommand, derive_id
from foothold_chassis.web.keyring import ALGORITHM, ISSUER, Keyring
from foothold_chassis.web.middleware import client_address
from foothold_chassis.web.paging import CurrentPage, Page, PageRequest
from foothold_chassis.web.texts import Name

__all__ = [
    "ALGORITHM",
    "ISSUER",
    "CurrentCommand",
    "CurrentPage",
    "CurrentPrincipal",
    "Day",
    "Granted",
    "Keyring",
    "Line",
    "Name",
    "OptionalPrincipal",
    "Page",
    "PageRequest",
    "Principal",
    "RequestBody",
    "anyone",
    "client_address",
    "derive_id",
    "member_of_company",
    "member_of_organization",
    "operator",
]

"""Addresses of mailboxes, and names of domains."""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from foothold_chassis.addresses import LONGEST_ADDRESS, LONGEST_DOMAIN, domain_name, mailbox

EmailAddress = Annotated[
    str,
    AfterValidator(mailbox),
    WithJsonSchema({"type": "string", "format": "email", "minLength": 6, "maxLength": LONGEST_ADDRESS}),
]
"""The address of a mailbox, in its one form. Only a mail to it proves that it is one."""

Domain = Annotated[
    str,
    AfterValidator(domain_name),
    WithJsonSchema({"type": "string", "format": "hostname", "minLength": 4, "maxLength": LONGEST_DOMAIN}),
]
"""The name of a domain, in the one form that DNS knows."""

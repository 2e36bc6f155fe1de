"""Contact data in public text: what a reader could write to, call or open to reach a person past the platform.

Addresses of repositories, documents and data are none, nor are versions, counts, dates and code.
"""

from foothold_catalog.contact.accounts import account_in
from foothold_catalog.contact.addresses import address_in
from foothold_catalog.contact.numbers import number_in
from foothold_catalog.contact.reading import readings

__all__ = ["contact_in"]


def contact_in(text: str) -> str | None:
    """Return the first contact data of a text, as a reader understands it; None if there is none."""
    for reading in readings(text):
        found = address_in(reading) or number_in(reading) or account_in(reading)
        if found is not None:
            return found.strip()
    return None

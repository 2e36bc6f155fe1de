"""Addresses of mailboxes and names of domains: the one form by which each is recognised. Pure.

Domains follow IDNA 2008 with the mapping of UTS 46, by `idna`. What may stand before the @ is checked by
`email-validator`. Neither asks the network.
"""

import re
import unicodedata

import idna
from email_validator import EmailNotValidError, validate_email

from foothold_events.characters import shown_in_words

LONGEST_DOMAIN = 253
"""Octets, in ASCII [RFC 1035]."""

LONGEST_ADDRESS = 254
"""Octets [RFC 5321, erratum 1690]."""

_HOST = re.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z][a-z0-9-]{0,61}[a-z0-9]")
"""Two labels at least, of which the last begins with a letter: no address of a machine."""


def domain_name(text: str) -> str:
    """Return the name of a domain as DNS knows it: in small letters, other scripts than ASCII as `xn--…`.

    Wide letters and dots, capitals, and both ways to write an international name come out the same.

    Raises:
        ValueError: it is no name of a domain, or it holds a character that is not seen.
    """
    composed = unicodedata.normalize("NFC", text)
    _must_be_seen(composed, LONGEST_DOMAIN)
    try:
        name = idna.encode(composed, uts46=True, std3_rules=True).decode()
    except idna.IDNAError as error:
        raise ValueError(f"expected a domain such as example.org or münchen.example. {error}") from None
    if len(name) > LONGEST_DOMAIN or not _HOST.fullmatch(name):
        raise ValueError(
            "expected a domain such as example.org, with a dot and a last part that begins with a letter"
        )
    return name


def readable(domain: str) -> str:
    """Return a domain in the letters that people read: `münchen.example` for `xn--mnchen-3ya.example`."""
    return idna.decode(domain)


def mailbox(text: str) -> str:
    """Return the one form of an address, so that one mailbox is one account. The form of a form is itself.

    Its domain is the readable one. What stands before the @ is in small letters, and in NFKC: wide letters are those
    that a Japanese keyboard writes for the narrow ones.

    Raises:
        ValueError: it is no address, or it holds a character that is not seen.
    """
    address = text.strip(" \t\r\n")
    _must_be_seen(address, LONGEST_ADDRESS)
    local, _, domain = address.rpartition("@")
    narrow = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", local).lower())
    try:
        # of the domain another function judges
        checked = validate_email(f"{narrow}@example.org", check_deliverability=False, strict=True).local_part
    except EmailNotValidError as error:
        raise ValueError(f"expected an address such as ada@example.org. {error}") from None
    name = domain_name(domain)
    if len(checked.encode()) + 1 + len(name) > LONGEST_ADDRESS:
        raise ValueError(f"expected an address of at most {LONGEST_ADDRESS} bytes")
    return f"{checked}@{readable(name)}"


def _must_be_seen(text: str, most: int) -> None:
    if len(text) > most:
        raise ValueError(f"expected at most {most} characters, not {len(text)}")
    for character in text:
        if not shown_in_words(character):
            raise ValueError(
                f"expected only characters that are seen, and no blanks; U+{ord(character):04X} is none"
            )

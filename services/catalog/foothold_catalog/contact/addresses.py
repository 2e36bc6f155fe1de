"""Mail addresses and links, also where `@` and the dots are spelled."""

import re
from functools import cache
from urllib.parse import urlsplit

from linkify_it import LinkifyIt
from linkify_it.main import Match

from foothold_catalog.contact.hosts import PRIVATE, TOP_LEVEL, is_no_host, is_reserved, leads_to_nobody
from foothold_catalog.contact.reading import plain, words
from foothold_events.codes import MAILBOXES

_AT_WORDS = plain(
    "at|aet|arroba|chiocciola|klammeraffe|affe|affenschwanz|apestaartje|malpa|собака|chez|kukac"
)
_DOT_WORDS = plain("dot|punkt|punto|ponto|punt|kropka|tecka|nokta|точка|d0t")
_OPEN, _CLOSE = r"[\[({<|*_~/\\]{1,3}\s{0,3}", r"\s{0,3}[\])}>|*_~/\\]{1,3}"

_AT = (
    rf"(?:\s{{0,3}}@{{1,3}}\s{{0,3}}|\s{{0,3}}{_OPEN}(?:@|{_AT_WORDS}|a){_CLOSE}\s{{0,3}}"
    rf"|[\s-]{{1,3}}(?:{_AT_WORDS})[\s-]{{1,3}}|=(?:{_AT_WORDS})=)"
)
_DOT = (
    rf"(?:\s?\.\s?|,(?=\w)|\s{{0,3}}{_OPEN}(?:\.|{_DOT_WORDS}|point){_CLOSE}\s{{0,3}}"
    rf"|[\s-]{{1,3}}(?:{_DOT_WORDS}|point|period)[\s-]{{1,3}}|=(?:{_DOT_WORDS})=)"
)
_MAIL = re.compile(
    rf"(?<![\w.+%-])(?P<who>[\w.+%-]{{1,64}})(?P<at>{_AT})(?P<host>[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}})(?![\w(]|\.\w)",
    re.IGNORECASE,
)
_ONE_DOT = re.compile(_DOT, re.IGNORECASE)

_MAILBOX = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{2,64}}(?:\s{{0,3}}@\s{{0,3}}|\s{{0,3}}{_OPEN}(?:@|{_AT_WORDS}){_CLOSE}\s{{0,3}})(?:{'|'.join(sorted(MAILBOXES))})\b"
    r"|(?<![\w.+-])(?!(?:look(?:s|ed|ing)?|glanc(?:e|ing))\s)[\w.+-]{3,64}\s{1,3}at\s{1,3}(?:gmail|googlemail|gmx|hotmail|protonmail)\b"
    r"|(?<![\w.+-])[a-z]\w*[._\d]\w*\s{0,3}\((?:gmail|googlemail|gmx|hotmail|icloud|protonmail|yahoo|outlook)\)"
    r"|\b(?:(?:my|our)\s+)?(?:gmail|gmx|hotmail|icloud|protonmail|googlemail|e-?mail|mail)"
    r"(?:\s+(?:address|id))?\s*(?::|=|\bis\b)\s*(?:@?\w+[._+\d]\w+|[\w.+-]+@\w)",
    re.IGNORECASE,
)
"""An address of a well-known provider without its end, and a name that is said to be one's mailbox."""

_NO_SITES = words("what the a an one each every last first asp ado vb using with in of and or")
_SPELLED_SITE = re.compile(
    rf"(?<![\w-])(?P<name>[\w-]{{2,63}})"
    rf"(?:\s{{0,3}}{_OPEN}(?:\.|{_DOT_WORDS}|point){_CLOSE}\s{{0,3}}|\s{{1,3}}(?:{_DOT_WORDS})\s{{1,3}}|\s{{1,3}}\.\s?)"
    r"(?=(?P<end>[a-z]{2,12})\b)",
    re.IGNORECASE,
)
_IN_CAPITALS = re.compile(r"\b[a-z0-9._-]+(?:AT|@)[a-z0-9-]+DOT[a-z]{2,}\b")
_OTHER_SCHEMES = re.compile(
    r"\b(?:mailto|tel|sms|callto|sip|xmpp|tg|skype|whatsapp|viber|weixin|facetime|signal|matrix)\s?:(?://|(?=\+?\d{4}))\S+",
    re.IGNORECASE,
)
_ENDS = r"(?:com|org|net|edu|info|io|co|ch|fr|nl|pl|eu|ru|uk)"
_WITHOUT_SIGNS = re.compile(
    rf"\bmailto[\s:]{{1,3}}[\w.+-]{{1,64}}\s{{1,3}}[\w-]{{1,63}}\s{{1,3}}{_ENDS}(?!\w)"
    rf"|(?<![\w.-])www\s{{1,3}}[\w-]{{2,63}}\s{{1,3}}{_ENDS}(?!\w)"
    r"|(?<![\w.+-])[\w.+-]{3,64}\s{1,3}(?:gmail|googlemail|hotmail|protonmail|icloud|yahoo)\s{1,3}com(?!\w)",
    re.IGNORECASE,
)
"""Addresses whose `@` and dots are left out."""

_BY_THE_WAY = re.compile(
    r"\b(?:my|our)\s+(?:gmail|googlemail|gmx|hotmail|icloud|protonmail)(?:\s+(?:address|account))?\s?[,;(]\s?"
    r"(?![\w.]{1,64}\.(?:py|js|ts|md|csv|json|txt|html|yaml|yml|xml|sql|sh|pdf|xlsx)\b)[a-z]\w+[._]\w{2,}",
    re.IGNORECASE,
)
_OF_TELEGRAM = re.compile(
    rf"(?<![\w.-])(?:t|wa|m|fb)(?:\s{{0,3}}{_OPEN}(?:\.|{_DOT_WORDS}|point){_CLOSE}\s{{0,3}}|\s?\.\s?|\s{{1,3}}(?:{_DOT_WORDS})\s{{1,3}})"
    r"me\s{0,3}(?:/|slash\b)\s{0,3}\w",
    re.IGNORECASE,
)
"""The short links of messengers, `t (dot) me / ada`."""

_THROUGH_A_SITE = re.compile(
    r"\b(?:contact|reach|message|write\s+to|hire)\s+[\w.-]{1,40}\s+(?:through|via)\s+(?:[\w-]{1,63}\.){0,3}example\.(?:com|org|net)\b",
    re.IGNORECASE,
)
"""An invitation through a site for examples, which alone is none."""

_OF_NOBODY = re.compile(
    r"(?<![\w.+%@/-])(?:users?\d?|user\.?name|name|first\.last|firstname\.lastname|some(?:one|body)|any(?:one|body)|nobody"
    r"|foo|bar|baz|test\d?|john\.?doe|jane\.?doe|j\.?doe|alice|bob|you|your\.?name|me|no-?reply|email|mail|address|local|x|a|b)"
    r"@(?:[\w-]{1,63}\.){0,3}example(?:\.(?:com|org|net))?(?![\w-]|\.\w|@)",
    re.IGNORECASE,
)
"""Addresses that stand for any, at the hosts for examples."""

_THINGS = words(
    """
    test tests testing page pages site sites api apis app apps service services server servers endpoint endpoints
    host hosted hosts deployed running runs staging start look available live lives demo shop form forms login
    requests request files data docs everything is are it them aimed points
    """
)
"""What is at a host for examples, and is no mailbox."""

_IN_TEXT = (
    _MAILBOX,
    _IN_CAPITALS,
    _OTHER_SCHEMES,
    _WITHOUT_SIGNS,
    _BY_THE_WAY,
    _OF_TELEGRAM,
    _THROUGH_A_SITE,
)


def address_in(text: str) -> str | None:
    """Return the first mail address or link to a person in a text of plain characters."""
    text = _OF_NOBODY.sub("[example]", text)
    for found in _MAIL.finditer(text):
        if _is_mailbox(found):
            return found[0]
    for pattern in _IN_TEXT:
        if found_one := pattern.search(text):
            return found_one[0]
    for link in _links().match(text) or ():
        if _is_contact(link):
            return str(link.text)
    for spelled in _SPELLED_SITE.finditer(text):
        if _is_site(spelled["name"], spelled["end"].lower()):
            return spelled[0] + spelled["end"]
    return None


def _is_mailbox(found: re.Match[str]) -> bool:
    host = _ONE_DOT.sub(".", found["host"])
    if found["at"] == "@" and host == found["host"]:
        return _is_address(found["who"], host)
    if not _is_top_level(host.rpartition(".")[2].lower()):
        return False
    if is_reserved(host) and found["who"].lower() not in _THINGS:
        return True
    is_word = found["at"].strip().isalpha() and host == found["host"]
    return not (is_word and (is_no_host(host) or leads_to_nobody(urlsplit(f"//{host}"))))


def _is_address(who: str, host: str) -> bool:
    """Return whether this is a mailbox, and neither a repository (`git@github.com:…`) nor a login on a machine."""
    end = host.rpartition(".")[2].lower()
    is_clone = who == "git" and leads_to_nobody(urlsplit(f"//{host}"))
    return end.isalpha() and len(end) > 1 and end not in PRIVATE and not is_clone


def _is_contact(link: Match) -> bool:
    if link.schema == "mailto:":
        who, _, host = link.url.removeprefix("mailto:").rpartition("@")
        return _is_address(who, host)
    if link.schema == "" and "/" not in link.text and is_no_host(link.text):
        return False
    return not leads_to_nobody(urlsplit(link.url))


def _is_site(name: str, end: str) -> bool:
    if (
        name.lower() in _NO_SITES
        or not _is_top_level(end)
        or end in {"net", "is", "in", "it", "to", "no", "so"}
    ):
        return False
    host = f"{name}.{end}"
    return is_reserved(host) or not (is_no_host(host) or leads_to_nobody(urlsplit(f"//{host}")))


@cache
def _links() -> LinkifyIt:
    return LinkifyIt().tlds(sorted(TOP_LEVEL), True)


@cache
def _is_top_level(end: str) -> bool:
    return bool(_links().match(f"host.{end}"))

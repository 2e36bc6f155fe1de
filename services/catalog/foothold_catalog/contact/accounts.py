"""Names of people's accounts: `@ada`, `Skype: ada.lovelace`, `ada#1234`, and invitations to write elsewhere."""

import re

from foothold_catalog.contact.code_words import AFTER_AT
from foothold_catalog.contact.reading import plain

_NETWORKS = plain(
    "telegram|телеграм|tg|skype|скайп|whats\\s?app|ватсап|viber|we\\s?chat|weixin|微信|kakao\\s?talk|discord|snap(?:chat)?"
    "|insta(?:gram)?|ig|facebook|fb|twitter|mastodon|bluesky|bsky|tik\\s?tok|linked\\s?in|xing|icq|vk|threema|keybase|gmail|gmx|hotmail"
)
"""Names that mean nothing but a network. Others are words of the trade too: signal, matrix, teams, threads, line."""

_ALSO = "signal|messenger|imessage|facetime|zoom|teams|slack|matrix|threads|line|session"
_NAMING = r"(?:id|name|handle|user(?:\s?name)?|account|acc|nick(?:\s?name)?|profile|contact|login)"
_THINGS = (
    r"(?:posts?|tweets?|videos?|stories|reels|ads|groups?|pages?|channels?|bots?|messages?|data|apis?|comments?|followers|likes"
    r"|images?|users?|profiles?|style|like|clone|integration|campaigns?|analytics"
    r"|none|yes|no|optional|required)\b"
)
_PARTS_OF_CODE = r"(?:bot|api|webhook|user|chat|message|oauth|web|client|sdk)[_\d]"
_SPECIAL = rf"(?!{_THINGS}|{_PARTS_OF_CODE})(?=\w*[._\d]\w)[a-z]\w*(?:\.\w+)*"
"""A name with a digit, a dot or an underscore in it."""

_OWN = re.compile(
    rf"\b(?:my|our|mein|meine|mon|mi|meu|mio)\s+(?:{_NETWORKS}|{_ALSO})(?:\s+{_NAMING})?\s*(?:[:=]|\bis\b|\bist\b|\bes\b|\best\b|-)?"
    rf"\s*(?:@\w{{2,}}|{_SPECIAL})"
    rf"|\b(?:my|mein|meine|mon|mi|meu|mio)\s+(?:{_NETWORKS})(?:\s+{_NAMING})?\s*(?:[:=]|\bis\b|\bist\b|\bes\b|\best\b)?\s*"
    rf"(?!{_THINGS})[a-z]\w{{2,}}\s*(?=$|[.,;!?)\n]|\bfor\b|\band\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?:{_NETWORKS}|{_ALSO})\s+{_NAMING}\s*(?:(?:[:=]|\bis\b)\s*@?(?!{_THINGS})[a-z]\w{{2,}}|@\w{{2,}}|{_SPECIAL})"
    rf"|\b(?:skype|wechat|weixin|viber|kakao\s?talk)\s+(?:name|handle|username|nick)\s+[a-z]\w{{2,}}\s*(?=$|[.,;!?)\n])"
    rf"|\blinked\s?in\b.{{0,15}}\bin/[\w-]{{3,}}|(?<![\w/])u/[a-z][\w-]{{2,}}"
    rf"|\b(?:{_NETWORKS})\s+id\s+(?!{_THINGS}|(?:field|column|number|format|list)s?\b)[a-z]\w{{2,}}\s*(?=$|[.,;!?)\n])",
    re.IGNORECASE,
)
_AFTER_COLON = re.compile(
    rf"\b(?:{_NETWORKS})\s*(?:[:=>/]|\s-)\s*(?:@\w{{2,}}|{_SPECIAL})"
    rf"|\b(?:{_NETWORKS})\s*(?:[:=>]|\s-)\s*(?:live:)?(?!{_THINGS})[a-z][\w-]{{2,}}\s*(?=$|[.;!?)\n])",
    re.IGNORECASE | re.MULTILINE,
)
_BESIDE = re.compile(
    rf"(?<!\w)(?:{_NETWORKS})\s+(?:@\w{{2,}}|{_SPECIAL})|(?<![\w.])[a-z]\w*(?:[._]\w+|\d+)\s+(?:on|auf|en|sur|@)\s+(?:{_NETWORKS})\b",
    re.IGNORECASE,
)
_VIA = r"(?:on|via|by|over|through|at|using|in|auf|per|ueber|uber|sur|por|en)"
_ME = r"(?:me|us|uns|mir|mich|nous|moi)"
_INVITED = re.compile(
    rf"\b(?:contact|reach|message|msg|text|ping|dm|pm|kontaktier\w*|contacte[rz]?)\s+{_ME}\b[^.!?\n]{{0,25}}?\b{_VIA}\s+(?:{_NETWORKS}|{_ALSO})\b"
    rf"|\b(?:write|write\s+to|call|ring|add|find|follow|hit|chat\s+with|talk\s+to|email|schreib\w*|escr[ií]b\w*|ecri\w*)\s+{_ME}"
    rf"(?:\s+up)?\s+{_VIA}\s+(?:{_NETWORKS}|{_ALSO})\b"
    rf"|\b(?:{_NETWORKS})\s+(?:me|us)\b"
    rf"|\b(?:on|auf|sur|en)\s+(?:{_NETWORKS})\s+(?:i\s?am|i'?m|we\s+are|ich\s+bin|je\s+suis|soy)\s+\w",
    re.IGNORECASE,
)
_BY_NUMBER = re.compile(
    r"\bskype\W{1,4}live:\.?\w[\w.-]+|(?<!\w)live:\.cid\.\w+"
    r"|\bicq\W{0,3}(?:(?:no|nr|id|uin|number)\W{0,3})?(?!(?:19|20)\d\d[ -](?:19|20)\d\d\b)"
    r"\d(?:[ -]?\d){5,11}(?!\d|\s+[a-z]+s\b)"
    r"|\bqq\W{0,3}(?:(?:no|nr|id|number)\W{0,3})?\d{6,11}(?!\d|\s+[a-z]+s\b)",
    re.IGNORECASE,
)
"""Accounts that have a number for a name, and those of Skype that begin with `live:`."""

_TAG = re.compile(
    r"(?<![\w/.#])(?!(?:issue|ticket|row|item|color|colour|case|order|task|bug)s?#)(?![A-Z]+#)[A-Za-z][\w.]{2,31}#\d{4}(?!\w)"
)
_HANDLE = re.compile(r"(?<![\w@./`:#=-])@(?P<name>[A-Za-z_]\w{1,30}(?:\.\w+)*)(?P<next>[/({-]?)")


_VERSION = re.compile(r"v\d[\w.]*")
_CODE_PREFIXES = (
    "pytest.",
    "app.",
    "router.",
    "functools.",
    "api.",
    "click.",
    "typing.",
    "abc.",
    "celery.",
    "hypothesis.",
)


def account_in(text: str) -> str | None:
    """Return the first name of a person's account in a text of plain characters, or an invitation to another place."""
    for found in _HANDLE.finditer(text):
        if not _is_code(found):
            return found[0]
    for pattern in (_INVITED, _OWN, _NAMED, _AFTER_COLON, _BESIDE, _BY_NUMBER, _TAG):
        if one := pattern.search(text):
            return one[0]
    return None


def _is_code(found: re.Match[str]) -> bool:
    name = found["name"].lower()
    return (
        found["next"] != ""
        or name in AFTER_AT
        or name.startswith(_CODE_PREFIXES)
        or bool(_VERSION.fullmatch(name))
    )

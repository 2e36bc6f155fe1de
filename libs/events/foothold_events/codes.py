"""Which words people may choose as codes: names of skills and the like, and nothing by which a person is reached.

Every consumer that decodes an event checks this too. Once a version is published, a stricter rule belongs into the
bodies of HTTP calls first: events that were right when they were sent have to stay readable.
"""

import re

NAMES_THAT_LOOK_LIKE_DOMAINS = frozenset(
    {
        *("asp.net", "ado.net", "vb.net", "ml.net", "entity.net", "asp.net-core", "asp.net-mvc"),
        *("socket.io", "draw.io", "fast.ai", "monday.com", "plot.ly", "bit.ly-api"),
        *("discord.py", "web.py", "sentence.transformers", "tokio.rs"),
    }
)
ENDINGS_OF_SOFTWARE = frozenset(
    {"js", "ts", "jsx", "tsx", "jl", "hs", "rb", "cpp", "css", "sql", "json", "xml"}
)
"""What a name with a dot may end with. None of these is a top-level domain."""

SOCIAL = frozenset(
    {
        *(
            "bsky",
            "discord",
            "facebook",
            "fb",
            "github",
            "gitlab",
            "instagram",
            "linkedin",
            "mastodon",
            "signal",
        ),
        *(
            "skype",
            "snapchat",
            "t.me",
            "telegram",
            "threads",
            "tiktok",
            "twitter",
            "wechat",
            "whatsapp",
            "youtube",
        ),
    }
)
MAILBOXES = frozenset(
    {"gmail", "gmx", "googlemail", "hotmail", "icloud", "outlook", "proton", "protonmail", "yahoo", "yandex"}
)

PHONE_DIGITS = 7
"""As many digits in a row, whatever separates them, are a number to call: local numbers have 7."""

GLUED_DIGITS = 9
"""The same after a letter, as in `x12345678`, where it may be the number of something."""

_WORDS = re.compile(r"[A-Za-z0-9]+")
_DIGITS = re.compile(r"\d(?:[-_./+#]*\d)*")
_YEARS = re.compile(r"(?:[-_./](?:19|20)\d\d)+$")
_DOTTED = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.([A-Za-z]{2,})(?![A-Za-z0-9])")
_FOUR_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_.]+#\d{4}")


def without_contact(code: str) -> str:
    """Return the code.

    Raises:
        ValueError: it holds an address, a link, an account's name or a number to call.
    """
    if _is_address(code.lower()) or _is_account(code) or _is_number_to_call(code):
        raise ValueError(
            "expected a name such as SQL, C++, Node.js or ISO-27001, without an address, a link or a number to call"
        )
    return code


def _is_address(code: str) -> bool:
    words = _WORDS.findall(code)
    if "//" in code or (
        words[0] in {"www", "http", "https", "mailto"} and len(words) > 1 and not words[1].isdigit()
    ):
        return True
    if code not in NAMES_THAT_LOOK_LIKE_DOMAINS and any(
        ending not in ENDINGS_OF_SOFTWARE for ending in _DOTTED.findall(code)
    ):
        return True
    after_at = words[words.index("at", 1) + 1 :] if "at" in words[1:] else []
    return "dot" in after_at or bool(MAILBOXES.intersection(after_at))


def _is_account(code: str) -> bool:
    """Return whether this is a person's account: `github/ada`, `ada#1234`, but not `GitHub/GitLab`."""
    network, _, name = code.lower().partition("/")
    of_network = network in SOCIAL and bool(name) and name not in SOCIAL
    return of_network or bool(_TAG.fullmatch(code))


def _is_number_to_call(code: str) -> bool:
    if _FOUR_NUMBERS.fullmatch(code):
        return True
    for found in _DIGITS.finditer(_YEARS.sub("", code)):
        digits = sum(character.isdigit() for character in found[0])
        is_glued = found.start() > 0 and code[found.start() - 1].isalpha()
        if digits >= (GLUED_DIGITS if is_glued else PHONE_DIGITS):
            return True
    return False

"""The names of a service that is to be made: what they may be, and what follows from them."""

import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from foothold_devstack import roster

WORD = re.compile(r"[a-z]{3,20}")
PREFIX = re.compile(r"[a-z]{3}")
ID_PREFIX = re.compile(r'pattern=r"\^([a-z]{3})_"')
CONTAINER = re.compile(r"^  ([a-z-]+):", re.MULTILINE)
ID_NAME = re.compile(r"^([A-Z][A-Za-z]+)Id = ", re.MULTILINE)

ROOMS = frozenset({"access", "api", "app", "policy", "reactions", "settings", "views", "wakes"})
"""Modules that every service has."""

IMPORTED = frozenset({"aggregate", "envelope", "event", "projection", "service", "store", "wait"})
"""Words of the chassis that stand beside the aggregate in its modules."""

UNCERTAIN = ("es", "ss", "us", "is", "ews")
"""Endings of words that may lose more than an `s`, or nothing: addresses, cases, access, status, basis, news."""

VALUES = "libs/events/foothold_events/values.py"


class WrongName(ValueError):
    """A name cannot be taken; the message has the name, what is wrong with it, and what would be right."""


@dataclass(frozen=True, slots=True)
class Names:
    """`service` is the plural (referrals), `aggregate` one of them (referral), `prefix` begins their ids (ref_)."""

    service: str
    aggregate: str
    prefix: str

    @classmethod
    def chosen(cls, root: Path, service: str, aggregate: str = "", prefix: str = "") -> Self:
        """Return the names, with those filled in that were not given.

        Raises:
            WrongName: one of them cannot be taken.
        """
        _must_be_a_word("NAME", service, "referrals")
        if service in (taken := dict(_taken(root))):
            raise WrongName(f"NAME is {service!r}, and that is {taken[service]}. Choose a name that is free.")
        aggregate = aggregate or _guessed(service)
        _must_be_a_word("AGGREGATE", aggregate, "referral")
        text = (root / VALUES).read_text()
        if aggregate in ROOMS | IMPORTED or aggregate.capitalize() in ID_NAME.findall(text):
            raise WrongName(
                f"AGGREGATE is {aggregate!r}, and another module, class or aggregate is called so. Choose a word "
                f"that is free: make new-service NAME={service} AGGREGATE=..."
            )
        used = set(ID_PREFIX.findall(text))
        prefix = prefix or _free_prefix(aggregate, used)
        if not PREFIX.fullmatch(prefix) or prefix in used:
            raise WrongName(
                f"PREFIX is {prefix!r}: it has to be three lower-case letters, and none of {', '.join(sorted(used))}. "
                f"For example: make new-service NAME={service} PREFIX={_free_prefix(aggregate, used)}"
            )
        return cls(service, aggregate, prefix)

    @property
    def words(self) -> dict[str, str]:
        """What the templates call them."""
        return {
            "service": self.service,
            "Service": self.service.capitalize(),
            "SERVICE": self.service.upper(),
            "aggregate": self.aggregate,
            "an_aggregate": f"{'an' if self.aggregate[0] in 'aeiou' else 'a'} {self.aggregate}",
            "Aggregate": self.aggregate.capitalize(),
            "AGGREGATE": self.aggregate.upper(),
            "prefix": self.prefix,
        }


def singular(plural: str) -> str | None:
    """Return the word for one of many; the word itself if it is no plural, and None where its ending does not tell."""
    if plural.endswith("ies"):
        return f"{plural[:-3]}y" if len(plural) > 5 else plural[:-1]
    if plural.endswith(UNCERTAIN):
        return None
    return plural.removesuffix("s")


def _guessed(service: str) -> str:
    aggregate = singular(service)
    if aggregate is None:
        raise WrongName(
            f"NAME is {service!r}, and its ending does not tell what one of them is called. Choose it: "
            f"make new-service NAME={service} AGGREGATE=..."
        )
    return aggregate


def _must_be_a_word(option: str, word: str, example: str) -> None:
    if not WORD.fullmatch(word):
        raise WrongName(
            f"{option} is {word!r}: it has to be 3 to 20 lower-case letters (a to z) and nothing else, since it names "
            f"a package, a topic and a database. For example: {option}={example}"
        )
    if keyword.iskeyword(word) or keyword.issoftkeyword(word) or hasattr(builtins, word):
        raise WrongName(
            f"{option} is {word!r}, and that is a word of Python. For example: {option}={example}"
        )


def _taken(root: Path) -> Iterator[tuple[str, str]]:
    """Yield every name that would meet another one: of a package, a module of the events, a container, a pod."""
    for path in root.glob("libs/events/foothold_events/*.py"):
        yield path.stem, f"a module of the events, {path.relative_to(root)}"
    for path in root.glob("libs/*/pyproject.toml"):
        yield path.parent.name, f"a library, {path.parent.relative_to(root)}"
    for path in root.glob("deploy/k8s/base/*/"):
        yield path.name, f"a part of the cluster's base, {path.relative_to(root)}"
    for name in CONTAINER.findall((root / "docker-compose.yml").read_text()):
        yield name, "a container or a volume of docker-compose.yml"
    for path in root.glob("services/*/"):
        yield path.name, f"the folder {path.relative_to(root)}"
    for name in roster.names(root):
        yield name, f"a service already: services/{name}/pyproject.toml declares it"


def _free_prefix(aggregate: str, used: set[str]) -> str:
    """Return the first letters of the word; where they are taken, its first letter and two later ones."""
    later = aggregate[1:]
    pairs = [later[n] + other for n in range(len(later)) for other in later[n + 1 :]]
    return next((f"{aggregate[0]}{pair}" for pair in pairs if f"{aggregate[0]}{pair}" not in used), "xxx")

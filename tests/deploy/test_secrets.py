"""README.md on secrets against the manifests: the entries and properties that are fetched, and how long ours are."""

import re
from itertools import chain

import pytest
from annotated_types import MinLen
from deploy.k8s.kubectl import HERE
from deploy.k8s.wiring import wirings

from foothold_identity.__main__ import SHORTEST_PASSWORD

from .rendering import of, overlay

README = (HERE / "README.md").read_text()
ROW = re.compile(r"^\| (`foothold/.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
WORD = re.compile(r"`([^`]+)`")
INSTEAD = re.compile(r"`(\w+)` instead of `(\w+)`")

Entries = dict[str, set[str]]


def fetched(name: str) -> Entries:
    """Return the entries and properties that the ExternalSecrets of an overlay fetch."""
    found: Entries = {}
    for external in of(overlay(name), "ExternalSecret"):
        for each in external["spec"]["data"]:
            ref = each["remoteRef"]
            found.setdefault(ref["key"], set()).add(ref["property"])
    return found


def documented(text: str) -> dict[str, Entries]:
    """Return the entries and properties of the table, for each overlay."""
    found: dict[str, Entries] = {"production": {}, "managed": {}}
    for entries, properties, managed in ROW.findall(text):
        for entry in WORD.findall(entries):
            wanted = {*WORD.findall(properties)}
            found["production"][entry] = wanted
            if managed != "not wanted":
                found["managed"][entry] = _instead(wanted, managed)
    return found


def _instead(wanted: set[str], managed: str) -> set[str]:
    if managed == "the same":
        return wanted
    match = INSTEAD.fullmatch(managed)
    assert match, managed
    assert match[2] in wanted, managed
    return (wanted - {match[2]}) | {match[1]}


@pytest.mark.parametrize("name", ["production", "managed"])
def test_the_table_names_every_entry_and_property_that_is_fetched(name: str) -> None:
    assert documented(README)[name] == fetched(name)


def test_a_property_too_many_is_found() -> None:
    more = README.replace("`foothold_contracts_seal_key` |", "`foothold_contracts_seal_key`, `username` |")

    assert documented(more)["production"] != fetched("production")


def test_the_readme_says_how_long_secrets_have_to_be() -> None:
    own = {
        field.lower(): info.metadata
        for wiring in wirings()
        for name, info in wiring.settings.model_fields.items()
        if (field := f"foothold_{name}") in wiring.own_secrets
    }
    [sentence] = re.findall(
        r"^- (`.+?) are at least (\d+)\s+random characters", README, re.MULTILINE | re.DOTALL
    )

    assert {*WORD.findall(sentence[0])} == set(own)
    shortest = {each.min_length for each in chain(*own.values()) if isinstance(each, MinLen)}
    assert shortest == {int(sentence[1])}
    assert f"The operator's password has at least {SHORTEST_PASSWORD} characters" in README

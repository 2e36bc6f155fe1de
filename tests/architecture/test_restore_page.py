"""docs/restore.md takes the offsets before the documents, and names what the chassis reads."""

import inspect
import re

import pytest

from foothold_chassis.bus.offsets import Offsets
from foothold_chassis.settings import ServiceSettings
from foothold_payouts.provider.sandbox import SandboxProvider

from .sources import ROOT

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PAGE = (ROOT / "docs/restore.md").read_text()


def complaints(page: str) -> list[str]:
    """Return what is wrong with the dumps of a page: each reads the offsets alone, and then all but the offsets."""
    found = []
    for block in BLOCK.findall(page):
        dumps = [line for line in block.splitlines() if "mongodump" in line]
        kinds = [
            "offsets"
            if "--collection offsets" in line
            else "documents"
            if "--excludeCollection offsets" in line
            else line
            for line in dumps
        ]
        if kinds and kinds != ["offsets", "documents"]:
            found.append(f"a backup reads {kinds}, and not offsets before documents")
    return found


def test_a_backup_reads_offsets_before_documents() -> None:
    assert "mongodump" in PAGE
    assert complaints(PAGE) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "```sh\nmongodump --excludeCollection offsets\nmongodump --collection offsets\n```\n",
        "```sh\nmongodump --db foothold_payouts\n```\n",
        "  ```sh\n  mongodump --collection offsets\n  ```\n",
    ],
)
def test_another_order_is_found(wrong: str) -> None:
    assert complaints(wrong)


def test_the_page_names_what_there_is() -> None:
    assert 'collection("offsets")' in inspect.getsource(Offsets)
    assert 'collection("sandbox_movements")' in inspect.getsource(SandboxProvider)
    assert "epoch" in ServiceSettings.model_fields
    for name in ("`offsets`", "`sandbox_movements`", "FOOTHOLD_EPOCH"):
        assert name in PAGE

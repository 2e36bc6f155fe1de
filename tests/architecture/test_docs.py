"""What the documents point to is there."""

import re
from pathlib import Path

import pytest
from bench.pictures import PICTURES

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for path in [
        *ROOT.glob("*.md"),
        *(p for top in ("docs", "deploy", "libs", "services") for p in (ROOT / top).rglob("*.md")),
    ]
)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]+)")


def dead(document: Path, text: str) -> list[str]:
    return [link for link in LINK.findall(text) if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert dead(ROOT / document, (ROOT / document).read_text()) == []


def test_a_dead_link_is_found() -> None:
    assert dead(ROOT / "README.md", "[one](Makefile), [two](docs/nowhere.md#part)") == ["docs/nowhere.md"]


def test_the_page_of_figures_shows_each_picture_that_they_give() -> None:
    shown = LINK.findall((ROOT / "docs/performance.md").read_text())
    assert {f"pictures/{name}.svg" for name in PICTURES} <= set(shown)

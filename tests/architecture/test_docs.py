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
ANCHOR = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)#([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def dead(document: Path, text: str) -> list[str]:
    return [link for link in LINK.findall(text) if not (document.parent / link).exists()] + [
        f"{link}#{anchor}"
        for link, anchor in ANCHOR.findall(text)
        if (target := document.parent / link if link else document).is_file()
        and anchor not in anchors(target.read_text() if link else text)
    ]


def anchors(text: str) -> set[str]:
    """Return the names that a page's headings have in links to them."""
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert dead(ROOT / document, (ROOT / document).read_text()) == []


def test_a_dead_link_is_found() -> None:
    assert dead(ROOT / "README.md", "[one](Makefile), [two](docs/nowhere.md#part)") == ["docs/nowhere.md"]


def test_a_link_to_a_heading_that_is_not_there_is_found() -> None:
    text = "## Who calls: `tokens` by keys\n[one](#who-calls-tokens-by-keys), [two](docs/README.md#pages)"

    assert dead(ROOT / "README.md", f"{text}, [three](#others)") == ["#others"]
    assert dead(ROOT / "README.md", "[one](docs/README.md#sheets)") == ["docs/README.md#sheets"]


def test_the_page_of_figures_shows_each_picture_that_they_give() -> None:
    shown = LINK.findall((ROOT / "docs/performance.md").read_text())
    assert {f"pictures/{name}.svg" for name in PICTURES} <= set(shown)

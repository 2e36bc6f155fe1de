"""Every page of docs is in the index; a page says what it answers and for whom; every decision has a status."""

import re
from collections import Counter
from pathlib import Path

import pytest

from foothold_devstack import roster

from .sources import ROOT

INDEX = "docs/README.md"
LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s]+)[^)]*\)")
DECISION = re.compile(r"^\| \[([^\]]+)\]\((adr/[^)]+)\) \| ([^|]+) \|$", re.MULTILINE)
STATUS = re.compile(r"\A# (\d{4} .+)\n\nStatus: (accepted|proposed|superseded by \d{4})\n")
OPENING = re.compile(r"\A# .+\n\n- Answers: .+\n(?:  .+\n)*- For: .+\n(?:  .+\n)*\n")


def pages(root: Path) -> list[Path]:
    """Name the pages that have to open with two lines; an alert's page and a decision have a form of their own."""
    return sorted([*(root / "docs").glob("*.md"), root / "docs/runbooks/README.md"])


def readmes(root: Path) -> list[Path]:
    """Return the services' own pages, which open with the same two lines; README.md lists them."""
    return sorted(root.glob("services/*/README.md"))


def decisions(root: Path) -> set[tuple[str, str, str]]:
    """Return title, status and file of each decision as its own page has them; no title if it has no status."""
    return {
        (*(match.groups() if (match := STATUS.match(path.read_text())) else ("", "")), f"adr/{path.name}")
        for path in (root / "docs/adr").glob("*.md")
    }


def complaints(root: Path) -> list[str]:
    text = (root / INDEX).read_text()
    linked = {link for _, link in LINK.findall(text)}
    listed = {(title, status, file) for title, file, status in DECISION.findall(text)}
    numbers = Counter(path.name[:4] for path in (root / "docs/adr").glob("*.md"))
    documents = {str(page.relative_to(root / "docs")) for page in pages(root)} - {"README.md"}
    return [
        *(f"{INDEX} lacks {page}" for page in sorted(documents - linked)),
        *(f"{number} is the number of {n} decisions" for number, n in numbers.items() if n > 1),
        *(f"{INDEX} and the decision differ: {entry}" for entry in sorted(listed ^ decisions(root))),
        *(
            f"{page.relative_to(root)} opens otherwise"
            for page in [*pages(root), *readmes(root)]
            if not opens_well(page)
        ),
    ]


def opens_well(page: Path) -> bool:
    return OPENING.match(page.read_text()) is not None


def test_the_index_has_every_page_and_every_decision() -> None:
    assert complaints(ROOT) == []


def test_the_page_of_every_service_is_read() -> None:
    assert [page.parent.name for page in readmes(ROOT)] == sorted(roster.names())


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "docs/adr").mkdir(parents=True)
    (tmp_path / "docs/runbooks").mkdir()
    (tmp_path / "services/catalog").mkdir(parents=True)
    opening = "# A page\n\n- Answers: what\n  is what.\n- For: everybody.\n\n"
    for name in ("docs/domain.md", "docs/runbooks/README.md", "services/catalog/README.md"):
        (tmp_path / name).write_text(opening)
    (tmp_path / "docs/adr/0001-one.md").write_text("# 0001 One\n\nStatus: accepted\n\n## Context\n")
    (tmp_path / INDEX).write_text(
        f"{opening}[domain](domain.md#words), [runbooks](runbooks/README.md)\n\n"
        "| decision | status |\n|---|---|\n| [0001 One](adr/0001-one.md) | accepted |\n"
    )
    return tmp_path


def test_a_complete_index_passes(docs: Path) -> None:
    assert complaints(docs) == []


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("docs/new.md", "# New\n\n- Answers: x.\n- For: y.\n\n", "docs/README.md lacks new.md"),
        ("docs/domain.md", "# Words\n\nThe words.\n", "docs/domain.md opens otherwise"),
        (
            "services/catalog/README.md",
            "# catalog\n\nThe assignments.\n",
            "services/catalog/README.md opens otherwise",
        ),
        (
            "docs/adr/0002-two.md",
            "# 0002 Two\n\nStatus: accepted\n",
            "('0002 Two', 'accepted', 'adr/0002-two.md')",
        ),
        ("docs/adr/0001-one.md", "# 0001 One\n\nStatus: superseded by 0002\n", "superseded by 0002"),
        ("docs/adr/0001-other.md", "# 0001 Other\n\nStatus: accepted\n", "0001 is the number of 2 decisions"),
        ("docs/adr/0001-one.md", "# 0001 One\n\n## Context\n", "('', '', 'adr/0001-one.md')"),
        ("docs/adr/0001-one.md", "# 0001 First\n\nStatus: accepted\n", "0001 First"),
    ],
)
def test_what_the_index_does_not_say_is_found(docs: Path, file: str, text: str, complaint: str) -> None:
    (docs / file).write_text(text)

    assert complaint in " ".join(complaints(docs))

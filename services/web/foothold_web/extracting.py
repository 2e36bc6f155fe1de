"""`python -m foothold_web.extracting`: write the marked texts of code and templates into their chapters' `.po` files.

A chapter is a file or folder of `pages/` with its folder of `templates/`; all else is `shared`. The files hold no
places and no dates, so that two people who change two chapters change no common line.
"""

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from foothold_web.ui.words import LANGUAGES, SOURCE

PACKAGE = Path(__file__).parent
LOCALES = PACKAGE / "locales"
SHARED = "shared"
CHAPTERS = (
    "account",
    "company",
    "contracts",
    "home",
    "institutions",
    "operations",
    "organizations",
    "public",
    "talent",
)
"""Those that have words of their own; a new one is added here."""

KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"gettext": None, "_n": None, "ngettext": (1, 2)}
OPTIONS = {"trimmed": "true", "newstyle_gettext": "true"}


def catalogues(package: Path = PACKAGE) -> dict[str, Catalog]:
    """Return what is marked for translation, by chapter."""
    found = {chapter: Catalog(fuzzy=False) for chapter in (*CHAPTERS, SHARED)}
    for path in (*sorted(package.rglob("*.py")), *sorted((package / "templates").rglob("*.html"))):
        place = path.relative_to(package)
        if not _is_for_readers(place):
            continue
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        for _line, message, _comments, _context in extract_from_file(
            method, path, keywords=KEYWORDS, options=OPTIONS if path.suffix == ".html" else None
        ):
            found[chapter_of(place)].add(message)
    return found


def _is_for_readers(place: Path) -> bool:
    """Return whether people who use the product see the texts of this file: the style guide is for ourselves."""
    return place.parts[:2] != ("templates", "stories") and place.name != "stories.py"


def chapter_of(place: Path) -> str:
    """Return the chapter of a file, such as `account` for `templates/account/log_in.html`."""
    named = place.with_suffix("").parts[1] if place.parts[0] in {"pages", "templates"} else ""
    return named if named in CHAPTERS else SHARED


def files() -> Iterator[tuple[Path, str]]:
    """Return each `.po` file with what should stand in it: the marked texts with the translations that it has."""
    marked = catalogues()
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        for chapter, template in marked.items():
            path = LOCALES / language / f"{chapter}.po"
            yield path, _text(template, known(path), language)


def known(path: Path) -> dict[str, Message]:
    """Return the messages of a file by what they are called in the source."""
    if not path.exists():
        return {}
    with path.open("rb") as source:
        return {_key(message): message for message in read_po(source) if message.id}


def _text(template: Catalog, translated: Mapping[str, Message], language: str) -> str:
    made = Catalog(locale=language, fuzzy=False)
    for message in template:
        if message.id:
            before = translated.get(_key(message))
            made.add(message.id, before.string if before else None)
    written = io.BytesIO()
    write_po(written, made, width=110, no_location=True, omit_header=True, sort_output=True)
    return written.getvalue().decode()


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def differing() -> dict[Path, str]:
    """Return the files that differ from the code, with what should stand in them."""
    return {
        path: text for path, text in files() if not path.exists() or path.read_text(encoding="utf-8") != text
    }


if __name__ == "__main__":
    for path, text in differing().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(PACKAGE)}\n")

"""The names under which the built files are served: each holds a part of its hash, so it can be cached for ever."""

import json
from functools import cache
from pathlib import Path

BUILT = Path(__file__).parent.parent / "built"
PREFIX = "/assets"


class NotBuilt(RuntimeError):
    """The files that the pages need are not there."""


@cache
def manifest() -> dict[str, str]:
    path = BUILT / "manifest.json"
    if not path.exists():
        raise NotBuilt(f"{path} is missing. Run: make setup (or: python -m foothold_web.building)")
    names: dict[str, str] = json.loads(path.read_text())
    return names


def asset(name: str) -> str:
    """Return the path of a built file on this site."""
    return f"{PREFIX}/{manifest()[name]}"


@cache
def icon(name: str) -> str:
    """Return an icon of lucide as SVG, hidden from screen readers: the words beside it say what it means."""
    icons: dict[str, str] = json.loads((BUILT / "icons.json").read_text())
    return icons[name]


@cache
def content(name: str) -> bytes:
    """Return a built file; it is kept in memory, since all of them together are small."""
    return (BUILT / name).read_bytes()

"""Benchmarks, generators and slow tests import only names that exist: no quick check would run into a moved one."""

import ast
import importlib
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from .sources import ROOT

FOLDERS = ("bench", "deploy", "tests")


def missing(source: str) -> Iterator[str]:
    """Yield every name that a source imports from one of our packages and that is not there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("foothold_"):
            for alias in node.names:
                if not _exists(str(node.module), alias.name):
                    yield f"{node.module}.{alias.name}"


def _exists(module: str, name: str) -> bool:
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError:
        return False
    return hasattr(found, name) or (hasattr(found, "__path__") and find_spec(f"{module}.{name}") is not None)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_name_that_is_imported_exists(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))

    assert files
    assert [f"{path.relative_to(ROOT)}: {name}" for path in files for name in missing(path.read_text())] == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from foothold_chassis.clock import Clock", []),
        ("from foothold_chassis import clock", []),
        ("from foothold_chassis.clock import Calendar", ["foothold_chassis.clock.Calendar"]),
        ("from foothold_chassis.calendars import Clock", ["foothold_chassis.calendars.Clock"]),
        ("from foothold_chassis import calendars", ["foothold_chassis.calendars"]),
        ("def late():\n    from foothold_chassis.clock import Calendar", ["foothold_chassis.clock.Calendar"]),
        ("from pathlib import Nothing", []),
    ],
)
def test_a_name_that_has_moved_is_found(source: str, names: list[str]) -> None:
    assert list(missing(source)) == names

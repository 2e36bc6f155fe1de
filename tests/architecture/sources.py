"""What the guards look at: packages, modules and what they import, read from the files; nothing of them is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text())

    @cached_property
    def names(self) -> dict[str, str]:
        """What each imported name stands for: `from datetime import datetime as dt` gives {dt: datetime.datetime}."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.partition(".")[0]
                    found[alias.asname or whole] = whole
            elif isinstance(node, ast.ImportFrom):
                source = self._source(node)
                found |= {alias.asname or alias.name: f"{source}.{alias.name}" for alias in node.names}
        return found

    @cached_property
    def imports(self) -> set[str]:
        """Every dotted name that is imported; of `from a import b` both `a` and `a.b`, since `b` may be a module."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                source = self._source(node)
                found |= {source} | {f"{source}.{alias.name}" for alias in node.names}
        return found

    def _source(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        depth = node.level - (self.path.name == "__init__.py")
        package = self.name.split(".")[: -depth or None]
        return ".".join([*package, *([node.module] if node.module else [])])


def packages(root: Path, kind: str) -> list[Path]:
    """Return the packages under `libs` or `services`: the `foothold_…` folder of each distribution."""
    return sorted(path for path in root.glob(f"{kind}/*/foothold_*") if path.is_dir())


def modules(package: Path) -> list[Module]:
    return [
        Module(".".join(_dotted(path.relative_to(package.parent))), path)
        for path in sorted(package.rglob("*.py"))
    ]


def _dotted(path: Path) -> Iterator[str]:
    yield from path.parent.parts
    if path.stem != "__init__":
        yield path.stem


def source_files(root: Path) -> list[Path]:
    """Return every Python file of the repository, tests and tools included."""
    found = [
        path
        for path in root.rglob("*.py")
        if not any(part.startswith(".") or part == "build" for part in path.relative_to(root).parts)
    ]
    return sorted(found)

"""What the documents say of the code: files they name, names in these files, and the values beside them in a table."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAMED_FILE = re.compile(r"`([A-Za-z_][\w./]*\.py)`")
LINKED_FILE = re.compile(r"`([\w.…]+)` in \[[^\]]*\]\(([^)#\s]+\.py)\)")
IN_ITS_FILE = re.compile(r"`([A-Za-z_][\w./]*\.py)`((?:,? `(?!\w+\.py`)[\w.]+…?`(?! in \[))+)")
NAME = re.compile(r"`([\w.]+…?)`")
QUANTITY = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?: (ms|s|min|h|d|kB|MB|%))?(?!\w)")
SUM = "` + `"
"""Between names whose values have to be added up."""

SCALE = {"ms": 0.001, "s": 1, "min": 60, "h": 3_600, "d": 86_400, "kB": 1_000, "MB": 1_000_000, "%": 1}
"""Times are compared in seconds, sizes in bytes."""

TIMEDELTA = {
    "milliseconds": 0.001,
    "seconds": 1,
    "minutes": 60,
    "hours": 3_600,
    "days": 86_400,
    "weeks": 604_800,
}

TOP = ("libs", "services")
CODE = (*TOP, "bench", "deploy", "tests")


@dataclass(frozen=True)
class Reference:
    """`file.py` `NAME`, as a row has it."""

    file: str
    names: tuple[str, ...]


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of a page's tables, each as its line number and its cells."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield number, [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def references(cell: str) -> list[Reference]:
    linked = [Reference(file, (name,)) for name, file in LINKED_FILE.findall(cell)]
    named = [Reference(file, tuple(NAME.findall(names))) for file, names in IN_ITS_FILE.findall(cell)]
    return linked + named


def quantities(text: str) -> Counter[float]:
    """Return the numbers of a text, times in seconds; what stands in backticks is code and not counted."""
    prose = re.sub(r"`[^`]*`|\d+:\d\d\b", "", text)
    found = QUANTITY.findall(prose)
    return Counter(round(float(digits.replace(",", "")) * SCALE.get(unit, 1), 6) for digits, unit in found)


def untrue(page: Path, root: Path) -> list[str]:
    """Name every file that a page names and that is not there, and every row that the code contradicts."""
    text = page.read_text()
    place = page.relative_to(root)
    complaints = [
        f"{place}: there is no {file}"
        for file in sorted(set(NAMED_FILE.findall(text)))
        if not resolve(file, page, root)
    ]
    for number, cells in rows(text):
        complaints += [f"{place}:{number} {complaint}" for complaint in _of_row(cells, page, root)]
    return complaints


def _of_row(cells: list[str], page: Path, root: Path) -> Iterator[str]:
    values: list[float] = []
    for reference in references(" | ".join(cells)):
        files = resolve(reference.file, page, root)
        if len(files) != 1:
            yield f"{reference.file} may be {[str(file.relative_to(root)) for file in files]}"
            continue
        defined = definitions(ast.parse(files[0].read_text()))
        for name in reference.names:
            meant = [value for known, value in defined.items() if _is_meant(known, name)]
            if not meant:
                yield f"{reference.file} has no {name}"
            values += [value for value in meant if value is not None]
    said = quantities(" | ".join(cells))
    if values and any(SUM in cell for cell in cells):
        values = [sum(values)]
    held = Counter(round(value, 6) for value in values)
    if values and said and said != held:
        yield f"says {sorted(said.elements())}, and the code has {sorted(held.elements())}"


def _is_meant(known: str, name: str) -> bool:
    """A name with `…` at its end means all that begin so; a field may be named with or without its class."""
    if name.endswith("…"):
        return known.rpartition(".")[2].startswith(name[:-1])
    return known == name or ("." not in name and known.endswith(f".{name}"))


def resolve(file: str, page: Path, root: Path) -> list[Path]:
    """Return the files that a page may mean: in its own distribution, else in the chassis, else anywhere.

    `catalog/project.py` stands for `services/catalog/foothold_catalog/project.py`.
    """
    if (page.parent / file).exists():
        return [(page.parent / file).resolve()]
    wanted = file.split("/")
    sources = (path for top in CODE for path in (root / top).rglob(wanted[-1]))
    there = [path for path in sorted(sources) if _ends(path.relative_to(root).parts, wanted)]
    own = page.relative_to(root).parts[:2]
    for scope in (own, ("libs", "chassis")):
        inside = [p for p in there if p.relative_to(root).parts[:2] == scope and "tests" not in p.parts]
        if inside:
            return inside
    return there


def _ends(parts: tuple[str, ...], wanted: list[str]) -> bool:
    short = [part for part in parts if not part.startswith("foothold_") and part not in TOP]
    return list(parts[-len(wanted) :]) == wanted or short[-len(wanted) :] == wanted


def definitions(tree: ast.Module) -> dict[str, float | None]:
    """Return what a module defines, its classes' members as `Class.member`; with its value where that is a number."""
    found: dict[str, float | None] = {}
    for prefix, body in _bodies(tree):
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found[prefix + node.name] = None
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[prefix + node.target.id] = number(node.target.id, node.value)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[prefix + node.targets[0].id] = number(node.targets[0].id, node.value)
    return found


def _bodies(tree: ast.Module) -> Iterator[tuple[str, list[ast.stmt]]]:
    yield "", tree.body
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield f"{node.name}.", node.body


def number(name: str, node: ast.expr | None) -> float | None:
    """Return the number that a name is given, a time in seconds; None if it is none."""
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return float(value) * (SCALE["ms"] if name.lower().endswith("_ms") else 1)
        case ast.Constant(value=str() as value):
            return next(iter(quantities(value.replace("/", " "))), None)
        case ast.Call(func=ast.Name(id="timedelta"), keywords=[ast.keyword(arg=str() as unit, value=value)]):
            amount = number("", value)
            return None if amount is None else amount * TIMEDELTA[unit]
        case ast.Call(func=ast.Name(id="Field"), keywords=keywords):
            return next((number(name, k.value) for k in keywords if k.arg == "default"), None)
    return None

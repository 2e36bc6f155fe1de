"""Aggregates decide from what they are given: the rule, read from the syntax of their modules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .sources import Module, modules

IMPURE = (
    "asyncio",
    "builtins.input",
    "builtins.open",
    "builtins.print",
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "numpy.random",
    "os.environ",
    "os.getenv",
    "os.urandom",
    "random",
    "secrets",
    "time",
    "uuid.uuid1",
    "uuid.uuid4",
)
"""Names, with all below them, that know more than they were told: clocks, chance, files, the environment."""

CLOCK_METHODS = frozenset({"now", "today", "utcnow"})

MAKES_TOKENS = "foothold_identity.tokens.refresh_token"
"""Makes the random tokens that the session aggregate is handed. Its use by aggregates is checked instead."""


def aggregate_modules(package: Path) -> list[Module]:
    """Return the modules that define an aggregate, directly or by way of another aggregate."""
    return _aggregates(package)[0]


def aggregates(package: Path) -> set[str]:
    """Return the names of the aggregates of a package."""
    return _aggregates(package)[1]


def _aggregates(package: Path) -> tuple[list[Module], set[str]]:
    known = {"Aggregate"}
    found: dict[str, Module] = {}
    everything = modules(package)
    while True:
        before = len(known)
        for module in everything:
            for name, bases in _classes(module.path.read_text()):
                if not known.isdisjoint(bases):
                    known.add(name)
                    found[module.name] = module
        if len(known) == before:
            return [found[name] for name in sorted(found)], known - {"Aggregate"}


@cache  # several guards ask for the aggregates of each service
def _classes(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the classes of a module: the name of each, and the names of its bases."""
    return tuple(
        (node.name, frozenset(_last(base) for base in node.bases))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    )


def pure_modules(package: Path) -> list[Module]:
    """Return the modules that define aggregates and everything they import inside their service."""
    by_name = {module.name: module for module in modules(package)}
    waiting = [module.name for module in aggregate_modules(package)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += by_name[name].imports & by_name.keys()
    return [by_name[name] for name in sorted(found)]


def impurities(package: Path) -> list[str]:
    """Name every use of a clock, of chance, of I/O where a service decides."""
    return [complaint for module in pure_modules(package) for complaint in _of_module(module)]


def _of_module(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        place = f"{module.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Await):
            yield f"{place} awaits"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCK_METHODS
        ):
            yield f"{place} asks a clock: {ast.unparse(node.func)}"
        elif isinstance(node, ast.Name | ast.Attribute) and module.name != MAKES_TOKENS:
            meant = _meaning(node, module.names)
            if meant is not None and any(meant == name or meant.startswith(f"{name}.") for name in IMPURE):
                yield f"{place} uses {meant}"


def _meaning(node: ast.expr, names: dict[str, str]) -> str | None:
    """Return the dotted name that an expression stands for, if it is imported or built in."""
    if isinstance(node, ast.Attribute):
        owner = _meaning(node.value, names)
        return owner and f"{owner}.{node.attr}"
    if not isinstance(node, ast.Name):
        return None
    return names.get(node.id, f"builtins.{node.id}" if node.id in {"input", "open", "print"} else None)


def _last(base: ast.expr) -> str:
    if isinstance(base, ast.Subscript):
        base = base.value
    return base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


def overridden_deadlines(package: Path) -> list[str]:
    """Name the aggregates that write `due` or `next_wake` themselves: both follow from `waits`."""
    return [
        f"{module.name}:{function.lineno} {node.name}.{function.name}"
        for module in aggregate_modules(package)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for function in node.body
        if isinstance(function, ast.FunctionDef) and function.name in {"due", "next_wake"}
    ]

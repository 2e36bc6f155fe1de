"""The rule of refusals: every code that a service raises is noted at one of its routes, and none that is not raised."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .sources import modules

NOT_OVER_HTTP = {"foothold_identity.operators": "a command of the shell"}


def raised(package: Path) -> dict[str, str]:
    """Return each code that a package names as `code=…`, as a pattern, with the place. What is taken from elsewhere,
    such as `code=self.status`, has no pattern; the tests of that aggregate know it."""
    return {
        pattern: f"{module.name}:{node.lineno}"
        for module in modules(package)
        if module.name not in NOT_OVER_HTTP
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        for pattern in _patterns(node, _constants(module.tree))
    }


def _constants(tree: ast.Module) -> dict[str, str]:
    """Return the texts that the module names, such as `CODE`."""
    return {
        name.id: str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for name in node.targets
        if isinstance(name, ast.Name)
    }


def _patterns(call: ast.Call, constants: dict[str, str]) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg == "code":
            match keyword.value:
                case ast.Constant(value=str(code)):
                    yield re.escape(code)
                case ast.Name(id=name) if name in constants:
                    yield re.escape(constants[name])
                case ast.JoinedStr(values=parts):
                    yield "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                        for part in parts
                    )


def unnoted(raised: dict[str, str], noted: Iterable[str]) -> list[str]:
    """Name the codes that are raised and that no route notes."""
    known = set(noted)
    return [
        f"{place}: no route notes {pattern}"
        for pattern, place in raised.items()
        if not any(re.fullmatch(pattern, code) for code in known)
    ]


def unraised(raised: Iterable[str], noted: Iterable[str]) -> set[str]:
    """Return the codes that are noted and that nothing raises."""
    patterns = list(raised)
    return {code for code in noted if not any(re.fullmatch(pattern, code) for pattern in patterns)}

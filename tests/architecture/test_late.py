"""What a service only may not know yet is refused so that a retry may pass, and no key keeps the refusal."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORTH_A_RETRY = {"NotYet", "RuleNotMetYet"}


def raised_for_what_is_late(tree: ast.AST) -> Iterator[str]:
    """Yield the errors that are raised where the wait for an event has been in vain."""
    handlers = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    for handler in handlers:
        if handler.type is not None and "NotYet" in ast.unparse(handler.type):
            for node in ast.walk(handler):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    yield ast.unparse(node.exc.func)


@pytest.mark.parametrize(
    "service", sorted(path.name for path in (ROOT / "services").iterdir() if path.is_dir())
)
def test_what_may_only_be_late_is_refused_with_a_retry_after(service: str) -> None:
    files = (ROOT / "services" / service).glob("foothold_*/**/*.py")

    raised = {error for file in files for error in raised_for_what_is_late(ast.parse(file.read_text()))}

    assert raised <= WORTH_A_RETRY

"""The change that docs/first-change.md walks through is what the page says, and passes the checks that it names."""

import re
from pathlib import Path

import pytest

from .tree import ROOT, Tree, copied

PAGE = "docs/first-change.md"
PATCH = "docs/first-change.patch"
MOST_FILES = 7

ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
CHANGED = re.compile(r"^\+\+\+ b/(.+)$", re.MULTILINE)
CHECKS = re.compile(r"^## Check it\n.*?```sh\n(.*?)```", re.MULTILINE | re.DOTALL)

TEXT = (ROOT / PAGE).read_text()
BY_HAND = set(CHANGED.findall((ROOT / PATCH).read_text()))
NAMED = ROW.findall(TEXT)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return copied(tmp_path_factory.mktemp("tree"), ())


@pytest.fixture(scope="module")
def changed(tree: Tree) -> Tree:
    code, output = tree.run("git", "apply", "-C1", PATCH)
    assert code == 0, output
    return tree


def contents(root: Path) -> dict[str, bytes]:
    """Return every file that people read, by its path."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
        and not any(part[0] == "." or part == "__pycache__" for part in path.relative_to(root).parts)
    }


def test_the_page_names_the_files_that_the_change_touches() -> None:
    assert NAMED[: len(BY_HAND)] == [name for name in NAMED if name in BY_HAND]
    assert set(NAMED) >= BY_HAND
    assert len(BY_HAND) <= MOST_FILES


def test_the_checks_that_the_page_names_pass_and_find_the_generated_files(changed: Tree) -> None:
    [block] = CHECKS.findall(TEXT)
    before = contents(changed.root)

    for command in block.strip().splitlines():
        code, output = changed.run("sh", "-c", command)
        assert code == 0, output

    written = {name for name, text in contents(changed.root).items() if text != before.get(name)}
    assert written == set(NAMED) - BY_HAND


def test_a_change_without_its_rule_does_not_pass(tree: Tree) -> None:
    root = tree.root / "services/contracts/foothold_contracts/contract/root.py"
    with_rule = root.read_text()
    root.write_text(with_rule.replace("return self._cancel_overdue()", "return []"))

    code, output = tree.pytest(
        "services/contracts/tests/test_matrix.py", "services/contracts/tests/test_work.py"
    )
    root.write_text(with_rule)

    assert code == 1, output
    assert "test_a_company_may_give_up_on_overdue_work" in output

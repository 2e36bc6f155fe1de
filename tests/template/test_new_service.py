"""`make new-service` makes a whole service: in a copy of this tree it passes its tests and the checks untouched."""

import pytest

from .tree import Tree, copied

MADE = ("referrals", "appeals")
"""The second comes before the chassis in the alphabet, takes `an`, and is added where the first has been."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    tree = copied(tmp_path_factory.mktemp("tree"), MADE)
    for name in MADE:
        code, output = tree.run("make", "new-service", f"NAME={name}")
        assert code == 0, output
    return tree


def passes(result: tuple[int, str]) -> bool:
    code, output = result
    assert code == 0, output
    return True


def test_linters_have_nothing_to_say(tree: Tree) -> None:
    assert passes(tree.run("make", "lint"))


def test_its_types_hold(tree: Tree) -> None:
    packages = [f"services/{name}/foothold_{name}" for name in MADE]

    assert passes(tree.run(".venv/bin/mypy", *packages, "services/gateway/foothold_gateway"))


def test_its_own_tests_and_those_of_what_it_was_added_to_pass(tree: Tree) -> None:
    own = [f"services/{name}" for name in MADE]

    assert passes(tree.pytest(*own, "libs/events", "services/gateway"))


def test_it_stands_in_every_place_that_has_to_name_it_and_keeps_the_rules(tree: Tree) -> None:
    of_the_house = (
        "access",
        "deadlines",
        "services",
        "house_style",
        "docs",
        "docs_index",
        "doc_rows",
        "generated_docs",
    )
    of_the_cluster = ("rendering", "connectivity")
    walls = ("every_wall_stands", "the_contracts_name_everything_there_is")

    assert passes(
        tree.pytest(
            *(f"tests/architecture/test_{name}.py" for name in of_the_house),
            *(f"tests/architecture/test_imports.py::test_{name}" for name in walls),
            *(f"tests/deploy/test_{name}.py" for name in of_the_cluster),
        )
    )


def test_its_wait_stands_once_in_the_table_of_waits(tree: Tree) -> None:
    lines = (tree.root / "docs/domain.md").read_text().splitlines()

    assert len([line for line in lines if line.startswith("| referral, open |")]) == 1


def test_what_is_generated_is_generated_already(tree: Tree) -> None:
    before = {path: path.read_bytes() for path in tree.root.rglob("*.y*ml") if ".venv" not in path.parts}

    assert passes(tree.run("make", "generate"))

    assert [path for path, text in before.items() if path.read_bytes() != text] == []


def test_one_that_is_there_already_is_not_made_again(tree: Tree) -> None:
    code, output = tree.run("make", "new-service", "NAME=referrals")

    assert code != 0
    assert "NAME is 'referrals', and that is a service already" in output

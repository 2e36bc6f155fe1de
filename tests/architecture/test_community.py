"""What the files for contributors say of the repository is so."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from .sources import ROOT
from .test_docs import DOCUMENTS

MAKE = re.compile(r"`make ([a-z][^`]*)`")
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def strangers(owners: str, root: Path) -> list[str]:
    """Name the paths of CODEOWNERS that lead nowhere."""
    paths = [line.split()[0] for line in owners.splitlines() if line and not line.startswith("#")]
    return [path for path in paths if path != "*" and not (root / path.lstrip("/")).exists()]


def test_every_path_with_an_owner_exists() -> None:
    assert strangers((ROOT / ".github/CODEOWNERS").read_text(), ROOT) == []


def test_an_owner_of_nothing_is_found() -> None:
    assert strangers("# who\n* @a\n/libs/ @b\n/services/ghost/ @c\n", ROOT) == ["/services/ghost/"]


def test_hooks_before_a_commit_are_our_own_and_use_what_setup_installs() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())

    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    for hook in (hook for repo in config["repos"] for hook in repo["hooks"]):
        program, *arguments = hook["entry"].split()
        assert program == f".venv/bin/{Path(program).name}"
        assert Path(sys.executable).with_name(Path(program).name).exists()
        assert all((ROOT / argument).exists() for argument in arguments if argument.endswith(".py"))


def test_the_devcontainer_has_the_python_of_the_images() -> None:
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())

    assert f"ARG PYTHON_IMAGE={container['image']}-slim\n" in (ROOT / "Dockerfile").read_text()
    assert container["postCreateCommand"].removeprefix("make ") in TARGETS


def strange_targets(text: str) -> list[str]:
    """Return the targets that a page names and that `make` does not have."""
    words = [word for targets in MAKE.findall(text) for word in targets.split()]
    return [word for word in words if "=" not in word and word not in TARGETS]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_a_page_names_targets_that_exist(document: Path) -> None:
    assert strange_targets((ROOT / document).read_text()) == []


def test_a_target_that_make_does_not_have_is_found() -> None:
    assert strange_targets("`make lint typos`, `make bench NAMES=road`, make ghosts") == ["typos"]


def test_everything_has_one_version_and_the_changelog_knows_it() -> None:
    versions = {
        tomllib.loads(path.read_text())["project"]["version"]
        for kind in ("libs", "services")
        for path in ROOT.glob(f"{kind}/*/pyproject.toml")
    }
    (version,) = versions

    assert f"v{version}" in (ROOT / "CHANGELOG.md").read_text()

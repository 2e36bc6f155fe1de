"""A copy of the working tree in which services can be made, and commands run on the copy's code."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from foothold_web import building

ROOT = Path(__file__).parents[2]
STAMP = ".installed"
"""What `make setup` leaves behind; younger than everything else, so that no command of the copy installs anything."""

CACHE = ".mypy_cache"
"""What mypy knows of third parties already."""

AN_HOUR = 3600
SECONDS = 240


@dataclass(frozen=True, slots=True)
class Tree:
    root: Path
    to_come: tuple[str, ...]
    """Services that will be made; their code is found as soon as it is there."""

    def run(self, *command: str) -> tuple[int, str]:
        """Run a command in the copy, and return its exit code and what it wrote."""
        done = subprocess.run(
            command,
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": self._code(), "MAKEFLAGS": ""},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def pytest(self, *arguments: str) -> tuple[int, str]:
        return self.run(".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)

    def _code(self) -> str:
        """The copy's own packages, before those that the virtual environment knows."""
        there = {path.parent for path in self.root.glob("*/*/foothold_*/")}
        folders = there | {self.root / "services" / name for name in self.to_come}
        return os.pathsep.join(map(str, folders))


def copied(target: Path, to_come: tuple[str, ...]) -> Tree:
    """Copy every file that is, or would be, in the repository, and borrow the virtual environment."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    building.refresh()
    shutil.copytree(building.BUILT, target / building.BUILT.relative_to(ROOT))  # so the copy needs no npm
    if (ROOT / CACHE).is_dir():
        shutil.copytree(ROOT / CACHE, target / CACHE)
    _borrow_environment(target / ".venv")
    return Tree(target, to_come)


def _borrow_environment(folder: Path) -> None:
    folder.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != STAMP:
            (folder / path.name).symlink_to(path)
    (folder / STAMP).touch()
    later = time.time() + AN_HOUR
    os.utime(folder / STAMP, (later, later))

"""A Docker engine and the images that `make images` built; without them these tests fail, saying so."""

import subprocess
from pathlib import Path

import pytest

from foothold_devstack import containers
from foothold_devstack.process import StackError

ROOT = Path(__file__).parents[2]
SECONDS = 480


def docker(*arguments: str, env: dict[str, str] | None = None) -> str:
    """Run docker, and return its output."""
    done = subprocess.run(
        ["docker", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="session", autouse=True)
def engine() -> None:
    try:
        containers.engine()
    except StackError as error:
        pytest.fail(str(error))

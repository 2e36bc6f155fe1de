"""What an image holds, and what it may do: only that service, only what it needs, no more rights than it needs."""

import json
import re
import subprocess
import sys
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement

from foothold_devstack import roster
from tests.containers.conftest import ROOT, docker

SERVICES = roster.names()

LOCKED_DOWN = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=none"]
TOOLS = {
    "pip",
    "setuptools",
    "wheel",
    "uv",
    "hatchling",
    "pytest",
    "ruff",
    "mypy",
    "hypothesis",
    "testcontainers",
}

LOOK = """
import importlib.metadata, importlib.util, json, os, pathlib, sys
services = sys.argv[1:]
found = importlib.metadata.distributions()
status = dict(line.split(":", 1) for line in pathlib.Path("/proc/self/status").read_text().splitlines())
def writable(folder):
    try:
        (pathlib.Path(folder) / "probe").write_text("")
    except OSError:
        return False
    return True
packages = pathlib.Path(importlib.util.find_spec("foothold_events").origin).parents[1]
print(json.dumps({
    "distributions": sorted({d.name.lower().replace("_", "-") for d in found}),
    "ids": [os.getuid(), os.getgid(), *os.getgroups()],
    "capabilities": int(status["CapEff"], 16) | int(status["CapBnd"], 16),
    "writable": [f for f in ("/", "/opt/foothold", "/usr/local", "/tmp", "/run", "/var") if writable(f)],
    "importable": [s for s in services if importlib.util.find_spec(f"foothold_{s}")],
    "tests": [str(p) for p in packages.glob("foothold_*/**/*test*")],
    "uncompiled": [str(p) for p in packages.glob("*/*.py") if not (p.parent / "__pycache__").is_dir()],
}))
"""


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def inside(service: str) -> dict:
    command = ["run", "--rm", *LOCKED_DOWN, "--tmpfs=/tmp", "--entrypoint=python"]
    return json.loads(docker(*command, f"foothold/{service}:dev", "-c", LOOK, *SERVICES))


def closure(name: str, extras: frozenset[str] = frozenset(), seen: set | None = None) -> set[str]:
    """Return every distribution that this one needs, by the metadata of the installed ones."""
    seen = set() if seen is None else seen
    key = (re.sub(r"[-_.]+", "-", name).lower(), extras)
    if key not in seen:
        seen.add(key)
        for requirement in map(Requirement, distribution(name).requires or []):
            marker = requirement.marker
            at = {"python_version": "3.12", "python_full_version": "3.12.0"}
            if marker is None or any(marker.evaluate({**at, "extra": extra}) for extra in extras or {""}):
                closure(requirement.name, frozenset(requirement.extras), seen)
    return {found for found, _ in seen}


def test_it_holds_the_service_and_what_that_needs_and_nothing_else(service: str, inside: dict) -> None:
    assert inside["importable"] == [service]
    assert set(inside["distributions"]) == closure(f"foothold-{service}")


def test_it_holds_neither_tools_nor_tests_nor_the_devstack(inside: dict) -> None:
    assert not TOOLS & set(inside["distributions"])
    assert "foothold-devstack" not in inside["distributions"]
    assert inside["tests"] == []


def test_everything_is_compiled(inside: dict) -> None:
    assert inside["uncompiled"] == []


def test_it_runs_as_nobody_in_particular_without_any_right(inside: dict) -> None:
    assert set(inside["ids"]) == {10001}
    assert inside["capabilities"] == 0
    assert inside["writable"] == ["/tmp"]


def test_what_an_orchestrator_reads_of_it(service: str) -> None:
    [image] = json.loads(docker("image", "inspect", f"foothold/{service}:dev"))
    config = image["Config"]

    assert config["User"] == "10001:10001"
    assert config["Cmd"] == ["--role", "all"]
    assert config["StopSignal"] == "SIGTERM"
    assert list(config["ExposedPorts"]) == ["8080/tcp", "8081/tcp"]
    assert config["Healthcheck"]["Test"][-1] == "/opt/foothold/ready.py"
    assert config["Labels"]["org.opencontainers.image.title"] == f"foothold-{service}"
    assert config["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert not [value for value in config["Env"] if "SECRET" in value or "MONGO_URI" in value]


def test_all_six_share_the_layers_of_what_the_chassis_needs() -> None:
    layers = [
        json.loads(docker("image", "inspect", f"foothold/{s}:dev"))[0]["RootFS"]["Layers"] for s in SERVICES
    ]
    shared = set(layers[0]).intersection(*layers)

    # the last two are the service's own: third parties that only it needs, and our code; then the working folder
    assert all(len(set(found) - shared) <= 3 for found in layers)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [("nonesuch==1.0", "the lock has no nonesuch==1.0"), ("numpy==0.1", "not numpy==0.1")],
)
def test_what_the_lock_does_not_have_ends_the_build(asked: str, complaint: str) -> None:
    command = [sys.executable, "deploy/image/locked.py", "requirements.lock"]
    done = subprocess.run(command, cwd=ROOT, input=asked, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert complaint in done.stderr


def test_versions_and_hashes_are_those_of_the_lock() -> None:
    command = [sys.executable, "deploy/image/locked.py", "requirements.lock"]
    done = subprocess.run(command, cwd=ROOT, input="numpy\n", capture_output=True, text=True, check=True)

    assert done.stdout.startswith("numpy==")
    assert "--hash=sha256:" in done.stdout
    assert done.stdout in (ROOT / "requirements.lock").read_text()

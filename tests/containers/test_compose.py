"""`docker compose up --wait` from nothing, the market played against it with a worker killed, and nothing left."""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from foothold_chassis.settings import ServiceSettings
from foothold_devstack import roster
from foothold_devstack.demo.play import Place, play
from foothold_devstack.demo.progress import Progress
from foothold_devstack.ports import hold_port
from tests.containers.conftest import docker
from tests.e2e.conftest import closed_at_least

PROJECT = f"foothold-test-{os.getpid()}"
pytestmark = pytest.mark.timeout(600)
OF_PROJECT = f"--filter=label=com.docker.compose.project={PROJECT}"
SECRETS = {service.name: sorted(service.secret_files) for service in roster.services() if service.secrets}


@pytest.fixture(scope="module")
def env() -> dict[str, str]:
    ports = {"GATEWAY_PORT": str(hold_port()), "KAFKA_PORT": str(hold_port())}
    return {**os.environ, **ports, "COMPOSE_PROJECT_NAME": PROJECT, "COMPOSE_PROFILES": ""}


@pytest.fixture(scope="module")
def up(env: dict[str, str]) -> Iterator[Place]:
    try:
        docker("compose", "up", "--wait", "--wait-timeout", "420", env=env)
        yield place_of(docker("compose", "run", "--rm", "--no-deps", "operator", env=env))
    finally:
        docker("compose", "--profile", "*", "down", "--volumes", "--timeout", "120", env=env)
    for kind in ("container", "volume", "network"):
        assert docker(kind, "ls", "--quiet", OF_PROJECT) == "", f"a {kind} is left"


def place_of(exports: str) -> Place:
    exported = dict(re.findall(r"^export (\w+)=(\S+)$", exports, flags=re.MULTILINE))
    return Place(
        gateway=exported["GATEWAY"],
        kafka_bootstrap=exported["FOOTHOLD_KAFKA_BOOTSTRAP"],
        operator_email=exported["OPERATOR_EMAIL"],
        operator_password=exported["OPERATOR_PASSWORD"],
        kafka="container",
        mongo="container",
        services=roster.with_operator_calls(),
    )


def inspected() -> dict[str, dict]:
    """Return every container of the project, as the engine has it, by its service."""
    found = json.loads(docker("inspect", *docker("ps", "--all", "--quiet", OF_PROJECT).split()))
    return {container["Config"]["Labels"]["com.docker.compose.service"]: container for container in found}


async def test_the_market_ends_sound_though_a_worker_is_killed(
    up: Place, env: dict[str, str], tmp_path: Path
) -> None:
    progress = Progress(Console(file=(tmp_path / "progress").open("w")))
    market = asyncio.create_task(play(up, progress))
    await closed_at_least(progress, 1)
    await asyncio.to_thread(docker, "compose", "kill", "contracts-worker", env=env)
    assert progress.states()["closed"] < progress.states().total(), "killed too late to be in the middle"
    await asyncio.to_thread(docker, "compose", "start", "contracts-worker", env=env)

    report = await market

    assert report.problems == []
    assert report.completed == report.engagements > 0
    assert report.parked == 0


def test_only_loopback_is_listened_on(up: Place) -> None:
    published = {name: c["HostConfig"]["PortBindings"] for name, c in inspected().items()}

    assert {name for name, ports in published.items() if ports} == {"gateway-api", "kafka", "web-api"}
    assert all(b["HostIp"] == "127.0.0.1" for ports in published.values() for p in ports.values() for b in p)


def test_services_have_no_rights_and_bounds(up: Place) -> None:
    services = {name: c for name, c in inspected().items() if name.endswith(("-api", "-worker"))}

    assert len(services) == 2 * len(roster.names())
    for name, container in services.items():
        host = container["HostConfig"]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert host["Memory"] > 0, name
        assert host["PidsLimit"] > 0, name
        drain = float(dict(v.split("=", 1) for v in container["Config"]["Env"])["FOOTHOLD_DRAIN_SECONDS"])
        settings = ServiceSettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", drain_seconds=drain)
        assert container["Config"]["StopTimeout"] > settings.longest_stop_seconds, name


def test_each_service_has_its_own_secrets_only_and_as_files(up: Place, env: dict[str, str]) -> None:
    list_them = (
        "import pathlib; d = pathlib.Path('/run/secrets'); print(*sorted(p.name for p in d.iterdir()))"
    )
    for name, container in inspected().items():
        if not name.endswith(("-api", "-worker")):
            continue
        mounts = [mount["Destination"] for mount in container["Mounts"]]
        assert not [value for value in container["Config"]["Env"] if "SECRET" in value or "SEAL_KEY" in value]
        service = name.partition("-")[0]
        if service in SECRETS:
            found = docker("compose", "exec", "-T", name, "python", "-c", list_them, env=env).split()
            assert found == SECRETS[service], name
        else:
            assert mounts == [], name


def test_bringing_it_up_again_keeps_secrets_and_operator(up: Place, env: dict[str, str]) -> None:
    docker("compose", "up", "--wait", "--wait-timeout", "420", env=env)

    assert place_of(docker("compose", "run", "--rm", "--no-deps", "operator", env=env)) == up

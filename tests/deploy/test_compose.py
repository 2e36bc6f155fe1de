"""docker-compose.yml against the code: a container is killed no earlier than its longest stop."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from deploy.k8s.wiring import variable

from foothold_chassis.settings import ServiceSettings
from foothold_devstack import roster

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())["services"]
RUNNING = [f"{service}-{role}" for service in roster.names() for role in ("api", "worker")]


def grace(service: dict[str, Any]) -> float:
    seconds: str = service.get("stop_grace_period", "10s")  # what Docker gives by itself
    assert seconds.endswith("s"), seconds
    return float(seconds.removesuffix("s"))


@pytest.mark.parametrize("name", RUNNING)
def test_a_container_is_given_the_longest_stop_of_its_settings(name: str) -> None:
    environment = COMPOSE[name]["environment"]
    drain = float(environment[variable("drain_seconds")])
    settings = ServiceSettings(kafka_bootstrap="", mongo_uri="", drain_seconds=drain)

    assert grace(COMPOSE[name]) > settings.longest_stop_seconds

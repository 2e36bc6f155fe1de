"""docker-compose.yml against the code: a container is killed no earlier than its longest stop."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from deploy.k8s.wiring import variable

from foothold_chassis.network import Networks
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
    settings = ServiceSettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", drain_seconds=drain)

    assert grace(COMPOSE[name]) > settings.longest_stop_seconds


def before(name: str) -> set[str]:
    """Return everything that has to be healthy, or to have ended well, before this container starts."""
    direct = {*COMPOSE[name].get("depends_on", {})}
    return direct.union(*(before(other) for other in direct))


def test_the_first_operator_is_made_before_the_door_opens() -> None:
    makes = [name for name, found in COMPOSE.items() if "operator create" in str(found.get("command"))]
    doors = {name for name, found in COMPOSE.items() if found.get("ports") and name in RUNNING}

    assert makes == ["first-operator"]
    assert doors == {"gateway-api", "web-api"}
    assert "FOOTHOLD_GATEWAY_URL" in COMPOSE["web-api"]["environment"], (
        "it comes in by the gateway's door too"
    )
    assert COMPOSE["gateway-api"]["depends_on"]["first-operator"] == {
        "condition": "service_completed_successfully"
    }
    assert not before("first-operator") & {*RUNNING}, "it waits for nothing that waits for the door"


def test_the_gateway_takes_the_word_of_the_web_app_for_the_addresses_of_its_visitors() -> None:
    trusted = Networks.parse(COMPOSE["gateway-api"]["environment"][roster.TRUSTED_PROXIES])

    for container in ("172.18.0.5", "192.168.32.5"):
        assert container in trusted, "an engine takes its networks from these"
    assert "203.0.113.7" not in trusted


def test_what_starts_with_the_platform_says_no_password() -> None:
    says = [
        name for name, found in COMPOSE.items() if "OPERATOR_PASSWORD=$$(cat" in str(found.get("command"))
    ]

    assert says == ["operator"]
    assert COMPOSE["operator"]["profiles"] == ["operator"], (
        "its output is for the person who runs it, not for a log"
    )

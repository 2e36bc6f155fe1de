"""A service that cannot start says why in one sentence."""

import os
import socket
import subprocess
import sys

import pytest

SECONDS = 30

STARTS = """\
from foothold_chassis.entry import main
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings

main(lambda: Service("subject", ServiceSettings()))
"""


def start(**env: str) -> subprocess.CompletedProcess[str]:
    """Start a service whose servers are away, and wait until it ends."""
    away = {"FOOTHOLD_KAFKA_BOOTSTRAP": "127.0.0.1:1", "FOOTHOLD_MONGO_URI": "mongodb://127.0.0.1:1/"}
    return subprocess.run(
        [sys.executable, "-c", STARTS],
        env={**os.environ, **away, **env},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("variable", ["FOOTHOLD_HTTP_PORT", "FOOTHOLD_INTERNAL_PORT"])
def test_a_port_that_is_taken_is_named_without_a_traceback(variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = start(**{"FOOTHOLD_HTTP_PORT": "0", "FOOTHOLD_INTERNAL_PORT": "0", variable: str(port)})

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Cannot listen at 127.0.0.1:{port}: Address already in use")
    assert variable in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stdout + ended.stderr


def test_an_address_of_another_machine_is_named_without_a_traceback() -> None:
    ended = start(FOOTHOLD_HTTP_HOST="192.0.2.1")

    assert ended.returncode == 1
    assert ended.stderr.startswith("Cannot listen at 192.0.2.1:8080: Cannot assign requested address")
    assert "Traceback" not in ended.stdout + ended.stderr

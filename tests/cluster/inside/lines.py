"""The lines that the pod prints for the trial: JSON objects, one a line, on standard output."""

import json
import os
from pathlib import Path
from typing import Any

from foothold_devstack.demo.play import Place

ENOUGH = Path(os.environ.get("ENOUGH_FILE", "/tmp/enough"))
"""Once this file exists, the pod ends after the present market."""

EVERY_SECONDS = 0.5


def tell(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)  # noqa: T201 - the trial reads standard output


def place() -> Place:
    return Place(
        gateway=os.environ["GATEWAY"],
        kafka_bootstrap=os.environ["FOOTHOLD_KAFKA_BOOTSTRAP"],
        operator_email=os.environ["OPERATOR_EMAIL"],
        operator_password=os.environ["OPERATOR_PASSWORD"],
        kafka=f"Kafka at {os.environ['FOOTHOLD_KAFKA_BOOTSTRAP']}",
        mongo="MongoDB of the cluster",
        services=tuple(os.environ["SERVICES"].split()),
    )

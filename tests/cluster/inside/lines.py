"""What the pod tells the trial: JSON objects, one a line, on standard output."""

import json
import os
from pathlib import Path
from typing import Any

from foothold_devstack.demo.play import Place

ENOUGH = Path(os.environ.get("ENOUGH_FILE", "/tmp/enough"))
"""Once this exists, the pod ends with what it has in hand."""

EVERY_SECONDS = 0.5


def tell(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)  # noqa: T201 - standard output is the way


def place() -> Place:
    told = os.environ
    return Place(
        gateway=told["GATEWAY"],
        kafka_bootstrap=told["FOOTHOLD_KAFKA_BOOTSTRAP"],
        operator_email=told["OPERATOR_EMAIL"],
        operator_password=told["OPERATOR_PASSWORD"],
        kafka=f"Kafka at {told['FOOTHOLD_KAFKA_BOOTSTRAP']}",
        mongo="MongoDB of the cluster",
        services=tuple(told["SERVICES"].split()),
    )

"""No secret gets into the output of a service, however wrong its settings are. The variable does."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from foothold_devstack import roster
from foothold_devstack.roster import Declaration
from tests.integration.bus.replica import eventually
from tests.integration.lifecycle.process import Place, ServiceProcess

pytestmark = pytest.mark.timeout(180)

SECRET = "s3cr3t"
SHORT = f"{SECRET}-short"
LONG = f"{SECRET}-{'x' * 40}"
ROOT = Path(__file__).parents[3]
HEADERS = "OTEL_EXPORTER_OTLP_HEADERS"


def env_of(service: Declaration, secret: str, **more: str) -> dict[str, str]:
    """Return an environment in which all secrets of the service are this one."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        "FOOTHOLD_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "FOOTHOLD_HTTP_PORT": "0",
        "FOOTHOLD_INTERNAL_PORT": "0",
        roster.GATEWAY_URL: "http://127.0.0.1:1",
        **{each.url_variable: "http://127.0.0.1:1" for each in roster.behind_gateway()},
        **{each.internal_url_variable: "http://127.0.0.1:1" for each in roster.behind_gateway()},
        **dict.fromkeys(service.secret_variables, secret),
        **more,
    }


async def run(service: Declaration, env: dict[str, str]) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"foothold_{service.name}"),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


@pytest.mark.parametrize("service", roster.services(), ids=lambda service: service.name)
async def test_a_service_whose_secrets_are_all_wrong_names_each_and_tells_none(service: Declaration) -> None:
    wrong = {
        "FOOTHOLD_MONGO_URI": f"mongodb://{service.name}:{SECRET}/w@host",
        "FOOTHOLD_KAFKA_SECURITY_PROTOCOL": "SASL_TLS",
        "FOOTHOLD_KAFKA_PASSWORD": SHORT,
    }

    code, output = await run(service, env_of(service, SHORT, **wrong))

    assert code == 1
    assert "Traceback" not in output
    assert SECRET not in output
    named = {*service.secret_variables, "FOOTHOLD_MONGO_URI", "FOOTHOLD_KAFKA_SECURITY_PROTOCOL"}
    assert {line.split()[0].rstrip(":") for line in output.splitlines()[1:]} == named


@pytest.mark.parametrize(
    "variable", ["FOOTHOLD_KAFKA_PASSWORD", HEADERS, "OTEL_EXPORTER_OTLP_TRACES_HEADERS"]
)
async def test_a_secret_beside_what_it_needs_is_named_and_not_told(variable: str) -> None:
    wrong = {
        "FOOTHOLD_MONGO_URI": "mongodb://127.0.0.1:1",
        "FOOTHOLD_KAFKA_SECURITY_PROTOCOL": "SASL_SSL" if "KAFKA" in variable else "PLAINTEXT",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
        variable: f"Bearer {SECRET}",
    }
    [service] = [each for each in roster.services() if each.name == "identity"]

    code, output = await run(service, env_of(service, LONG, **wrong))

    assert code == 1
    assert variable in output
    assert "Traceback" not in output
    assert SECRET not in output


async def test_a_service_whom_kafka_does_not_know_logs_no_secret(place: Place) -> None:
    [service] = [each for each in roster.services() if each.name == "identity"]
    env = {
        **dict.fromkeys(service.secret_variables, LONG),
        "FOOTHOLD_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "FOOTHOLD_KAFKA_USERNAME": "identity",
        "FOOTHOLD_KAFKA_PASSWORD": LONG,
        HEADERS: f"authorization=Bearer%20{SECRET}",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
    }
    async with ServiceProcess(place, service.name, "all", env=env) as process:

        async def waits_for_kafka() -> bool:
            return {"kafka", "keys"} <= (await process.probe()).failing

        await eventually(waits_for_kafka, "identity waits for Kafka")
        process.send(signal.SIGTERM)
        await process.exit_code()

    assert SECRET not in process.output()

"""What a service is told: its own secrets and addresses, as in a container, and nothing else of the caller's."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from foothold_chassis.network import Networks
from foothold_devstack import roster
from foothold_devstack.environment import OF_SERVICES, OF_THE_SYSTEM
from foothold_devstack.platform import Platform
from foothold_devstack.process import ManagedProcess
from foothold_devstack.stack import Stack

GIVEN_TO_EACH = {
    "FOOTHOLD_KAFKA_BOOTSTRAP",
    "FOOTHOLD_MONGO_URI",
    "FOOTHOLD_TIME_MACHINE",
    "FOOTHOLD_LEAVE_SECONDS",
    "FOOTHOLD_HTTP_HOST",
    "FOOTHOLD_HTTP_PORT",
    "FOOTHOLD_INTERNAL_PORT",
}
OF_THE_CALLER = {
    "AWS_SECRET_ACCESS_KEY": "somebody's",
    "DATABASE_URL": "postgres://me:secret@elsewhere/",
    "GITHUB_TOKEN": "ghp_somebody's",
    "HTTPS_PROXY": "http://me:secret@proxy:3128",
    "FOOTHOLD_KAFKA_PASSWORD": "of another cluster",
    "FOOTHOLD_OPERATOR_PASSWORD": "correct horse battery",
    "OTEL_EXPORTER_OTLP_HEADERS": "authorization=secret",
    "SOME_NEW_TOOLS_KEY": "whatever comes next",
}


@pytest.fixture
def stack() -> Iterator[Stack]:
    made = Stack()
    yield made
    shutil.rmtree(made.folder)


def environments(stack: Stack) -> dict[str, dict[str, str]]:
    platform = Platform(stack)
    return {name: platform.env(name) for name in roster.names()}


def test_each_service_is_told_its_own_secrets_and_no_other(stack: Stack) -> None:
    secret = {
        variable: service.name for service in roster.services() for variable in service.secret_variables
    }
    assert secret

    for name, env in environments(stack).items():
        assert {variable for variable in env if variable in secret} == {
            variable for variable, owner in secret.items() if owner == name
        }


def test_no_two_services_share_a_secret_and_no_two_runs_do(stack: Stack) -> None:
    made = [
        env[variable]
        for env, service in zip(
            [*environments(stack).values(), *environments(stack).values()], roster.services() * 2, strict=True
        )
        for variable in service.secret_variables
    ]

    assert len(set(made)) == len(made)


def test_only_the_gateway_is_told_where_the_others_are_and_clients_where_it_is(stack: Stack) -> None:
    addresses = {
        variable
        for service in roster.services()
        for variable in (service.url_variable, service.internal_url_variable)
    }

    found = {name: addresses & env.keys() for name, env in environments(stack).items()}

    assert found.pop(roster.GATEWAY) == {
        variable
        for service in roster.behind_gateway()
        for variable in (service.url_variable, service.internal_url_variable)
    }
    for client in (service for service in roster.services() if service.calls_gateway):
        assert found.pop(client.name) == {roster.GATEWAY_URL}
    assert set().union(*found.values()) == set()


def test_the_gateway_takes_the_word_of_the_web_app_for_the_addresses_of_its_visitors(stack: Stack) -> None:
    platform = Platform(stack)
    trusted = Networks.parse(platform.env(roster.GATEWAY)[roster.TRUSTED_PROXIES])

    for client in (service for service in roster.services() if service.calls_gateway):
        assert platform.env(client.name)["FOOTHOLD_HTTP_HOST"] in trusted, "it calls from where it listens"


def test_nothing_of_the_callers_environment_comes_in_that_is_not_listed(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in OF_THE_CALLER.items():
        monkeypatch.setenv(variable, value)
    for variable in OF_SERVICES:
        monkeypatch.setenv(variable, "motor")

    for name, env in environments(stack).items():
        [service] = [each for each in roster.services() if each.name == name]
        own = {*service.secret_variables, *(variable for variable in env if variable.endswith("_URL"))}
        trusts = {roster.TRUSTED_PROXIES} if name == roster.GATEWAY else set()
        assert env.keys() - OF_THE_SYSTEM == {*GIVEN_TO_EACH, *OF_SERVICES, *own, *trusts}
        assert not set(OF_THE_CALLER.values()) & set(env.values())


def test_a_secret_of_the_callers_is_not_taken_for_a_services_own(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in roster.services():
        for variable in service.secret_variables:
            monkeypatch.setenv(variable, "of the caller")

    assert all("of the caller" not in env.values() for env in environments(stack).values())


def test_a_number_of_a_policy_comes_to_its_service_alone(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTHOLD_CATALOG_HOURS_MAX", "60")

    assert [name for name, env in environments(stack).items() if "FOOTHOLD_CATALOG_HOURS_MAX" in env] == [
        "catalog"
    ]


def test_a_server_is_told_what_every_program_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "somebody's")

    server = ManagedProcess("server", ["true"], log=tmp_path / "log", env={"OWN": "1"})

    assert {"PATH", "OWN"} <= server.env.keys() <= {*OF_THE_SYSTEM, "OWN"}

"""A service that was taken over gets nowhere but to its own: Kafka and MongoDB hold it to the manifests' rights.

That these rights suffice is what every other test here shows, since the platform runs with them.
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupAuthorizationFailedError, KafkaConnectionError, TopicAuthorizationFailedError
from deploy.k8s.wiring import Wiring, wirings
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from foothold_devstack.environment import OF_SERVICES, OF_THE_SYSTEM
from foothold_devstack.stack import starts_processes
from foothold_events import topics
from foothold_events.connection import KafkaConnection
from foothold_events.topics import PARTITIONS, TOPICS
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

if not starts_processes():
    pytest.skip(
        "the servers are given; users are made on those that are started here", allow_module_level=True
    )

SERVICES = {wiring.name: wiring for wiring in wirings()}
UNAUTHORIZED = 13


@pytest.fixture(params=SERVICES)
def wiring(request: pytest.FixtureRequest) -> Wiring:
    return SERVICES[request.param]


def kafka_of(running: Running, wiring: Wiring) -> KafkaConnection:
    assert running.platform.stack.kafka is not None
    return running.platform.stack.kafka.connection_of(wiring.name)


@pytest.mark.parametrize("change", [{"ca_file": None}, {"security_protocol": "SASL_PLAINTEXT"}], ids=repr)
async def test_nobody_gets_in_who_trusts_another_authority_or_says_the_password_aloud(
    running: Running, change: dict[str, Any]
) -> None:
    otherwise = replace(kafka_of(running, SERVICES["identity"]), **change)
    admin = AIOKafkaAdminClient(**otherwise.options(), request_timeout_ms=5_000)
    with pytest.raises(KafkaConnectionError):
        await admin.start()
    await admin.close()


def environ(running: Running, service: str) -> dict[str, str]:
    """Return the environment of the running process, as the kernel has it."""
    lines = Path(f"/proc/{running.platform.pid(service)}/environ").read_bytes().split(b"\0")
    return dict(line.decode().split("=", 1) for line in lines if line)


async def test_it_is_told_no_secret_and_no_password_of_another(running: Running, wiring: Wiring) -> None:
    stack = running.platform.stack
    assert stack.mongo is not None
    of_others = [
        secret
        for other in SERVICES.values()
        if other.name != wiring.name
        for secret in (
            *(running.platform.env(other.name)[name] for name in other.declaration.secret_variables),
            kafka_of(running, other).secret(),
            urlparse(stack.mongo.uri_of(other.name)).password,
        )
    ]
    administrators = urlparse(stack.mongo.uri).password

    environment = environ(running, wiring.name)

    assert environment["FOOTHOLD_KAFKA_USERNAME"] == wiring.name
    assert environment["FOOTHOLD_KAFKA_PASSWORD"] == kafka_of(running, wiring).secret()
    assert environment["FOOTHOLD_MONGO_URI"] == stack.mongo.uri_of(wiring.name)
    assert {*wiring.declaration.secret_variables} <= environment.keys()
    assert all(
        secret not in value for value in environment.values() for secret in (*of_others, administrators)
    )


async def test_it_is_told_nothing_of_the_callers_environment_but_what_is_listed(
    running: Running, wiring: Wiring
) -> None:
    mine = {name for name in os.environ if name not in (*OF_THE_SYSTEM, *OF_SERVICES)}
    assert mine, "this process knows more than a service needs"

    environment = environ(running, wiring.name)

    assert not [name for name in mine & environment.keys() if environment[name] == os.environ[name]]


async def test_it_cannot_speak_in_the_name_of_another(running: Running, wiring: Wiring) -> None:
    foreign = [topic.name for topic in TOPICS if topic.name not in wiring.produces]
    assert foreign
    async with AIOKafkaProducer(**kafka_of(running, wiring).options()) as producer:
        for topic in foreign:
            with pytest.raises(TopicAuthorizationFailedError):
                await producer.send_and_wait(topic, b"{}", key=b"forged")


async def test_it_does_not_even_see_what_it_has_no_part_in(running: Running, wiring: Wiring) -> None:
    own = {*wiring.consumes, *wiring.follows, *wiring.produces}
    foreign = [topic.name for topic in TOPICS if topic.name not in own]
    admin = AIOKafkaAdminClient(**kafka_of(running, wiring).options())
    await admin.start()
    try:
        described = await admin.describe_topics(foreign) if foreign else []
        seen = await admin.list_topics()
    finally:
        await admin.close()
    assert {topic["error_code"] for topic in described} <= {TopicAuthorizationFailedError.errno}
    assert set(seen) == own


async def test_it_can_read_what_it_has_told_itself(running: Running, wiring: Wiring) -> None:
    for topic in wiring.produces:
        async with AIOKafkaConsumer(**kafka_of(running, wiring).options()) as consumer:
            partitions = [TopicPartition(topic, n) for n in range(PARTITIONS)]
            consumer.assign(partitions)
            await consumer.seek_to_beginning(*partitions)
            await consumer.getmany(timeout_ms=1_000)


async def test_it_cannot_move_the_place_of_another_group(running: Running, wiring: Wiring) -> None:
    foreign = [other.service.group for other in SERVICES.values() if other.name != wiring.name]
    for group in foreign:
        consumer = AIOKafkaConsumer(group_id=group, **kafka_of(running, wiring).options())
        with pytest.raises(GroupAuthorizationFailedError):
            async with consumer:
                await consumer.committed(TopicPartition(TOPICS[0].name, 0))


async def test_mongodb_is_spoken_to_only_if_the_authority_vouches_for_it(running: Running) -> None:
    assert running.platform.stack.mongo is not None
    uri, _, _ = running.platform.stack.mongo.uri_of("identity").partition("&tlsCAFile=")
    client = AsyncMongoClient[dict](uri, serverSelectionTimeoutMS=2_000)
    with pytest.raises(ServerSelectionTimeoutError, match="certificate verify failed"):
        await client[SERVICES["identity"].database]["documents"].find_one()
    await client.close()


async def test_it_cannot_see_the_database_of_another(running: Running, wiring: Wiring) -> None:
    assert running.platform.stack.mongo is not None
    foreign = [other.database for other in SERVICES.values() if other.name != wiring.name]
    async with AsyncMongoClient[dict](running.platform.stack.mongo.uri_of(wiring.name)) as client:
        for database in foreign:
            with pytest.raises(OperationFailure) as refused:
                await client[database]["documents"].find_one()
            assert refused.value.code == UNAUTHORIZED


async def test_the_job_that_makes_topics_may_do_that_and_no_more(running: Running) -> None:
    assert running.platform.stack.kafka is not None
    itself = running.platform.stack.kafka.connection_of("topics")

    assert await topics.apply(itself) == [], "it sees that they are there, as they should be"

    async with AIOKafkaProducer(**itself.options(), enable_idempotence=False) as producer:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(TOPICS[0].name, b"{}", key=b"forged")


async def test_the_scaler_may_see_the_lag_of_every_group_and_nothing_else(running: Running) -> None:
    assert running.platform.stack.kafka is not None
    itself = running.platform.stack.kafka.connection_of("keda")
    consuming = [wiring for wiring in SERVICES.values() if wiring.group]
    admin = AIOKafkaAdminClient(**itself.options())
    await admin.start()
    try:
        for wiring in consuming:
            assert await admin.list_consumer_group_offsets(str(wiring.group)) is not None
    finally:
        await admin.close()

    async with AIOKafkaConsumer(**itself.options()) as consumer:
        partitions = [TopicPartition(topic, 0) for wiring in consuming for topic in wiring.consumes]
        assert (await consumer.end_offsets(partitions)).keys() == set(partitions)
        consumer.assign(partitions[:1])
        consumer.seek(partitions[0], 0)
        with pytest.raises(TopicAuthorizationFailedError):
            await consumer.getone()

"""`topics apply` creates what is missing, and refuses to go on over what differs."""

import secrets

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from foothold_events import topics
from foothold_events.connection import KafkaConnection
from foothold_events.topics import Topic, TopicMismatch


async def test_applying_twice_creates_once(kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"foothold.test.applied-{secrets.token_hex(4)}"
    monkeypatch.setattr(topics, "TOPICS", (Topic(name, cleanup="compact"),))

    assert await topics.apply(KafkaConnection(kafka_bootstrap)) == [name]
    assert await topics.apply(KafkaConnection(kafka_bootstrap)) == []


async def test_a_topic_with_other_settings_is_named_with_both(
    kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"foothold.test.differs-{secrets.token_hex(4)}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(name, 3, 1)])
    await admin.close()
    monkeypatch.setattr(topics, "TOPICS", (Topic(name, cleanup="compact"),))

    with pytest.raises(TopicMismatch) as found:
        await topics.apply(KafkaConnection(kafka_bootstrap))

    assert f"{name}: partition count is 3, declared 12" in str(found.value)
    assert "cleanup.policy is delete, declared compact" in str(found.value)

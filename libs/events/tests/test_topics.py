"""The topics as they are declared; what a real cluster makes of them is shown by the integration tests."""

from collections import Counter

import pytest

from foothold_events.schemas import BY_TYPE
from foothold_events.topics import PARTITIONS, TOPICS, Topic

OF_SESSIONS = "foothold.identity.session"
"""No facts: nobody asks for them once the tokens of the session have run out."""

BY_NAME = {topic.name: topic for topic in TOPICS}


def repeated(topics: tuple[Topic, ...]) -> list[str]:
    return [name for name, times in Counter(topic.name for topic in topics).items() if times > 1]


def uncompacted(topics: tuple[Topic, ...]) -> list[str]:
    """Name the restricted topics that would keep what has been replaced."""
    return [topic.name for topic in topics if topic.restricted and topic.cleanup != "compact"]


def test_each_topic_is_declared_once() -> None:
    assert repeated(TOPICS) == []
    assert len(BY_NAME) == len(TOPICS)


def test_a_topic_declared_twice_is_found() -> None:
    again = Topic("foothold.payouts.payee", cleanup="compact")

    assert repeated((*TOPICS, again)) == ["foothold.payouts.payee"]


def test_restricted_topics_forget_what_was_replaced() -> None:
    assert uncompacted(TOPICS) == []
    assert BY_NAME["foothold.identity.talent"].restricted


def test_a_restricted_topic_that_keeps_everything_is_found() -> None:
    assert uncompacted((*TOPICS, Topic("foothold.wrong.profile", restricted=True))) == [
        "foothold.wrong.profile"
    ]


def test_facts_are_kept_for_ever() -> None:
    facts = [topic for topic in TOPICS if not topic.restricted]

    assert all(topic.cleanup == "delete" for topic in facts)
    assert {topic.name for topic in TOPICS if topic.config()["retention.ms"] != "-1"} == {OF_SESSIONS}


def test_ended_sessions_are_kept_for_an_hour_which_outlasts_their_tokens() -> None:
    assert BY_NAME[OF_SESSIONS].config() == {
        "cleanup.policy": "delete",
        "retention.ms": "3600000",
        "segment.ms": "3600000",
    }


def test_a_topic_is_told_to_the_cluster_as_declared() -> None:
    assert BY_NAME["foothold.identity.talent"].config() == {
        "cleanup.policy": "compact",
        "retention.ms": "-1",
        "delete.retention.ms": "7776000000",  # 90 days
    }
    assert BY_NAME["foothold.payouts.escrow"].config() == {"cleanup.policy": "delete", "retention.ms": "-1"}


def test_the_partition_count_is_the_same_for_all_and_never_changes() -> None:
    assert PARTITIONS == 12
    assert {topic.partitions for topic in TOPICS} == {12}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_is_named_for_one_aggregate_of_one_service(topic) -> None:
    foothold, service, aggregate = topic.name.split(".")

    assert foothold == "foothold"
    assert service.isalpha()
    assert aggregate.replace("-", "").isalpha()


def test_only_the_profile_and_its_end_are_restricted() -> None:
    restricted = {kind for kind, event in BY_TYPE.items() if BY_NAME[event.topic()].restricted}

    assert restricted == {
        "foothold.identity.talent.profile_updated.v1",
        "foothold.identity.talent.erased.v1",
    }


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_null_value_has_a_meaning_on_each_compacted_topic_and_on_no_other(topic) -> None:
    erasures = [event for event in BY_TYPE.values() if event.topic() == topic.name and event.ERASES]

    assert len(erasures) == (topic.cleanup == "compact")
    for erasure in erasures:
        required = [name for name, field in erasure.model_fields.items() if field.is_required()]
        assert required == [erasure.ERASES], "the key of the record is all that a null value has"

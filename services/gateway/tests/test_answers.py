"""Answers to writes are kept by their key: the same request gets the same answer, and acts once at a time."""

from datetime import timedelta

import pytest

from foothold_chassis.errors import Invalid
from foothold_chassis.testing import NOW, MemoryMongo, StoppedClock
from foothold_gateway.answers import Answer, Answers, InFlight
from foothold_gateway.policy import GatewayPolicy

POLICY = GatewayPolicy()
CREATED = Answer(201, "application/json", b'{"a": "\xc3\xa4"}')
BODY = b'{"n": 1}'


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture
async def answers(clock: StoppedClock) -> Answers:
    answers = Answers(MemoryMongo().database("test"), clock, POLICY)
    await answers.ensure_indexes()
    return answers


async def test_the_first_request_has_its_key_to_itself(answers: Answers) -> None:
    assert await answers.take("key", BODY) is None
    with pytest.raises(InFlight):
        await answers.take("key", BODY)
    assert await answers.take("another", BODY) is None


async def test_a_retry_gets_the_answer_that_was_kept(answers: Answers) -> None:
    await answers.take("key", BODY)
    await answers.keep("key", CREATED)

    assert await answers.take("key", BODY) == CREATED
    assert await answers.take("key", BODY) == CREATED


async def test_a_key_is_for_one_body(answers: Answers) -> None:
    await answers.take("key", BODY)
    for _ in range(2):
        with pytest.raises(Invalid) as refusal:
            await answers.take("key", b"{}")
        assert refusal.value.code == "idempotency_key_reused"
        await answers.keep("key", CREATED)


async def test_a_key_that_is_given_back_is_free_again(answers: Answers) -> None:
    await answers.take("key", BODY)
    await answers.give_back("key")

    assert await answers.take("key", b"{}") is None


async def test_an_answer_that_is_kept_is_not_given_back(answers: Answers) -> None:
    await answers.take("key", BODY)
    await answers.keep("key", CREATED)
    await answers.give_back("key")

    assert await answers.take("key", BODY) == CREATED


async def test_a_request_that_died_leaves_its_key_to_the_next_after_a_minute(
    answers: Answers, clock: StoppedClock
) -> None:
    await answers.take("key", BODY)
    clock.advance(POLICY.in_flight_at_most)
    with pytest.raises(InFlight):
        await answers.take("key", BODY)

    clock.advance(timedelta(milliseconds=1))
    assert await answers.take("key", BODY) is None
    with pytest.raises(InFlight):
        await answers.take("key", BODY)

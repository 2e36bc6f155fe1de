"""Attempts in a moving window: what is full, until when, and how much is remembered."""

from datetime import timedelta

import pytest

from foothold_chassis.errors import TooManyRequests
from foothold_chassis.testing import NOW, StoppedClock
from foothold_identity import attempts
from foothold_identity.attempts import Attempts

WINDOW = timedelta(minutes=5)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture
def three(clock: StoppedClock) -> Attempts:
    return Attempts(3, WINDOW, clock, code="limited")


def test_it_opens_when_the_refusal_says_and_not_a_second_before(three: Attempts, clock: StoppedClock) -> None:
    for _ in range(3):
        three.take("a")
        clock.advance(timedelta(seconds=70, milliseconds=100))

    with pytest.raises(TooManyRequests) as refused:
        three.take("a")
    assert refused.value.retry_after == 90  # 300 s after the first, of which 210.3 are over, rounded up
    clock.advance(timedelta(seconds=89))
    with pytest.raises(TooManyRequests):
        three.take("a")
    clock.advance(timedelta(seconds=1))
    three.take("a")


def test_a_refused_attempt_makes_nobody_wait_longer(three: Attempts, clock: StoppedClock) -> None:
    for _ in range(3):
        three.take("a")
    for _ in range(10):
        clock.advance(timedelta(seconds=29))
        with pytest.raises(TooManyRequests):
            three.take("a")
    clock.advance(timedelta(seconds=10))

    three.take("a")


def test_each_key_is_counted_by_itself_and_anew_after_it_is_forgotten(three: Attempts) -> None:
    for _ in range(3):
        three.take("a")
    three.take("b")

    assert (three.count("a"), three.count("b")) == (3, 1)
    three.forget("a")
    assert three.count("a") == 0


def test_attempts_at_the_same_time_cannot_pass_the_limit_together(three: Attempts) -> None:
    three.add("a")
    with (
        three.running("a"),
        three.running("a"),
        pytest.raises(TooManyRequests) as refused,
        three.running("a"),
    ):
        pass
    with three.running("a"), three.running("a"):
        pass

    assert refused.value.retry_after == 1, "what fills it ends in a moment"
    assert three.count("a") == 1


def test_what_has_left_the_window_is_not_remembered(three: Attempts, clock: StoppedClock) -> None:
    for n in range(100):
        three.add(str(n))
    clock.advance(WINDOW)
    three.add("a")

    assert len(three._made) == 1


def test_no_caller_makes_it_remember_more_than_its_bound(
    three: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MOST_KEYS", 10)
    for n in range(100):
        three.add(str(n))

    assert [three.count(str(n)) for n in (0, 89, 90, 99)] == [0, 0, 1, 1]

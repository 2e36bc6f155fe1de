"""How often a caller may call: so many in a period, so many at once; and when the next one passes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse

from foothold_chassis.errors import TooManyRequests
from foothold_gateway import limiting
from foothold_gateway.limiting import Limit, RateLimits, SlidingWindow
from foothold_gateway.policy import GatewayPolicy


class Watch:
    def __init__(self, at: float = 1_000_000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


def passed(window: SlidingWindow, times: int, who: str = "a") -> int:
    return sum(window.hit(who) is None for _ in range(times))


@pytest.mark.parametrize("at", [0.0, 1_000_000.0, 59.9, 60.0])
def test_so_many_calls_pass_and_no_more(at: float) -> None:
    assert passed(SlidingWindow(parse("20/minute"), Watch(at)), 40) == 20


def test_each_caller_is_counted_alone() -> None:
    window = SlidingWindow(parse("2/minute"), Watch())

    assert [passed(window, 5, who) for who in ("a", "b")] == [2, 2]


def test_calls_that_were_refused_do_not_count() -> None:
    watch = Watch(0)
    window = SlidingWindow(parse("20/minute"), watch)
    passed(window, 1_000)
    watch.at = 120

    assert passed(window, 40) == 20


def test_a_caller_that_begins_anew_at_the_end_of_a_period_gets_no_double_share() -> None:
    watch = Watch(59)
    window = SlidingWindow(parse("60/minute"), watch)
    passed(window, 60)
    watch.at = 60
    assert passed(window, 60) == 0
    watch.at = 61
    assert passed(window, 60) == 1


@given(
    rate=st.sampled_from(["1/minute", "7/minute", "20/minute", "1200/minute", "3/second", "5/hour"]),
    start=st.floats(0, 10_000),
    waits=st.lists(st.tuples(st.floats(0, 100), st.integers(1, 30)), max_size=8),
)
def test_a_refused_call_is_told_when_one_passes_and_not_later_than_needed(
    rate: str, start: float, waits: list[tuple[float, int]]
) -> None:
    watch = Watch(start)
    window = SlidingWindow(parse(rate), watch)
    for seconds, calls in waits:
        watch.at += seconds
        passed(window, calls)
    while (told := window.hit("a")) is None:
        pass
    refused_at = watch.at
    if told > 2:
        watch.at = refused_at + told - 1.001  # whole seconds are told, so up to one of them is too many
        assert window.hit("a") is not None
    watch.at = refused_at + told

    assert window.hit("a") is None


def test_many_callers_cost_no_more_memory_than_is_kept_and_no_more_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limiting, "CALLERS_KEPT", 10_000)
    window = SlidingWindow(parse("60000/minute"), Watch())
    began = time.perf_counter()
    for caller in range(50_000):
        window.hit(f"2001:db8:0:{caller:x}::/64")

    assert len(window) == 10_000
    assert (time.perf_counter() - began) / 50_000 < 0.000_5


def test_callers_that_were_not_seen_for_two_periods_are_forgotten() -> None:
    watch = Watch(0)
    window = SlidingWindow(parse("20/minute"), watch)
    for caller in range(1_000):
        window.hit(str(caller))
    watch.at = 120
    window.hit("a")

    assert len(window) == 1


def test_so_many_are_in_hand_at_once_and_each_that_ends_makes_room() -> None:
    limit = Limit("account", "20/minute", 2, Watch())
    limit.begin("a")
    limit.begin("a")
    limit.begin("b")
    with pytest.raises(TooManyRequests) as refused:
        limit.begin("a")
    assert (refused.value.code, refused.value.retry_after) == ("too_many_at_once", 1)

    limit.end("a")
    limit.begin("a")


def test_a_call_that_an_account_may_not_make_is_not_in_hand_for_it() -> None:
    policy = GatewayPolicy(requests_per_account="1/minute", requests_at_once_per_account=1)
    limits = RateLimits(policy, Watch())
    for refused in (False, True, True):
        call = limits.begin("203.0.113.7")
        if refused:
            with pytest.raises(TooManyRequests) as error:
                call.is_of("acc_1")
            assert error.value.code == "rate_limited"
        else:
            call.is_of("acc_1")
        call.end()
        call.end()

    assert not limits._of_account._in_hand
    assert not limits._of_address._in_hand

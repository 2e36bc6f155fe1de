"""A backoff doubles from the first wait to the longest, and stays there however often something fails."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold_chassis.backoff import backoff

MOMENT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)

waits = st.timedeltas(min_value=MOMENT, max_value=timedelta(days=365))


def test_it_doubles_up_to_the_longest() -> None:
    found = [backoff(tries, 2 * SECOND, 15 * SECOND) for tries in range(1, 7)]

    assert found == [2 * SECOND, 4 * SECOND, 8 * SECOND, 15 * SECOND, 15 * SECOND, 15 * SECOND]


@given(waits, waits, st.integers(1, 80))
def test_each_wait_is_the_one_before_doubled_or_the_longest(
    first: timedelta, longest: timedelta, tries: int
) -> None:
    found = [backoff(n, first, longest) for n in range(1, tries + 2)]

    assert found[0] == min(first, longest)
    assert all(later == min(2 * earlier, longest) for earlier, later in pairwise(found))


@given(waits, waits, st.integers(1, 10**9))
def test_it_is_never_longer_than_the_longest_however_many_tries_there_were(
    first: timedelta, longest: timedelta, tries: int
) -> None:
    assert min(first, longest) <= backoff(tries, first, longest) <= longest


@pytest.mark.parametrize("tries", [47, 48, 10_000], ids="{} tries".format)
def test_what_has_failed_for_a_day_is_still_tried_again(tries: int) -> None:
    """A doubled timedelta holds no more than 10^9 days, which one second is after 47 doublings."""
    assert backoff(tries, SECOND, timedelta(minutes=10)) == timedelta(minutes=10)

"""Backoff: how long to wait before the next try of something that keeps failing."""

from datetime import timedelta


def backoff(tries: int, first: timedelta, longest: timedelta) -> timedelta:
    """Return the wait after so many failed tries: `first` after one, doubled with each further one, up to `longest`.

    `tries` is at least 1, `first` is longer than nothing. Without jitter: a caller whose tries could meet adds it.
    """
    doublings = tries - 1
    # more doublings than this are longer than `longest`, and soon longer than a timedelta holds
    if doublings >= (longest // first).bit_length():
        return longest
    return min(first * (1 << doublings), longest)

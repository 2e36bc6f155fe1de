"""Time as a port."""

from datetime import UTC, datetime, timedelta

from foothold_chassis.clock import Clock, ShiftedClock, SystemClock

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


class Stopped:
    def now(self) -> datetime:
        return NOW


def test_the_system_clock_is_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()

    assert now.utcoffset() == timedelta()
    assert before <= now <= datetime.now(UTC)


def test_a_shifted_clock_tells_the_time_until_it_is_moved() -> None:
    assert ShiftedClock(Stopped()).now() == NOW


def test_a_shifted_clock_runs_ahead_by_its_offset() -> None:
    clock = ShiftedClock(Stopped())
    clock.offset = timedelta(days=10, seconds=1)

    assert clock.now() == NOW + timedelta(days=10, seconds=1)


def test_shifting_one_clock_moves_no_other() -> None:
    base: Clock = Stopped()
    one, other = ShiftedClock(base), ShiftedClock(base)
    one.offset = timedelta(hours=1)

    assert other.now() == base.now() == NOW

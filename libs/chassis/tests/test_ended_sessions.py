"""A session that has ended takes its access tokens with it, in every service that hears of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from foothold_chassis.errors import Unauthenticated
from foothold_chassis.web import Keyring, ended_sessions
from foothold_chassis.web.ended_sessions import EndedSessions
from foothold_events.examples import example
from foothold_events.identity import SessionEnded

from .callers import keyring_of, new_key, said, token

KEY = new_key()


def in_minutes(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


@pytest.fixture
def later(monkeypatch) -> Callable[[], None]:
    """Return what moves the clock of the ended sessions ten minutes forward."""

    class Later(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            return datetime.now(tz) + timedelta(minutes=10)

    return lambda: monkeypatch.setattr(ended_sessions, "datetime", Later)


async def refusal(keyring: Keyring, given: str) -> str | None:
    try:
        await keyring.verify(given)
    except Unauthenticated as refused:
        return refused.code
    return None


async def test_the_tokens_of_an_ended_session_are_refused_also_those_that_were_right_before() -> None:
    keyring = keyring_of(KEY)
    before, of_another = token(KEY, sid="ses_1"), token(KEY, sid="ses_2")
    assert await refusal(keyring, before) is None

    await keyring.apply(said(example(SessionEnded, session_id="ses_1", runs_out_at=in_minutes(16))))

    assert await refusal(keyring, before) == "session_ended"
    assert await refusal(keyring, token(KEY, sid="ses_1", sub="acc_2")) == "session_ended"
    assert await refusal(keyring, of_another) is None


def test_a_session_is_forgotten_once_its_tokens_have_run_out(later) -> None:
    ended = EndedSessions()
    ended.add("ses_1", in_minutes(5))
    ended.add("ses_2", in_minutes(15))
    assert len(ended) == 2

    later()

    assert len(ended) == 1
    assert "ses_2" in ended


def test_one_that_ran_out_long_ago_is_not_remembered_and_a_repetition_changes_nothing() -> None:
    ended = EndedSessions()
    ended.add("ses_old", in_minutes(-1))
    for _ in range(2):
        ended.add("ses_1", in_minutes(5))

    assert ("ses_old" in ended, "ses_1" in ended, len(ended)) == (False, True, 1)


def test_only_so_many_are_remembered_and_the_first_is_forgotten_first(monkeypatch) -> None:
    monkeypatch.setattr(ended_sessions, "SESSIONS_KEPT", 3)
    ended = EndedSessions()

    for n in range(5):
        ended.add(f"ses_{n}", in_minutes(5 + n))

    assert [n for n in range(5) if f"ses_{n}" in ended] == [2, 3, 4]

from datetime import timedelta

import pytest

from foothold_events.identity import SessionEnded
from foothold_identity.tokens import RefreshToken

from .states import END, FIRST, NOW, RUNS_OUT, open_session

SECOND = RefreshToken("ses_1", "family", "second")
THIRD = RefreshToken("ses_1", "family", "third")


def test_a_token_reads_as_it_was_written() -> None:
    token = RefreshToken.first()

    assert RefreshToken.parse(str(token)) == token
    assert token.next() != token
    assert token.next().family == token.family


@pytest.mark.parametrize("text", ["", "ses_1", "ses_1.a", "ses_1..b", "ses_1.a.b.c"])
def test_what_is_no_token_is_not_read_as_one(text) -> None:
    assert RefreshToken.parse(text) is None


def test_it_keeps_no_secret() -> None:
    kept = open_session().model_dump_json()

    assert "family" not in kept.replace("family_hash", "")
    assert "first" not in kept


def test_each_use_rotates_the_token() -> None:
    given = open_session()

    given.rotate(FIRST, SECOND, NOW, RUNS_OUT)

    assert given.accepts(SECOND, NOW)
    assert not given.accepts(FIRST, NOW)


def test_reuse_of_an_old_token_ends_the_session_with_its_access_tokens() -> None:
    given = open_session()
    given.rotate(FIRST, SECOND, NOW, RUNS_OUT)

    events = given.rotate(FIRST, THIRD, NOW, RUNS_OUT)

    assert events == [SessionEnded(session_id="ses_1", cause="token_reused", runs_out_at=RUNS_OUT)]
    assert given.revoked_at == NOW
    assert not given.accepts(SECOND, NOW)
    assert not given.accepts(THIRD, NOW)


def test_a_made_up_token_changes_nothing() -> None:
    given = open_session()

    given.rotate(RefreshToken("ses_1", "guess", "guess"), SECOND, NOW, RUNS_OUT)

    assert given == open_session()


def test_a_session_ends_in_the_end() -> None:
    given = open_session()

    given.rotate(FIRST, SECOND, END, RUNS_OUT)

    assert not given.accepts(SECOND, END)
    assert given.has_ended(END)
    assert not given.has_ended(END - timedelta(seconds=1))


def test_a_session_is_ended_once_and_rotates_no_more() -> None:
    given = open_session()

    first = given.end("logged_out", NOW, RUNS_OUT)
    again = given.end("rights_changed", END, END)
    reused = given.rotate(FIRST, SECOND, NOW, RUNS_OUT)

    assert first == [SessionEnded(session_id="ses_1", cause="logged_out", runs_out_at=RUNS_OUT)]
    assert again == reused == []
    assert not given.accepts(SECOND, NOW)
    assert given.revoked_at == NOW

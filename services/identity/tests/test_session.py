from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from foothold_events.envelope import Event
from foothold_events.identity import SessionEnded
from foothold_identity.tokens import RefreshToken, Session, Succession
from foothold_identity.tokens.session import MOST_USED

from .states import END, FIRST, NOW, POLICY, RUNS_OUT, open_session

SUCCESSION = Succession(SecretStr("s" * 32))
SECOND = SUCCESSION.after(FIRST)
THIRD = SUCCESSION.after(SECOND)
GRACE = POLICY.refresh_grace


def use(session: Session, token: RefreshToken, now: datetime = NOW) -> list[Event]:
    return session.rotate(
        token, SUCCESSION.after(token), now, signed_at=now, grace=GRACE, runs_out_at=RUNS_OUT
    )


def test_a_token_reads_as_it_was_written() -> None:
    token = RefreshToken.first()

    assert RefreshToken.parse(str(token)) == token
    assert RefreshToken.parse(str(SECOND)) == SECOND


def test_a_token_has_one_successor_which_only_the_key_derives() -> None:
    assert SUCCESSION.after(FIRST) == SECOND
    assert Succession(SecretStr("t" * 32)).after(FIRST) != SECOND
    assert len({FIRST.secret, SECOND.secret, THIRD.secret}) == 3
    assert SECOND.family == FIRST.family


@pytest.mark.parametrize("text", ["", "ses_1", "ses_1.a", "ses_1..b", "ses_1.a.b.c", "ses_1.a.é"])
def test_what_is_no_token_is_not_read_as_one(text) -> None:
    assert RefreshToken.parse(text) is None


def test_it_keeps_no_secret() -> None:
    kept = open_session().model_dump_json()

    assert "family" not in kept.replace("family_hash", "")
    assert "first" not in kept


def test_each_use_rotates_the_token() -> None:
    given = open_session()

    use(given, FIRST, NOW)

    assert given.accepts(SECOND, NOW)
    assert not given.accepts(FIRST, NOW)


def test_reuse_after_the_grace_ends_the_session_with_its_access_tokens() -> None:
    given = open_session()
    use(given, FIRST)

    events = use(given, FIRST, NOW + GRACE)

    assert events == [SessionEnded(session_id="ses_1", cause="token_reused", runs_out_at=RUNS_OUT)]
    assert given.revoked_at == NOW + GRACE
    assert not any(given.accepts(token, NOW) for token in (FIRST, SECOND, THIRD))


def test_reuse_within_the_grace_changes_nothing() -> None:
    given = open_session()
    use(given, FIRST)
    before = given.model_copy(deep=True)

    assert use(given, FIRST, NOW + GRACE - timedelta(milliseconds=1)) == []

    assert given == before
    assert given.accepts(SECOND, NOW)


def test_each_token_has_a_grace_of_its_own() -> None:
    given = open_session()
    use(given, FIRST)
    use(given, SECOND, NOW + timedelta(seconds=3))

    assert use(given, FIRST, NOW + timedelta(seconds=4)) == []
    assert given.accepts(THIRD, NOW)
    assert use(given, SECOND, NOW + timedelta(seconds=7)) == []
    assert use(given, FIRST, NOW + timedelta(seconds=7)) != []


def test_only_so_many_used_tokens_are_remembered() -> None:
    given, token = open_session(), FIRST
    for _ in range(MOST_USED + 2):
        use(given, token)
        token = SUCCESSION.after(token)

    assert len(given.used) == MOST_USED
    assert use(given, FIRST) != [], "it counts as used long ago"


def test_a_made_up_token_changes_nothing() -> None:
    given = open_session()

    use(given, RefreshToken("ses_1", "guess", "guess"), NOW)

    assert given == open_session()


def test_a_session_ends_in_the_end() -> None:
    given = open_session()

    use(given, FIRST, END)

    assert not given.accepts(SECOND, END)
    assert given.has_ended(END)
    assert not given.has_ended(END - timedelta(seconds=1))


def test_a_session_is_ended_once_and_rotates_no_more() -> None:
    given = open_session()

    first = given.end("logged_out", NOW, RUNS_OUT)
    again = given.end("rights_changed", END, END)
    reused = use(given, FIRST, NOW)

    assert first == [SessionEnded(session_id="ses_1", cause="logged_out", runs_out_at=RUNS_OUT)]
    assert again == reused == []
    assert not given.accepts(SECOND, NOW)
    assert given.revoked_at == NOW

"""However many processes are asked at once to refresh the same token, it has one successor and the session goes on."""

import asyncio
from datetime import timedelta
from itertools import cycle

from pydantic import SecretStr
from services.identity.tests.states import NOW

from foothold_chassis.store import Database, Store
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.testing import StoppedClock
from foothold_chassis.web import Keyring
from foothold_identity.policy import IdentityPolicy
from foothold_identity.tokens import Session, Sessions, Succession
from tests.integration.store.test_wakes import NoKafka

CALLS = 24
GRACE = IdentityPolicy().refresh_grace


class Identity:
    """One process of identity."""

    def __init__(self, database: Database, clock: StoppedClock) -> None:
        self.store = Store(Session, database, Publisher(NoKafka()), clock)
        self.keyring = Keyring(database)
        self.sessions = Sessions(
            self.store, self.keyring, Succession(SecretStr("s" * 32)), IdentityPolicy(), clock
        )


async def test_all_who_refresh_at_once_get_the_same_answer_and_who_comes_later_ends_the_session(
    databases: list[Database],
) -> None:
    clock = StoppedClock(NOW)
    processes = [Identity(database, clock) for database in databases]
    token = await processes[0].sessions.start("acc_1")

    async def refresh_everywhere(text: str) -> list[object]:
        calls = zip(cycle(processes), range(CALLS), strict=False)
        return await asyncio.gather(*(process.sessions.refresh(text) for process, _ in calls))

    answers = await refresh_everywhere(str(token))
    clock.advance(GRACE - timedelta(milliseconds=1))
    answers += await refresh_everywhere(str(token))

    assert len(set(answers)) == 1
    [answer] = set(answers)
    assert answer is not None
    assert (await processes[1].store.get(token.session_id)).revoked_at is None

    clock.advance(timedelta(milliseconds=1))
    refused = await refresh_everywhere(str(token))

    assert set(refused) == {None}
    [document] = await databases[0].collection("sessions").find({}, limit=2)
    assert [event["type"] for event in document["outbox"]] == ["foothold.identity.session.ended.v1"]
    assert all(token.session_id in process.keyring.ended for process in processes)

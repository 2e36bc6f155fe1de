"""One key, one body, one effect: on two replicas at once, after a crash, and after many other commands."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable
from datetime import datetime

import pytest

from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import Invalid
from foothold_chassis.store import Database, Keys, Store
from foothold_chassis.store.outbox import Publisher
from foothold_events.envelope import Event
from tests.integration.conftest import Connect
from tests.integration.store.process import Tally
from tests.integration.store.test_wakes import NoKafka

SAME, OTHER = Command("cmd_1", "cor_1", "f1"), Command("cmd_1", "cor_2", "f2")


@pytest.fixture
async def databases(connect: Connect) -> AsyncIterator[list[Database]]:
    """A database as two replicas see it."""
    name = f"test_{secrets.token_hex(6)}"
    opened = [connect(name), connect(name)]
    yield opened
    await opened[0].drop()
    for database in opened:
        await database.close()


@pytest.fixture
def replicas(databases: list[Database]) -> list[Store[Tally]]:
    return [
        Store(Tally, database, Publisher(NoKafka()), SystemClock(), name="tallies") for database in databases
    ]


async def create(store: Store[Tally], command: Command) -> Tally:
    def build(now: datetime) -> tuple[Tally, list[Event]]:
        tally = Tally(id="tly_1")
        return tally, tally.take(str(command.fingerprint), 1, now)

    return await store.create("tly_1", build, command)


async def change(store: Store[Tally], command: Command) -> Tally:
    def decide(tally: Tally, now: datetime) -> list[Event]:
        return tally.take(str(command.fingerprint), 1, now)

    return await store.change("tly_1", decide, command, create=lambda: Tally(id="tly_1"))


async def outcomes(*calls: Awaitable[Tally]) -> list[str]:
    """Return what each call had for its effect, or the code of its refusal."""
    found = await asyncio.gather(*calls, return_exceptions=True)
    return sorted(
        answer.code if isinstance(answer, Invalid) else ",".join(answer.effects)  # type: ignore[union-attr]
        for answer in found
    )


@pytest.mark.parametrize("call", [create, change])
async def test_the_same_body_at_once_on_two_replicas_has_one_effect(replicas, call) -> None:
    assert await outcomes(*(call(replica, SAME) for replica in replicas for _ in range(3))) == ["f1"] * 6
    assert (await replicas[0].get("tly_1")).events == 1


@pytest.mark.parametrize("call", [create, change])
async def test_of_two_bodies_at_once_on_two_replicas_one_is_refused(replicas, call) -> None:
    one, two = replicas
    found = await outcomes(call(one, SAME), call(two, OTHER), call(two, SAME), call(one, OTHER))

    [effect] = (await one.get("tly_1")).effects
    assert found == [effect] * 2 + ["idempotency_key_reused"] * 2


@pytest.mark.parametrize("call", [create, change])
async def test_a_retry_after_the_answer_was_lost_gets_the_committed_state(replicas, call) -> None:
    await call(replicas[0], SAME)  # the process dies here, and its client asks another one

    assert await outcomes(call(replicas[1], SAME)) == ["f1"]
    assert await outcomes(call(replicas[1], OTHER)) == ["idempotency_key_reused"]
    assert (await replicas[0].get("tly_1")).events == 1


async def test_a_creation_is_remembered_however_many_commands_follow(replicas) -> None:
    await create(replicas[0], SAME)
    for n in range(40):
        await change(replicas[n % 2], Command(f"cmd_{n + 2}", "cor_1", "f"))

    for replica in replicas:
        assert (await create(replica, SAME)).events == 41
        assert (
            await outcomes(create(replica, OTHER), change(replica, OTHER)) == ["idempotency_key_reused"] * 2
        )


async def test_a_mark_that_was_dropped_lets_the_command_decide_anew(replicas) -> None:
    store = replicas[0]
    await create(store, SAME)
    for n in range(18):
        await change(store, Command(f"cmd_{n + 2}", "cor_1", "f"))

    assert (await change(store, Command("cmd_4", "cor_1", "f"))).events == 19
    assert (await change(store, Command("cmd_2", "cor_1", "f"))).events == 20


async def test_a_key_that_is_taken_at_once_on_two_replicas_is_for_one_body(databases) -> None:
    one, two = [Keys(database, SystemClock()) for database in databases]
    await one.ensure_indexes()

    found = await asyncio.gather(
        *(keys.take(command, "mine") for keys in (one, two) for command in (SAME, OTHER)),
        return_exceptions=True,
    )

    assert sorted(str(answer) for answer in found if isinstance(answer, str)) == ["mine", "mine"]
    assert {answer.code for answer in found if isinstance(answer, Invalid)} == {"idempotency_key_reused"}

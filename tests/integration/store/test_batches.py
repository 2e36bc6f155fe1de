"""A batch of ids returns those aggregates that exist, as they were last committed."""

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.clock import SystemClock
from foothold_chassis.store import Database, Store
from foothold_chassis.store.outbox import Publisher
from foothold_events.values import Money
from foothold_payouts.provider import Declined, Done, Transfer
from foothold_payouts.provider.sandbox import SandboxProvider

from .test_wakes import NoKafka


class Note(Aggregate):
    n: int = 0


async def test_aggregates_by_id(database: Database) -> None:
    notes = Store(Note, database, Publisher(NoKafka()), SystemClock())
    for n in range(3):
        await notes.create(f"not_{n}", lambda _now, n=n: (Note(id=f"not_{n}", n=n), []))

    found = await notes.among(["not_2", "not_0", "not_9", "not_2"])

    assert {id: note.n for id, note in found.items()} == {"not_0": 0, "not_2": 2}
    assert await notes.among([]) == {}


async def test_movements_by_key(database: Database) -> None:
    provider = SandboxProvider(database)
    for key, token in (("a", "sandbox_ok"), ("b", "sandbox_declines")):
        await provider.move(Transfer(key, "charge", Money(amount=7, currency="USD"), token))

    found = await provider.look_up_all(["a", "b", "c"])

    assert {key: type(outcome) for key, outcome in found.items()} == {"a": Done, "b": Declined}
    assert found["a"] == await provider.look_up("a")
    assert await provider.look_up_all([]) == {}

"""Which page is told that something has changed, and that a ping says nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from foothold_chassis.testing import NOW, StoppedClock
from foothold_events.contracts import ContractSigned
from foothold_events.examples import example
from foothold_web.live import Changes, Pings, Stream, Tickets, last_seen
from foothold_web.policy import WebPolicy
from foothold_web.sessions import Sealer

from .browsing import Browser, Site

QUICK = WebPolicy(heartbeat_seconds=0.05, between_pings_seconds=0.01, stream_lasts=timedelta(seconds=5))
SIGNED = example(ContractSigned)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture
def changes(clock: StoppedClock) -> Changes:
    made = Changes(clock, QUICK)
    made.open("ses_0", [], NOW)
    clock.advance(timedelta(minutes=1))
    return made


@asynccontextmanager
async def pings(
    changes: Changes, stream: Stream, *, logged_in: bool = True
) -> AsyncIterator[AsyncIterator[str]]:
    async def is_logged_in() -> bool:
        return logged_in

    async with asyncio.timeout(5):
        yield Pings(changes, stream, is_logged_in, QUICK).body_iterator  # type: ignore[misc]


async def test_a_page_is_told_of_its_own_subject_only_and_nothing_about_it(site: Site) -> None:
    changes = Changes(site.clock, QUICK)
    changes.open("ses_0", [], site.clock.now())
    site.clock.advance(timedelta(minutes=1))
    mine = changes.open("ses_1", [SIGNED.contract_id], site.clock.now())
    other = changes.open("ses_2", ["ctr_another"], site.clock.now())
    site.service.service.readers[-1].handler = changes.hear

    await site.service.deliver(SIGNED)

    assert mine.changed.is_set()
    assert not other.changed.is_set()
    async with pings(changes, mine) as stream:
        assert await anext(stream) == ": open\n\n"
        assert (await anext(stream)).splitlines() == [
            "event: ping",
            f"id: {site.clock.now().isoformat()}",
            "data:",
            "",
        ]


async def test_a_page_that_comes_back_is_told_what_it_missed_and_no_more(site: Site) -> None:
    changes = Changes(site.clock, QUICK)
    changes.open("ses_0", [], site.clock.now())
    site.clock.advance(timedelta(minutes=1))
    shown = site.clock.now()
    site.service.service.readers[-1].handler = changes.hear
    site.clock.advance(timedelta(minutes=1))
    await site.service.deliver(SIGNED)
    heard = site.clock.now() + timedelta(seconds=10)
    site.clock.advance(timedelta(minutes=1))

    assert changes.open("ses_1", [SIGNED.contract_id], shown).changed.is_set()
    assert not changes.open("ses_1", [SIGNED.contract_id], heard).changed.is_set()
    assert not changes.open("ses_1", ["ctr_another"], shown).changed.is_set()


async def test_after_ten_minutes_a_page_that_comes_back_looks_in_any_case(site: Site) -> None:
    changes = Changes(site.clock, QUICK)
    site.service.service.readers[-1].handler = changes.hear
    shown = site.clock.now()
    await site.service.deliver(SIGNED)
    site.clock.advance(timedelta(minutes=11))
    await site.service.deliver(SIGNED.model_copy(update={"contract_id": "ctr_another"}), n=9)

    assert changes.open("ses_1", ["ctr_third"], shown).changed.is_set()
    assert SIGNED.contract_id not in changes._last, "ids are kept for no longer"


async def test_a_replica_tells_a_page_from_before_its_start_to_look(clock: StoppedClock) -> None:
    before = clock.now() - timedelta(seconds=30)

    assert Changes(clock, QUICK).open("ses_1", ["ctr_1"], before).changed.is_set()


async def test_a_session_has_five_streams_and_a_closed_one_makes_room(
    changes: Changes, clock: StoppedClock
) -> None:
    streams = [changes.open("ses_1", ["ctr_1"], clock.now()) for _ in range(5)]
    assert all(streams)
    assert changes.open("ses_1", ["ctr_1"], clock.now()) is None
    assert changes.open("ses_2", ["ctr_1"], clock.now()) is not None

    changes.close(streams[0])

    assert changes.open("ses_1", ["ctr_1"], clock.now()) is not None


async def test_a_quiet_stream_says_that_it_is_there_without_an_event(
    changes: Changes, clock: StoppedClock
) -> None:
    async with pings(changes, changes.open("ses_1", ["ctr_1"], clock.now())) as stream:
        await anext(stream)

        assert await anext(stream) == f"id: {clock.now().isoformat()}\n\n"


async def test_a_log_out_ends_the_stream_at_the_next_heartbeat(changes: Changes, clock: StoppedClock) -> None:
    async with pings(changes, changes.open("ses_1", ["ctr_1"], clock.now()), logged_in=False) as stream:
        assert [each async for each in stream] == [": open\n\n", "event: over\ndata:\n\n"]


async def test_a_process_that_ends_ends_its_streams_at_once(changes: Changes, clock: StoppedClock) -> None:
    async with pings(changes, changes.open("ses_1", ["ctr_1"], clock.now())) as stream:
        await anext(stream)
        await changes.leave()

        assert len([each async for each in stream]) <= 1
    async with pings(changes, changes.open("ses_1", ["ctr_1"], clock.now())) as late:
        assert [each async for each in late] == [": open\n\n"]


async def test_however_much_changes_a_page_that_does_not_read_holds_one_mark(
    changes: Changes, clock: StoppedClock, site: Site
) -> None:
    stream = changes.open("ses_1", [SIGNED.contract_id], clock.now())
    site.service.service.readers[-1].handler = changes.hear
    for n in range(1, 50):
        await site.service.deliver(SIGNED, n=n)

    async with pings(changes, stream) as told:
        events = [await anext(told) for _ in range(3)]
    assert [each.startswith("event: ping") for each in events] == [False, True, False]


def test_a_ticket_is_read_by_whoever_has_the_key_and_by_nobody_else() -> None:
    tickets = Tickets(Sealer("k" * 32))
    ticket = tickets.issue("ses_1", ["ctr_2", "ctr_1"], NOW)

    assert tickets.read(ticket).subjects == ("ctr_1", "ctr_2")
    assert Tickets(Sealer("o" * 32)).read(ticket) is None
    assert tickets.read(ticket[:-2]) is None
    assert tickets.read("é") is None


def test_a_sealed_token_of_the_api_is_no_ticket() -> None:
    sealer = Sealer("k" * 32)

    assert Tickets(sealer).read(sealer.seal("a.token.of.the.api").decode()) is None
    assert Tickets(sealer).read(sealer.seal('["live", 1]').decode()) is None


@pytest.mark.parametrize("given", [None, "", "none", "2026-06-01T09:00:00", "ctr_1"])
def test_an_id_that_is_none_of_ours_says_nothing_about_what_was_heard(given: str | None) -> None:
    assert last_seen(given) is None


def ticket_of(html: str) -> str:
    return html.partition("/live?ticket=")[2].partition('"')[0]


async def test_a_page_of_another_session_is_told_to_stop(site: Site, browser: Browser) -> None:
    await browser.log_in()
    ticket = ticket_of((await browser.open("/home")).html)
    assert ticket
    stranger, other = site.browser(), site.browser()
    await other.log_in()

    for asked in (stranger, other):
        answer = await asked.client.get(f"/live?ticket={ticket}")
        assert answer.text == "event: over\ndata:\n\n"
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"


async def test_a_page_that_keeps_itself_up_to_date_is_no_visit(site: Site, browser: Browser) -> None:
    await browser.log_in()
    collection = site.service.service.database.collection("sessions")
    before = await collection.find_one({})
    site.clock.advance(timedelta(minutes=6))

    await browser.open("/home", **{"X-Live": "1"})
    found = await collection.find_one({})
    assert found["until"] == before["until"]

    await browser.open("/home")
    found = await collection.find_one({})
    assert found["until"] > before["until"]

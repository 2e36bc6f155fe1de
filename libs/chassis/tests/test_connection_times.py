"""What a caller lets the server wait for has a time: the head, the body, the answer. What is answered has none."""

import asyncio
import time
from contextlib import suppress

import pytest
from prometheus_client import REGISTRY

from foothold_chassis.settings import ServiceSettings
from foothold_chassis.web.connection.answer import AnswerWatch

from .conditions import until
from .flooded import GET, SHORT, Caller, calling, connect, flooded, soon_over

__all__ = ["soon_over"]

SLOW_CALLERS = 50
HEAD = b"POST /body HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\n"


async def trickle(caller: Caller, said: bytes) -> None:
    """Send a byte at a time, so that no single wait for one is long."""
    with suppress(ConnectionError):
        for at in range(len(said)):
            await caller.send(said[at : at + 1])
            await asyncio.sleep(SHORT / 10)


async def test_callers_that_send_a_byte_at_a_time_are_answered_408_and_keep_nobody_out() -> None:
    async with flooded() as service:
        callers = [await connect(service) for _ in range(SLOW_CALLERS)]
        began = time.monotonic()
        tricklings = [asyncio.create_task(trickle(caller, GET * 3)) for caller in callers]
        async with calling(service) as quick:
            await quick.send(GET)
            assert (await quick.answer()).status == 200
        answers = [await caller.answer() for caller in callers]
        took = time.monotonic() - began
        await asyncio.gather(*tricklings)
        await service.until_nobody_is_there()

    assert {(answer.status, answer.code) for answer in answers} == {(408, "head_too_slow")}
    assert SHORT <= took < SHORT * 10


@pytest.mark.parametrize("before", [b"", GET], ids=["the first", "a later"])
async def test_half_a_head_is_not_waited_for_longer(before: bytes) -> None:
    async with flooded() as service, calling(service) as caller:
        if before:
            await caller.send(before)
            await caller.answer()
        await caller.send(b"GET /quick HTTP/1.1\r\nHo")
        answer = await caller.answer()
        await service.until_nobody_is_there()

    assert (answer.status, answer.code) == (408, "head_too_slow")


async def test_empty_lines_are_no_head_either() -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(GET)
        await caller.answer()
        await caller.send(b"\r\n")

        assert (await caller.answer()).status == 408


async def test_a_connection_that_brings_no_request_is_closed_without_a_word() -> None:
    async with flooded() as service, calling(service) as caller:
        assert await caller.ends() == b""


@pytest.mark.parametrize("sent", [0, 1, 999])
async def test_a_body_that_does_not_come_is_answered_408(sent: int) -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(HEAD + b"x" * sent)
        answer = await caller.answer()
        await service.until_nobody_is_there()

    assert (answer.status, answer.code) == (408, "body_too_slow")
    assert answer.headers["connection"] == "close"


async def test_a_body_that_comes_a_byte_at_a_time_is_answered_408() -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(HEAD)
        trickling = asyncio.create_task(trickle(caller, b"x" * 1_000))
        answer = await caller.answer()
        await trickling

    assert (answer.status, answer.code) == (408, "body_too_slow")


async def test_a_body_that_nobody_waits_for_holds_no_connection() -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(HEAD.replace(b"/body", b"/quick"))

        assert (await caller.answer()).status == 200
        assert await caller.ends() == b""


async def test_a_body_that_comes_after_its_answer_leaves_the_connection_to_the_next_request() -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(HEAD.replace(b"/body", b"/quick"))
        await caller.answer()
        await caller.send(b"x" * 1_000)
        await until(lambda: all(c.timeout_keep_alive_task is not None for c in service.connections))
        await caller.send(GET)

        assert (await caller.answer()).status == 200


async def test_an_idle_connection_ends_after_its_time() -> None:
    async with flooded(keep_alive_seconds=1) as service, calling(service) as caller:
        await caller.send(GET)
        await caller.answer()

        assert await caller.ends() == b""


def unread() -> float:
    return REGISTRY.get_sample_value("foothold_http_refused_total", {"code": "answer_unread"}) or 0


@pytest.mark.parametrize(
    "asked",
    [
        b"GET /big HTTP/1.1\r\nHost: test\r\n\r\n",
        b"GET /big HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n",
    ],
    ids=["kept", "closing"],
)
async def test_a_caller_that_does_not_read_its_answer_is_cut_off(asked: bytes) -> None:
    before = unread()
    async with flooded() as service:
        caller = await connect(service)
        caller.writer.transport.pause_reading()
        await caller.send(asked)
        await until(lambda: bool(service.connections))
        await service.until_nobody_is_there()
        caller.writer.transport.abort()

    assert unread() - before == 1


async def test_a_caller_that_reads_none_of_many_answers_is_cut_off() -> None:
    async with flooded() as service:
        caller = await connect(service)
        caller.writer.transport.pause_reading()
        with suppress(ConnectionError):
            async with asyncio.timeout(5):
                while True:
                    await caller.send(b"GET /big HTTP/1.1\r\nHost: test\r\n\r\n" * 17)
        await service.until_nobody_is_there()
        caller.writer.transport.abort()


class Outgoing:
    """A transport that says how much of an answer waits."""

    def __init__(self, *waiting: int) -> None:
        self.waiting = list(waiting)

    def get_write_buffer_size(self) -> int:
        return self.waiting.pop(0) if self.waiting else 0


@pytest.mark.parametrize(
    ("waiting", "cut_off"),
    [
        ((50_000, 50_000), True),
        ((50_000, 40_001), True),
        ((50_000, 40_000, 40_000, 30_000, 30_000, 29_000), True),
        ((50_000, 40_000, 40_000, 30_000, 30_000, 0), False),
        ((5_000, 1), True),
        ((5_000, 0), False),
        ((0,), False),
    ],
)
async def test_a_caller_that_reads_slowly_is_cut_off_below_the_least_rate(
    waiting: tuple[int, ...], cut_off: bool
) -> None:
    """Each look is one number; where one is read in time, the next look begins with what waits then."""
    bounds = ServiceSettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", answer_seconds=0)
    given_up: list[bool] = []
    outgoing = Outgoing(*waiting)
    watch = AnswerWatch(outgoing, bounds, asyncio.get_running_loop(), lambda: given_up.append(True))
    watch.begin()
    await until(lambda: not outgoing.waiting)
    await asyncio.sleep(0.01)

    assert given_up == [True] * cut_off


async def test_a_stream_lives_longer_than_all_bounds() -> None:
    async with flooded(keep_alive_seconds=1) as service, calling(service) as caller:
        await caller.send(b"GET /live HTTP/1.1\r\nHost: test\r\n\r\n")
        await caller.reader.readuntil(b"begun")
        await asyncio.sleep(1.5)
        service.go_on.set()

        await caller.reader.readuntil(b"gone on")


async def test_an_answer_may_come_later_than_all_bounds() -> None:
    async with flooded(keep_alive_seconds=1) as service, calling(service) as caller:
        await caller.send(b"GET /waiting HTTP/1.1\r\nHost: test\r\n\r\n")
        await asyncio.sleep(1.5)
        service.go_on.set()

        assert (await caller.answer()).body == b'"waited"'

"""What a caller sends has bounds: none costs memory by the length of its URL, its headers, or its framing."""

import asyncio
import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest
from prometheus_client import REGISTRY

from foothold_chassis.web.connection import BoundedConnection
from foothold_chassis.web.connection.bounded import LINGER_BYTES

from .conditions import until
from .flooded import GET, Caller, calling, flooded, soon_over

__all__ = ["soon_over"]


SENT_AT_ONCE = 65_536
READ_AT_ONCE = 262_144
"""The loop reads so much from a socket before the connection can say that it is too much."""

LINE = b"POST /body HTTP/1.1\r\nHost: test\r\n"


def endless(filling: bytes, *, of: int) -> Iterator[bytes]:
    return itertools.repeat((filling * SENT_AT_ONCE)[:SENT_AT_ONCE], of // SENT_AT_ONCE)


FLOODS = {
    "a header line of 40 MB": (
        431,
        "head_too_large",
        lambda: itertools.chain([LINE + b"X-Long: "], endless(b"x", of=40_000_000)),
    ),
    "a name of a header of 40 MB": (
        431,
        "head_too_large",
        lambda: itertools.chain([LINE], endless(b"x", of=40_000_000)),
    ),
    "5,000 headers of 2 MB": (
        431,
        "head_too_large",
        lambda: itertools.chain([LINE], (b"X-%d: %s\r\n" % (n, b"x" * 400) for n in range(5_000))),
    ),
    "5,000 small headers": (
        431,
        "head_too_large",
        lambda: itertools.chain([LINE], (b"X-%d: 1\r\n" % n for n in range(5_000))),
    ),
    "a URL of 20 MB": (
        414,
        "url_too_long",
        lambda: itertools.chain([b"GET /"], endless(b"x", of=20_000_000)),
    ),
    "a query of 20 MB": (
        414,
        "url_too_long",
        lambda: itertools.chain([b"GET /quick?"], endless(b"x", of=20_000_000)),
    ),
    "40 MB of empty lines": (431, "head_too_large", lambda: endless(b"\r\n", of=40_000_000)),
    "a chunk's extension of 40 MB": (
        413,
        "body_too_large",
        lambda: itertools.chain(
            [LINE + b"Transfer-Encoding: chunked\r\n\r\n1;x="], endless(b"x", of=40_000_000)
        ),
    ),
    "a trailer of 40 MB": (
        413,
        "body_too_large",
        lambda: itertools.chain(
            [LINE + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Long: "], endless(b"x", of=40_000_000)
        ),
    ),
    "5,000 trailers": (
        431,
        "head_too_large",
        lambda: itertools.chain(
            [LINE + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"], (b"X-%d: 1\r\n" % n for n in range(5_000))
        ),
    ),
    "a body of 40 MB in chunks": (
        413,
        "body_too_large",
        lambda: itertools.chain(
            [LINE + b"Transfer-Encoding: chunked\r\n\r\n"],
            (b"8000\r\n" + b"x" * 32_768 + b"\r\n" for _ in range(1_300)),
        ),
    ),
    "a body of 40 MB that is announced": (
        413,
        "body_too_large",
        lambda: itertools.chain([LINE + b"Content-Length: 40000000\r\n\r\n"], endless(b"x", of=40_000_000)),
    ),
    "a body of 40 MB to a route that reads none": (
        200,
        None,
        lambda: itertools.chain(
            [b"POST /quick HTTP/1.1\r\nHost: test\r\nContent-Length: 40000000\r\n\r\n"],
            endless(b"x", of=40_000_000),
        ),
    ),
}


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the bytes that the server has received, as a list that grows."""
    found: list[int] = []
    receive = BoundedConnection.data_received

    def counted(self: BoundedConnection, data: bytes) -> None:
        found.append(len(data))
        receive(self, data)

    monkeypatch.setattr(BoundedConnection, "data_received", counted)
    return found


async def send_what_is_taken(caller: Caller, parts: Iterable[bytes]) -> None:
    with suppress(ConnectionError):
        for part in parts:
            await caller.send(part)


def refused(code: str) -> float:
    return REGISTRY.get_sample_value("foothold_http_refused_total", {"code": code}) or 0


@pytest.mark.parametrize("flood", FLOODS)
async def test_a_flood_of_bytes_is_refused_before_most_of_it_is_taken(flood: str, taken: list[int]) -> None:
    status, code, parts = FLOODS[flood]
    before = refused(code or "body_too_large")
    async with flooded(head_seconds=5, body_seconds=5) as service, calling(service) as caller:
        sending = asyncio.create_task(send_what_is_taken(caller, parts()))
        answer = await caller.answer()
        await caller.ends()
        await sending
        await service.until_nobody_is_there()

    assert (answer.status, answer.code if code else None) == (status, code)
    assert sum(taken) <= 65_536 * 3 + 2 * LINGER_BYTES + 2 * READ_AT_ONCE
    assert refused(code or "body_too_large") - before <= 1


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /quick?%s HTTP/1.1\r\n\r\n" % (b"x" * (8_192 - 7)), 200),
        (b"GET /quick?%s HTTP/1.1\r\n\r\n" % (b"x" * (8_192 - 6)), 414),
        (b"GET /quick HTTP/1.1\r\nX: %s\r\n\r\n" % (b"x" * (32_768 - 1)), 200),
        (b"GET /quick HTTP/1.1\r\nX: %s\r\n\r\n" % (b"x" * 32_768), 431),
        (b"GET /quick HTTP/1.1\r\n" + b"X: 1\r\n" * 100 + b"\r\n", 200),
        (b"GET /quick HTTP/1.1\r\n" + b"X: 1\r\n" * 101 + b"\r\n", 431),
    ],
    ids=["url", "url+1", "bytes", "bytes+1", "headers", "headers+1"],
)
async def test_what_is_as_large_as_allowed_is_taken_and_no_byte_more(head: bytes, status: int) -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(head)

        assert (await caller.answer()).status == status


MALFORMED = {
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "the same length twice": b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
    "two lengths in one": b"Content-Length: 5, 6\r\n\r\nabcdef",
    "no number": b"Content-Length: five\r\n\r\nabcde",
    "a negative length": b"Content-Length: -5\r\n\r\nabcde",
    "a signed length": b"Content-Length: +5\r\n\r\nabcde",
    "a length beyond all numbers": b"Content-Length: 99999999999999999999999\r\n\r\nabcde",
    "a coding after chunks": b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "a coding that is none": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded line": b"Transfer-Encoding:\r\n chunked\r\nX: 1\r\n\r\n0\r\n\r\n",
    "a bare line feed": b"X: 1\nContent-Length: 5\r\n\r\nabcde",
    "a size that is no number": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "a size beyond all numbers": b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc",
}


@pytest.mark.parametrize("lines", MALFORMED)
async def test_a_request_whose_end_can_be_read_in_two_ways_is_refused(lines: str) -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(LINE + MALFORMED[lines] + GET)
        answer = await caller.answer()
        rest = await caller.ends()

    assert (answer.status, answer.code) == (400, "request_malformed")
    assert answer.headers["connection"] == "close"
    assert rest == b""  # what follows is not taken for a request
    assert "quick" not in service.asked


@pytest.mark.parametrize(
    "said", [b"\x16\x03\x01\x02\x00\x01\x00", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"hello\r\n\r\n"]
)
async def test_what_is_no_request_is_answered_with_a_problem(said: bytes) -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(said)
        answer = await caller.answer()

    assert (answer.status, answer.code) == (400, "request_malformed")


async def test_a_request_for_another_protocol_is_answered_and_is_the_last() -> None:
    upgrade = b"GET /quick HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    async with flooded() as service, calling(service) as caller:
        await caller.send(upgrade + GET)
        answer = await caller.answer()

        assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert await caller.ends() == b""


async def test_pipelined_requests_are_answered_in_their_order() -> None:
    async with flooded() as service, calling(service) as caller:
        await caller.send(
            b"".join(b"GET /numbered/%d HTTP/1.1\r\nHost: test\r\n\r\n" % number for number in range(17))
        )
        answers = [await caller.answer() for _ in range(17)]

        assert [answer.body for answer in answers] == [b"%d" % number for number in range(17)]
        await caller.send(GET)
        assert (await caller.answer()).status == 200


@pytest.mark.parametrize("after", [GET, b"hello\r\n\r\n", b"GET /" + b"x" * 9_000])
async def test_what_comes_before_a_refused_request_is_answered_first(after: bytes) -> None:
    async with flooded() as service, calling(service) as caller:
        waiting = b"GET /waiting HTTP/1.1\r\nHost: test\r\n\r\n"
        await caller.send(waiting + GET * 16 + after)
        service.go_on.set()
        answers = [await caller.answer() for _ in range(17)]

        assert [answer.status for answer in answers] == [200] * 17
        assert ["connection" in answer.headers for answer in answers] == [False] * 16 + [True]
        assert await caller.ends() == b""
    assert len(service.asked) == 17


async def test_the_requests_of_a_pipeline_see_that_their_caller_has_gone() -> None:
    async with flooded() as service:
        async with calling(service) as caller:
            await caller.send(b"GET /live HTTP/1.1\r\nHost: test\r\n\r\n" + GET)
            await caller.reader.readuntil(b"begun")
        await service.until_nobody_is_there()
        await until(lambda: service.left == 1)

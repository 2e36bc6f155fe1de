"""A flood of logins keeps no holder waiting, and no network fills the queue of strangers alone."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest
from argon2 import PasswordHasher

from foothold_chassis.testing import RunningService
from foothold_identity.account import Account
from foothold_identity.policy import IdentityPolicy

from .bodies import PASSWORD, PERSON

POLICY = IdentityPolicy()
HOME = "198.51.100.1"
AT_ONCE = 260
FULL = POLICY.strange_hashings_at_once + POLICY.strange_hashings_waiting
LONGEST_SECONDS = 20.0
"""After this the test has failed: what it waits for will never come."""


async def log_in(service: RunningService, email: str, password: str, address: str) -> httpx2.Response:
    body = {"email": email, "password": password}
    return await service.call("POST", "/v1/sessions", body, headers={"x-forwarded-for": address})


@pytest.fixture
async def holders_hash(service: RunningService) -> str:
    """The hash of an account whose holder has logged in from home."""
    await service.call("POST", "/v1/accounts", PERSON)
    assert (await log_in(service, PERSON["email"], PASSWORD, HOME)).status_code == 201
    [account] = await service.of(Account).find()
    return account.password_hash


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, holders_hash: str) -> Iterator[threading.Event]:
    """Checks of all passwords but the holder's end when this is set."""
    go, verify_now = threading.Event(), PasswordHasher.verify

    def verify_later(hasher: PasswordHasher, kept: str, password: str) -> bool:
        if kept != holders_hash:
            go.wait()
        return verify_now(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify_later)
    yield go
    go.set()


async def flood(
    service: RunningService, addresses: list[str], answered: int
) -> tuple[list[asyncio.Task[httpx2.Response]], set[asyncio.Task[httpx2.Response]]]:
    """Guess at as many accounts; return all tries, and those that wait once `answered` have been answered."""
    tries = [
        asyncio.create_task(log_in(service, f"p{n}@example.org", "wrong", addresses[n % len(addresses)]))
        for n in range(AT_ONCE)
    ]
    waiting = set(tries)
    async with asyncio.timeout(LONGEST_SECONDS):
        while len(tries) - len(waiting) < answered:
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    return tries, waiting


@pytest.mark.parametrize(
    ("addresses", "status", "waiting_at_most"),
    [
        (["203.0.113.7"], 429, POLICY.waiting_per_address),
        ([HOME], 429, POLICY.waiting_per_address),
        ([f"203.0.{n}.7" for n in range(AT_ONCE)], 503, FULL),
    ],
    ids=["one network", "the holder's own network", "everywhere"],
)
async def test_a_holder_logs_in_while_strangers_wait(
    service: RunningService, held: threading.Event, addresses, status, waiting_at_most
) -> None:
    tries, waiting = await flood(service, addresses, AT_ONCE - waiting_at_most)

    async with asyncio.timeout(LONGEST_SECONDS):
        logged_in = [await log_in(service, PERSON["email"], PASSWORD, HOME) for _ in range(3)]

    assert [answer.status_code for answer in logged_in] == [201] * 3
    assert not any(task.done() for task in waiting)
    held.set()
    answers = [await task for task in tries]
    assert Counter(answer.status_code for answer in answers) == {
        401: waiting_at_most,
        status: AT_ONCE - waiting_at_most,
    }
    assert {answer.headers["retry-after"] for answer in answers if answer.status_code == status} == {"1"}


async def test_one_network_leaves_room_for_the_strangers_of_another(
    service: RunningService, held: threading.Event
) -> None:
    await flood(service, ["203.0.113.7"], AT_ONCE - POLICY.waiting_per_address)

    elsewhere = asyncio.create_task(log_in(service, PERSON["email"], PASSWORD, "198.51.100.2"))
    held.set()

    assert (await elsewhere).status_code == 201

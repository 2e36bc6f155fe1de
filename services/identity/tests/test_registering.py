"""Registering: the queue that it waits in, its limits, and its keys."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest
from argon2 import PasswordHasher

from foothold_chassis.testing import RunningService, running
from foothold_events.identity import AccountRegistered
from foothold_identity.app import build
from foothold_identity.policy import IdentityPolicy
from foothold_identity.settings import IdentitySettings

from .bodies import PASSWORD, PERSON
from .conftest import SECRETS
from .states import NOW

POLICY = IdentityPolicy()
CREDENTIALS = {"email": PERSON["email"], "password": PASSWORD}
FULL = 1 + POLICY.registration_hashings_waiting
AT_ONCE = 260
MANY = [f"p{n}@example.org" for n in range(AT_ONCE)]
LONGEST_SECONDS = 20.0
"""After this the test has failed: what it waits for will never come."""


async def register(
    service: RunningService, address: str = "203.0.113.7", key: str | None = None, **changes: str
) -> httpx2.Response:
    headers = {"x-forwarded-for": address}
    return await service.call("POST", "/v1/accounts", {**PERSON, **changes}, key=key, headers=headers)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Registrations' hashings end when this is set."""
    go, hash_now = threading.Event(), PasswordHasher.hash

    def hash_later(hasher: PasswordHasher, *given: str) -> str:
        go.wait()
        return hash_now(hasher, *given)

    monkeypatch.setattr(PasswordHasher, "hash", hash_later)
    yield go
    go.set()


@pytest.fixture
async def registered(service: RunningService) -> RunningService:
    assert (await register(service, "198.51.100.1")).status_code == 202
    service.forget()
    return service


@pytest.mark.parametrize(
    ("emails", "addresses", "answered_at_once"),
    [
        ([PERSON["email"]], ["203.0.113.7"], {429: AT_ONCE - 10}),
        ([PERSON["email"]], [f"203.0.{n}.7" for n in range(AT_ONCE)], {429: AT_ONCE - 99, 503: 99 - FULL}),
        (MANY, ["203.0.113.7"], {429: AT_ONCE - POLICY.waiting_per_address}),
        (MANY, [f"203.0.{n}.1" for n in range(AT_ONCE)], {503: AT_ONCE - FULL}),
    ],
    ids=["one known address", "one from everywhere", "many from one network", "many from everywhere"],
)
async def test_logins_are_served_while_registrations_wait(
    registered: RunningService, held: threading.Event, emails, addresses, answered_at_once
) -> None:
    tasks = {
        asyncio.create_task(
            register(registered, addresses[n % len(addresses)], email=emails[n % len(emails)])
        )
        for n in range(AT_ONCE)
    }
    waiting = set(tasks)
    async with asyncio.timeout(LONGEST_SECONDS):
        while len(tasks) - len(waiting) < sum(answered_at_once.values()):
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)

        logged_in = [await registered.call("POST", "/v1/sessions", CREDENTIALS) for _ in range(3)]

    assert [answer.status_code for answer in logged_in] == [201] * 3
    assert not any(task.done() for task in waiting)
    held.set()
    answers = Counter([(await task).status_code for task in tasks])
    assert answers == {202: len(waiting), **answered_at_once}


async def test_registrations_are_limited_before_anything_is_hashed(
    registered: RunningService, held: threading.Event
) -> None:
    waiting = [asyncio.create_task(register(registered)) for _ in range(10)]
    await asyncio.sleep(0)

    async with asyncio.timeout(LONGEST_SECONDS):
        limited = await register(registered)

    assert (limited.status_code, limited.json()["code"]) == (429, "registration_limited")
    assert limited.headers["retry-after"] == "300"
    held.set()
    await asyncio.gather(*waiting)
    registered.clock.advance(timedelta(seconds=300))
    assert (await register(registered)).status_code == 202


async def test_nobody_keeps_another_from_registering(service: RunningService) -> None:
    for _ in range(20):
        await register(service, email="somebody@example.org", password="another-password")

    assert (await register(service, "198.51.100.1", email="somebody@example.org")).status_code == 202


async def test_a_known_account_stays_as_it_is(registered: RunningService) -> None:
    document = await registered.service.database.collection("accounts").find_one({})

    answer = await register(registered, name="Eve", password="attackers-password")

    assert (answer.status_code, answer.json()) == (202, {"email": PERSON["email"], "next": "log_in"})
    assert await registered.service.database.collection("accounts").find_one({}) == document
    assert registered.sent() == []
    wrong = {**CREDENTIALS, "password": "attackers-password"}
    assert (await registered.call("POST", "/v1/sessions", wrong)).status_code == 401
    assert (await registered.call("POST", "/v1/sessions", CREDENTIALS)).status_code == 201


async def test_a_retry_gets_the_same_answer_and_registers_once(service: RunningService) -> None:
    first, retry = [await register(service, key="k1") for _ in range(2)]

    assert (first.status_code, first.json()) == (retry.status_code, retry.json())
    assert len(service.sent(AccountRegistered)) == 1


@pytest.mark.parametrize("email", [PERSON["email"], "new@example.org"], ids=["known", "new"])
async def test_a_registration_takes_as_long_as_the_floor_whatever_the_store_does(
    monkeypatch: pytest.MonkeyPatch, email
) -> None:
    monkeypatch.setenv("FOOTHOLD_IDENTITY_REGISTRATION_AT_LEAST", "PT0.125S")
    floor, begun, sleep = asyncio.Event(), asyncio.Event(), asyncio.sleep

    async def until_the_floor(seconds: float) -> None:
        if seconds == 0.125:
            begun.set()
            await floor.wait()
        await sleep(seconds)

    async with running(build, IdentitySettings, now=NOW, **SECRETS) as service:
        await register(service)
        monkeypatch.setattr(asyncio, "sleep", until_the_floor)
        answer = asyncio.create_task(register(service, email=email))
        await begun.wait()
        early, _ = await asyncio.wait([answer], timeout=0.05)
        floor.set()

        assert not early
        assert (await answer).status_code == 202

"""Wrong passwords stop who guesses, and lock nobody else out of an account."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import httpx2
import pytest

from foothold_chassis.errors import TooManyRequests
from foothold_chassis.testing import NOW, RunningService, StoppedClock
from foothold_identity import logins
from foothold_identity.account import Account
from foothold_identity.login_limits import LoginLimits
from foothold_identity.policy import IdentityPolicy

from .bodies import PASSWORD, PERSON

POLICY = IdentityPolicy()
HOME, AWAY = "198.51.100.1", "198.51.100.2"
GUESSER = "203.0.113.7"

Tries = Callable[[str, str], "asyncio.Future[httpx2.Response]"]


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that attempts were made to wait; here they go on at once."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(logins, "LoginLimits", partial(LoginLimits, sleep=sleep))
    return slept


async def try_from(
    service: RunningService, address: str, password: str = "wrong", email: str = PERSON["email"]
) -> httpx2.Response:
    body = {"email": email, "password": password}
    return await service.call("POST", "/v1/sessions", body, headers={"x-forwarded-for": address})


async def register(service: RunningService) -> Account:
    await service.call("POST", "/v1/accounts", PERSON)
    [account] = await service.of(Account).find()
    return account


async def test_ten_wrong_passwords_stop_where_they_came_from_until_the_moment_that_the_answer_names(
    service: RunningService,
) -> None:
    await register(service)
    answers = []
    for _ in range(10):
        answers.append(await try_from(service, GUESSER))
        service.clock.advance(timedelta(seconds=10))

    limited = await try_from(service, GUESSER, PASSWORD)

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "login_refused")}
    assert (limited.status_code, limited.json()["code"]) == (429, "login_limited")
    assert limited.headers["retry-after"] == "200"
    service.clock.advance(timedelta(seconds=199))
    assert (await try_from(service, GUESSER, PASSWORD)).status_code == 429
    service.clock.advance(timedelta(seconds=1))
    assert (await try_from(service, GUESSER, PASSWORD)).status_code == 201


@pytest.mark.parametrize(
    "scopes", [[], ["trust", "mediation", "money", "system"]], ids=["anybody", "an operator"]
)
async def test_wrong_passwords_from_anywhere_lock_nobody_out_however_often_they_are_repeated(
    service: RunningService, pauses: list[float], scopes
) -> None:
    account = await register(service)
    await service.of(Account).change(account.id, lambda found, _now: found.grant(scopes))
    assert (await try_from(service, HOME, PASSWORD)).status_code == 201

    for _ in range(3):
        for n in range(6):
            for _ in range(11):
                await try_from(service, f"203.0.113.{n}")
        del pauses[:]
        assert (await try_from(service, HOME, PASSWORD)).status_code == 201
        assert pauses == [], "the holder's own network is not slowed down"
        service.clock.advance(timedelta(seconds=150))


async def test_from_a_new_network_the_holder_waits_a_little_and_then_never_again(
    service: RunningService, pauses: list[float]
) -> None:
    await register(service)
    for n in range(40):
        await try_from(service, f"203.0.113.{n}")
    assert pauses[:6] == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0]
    del pauses[:]

    assert (await try_from(service, AWAY, PASSWORD)).status_code == 201
    assert pauses == [4.0]
    assert (await try_from(service, AWAY, PASSWORD)).status_code == 201
    assert pauses == [4.0]


async def test_a_right_password_makes_its_network_count_anew(service: RunningService) -> None:
    await register(service)
    for _ in range(3):
        for _ in range(9):
            await try_from(service, HOME)
        assert (await try_from(service, HOME, PASSWORD)).status_code == 201


async def test_many_right_passwords_at_once_are_no_guessing(service: RunningService) -> None:
    await register(service)

    answers = await asyncio.gather(*(try_from(service, HOME, PASSWORD) for _ in range(10)))

    assert {answer.status_code for answer in answers} == {201}
    assert (await try_from(service, HOME, PASSWORD)).status_code == 201


@pytest.mark.parametrize(
    "addresses",
    [
        [f"2001:db8:1:2::{n}" for n in range(1, 12)],
        [f"192.0.2.{n}, 203.0.113.7" for n in range(1, 12)],
        ["203.0.113.7", "::ffff:203.0.113.7"] * 6,
    ],
    ids=["one network of IPv6", "what stands before the gateway's word", "IPv4 written as IPv6"],
)
async def test_a_caller_does_not_become_another_by_how_its_address_is_written(
    service: RunningService, addresses
) -> None:
    await register(service)

    answers = [await try_from(service, address) for address in addresses[:11]]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


async def test_one_network_tries_so_many_accounts_and_no_more(
    service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(POLICY.logins_per_address):
        answer = await try_from(service, GUESSER, email=f"p{n}@example.org")
        assert answer.status_code == 401

    limited = await try_from(service, GUESSER, email="ada@example.org")

    assert (limited.status_code, limited.headers["retry-after"]) == (429, "300")
    assert (await try_from(service, HOME, email="ada@example.org")).status_code == 401


async def test_no_more_than_a_few_wait_for_one_account_and_the_others_are_told_when_to_come_back() -> None:
    go = asyncio.Event()
    limits = LoginLimits(POLICY, StoppedClock(NOW), sleep=lambda _seconds: go.wait())
    for n in range(40):
        with limits.attempt("acc_1", f"203.0.113.{n}") as attempt:
            attempt.password_fits = False
    waiting = [
        asyncio.create_task(limits.slow_down("acc_1")) for _ in range(POLICY.logins_waiting_per_account)
    ]
    await asyncio.sleep(0)

    with pytest.raises(TooManyRequests) as refused:
        await asyncio.wait_for(limits.slow_down("acc_1"), timeout=5)
    await limits.slow_down("acc_2")
    go.set()
    await asyncio.gather(*waiting)

    assert refused.value.retry_after == 4
    await limits.slow_down("acc_1")


async def test_an_attempt_whose_password_was_never_checked_does_not_count() -> None:
    limits = LoginLimits(POLICY, StoppedClock(NOW))
    for _ in range(20):
        with pytest.raises(RuntimeError), limits.attempt("acc_1", HOME):
            raise RuntimeError("the queue is full")

    with limits.attempt("acc_1", HOME):
        pass


async def test_an_account_keeps_the_networks_that_were_new_last_and_no_address(
    service: RunningService,
) -> None:
    await register(service)
    for n in range(POLICY.familiar_networks + 1):
        await try_from(service, f"198.51.100.{n}", PASSWORD)
        await try_from(service, f"198.51.100.{n}", PASSWORD)

    [account] = await service.of(Account).find()
    assert len(account.networks) == len(set(account.networks)) == POLICY.familiar_networks
    assert "198.51.100" not in account.model_dump_json()

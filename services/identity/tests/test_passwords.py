import asyncio
from datetime import timedelta

import pytest

from foothold_chassis.errors import TooManyRequests, Unavailable
from foothold_identity.login_limits import LoginLimits
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy

CHEAP = IdentityPolicy(argon2_time_cost=1, argon2_memory_kib=8, hashings_at_once=1, hashings_waiting=1)
STRICT = IdentityPolicy(logins_per_account=2, logins_per_address=3, logins_window=timedelta(minutes=5))


async def test_only_the_right_password_fits() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("correct horse battery")

    assert kept.startswith("$argon2id$")
    assert await passwords.check("correct horse battery", kept)
    assert not await passwords.check("wrong horse battery", kept)


async def test_no_password_fits_an_unknown_account() -> None:
    assert not await Passwords(CHEAP).check("correct horse battery", None)


async def test_beyond_the_queue_a_call_is_refused_at_once() -> None:
    passwords = Passwords(CHEAP)

    answers = await asyncio.gather(*(passwords.hash("x" * 12) for _ in range(4)), return_exceptions=True)

    assert [isinstance(answer, Unavailable) for answer in answers] == [False, False, True, True]
    assert await passwords.hash("x" * 12)


async def test_logins_are_limited_by_account() -> None:
    limits = LoginLimits(STRICT)
    await limits.attempt("acc_1", "192.0.2.1")
    await limits.attempt("acc_1", "192.0.2.2")

    with pytest.raises(TooManyRequests):
        await limits.attempt("acc_1", "192.0.2.3")
    await limits.attempt("acc_2", "192.0.2.3")


async def test_logins_are_limited_by_address() -> None:
    limits = LoginLimits(STRICT)
    for n in range(3):
        await limits.attempt(f"acc_{n}", "192.0.2.1")

    with pytest.raises(TooManyRequests):
        await limits.attempt("acc_9", "192.0.2.1")


async def test_a_login_that_worked_makes_the_account_count_anew() -> None:
    limits = LoginLimits(STRICT)
    await limits.attempt("acc_1", "192.0.2.1")
    await limits.attempt("acc_1", "192.0.2.2")

    await limits.forget("acc_1")

    await limits.attempt("acc_1", "192.0.2.3")
    await limits.attempt("acc_1", "192.0.2.4")
    with pytest.raises(TooManyRequests):
        await limits.attempt("acc_1", "192.0.2.5")

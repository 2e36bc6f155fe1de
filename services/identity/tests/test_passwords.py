import asyncio

from foothold_chassis.errors import Unavailable
from foothold_identity.passwords import Passwords
from foothold_identity.policy import IdentityPolicy

CHEAP = IdentityPolicy(argon2_time_cost=1, argon2_memory_kib=8, hashings_at_once=1, hashings_waiting=1)


async def test_only_the_right_password_fits() -> None:
    passwords = Passwords.of_holders(CHEAP)
    kept = await passwords.hash("correct horse battery")

    assert kept.startswith("$argon2id$")
    assert await passwords.check("correct horse battery", kept)
    assert not await passwords.check("wrong horse battery", kept)


async def test_no_password_fits_an_unknown_account() -> None:
    assert not await Passwords.of_holders(CHEAP).check("correct horse battery", None)


async def test_beyond_the_queue_a_call_is_refused_at_once() -> None:
    passwords = Passwords.of_holders(CHEAP)

    answers = await asyncio.gather(*(passwords.hash("x" * 12) for _ in range(4)), return_exceptions=True)

    assert [isinstance(answer, Unavailable) for answer in answers] == [False, False, True, True]
    assert await passwords.hash("x" * 12)

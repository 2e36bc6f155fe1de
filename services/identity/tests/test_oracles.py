"""Nobody learns from an answer, its headers or the work behind it whether an address has an account."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx2
import pytest
from argon2 import PasswordHasher

from foothold_chassis.testing import RunningService, running
from foothold_events.identity import AccountRegistered
from foothold_identity.account import Account
from foothold_identity.app import build
from foothold_identity.policy import IdentityPolicy
from foothold_identity.settings import IdentitySettings

from .bodies import PASSWORD, PERSON
from .conftest import SECRETS
from .states import NOW

POLICY = IdentityPolicy()
EMAIL = PERSON["email"]
HOLDER, CALLER = "198.51.100.1", "203.0.113.7"
OWN_TO_EACH_ANSWER = {"x-request-id", "x-correlation-id", "date"}

View = Callable[..., Awaitable[list[object]]]

LOGIN = {"email": EMAIL, "password": "wrong-horse-battery"}
EVE = {"email": EMAIL, "password": "attackers-password", "name": "Eve"}


@dataclass
class Caller:
    """Makes one call after the other from one network, and keeps what could tell something."""

    service: RunningService
    hashings: list[str]
    seen: list[object] = field(default_factory=list)

    async def call(self, path: str, body: object, key: str | None = None, address: str = CALLER) -> None:
        before = len(self.hashings)
        headers = {"x-forwarded-for": address}
        answer = await self.service.call("POST", path, body, key=key, headers=headers)
        self.seen.append((*what_is_seen(answer), len(self.hashings) - before))

    async def register(self, body: Mapping[str, str] = EVE, key: str | None = None) -> None:
        await self.call("/v1/accounts", body, key)

    async def log_in(self, address: str = CALLER) -> None:
        await self.call("/v1/sessions", LOGIN, address=address)


def what_is_seen(answer: httpx2.Response) -> tuple[object, ...]:
    body = answer.json()
    body.pop("request_id", None)
    headers = {name: value for name, value in answer.headers.items() if name not in OWN_TO_EACH_ANSWER}
    return answer.status_code, body, headers


async def registers(caller: Caller) -> None:
    await caller.register()


async def registers_until_limited(caller: Caller) -> None:
    for _ in range(POLICY.registrations_per_account_and_address + 1):
        await caller.register()


async def registers_with_a_key_again_and_with_another_body(caller: Caller) -> None:
    await caller.register(key="k1")
    await caller.register(key="k1")
    await caller.register({**EVE, "password": "another-password"}, key="k1")
    await caller.register({**EVE, "name": "Mallory"}, key="k1")


async def registers_again_once_the_key_is_forgotten(caller: Caller) -> None:
    await caller.register(key="k1")
    keys = caller.service.service.database.collection("keys")
    await keys.delete_one({"_id": (await keys.find_one({}) or {})["_id"]})
    await caller.register({**EVE, "name": "Mallory"}, key="k1")


async def registers_wrongly(caller: Caller) -> None:
    await caller.register({**EVE, "password": "short"})
    await caller.register({**EVE, "name": "\u200b"})


async def guesses_until_limited(caller: Caller) -> None:
    for _ in range(POLICY.wrong_passwords_per_account_and_address + 1):
        await caller.log_in()


async def guesses_from_everywhere(caller: Caller) -> None:
    for n in range(POLICY.logins_slowed_after + 1):
        await caller.log_in(f"203.0.113.{n}")


async def operators_scopes(service: RunningService) -> None:
    [account] = await service.of(Account).find()
    await service.of(Account).change(account.id, lambda found, _now: found.grant(["system"]))


async def nothing_more(service: RunningService) -> None:
    del service


async def lost_by_a_restore(service: RunningService) -> None:
    [account] = await service.of(Account).find()
    await service.service.database.collection("accounts").delete_one({"_id": account.id})
    await service.was_told(AccountRegistered(account_id=account.id))


CALLS: list[Callable[[Caller], Awaitable[None]]] = [
    registers,
    registers_until_limited,
    registers_with_a_key_again_and_with_another_body,
    registers_again_once_the_key_is_forgotten,
    registers_wrongly,
    guesses_until_limited,
    guesses_from_everywhere,
]


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each hashing that was done, by its kind."""
    done: list[str] = []
    for name in ("hash", "verify"):
        act = getattr(PasswordHasher, name)

        def noted(
            hasher: PasswordHasher, *given: str, name: str = name, act: Callable[..., object] = act
        ) -> object:
            done.append(name)
            return act(hasher, *given)

        monkeypatch.setattr(PasswordHasher, name, noted)
    return done


@pytest.fixture(autouse=True)
def pauses_of_no_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_IDENTITY_LOGIN_PAUSE_MAX", "PT0.001S")


@pytest.fixture
def strangers_view(hashings: list[str]) -> View:
    """What a caller sees who knows no password, of an address that is unknown or was made known."""

    async def view(
        calls: Callable[[Caller], Awaitable[None]],
        *made_known: Callable[[RunningService], Awaitable[None]],
    ) -> list[object]:
        async with running(build, IdentitySettings, now=NOW, epoch=1, **SECRETS) as service:
            if made_known:
                holder = {"x-forwarded-for": HOLDER}
                await service.call("POST", "/v1/accounts", PERSON, headers=holder)
                credentials = {"email": EMAIL, "password": PASSWORD}
                await service.call("POST", "/v1/sessions", credentials, headers=holder)
            for make in made_known:
                await make(service)
            caller = Caller(service, hashings)
            await calls(caller)
            return caller.seen

    return view


@pytest.mark.parametrize("made_known", [nothing_more, operators_scopes, lost_by_a_restore])
@pytest.mark.parametrize("calls", CALLS)
async def test_a_known_address_and_an_unknown_one_are_answered_alike(
    strangers_view: View, calls, made_known
) -> None:
    unknown, known = await strangers_view(calls), await strangers_view(calls, made_known)

    assert known == unknown
    assert len(known) > 0


async def test_each_attempt_hashes_once_the_first_one_of_a_process_too(
    strangers_view: View,
) -> None:
    seen = [*await strangers_view(guesses_until_limited), *await strangers_view(registers_until_limited)]

    assert [hashed for *_, hashed in seen] == [*[1] * 10, 0, *[1] * 10, 0]

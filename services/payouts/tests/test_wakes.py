"""How the provider is asked: by one key, and after a lost answer only once it was looked up."""

from dataclasses import dataclass, field

import pytest

from foothold_chassis.testing import member, running
from foothold_events.contracts import ContractExecuted
from foothold_events.examples import example
from foothold_payouts.app import build
from foothold_payouts.movement import Movement
from foothold_payouts.provider import Declined, Done, Kind, Outcome, Recorded, Transfer, Unknown
from foothold_payouts.provider.sandbox import SandboxProvider
from foothold_payouts.settings import PayoutsSettings
from foothold_payouts.wakes import ask

from .escrows import DECLINED, DONE, NOW, TOTAL, UNKNOWN, usd

KEY = "esc_1:charge:1"


@dataclass
class ScriptedProvider:
    """Answers as told, and remembers what it was asked in which order."""

    answer: Outcome = DONE
    known: dict[str, Outcome] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)

    async def move(self, transfer: Transfer) -> Outcome:
        self.calls.append(("move", transfer.key))
        self.transfers.append(transfer)
        return self.answer

    async def look_up(self, key: str) -> Outcome | None:
        self.calls.append(("look_up", key))
        return self.known.get(key)

    async def records(self, *, after: str | None, limit: int) -> list[Recorded]:
        return []


def movement(kind: Kind = "charge", *, uncertain: bool = False) -> Movement:
    return Movement(kind=kind, attempt=1, amount=usd(TOTAL), retry_at=NOW, uncertain=uncertain)


async def asked(
    provider: ScriptedProvider, given: Movement, party: str = "sandbox_ok", *, restored: bool = False
) -> Outcome:
    return await ask(provider, "esc_1", given, party, missing="no_payment_method", restored=restored)


@pytest.mark.parametrize("answer", [DONE, DECLINED, UNKNOWN], ids=["done", "declined", "unknown"])
async def test_a_new_movement_is_asked_for_without_looking_it_up(answer) -> None:
    provider = ScriptedProvider(answer)

    assert await asked(provider, movement()) == answer
    assert provider.calls == [("move", KEY)]
    assert provider.transfers == [Transfer(KEY, "charge", usd(TOTAL), "sandbox_ok")]


@pytest.mark.parametrize("known", [DONE, DECLINED, UNKNOWN], ids=["done", "declined", "unknown"])
async def test_after_a_lost_answer_what_became_of_it_is_looked_up_and_nothing_moved(known) -> None:
    provider = ScriptedProvider(Done("moved again"), known={KEY: known})

    assert await asked(provider, movement(uncertain=True)) == known
    assert provider.calls == [("look_up", KEY)]


@pytest.mark.parametrize("known", [DONE, DECLINED, UNKNOWN], ids=["done", "declined", "unknown"])
@pytest.mark.parametrize("kind", ["charge", "refund", "payout"])
async def test_after_a_restore_every_movement_is_looked_up_first_and_not_sent_again(kind, known) -> None:
    key = f"esc_1:{kind}:1"
    provider = ScriptedProvider(Done("moved again"), known={key: known})

    assert await asked(provider, movement(kind), restored=True) == known
    assert provider.calls == [("look_up", key)]


async def test_after_a_restore_what_was_never_sent_is_sent() -> None:
    provider = ScriptedProvider()

    assert await asked(provider, movement(), restored=True) == DONE
    assert provider.calls == [("look_up", KEY), ("move", KEY)]


@pytest.mark.parametrize(("epoch", "looked_up"), [(0, False), (1, True)])
async def test_a_raised_epoch_is_what_tells_of_a_restore(monkeypatch, epoch, looked_up) -> None:
    asked_first = []

    async def look_up(_provider: SandboxProvider, key: str) -> None:
        asked_first.append(key)

    monkeypatch.setattr(SandboxProvider, "look_up", look_up)
    async with running(build, PayoutsSettings, now=NOW, epoch=epoch) as service:
        body = {"token": "sandbox_ok"}
        await service.call("PUT", "/v1/organizations/org_1/payment-method", body, as_=member("org_1"))
        await service.deliver(example(ContractExecuted))
        await service.wake()

    assert asked_first == ([KEY] if looked_up else [])


async def test_what_the_provider_never_heard_of_is_asked_for_again_by_the_same_key() -> None:
    provider = ScriptedProvider()

    assert await asked(provider, movement(uncertain=True)) == DONE
    assert provider.calls == [("look_up", KEY), ("move", KEY)]


async def test_a_missing_payment_method_is_declined_and_nobody_is_asked() -> None:
    provider = ScriptedProvider()

    assert await asked(provider, movement(), party="") == Declined("no_payment_method")
    assert provider.calls == []


async def test_a_lost_answer_counts_even_if_the_payment_method_is_gone() -> None:
    provider = ScriptedProvider(known={KEY: DONE})

    assert await asked(provider, movement(uncertain=True), party="") == DONE
    assert await asked(ScriptedProvider(), movement(uncertain=True), party="") == Declined(
        "no_payment_method"
    )


async def test_an_unknown_look_up_is_no_answer_and_moves_nothing() -> None:
    provider = ScriptedProvider(known={KEY: Unknown()})

    assert await asked(provider, movement(uncertain=True)) == Unknown()
    assert ("move", KEY) not in provider.calls


@pytest.mark.parametrize(
    ("kind", "attempt", "key"), [("charge", 2, "esc_1:charge:2"), ("refund", 1, "esc_1:refund:1")]
)
def test_document_purpose_and_attempt_make_the_key(kind, attempt, key) -> None:
    assert movement(kind).model_copy(update={"attempt": attempt}).key("esc_1") == key

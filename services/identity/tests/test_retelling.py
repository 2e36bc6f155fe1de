"""After a restore identity's documents are what they have told; who is behind an account is told to nobody."""

from collections.abc import AsyncIterator

import pytest

from foothold_chassis.store import Past
from foothold_chassis.store.frozen import Telling
from foothold_chassis.testing import Erased, RunningService, operator, running
from foothold_events.examples import example
from foothold_events.identity import (
    AccountRegistered,
    AffiliationConfirmed,
    AffiliationLapsed,
    AffiliationRequested,
    SessionEnded,
    SigningKeyRetired,
    TalentErased,
    TalentProfileUpdated,
)
from foothold_identity.account import Account
from foothold_identity.affiliation import Affiliation
from foothold_identity.app import build
from foothold_identity.retelling import signing_key
from foothold_identity.settings import IdentitySettings
from foothold_identity.talent import Talent
from foothold_identity.tokens import Session, SigningKey

from .conftest import SECRETS
from .states import NOW, PROFILE, open_session

FROZEN = "/v1/ops/identity/frozen"


@pytest.fixture
async def restored() -> AsyncIterator[RunningService]:
    async with running(build, IdentitySettings, now=NOW, epoch=1, **SECRETS) as service:
        yield service


async def standings(service: RunningService) -> list[str]:
    answer = await service.call("GET", FROZEN, as_=operator("system"))
    return [row["standing"] for row in answer.json()["items"]]


async def test_a_profile_is_what_was_told_last_with_the_talents_own_words(restored: RunningService) -> None:
    given = Talent.blank("tal_1")
    given.update(PROFILE.model_copy(update={"headline": "I like data", "hours_per_week": 1}))
    await restored.put(given)
    told = TalentProfileUpdated.model_validate({"talent_id": "tal_1", **PROFILE.model_dump()})

    await restored.was_told(told)

    found = (await restored.of(Talent).get("tal_1")).profile
    assert found == PROFILE.model_copy(
        update={"headline": "I like data", "portfolio_links": found.portfolio_links}
    )
    assert await standings(restored) == ["caught_up"]
    assert restored.sent(TalentProfileUpdated) == []


TOLD = TalentProfileUpdated.model_validate({"talent_id": "tal_1", **PROFILE.model_dump()})
NULL = Erased(TalentErased, "tal_1")


@pytest.mark.parametrize("erasure", [NULL, TalentErased(talent_id="tal_1")], ids=["a null value", "an event"])
@pytest.mark.parametrize("told_before", [0, 1, 3])
async def test_a_profile_that_was_erased_is_erased_again_with_the_talents_own_words(
    restored: RunningService, erasure, told_before
) -> None:
    given = Talent.blank("tal_1")
    given.update(PROFILE.model_copy(update={"headline": "I like data"}))
    await restored.put(given)

    await restored.was_told(*[TOLD] * told_before, erasure)

    assert (await restored.of(Talent).get("tal_1")).profile is None
    assert restored.sent_about("tal_1") == []


async def test_a_profile_that_was_told_after_an_erasure_is_the_profile(restored: RunningService) -> None:
    given = Talent.blank("tal_1")
    given.update(PROFILE.model_copy(update={"headline": "I like data"}))
    await restored.put(given)

    await restored.was_told(TOLD, TalentErased(talent_id="tal_1"), NULL, TOLD)

    assert (await restored.of(Talent).get("tal_1")).profile == PROFILE.model_copy(
        update={"headline": None, "portfolio_links": ()}
    )


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([AffiliationRequested], "requested"),
        ([AffiliationRequested, AffiliationConfirmed], "confirmed"),
        ([AffiliationRequested, AffiliationLapsed], "lapsed"),
    ],
    ids=["requested", "confirmed", "lapsed"],
)
async def test_an_affiliation_is_what_it_has_told(restored: RunningService, events, status) -> None:
    await restored.was_told(*(example(event) for event in events))

    found = await restored.of(Affiliation).get(example(AffiliationRequested).affiliation_id)
    assert (found.status, found.next_wake() is None) == (status, status != "requested")


async def test_a_key_that_was_retired_signs_no_more(restored: RunningService) -> None:
    [key] = await restored.of(SigningKey).find()
    retired = example(SigningKeyRetired, key_id=key.id)
    telling = Telling("0000.000000000002", 2, retired.TYPE, NOW, retired.model_dump_json())

    known = await signing_key(Past(key.id, key, [(telling, retired)]))
    unknown = await signing_key(Past(key.id, None, [(telling, retired)]))

    assert known is not None
    assert known.aggregate.not_after == retired.not_after
    assert unknown is None, "its private half is lost"


async def test_a_session_that_had_ended_stays_ended(restored: RunningService) -> None:
    await restored.put(open_session())
    missing = example(SessionEnded, session_id="ses_gone")

    await restored.was_told(example(SessionEnded), missing)

    assert (await restored.of(Session).get("ses_1")).has_ended(NOW)
    assert await standings(restored) == ["caught_up", "caught_up"], "nobody holds a token of a missing one"


async def test_nobody_else_registers_an_account_that_is_gone(restored: RunningService) -> None:
    person = {"email": "ada@example.org", "password": "correct-horse-battery", "name": "Ada"}
    await restored.call("POST", "/v1/accounts", person)
    [event] = restored.sent(AccountRegistered)
    gone = event.account_id
    await restored.service.database.collection("accounts").delete_one({"_id": gone})
    await restored.was_told(AccountRegistered(account_id=gone))

    again = await restored.call("POST", "/v1/accounts", {**person, "password": "another-password-1"})

    assert again.status_code == 202, "it looks like any other registration"
    assert await restored.of(Account).find() == []
    assert await standings(restored) == ["frozen"]

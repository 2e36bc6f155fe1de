"""The harness runs the real parts: what it hands over was decoded, committed, published, woken."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from fastapi import APIRouter

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.errors import NotFound, NotYet, StoreUnavailable
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store import Projection, Store
from foothold_chassis.store.waiting import ARRIVAL_WAIT_SECONDS
from foothold_chassis.testing import NOW, RunningService, member, operator, running, stranger, talent
from foothold_chassis.web import CurrentCommand, CurrentPrincipal
from foothold_events.envelope import Envelope, Event
from foothold_events.examples import example
from foothold_events.identity import AccountRegistered, OrganizationVerified, SigningKeyRetired
from foothold_events.payouts import PayeeRegistered, PayoutSettled

REMINDED_AFTER = timedelta(days=3)
CLOSED_AFTER = timedelta(days=7)


class Payee(Aggregate):
    """Registers again when it is reminded, and is closed at last."""

    talent_id: str
    reminded: bool = False
    closed: bool = False

    def waits(self) -> list[Wait]:
        waits = [Wait("a reminder", NOW + REMINDED_AFTER, self.remind)] if not self.reminded else []
        return waits + ([Wait("its end", NOW + CLOSED_AFTER, self.close)] if not self.closed else [])

    def register(self) -> list[Event]:
        return [PayeeRegistered(payee_id=self.id, talent_id=self.talent_id)]

    def remind(self) -> list[Event]:
        self.reminded = True
        return self.register()

    def close(self) -> list[Event]:
        self.closed = True
        return []


async def on_payout_settled(event: Envelope[PayoutSettled], payees: Store[Payee]) -> None:
    await payees.change("pye_1", lambda payee, _now: payee.register(), cause=event)


async def on_organization_verified(event: Envelope[OrganizationVerified], organizations: Projection) -> None:
    fields = {"n": event.sequence.n, "at": event.time, "about": event.subject}
    await organizations.put(event.data.organization_id, fields, event)


def routes(payees: Store[Payee], organizations: Projection) -> APIRouter:
    router = APIRouter()

    @router.put("/payee")
    async def register(principal: CurrentPrincipal, command: CurrentCommand) -> dict[str, str]:
        payee = await payees.change(
            "pye_1",
            lambda found, _now: found.register(),
            command,
            create=lambda: Payee(id="pye_1", talent_id=principal.talent_id),
        )
        return {"payee_id": payee.id}

    @router.get("/organizations/{organization_id}")
    async def read(organization_id: str) -> dict[str, object]:
        return await organizations.get(organization_id) or {}

    @router.get("/whoami")
    async def whoami(principal: CurrentPrincipal) -> dict[str, object]:
        return {"account": principal.account_id, "orgs": principal.orgs, "scopes": sorted(principal.scopes)}

    @router.get("/bug")
    async def bug() -> None:
        raise KeyError("a bug")

    return router


def build(settings: ServiceSettings) -> Service:
    service = Service("payouts", settings)
    payees = service.store(Payee)
    organizations = service.projection("organizations")
    service.react(PayoutSettled, on_payout_settled, payees)
    service.react(OrganizationVerified, on_organization_verified, organizations)
    service.wake(payees)
    service.expose(routes(payees, organizations))
    return service


def in_memory() -> AbstractAsyncContextManager[RunningService]:
    return running(build, ServiceSettings)


REGISTERED = PayeeRegistered(payee_id="pye_1", talent_id="tal_1")


async def test_a_request_acts_for_its_caller_and_a_retry_acts_once() -> None:
    async with in_memory() as service:
        for _ in range(2):
            answer = await service.call("PUT", "/payee", as_=talent("tal_1"), key="one")
            assert (answer.status_code, answer.json()) == (200, {"payee_id": "pye_1"})
        assert service.sent() == [REGISTERED]

        await service.call("PUT", "/payee", as_=talent("tal_1"), key="two")
        assert service.sent(PayeeRegistered) == [REGISTERED, REGISTERED]
        assert [str(sent.sequence) for sent in service.sent_about("pye_1")] == [
            "0000.000000000001",
            "0000.000000000002",
        ]
        assert {sent.time for sent in service.sent_about("pye_1")} == {NOW}
        assert service.sent(AccountRegistered) == []

        service.forget()
        assert service.sent() == []


@pytest.mark.parametrize(
    ("person", "orgs", "scopes"),
    [
        (talent("tal_1"), {}, []),
        (member("org_1"), {"org_1": "admin"}, []),
        (member("org_1", "member"), {"org_1": "member"}, []),
        (operator("money", "system"), {}, ["money", "system"]),
        (stranger(), {}, []),
    ],
    ids=["talent", "admin", "member", "operator", "stranger"],
)
async def test_whoever_calls_is_known_by_a_token_that_is_verified(person, orgs, scopes) -> None:
    async with in_memory() as service:
        known = {"account": person.account_id, "orgs": orgs, "scopes": scopes}

        assert (await service.call("GET", "/whoami", as_=person)).json() == known
        assert (await service.call("GET", "/whoami")).status_code == 401
        forged = {"authorization": "Bearer eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiayJ9.e30.AA"}
        await service.deliver(SigningKeyRetired(key_id="key_of_the_tests", not_after=NOW), subject="key_1")
        assert (await service.call("GET", "/whoami", as_=person)).json()["code"] == "token_expired"
        service.service.keyring.add("k", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        assert (await service.call("GET", "/whoami", headers=forged)).json()["code"] == "token_malformed"


async def test_an_event_is_decoded_numbered_and_handled_as_often_as_it_comes() -> None:
    async with in_memory() as service:
        await service.put(Payee(id="pye_1", talent_id="tal_1"))
        await service.deliver(example(PayoutSettled), times=2)
        assert service.sent() == [REGISTERED], "a delivery that comes again changes nothing"
        await service.deliver(example(PayoutSettled))
        assert service.sent() == [REGISTERED, REGISTERED], "the same news as a later event counts"
        await service.deliver(example(PayoutSettled), n=1)
        assert len(service.sent()) == 2, "an older one does not"

        service.clock.advance(timedelta(hours=1))
        await service.deliver(example(OrganizationVerified), n=7)
        row = (await service.call("GET", "/organizations/org_1")).json()
        assert row == {"id": "org_1", "n": 7, "at": "2026-06-01T10:00:00Z", "about": "org_1"}


async def test_an_error_of_a_reaction_is_raised_in_the_test() -> None:
    async with in_memory() as service:
        with pytest.raises(NotFound):
            await service.deliver(example(PayoutSettled))


async def test_an_event_that_nobody_hears_is_a_mistake_of_the_test() -> None:
    async with in_memory() as service:
        with pytest.raises(AssertionError, match=r"payouts does not hear foothold[.]identity[.]account"):
            await service.deliver(AccountRegistered(account_id="acc_1"))
        with pytest.raises(TypeError, match="name its subject"):
            await service.deliver(SigningKeyRetired(key_id="key_1", not_after=NOW))


async def test_an_unexpected_error_of_a_route_is_raised_in_the_test() -> None:
    async with in_memory() as service:
        with pytest.raises(KeyError, match="a bug"):
            await service.call("GET", "/bug")


async def test_time_stands_still_until_the_test_moves_it_and_wakes_run_when_told() -> None:
    async with in_memory() as service:
        await service.put(Payee(id="pye_1", talent_id="tal_1"))
        service.clock.advance(REMINDED_AFTER)
        assert service.sent() == []
        assert await service.wake() == 1
        assert await service.wake() == 0
        assert service.sent() == [REGISTERED]


async def test_each_wake_comes_at_its_own_moment_when_time_passes() -> None:
    async with in_memory() as service:
        await service.put(Payee(id="pye_1", talent_id="tal_1"))

        assert await service.let_pass(timedelta(days=30)) == 2

        assert [sent.time for sent in service.sent_about("pye_1")] == [NOW + REMINDED_AFTER]
        assert (await service.of(Payee).get("pye_1")).closed
        assert service.clock.now() == NOW + timedelta(days=30)


async def test_a_wake_that_fails_is_raised_in_the_test() -> None:
    async def fail(payee: Payee) -> None:
        raise ValueError(payee.id)

    def with_a_failing_wake(settings: ServiceSettings) -> Service:
        service = Service("payouts", settings)
        service.wake(service.store(Payee), fail)
        return service

    async with running(with_a_failing_wake, ServiceSettings) as service:
        await service.put(Payee(id="pye_1", talent_id="tal_1"))
        with pytest.raises(ValueError, match="pye_1"):
            await service.let_pass(REMINDED_AFTER)


async def test_what_was_put_already_is_a_mistake_of_the_test() -> None:
    async with in_memory() as service:
        await service.put(Payee(id="pye_1", talent_id="tal_1"))
        with pytest.raises(AssertionError, match="There is a Payee pye_1 already"):
            await service.put(Payee(id="pye_1", talent_id="tal_2"))


async def test_servers_can_be_away() -> None:
    async with in_memory() as service:
        service.kafka.away = True
        assert (await service.call("PUT", "/payee", as_=talent("tal_1"))).status_code == 200
        assert service.sent() == []

        service.kafka.away = False
        await service.call("PUT", "/payee", as_=talent("tal_1"))
        assert service.sent() == [REGISTERED, REGISTERED], "the next write publishes what is pending"

        service.mongo.away = True
        assert (await service.call("PUT", "/payee", as_=talent("tal_1"))).status_code == 503
        with pytest.raises(StoreUnavailable):
            await service.deliver(example(PayoutSettled))


async def test_nobody_waits_long_for_an_event_that_the_test_has_not_delivered() -> None:
    async with in_memory() as service, asyncio.timeout(ARRIVAL_WAIT_SECONDS / 2):
        with pytest.raises(NotYet):
            await service.of(Payee).wait_for("pye_1")


async def test_hooks_run_at_the_start_and_at_the_end() -> None:
    called: list[str] = []

    def with_hooks(settings: ServiceSettings) -> Service:
        service = Service("payouts", settings)

        async def start() -> None:
            await service.database.ping()
            called.append("start")

        async def stop() -> None:
            called.append("stop")

        service.on_start(start)
        service.on_stop(stop)
        return service

    async with running(with_hooks, ServiceSettings):
        assert called == ["start"]
    assert called == ["start", "stop"]


async def test_an_event_that_is_not_published_language_is_found() -> None:
    class Strange(Event):
        TYPE = "foothold.payouts.payee.strange.v1"

    async with in_memory() as service:
        await service.put(Payee(id="pye_1", talent_id="tal_1"))
        await service.of(Payee).change("pye_1", lambda _payee, _now: [Strange()])
        await service.wake()
        with pytest.raises(AssertionError, match=r"strange[.]v1 was sent, and is not in"):
            service.sent()

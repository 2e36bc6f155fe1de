"""The whole road: engagements a second through all six services, and how long from the selection to the money paid.

The people in it act at once, told by the event stream, so that what is measured is the platform and not their patience.
"""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from bench.measure import Say, percentiles
from bench.place import Place
from foothold_chassis.reader import Reader
from foothold_devstack.demo.client import Client, Json, open_gateway
from foothold_devstack.demo.market import offers, profiles
from foothold_devstack.demo.people import Company, Operator, Talent, sign
from foothold_devstack.platform import Platform
from foothold_devstack.stack import Stack
from foothold_events.connection import KafkaConnection
from foothold_events.contracts import ContractActivated, ContractClosed, ContractDrafted, ContractEvent
from foothold_events.envelope import Envelope

OPENINGS = 20
PROJECTS = 6
AT_ONCE = 16
WARM_UP = 20
CLOSED_LOOP = 60
OPEN_LOOP = 40
OPEN_LOOP_SHARE = 0.6
"""Of what the closed loop reached: a platform that is busy, and not drowned."""

SIGN_UPS_AT_ONCE = 4
EVENTS = (ContractDrafted, ContractActivated, ContractClosed)


class Stream:
    """Tells when something has happened to the contract of an application."""

    def __init__(self, kafka: str) -> None:
        self._happened: dict[tuple[str, str], asyncio.Event] = defaultdict(asyncio.Event)
        self._contracts: dict[str, str] = {}
        self.reader = Reader(KafkaConnection(kafka), EVENTS, self._take)

    async def _take(self, event: Envelope[ContractEvent]) -> None:
        self._contracts[event.data.application_id] = event.data.contract_id
        self._happened[event.data.application_id, event.type].set()

    async def until(self, application_id: str, event: type[ContractEvent]) -> str:
        """Wait for it; give the contract's id."""
        async with asyncio.timeout(60):
            await self._happened[application_id, event.TYPE].wait()
        return self._contracts[application_id]


async def bench_road(place: Place, say: Say) -> dict[str, Any]:
    del place  # Stack takes it from the environment as well
    async with Stack() as stack, Platform(stack) as platform, open_gateway(platform.gateway_url) as gateway:
        password = secrets.token_urlsafe(16)
        await platform.operator("operator@example.org", password)
        operator = Operator(Client(gateway))
        await operator.client.log_in("operator@example.org", password)
        say(f"{OPENINGS * PROJECTS} talents sign up and apply")
        company, applications = await _prepare(Client(gateway), operator, gateway)
        stream = Stream(stack.kafka_bootstrap)
        await stream.reader.start()
        try:
            return await _measure(company, applications, stream, say)
        finally:
            await stream.reader.stop()


async def _prepare(
    client: Client, operator: Operator, gateway: Any
) -> tuple[Company, list[tuple[Talent, Json]]]:
    await client.sign_up("company@example.org", "A director")
    body = {"kind": "company", "name": "Company", "country": "US", "domain": "company.example.org"}
    organization_id = (await client.post("/v1/organizations", body))["organization_id"]
    await operator.verify(organization_id)
    await client.renew()
    company = Company(client, organization_id, "Company")
    await company.set_payment_method("sandbox_ok")
    today = datetime.now(UTC).date()
    offer = {**offers(today)[0].body, "openings": OPENINGS}
    projects = [await company.offer(offer) for _ in range(PROJECTS)]
    slots = asyncio.Semaphore(SIGN_UPS_AT_ONCE)

    async def apply(n: int) -> tuple[Talent, Json]:
        async with slots:
            one = Client(gateway)
            account = await one.sign_up(f"talent-{n}@example.org", f"Talent {n}")
            talent = Talent(one, account["talent_id"], f"Talent {n}")
            await talent.settle_in({**profiles(today)[0], "hours_per_week": 20})
            return talent, await talent.apply(projects[n % PROJECTS])

    return company, list(await asyncio.gather(*map(apply, range(OPENINGS * PROJECTS))))


async def _measure(
    company: Company, applications: list[tuple[Talent, Json]], stream: Stream, say: Say
) -> dict[str, Any]:
    waiting = iter(applications)
    await _closed_loop(company, [next(waiting) for _ in range(WARM_UP)], stream)
    started = time.perf_counter()
    paid = await _closed_loop(company, [next(waiting) for _ in range(CLOSED_LOOP)], stream)
    rate = CLOSED_LOOP / (time.perf_counter() - started)
    say(f"  closed loop of {AT_ONCE}: {rate:.2f} engagements/s")
    pace = rate * OPEN_LOOP_SHARE
    open_loop = await _open_loop(company, [next(waiting) for _ in range(OPEN_LOOP)], stream, pace)
    return {
        "closed_loop": {
            "at_once": AT_ONCE,
            "engagements_per_second": round(rate, 2),
            "selection_to_paid_ms": percentiles(paid),
        },
        "open_loop": {
            "engagements_per_second": round(pace, 2),
            "selection_to_paid_ms": percentiles(open_loop),
        },
    }


async def _closed_loop(
    company: Company, applications: Iterable[tuple[Talent, Json]], stream: Stream
) -> list[float]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(talent: Talent, application: Json) -> float:
        async with slots:
            return await _engage(company, talent, application, stream, time.perf_counter())

    return list(await asyncio.gather(*(one(*application) for application in applications)))


async def _open_loop(
    company: Company, applications: list[tuple[Talent, Json]], stream: Stream, per_second: float
) -> list[float]:
    """Begin each at its time, whatever became of those before; latencies count from that time."""
    began = time.perf_counter()

    async def one(n: int, talent: Talent, application: Json) -> float:
        intended = began + n / per_second
        await asyncio.sleep(max(0.0, intended - time.perf_counter()))
        return await _engage(company, talent, application, stream, intended)

    return list(await asyncio.gather(*(one(n, *found) for n, found in enumerate(applications))))


async def _engage(company: Company, talent: Talent, application: Json, stream: Stream, since: float) -> float:
    """Select, sign twice, work, accept; give the seconds from `since` until the contract is closed."""
    id = application["application_id"]
    answer = await company.select(id)
    assert answer["status"] == "selected", answer
    contract_id = await stream.until(id, ContractDrafted)
    contract = await talent.client.get(f"/v1/contracts/{contract_id}")
    await asyncio.gather(talent.sign(contract), sign(company.client, contract, "A director"))
    await stream.until(id, ContractActivated)
    await talent.hand_in(contract_id)
    await company.accept(contract_id)
    await stream.until(id, ContractClosed)
    return time.perf_counter() - since

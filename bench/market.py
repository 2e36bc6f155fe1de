"""A platform with people who are ready to be engaged. The event stream tells them when to go on."""

import asyncio
import os
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlparse

from bench.cores import listener_on
from bench.place import Place
from foothold_chassis.bus.reader import Reader
from foothold_chassis.store.mongo import Driver
from foothold_devstack import roster
from foothold_devstack.demo.client import Client, Json, open_gateway
from foothold_devstack.demo.market import offers, profiles
from foothold_devstack.demo.people import Company, Operator, Talent, sign
from foothold_devstack.platform import Platform
from foothold_devstack.stack import Stack
from foothold_events.connection import KafkaConnection
from foothold_events.contracts import ContractActivated, ContractClosed, ContractDrafted, ContractEvent
from foothold_events.envelope import Envelope

TALENTS = 40
OPENINGS = 20
SIGN_UPS_AT_ONCE = 4
EVENT_SECONDS = 120.0
EVENTS = (ContractDrafted, ContractActivated, ContractClosed)

Application = tuple[Talent, str]


class Stream:
    """Waits for events of the contract of an application."""

    def __init__(self, kafka: str) -> None:
        self._happened: dict[tuple[str, str], asyncio.Event] = defaultdict(asyncio.Event)
        self._contracts: dict[str, str] = {}
        self.reader = Reader(KafkaConnection(kafka), EVENTS, self._take)

    async def _take(self, event: Envelope[ContractEvent]) -> None:
        self._contracts[event.data.application_id] = event.data.contract_id
        self._happened[event.data.application_id, event.type].set()

    async def until(self, application_id: str, event: type[ContractEvent]) -> str:
        """Wait for this event of the contract, and return the contract's id."""
        async with asyncio.timeout(EVENT_SECONDS):
            await self._happened[application_id, event.TYPE].wait()
        return self._contracts[application_id]


@dataclass
class Market:
    stack: Stack
    platform: Platform
    company: Company
    talents: list[Talent]
    stream: Stream
    pids: dict[str, int]
    """The CPU of the services, of Kafka, of mongod, and of this process, which acts as the people."""

    @property
    def place(self) -> Place:
        return Place(self.stack.kafka_bootstrap, self.stack.mongo_uri)

    async def applications(self) -> list[Application]:
        """Apply to a new project as every talent; each can be engaged once the one before is done."""
        offer = {**offers(datetime.now(UTC).date())[0].body, "openings": OPENINGS}
        projects = [await self.company.offer(offer) for _ in range(-(-len(self.talents) // OPENINGS))]
        made: list[Application] = []
        for n, talent in enumerate(self.talents):
            application = await talent.apply(projects[n // OPENINGS])
            made.append((talent, application["application_id"]))
        return made

    async def engage(self, talent: Talent, application_id: str, since: float) -> float:
        """Select, sign twice, work and accept; return the seconds from `since` until the contract is closed."""
        answer: Json = await self.company.select(application_id)
        assert answer["status"] == "selected", answer
        contract_id = await self.stream.until(application_id, ContractDrafted)
        contract = await talent.client.get(f"/v1/contracts/{contract_id}")
        await asyncio.gather(talent.sign(contract), sign(self.company.client, contract, "A director"))
        await self.stream.until(application_id, ContractActivated)
        await talent.hand_in(contract_id)
        await self.company.accept(contract_id)
        await self.stream.until(application_id, ContractClosed)
        return time.perf_counter() - since


@asynccontextmanager
async def open_market(driver: Driver, talents: int = TALENTS, **telemetry: str) -> AsyncIterator[Market]:
    """Start a stack and a platform with these settings of telemetry, and sign up everyone."""
    own = {"FOOTHOLD_KAFKA_BOOTSTRAP": "", "FOOTHOLD_MONGO_URI": ""}
    with environment(**own, MONGO_DRIVER=driver, **telemetry):
        stack = Stack()
        async with stack:
            platform = Platform(stack)
            async with platform, open_gateway(platform.gateway_url) as gateway:
                operator = Operator(Client(gateway))
                await operator.client.log_in(platform.operator_email, platform.operator_password)
                company = await _company(Client(gateway), operator)
                signed_up = await _sign_up([Client(gateway) for _ in range(talents)])
                stream = Stream(stack.kafka_bootstrap)
                await stream.reader.start()
                try:
                    yield Market(stack, platform, company, signed_up, stream, _pids(stack, platform))
                finally:
                    await stream.reader.stop()


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _pids(stack: Stack, platform: Platform) -> dict[str, int]:
    mongo = urlparse(stack.mongo_uri).netloc.split(",")[0]
    ports = {name: urlparse(platform.url(name)).port for name in roster.names()}
    ports |= {
        "mongod": int(mongo.rpartition(":")[2]),
        "kafka": int(stack.kafka_bootstrap.rpartition(":")[2]),
    }
    return {name: listener_on(port or 0) for name, port in ports.items()} | {"people": os.getpid()}


async def _company(client: Client, operator: Operator) -> Company:
    name = f"company-{secrets.token_hex(4)}"
    await client.sign_up(f"{name}@example.org", "A director")
    body = {"kind": "company", "name": "Company", "country": "US", "domain": f"{name}.example.org"}
    organization_id = (await client.post("/v1/organizations", body))["organization_id"]
    await operator.verify(organization_id)
    await client.renew()
    company = Company(client, organization_id, "Company")
    await company.set_payment_method("sandbox_ok")
    return company


async def _sign_up(clients: list[Client]) -> list[Talent]:
    slots = asyncio.Semaphore(SIGN_UPS_AT_ONCE)
    profile = {**profiles(datetime.now(UTC).date())[0], "hours_per_week": 40}

    async def one(client: Client) -> Talent:
        async with slots:
            name = f"talent-{secrets.token_hex(4)}"
            account = await client.sign_up(f"{name}@example.org", name)
            talent = Talent(client, account["talent_id"], name)
            await talent.settle_in(profile)
            return talent

    return list(await asyncio.gather(*map(one, clients)))

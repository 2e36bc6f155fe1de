"""Records that no service of ours wrote, and what an operator sees and does about them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaProducer

from foothold_devstack import roster
from foothold_devstack.demo.client import Json
from foothold_events.contracts import ContractExecuted
from foothold_events.envelope import Sequence, encode
from foothold_events.identity import TalentErased
from tests.integration.restore.market import Engaged, Market, eventually

CONTRACTS = ContractExecuted.topic()
PROFILES = TalentErased.topic()
NEWER = ContractExecuted.TYPE.replace(".v1", ".v2")


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who may write to every topic."""

    market: Market
    producer: AIOKafkaProducer

    async def send(self, topic: str, key: str, value: bytes | None) -> None:
        """Send a record without headers."""
        await self.producer.send_and_wait(topic, key=key.encode(), value=value)

    async def send_newer(self, contract_id: str) -> None:
        """Send a later major version of `executed`, as a service would after its upgrade."""
        record = encode(
            NEWER,
            b'{"all": "new"}',
            subject=contract_id,
            sequence=Sequence(0, 2),
            time=datetime.now(UTC),
            correlation="cor_of_a_stranger",
            causation=None,
            traceparent=None,
        )
        await self.producer.send_and_wait(record.topic, record.value, record.key, headers=record.headers)

    async def parked(self, service: str) -> dict[str, Json]:
        """Return what is parked in a service, by subject."""
        page = await self.market.operator.client.get(f"/v1/ops/{service}/parked", limit=200)
        return {item["id"]: item for item in page["items"]}

    async def discard(self, service: str, subject: str) -> Json:
        """Discard the first record of a parked subject."""
        [record, *_] = (await self.parked(service))[subject]["records"]
        body = {"record": record, "reason": "A stranger wrote it"}
        return await self.market.operator.client.post(f"/v1/ops/{service}/parked/{subject}/discard", body)

    async def waits_in(self, service: str, *subjects: str) -> dict[str, Json]:
        """Wait until these and no others are parked in a service; `offset` stands for one that is parked alone."""

        async def are_there() -> dict[str, Json]:
            found = await self.parked(service)
            return found if sorted(subject.partition(":")[0] for subject in found) == [*subjects] else {}

        found: dict[str, Json] = await eventually(are_there, f"{service} has parked {subjects}")
        return found


@asynccontextmanager
async def stranger_to(market: Market) -> AsyncIterator[Stranger]:
    producer = AIOKafkaProducer(bootstrap_servers=market.platform.stack.kafka_bootstrap)
    await producer.start()
    try:
        yield Stranger(market, producer)
    finally:
        await producer.stop()


async def nothing_broken_stops_an_engagement(market: Market) -> None:
    """A headless record and a null value under a drafted contract's key park alone; the contract goes on to its end."""
    async with stranger_to(market) as stranger:
        [engaged] = await market.select(1)
        for value in (b'{"pay": "all"}', None):
            await stranger.send(CONTRACTS, engaged.contract_id, value)
        for service in ("catalog", "matching", "payouts", "gateway"):
            await stranger.waits_in(service, "offset", "offset")

        await market.bring(engaged, "closed")

        for service in ("catalog", "matching", "payouts", "gateway"):
            for subject in await stranger.parked(service):
                await stranger.discard(service, subject)
            assert await stranger.parked(service) == {}
            log = await market.operator.client.get(f"/v1/ops/{service}/actions")
            assert [entry["reason"] for entry in log["items"]] == ["A stranger wrote it"] * 2
    await market.is_sound()


async def a_newer_version_waits_until_an_operator_decides(market: Market) -> None:
    """An unknown major holds up its contract in the services that hear it; without it the rest goes on, in order."""
    async with stranger_to(market) as stranger:
        [engaged] = await market.select(1)
        await stranger.send_newer(engaged.contract_id)
        for service in ("payouts", "gateway"):
            found = await stranger.waits_in(service, engaged.contract_id)
            error = found[engaged.contract_id]["error"]
            assert error.startswith(f"undecodable: {NEWER} is an event of a version that is not known here")
        await sign_both(market, engaged)
        await executed_waits_behind(stranger, engaged)

        await stranger.discard("payouts", engaged.contract_id)

        await market.is_in(engaged, "active")
        await market.bring(engaged, "closed")
        await stranger.discard("gateway", engaged.contract_id)
        await eventually(lambda: nothing_waits(stranger), "nothing is parked")
    for service in roster.with_operator_calls():
        assert await stranger.parked(service) == {}
    await market.is_sound()


async def sign_both(market: Market, engaged: Engaged) -> None:
    contract = await market.contract(engaged)
    await engaged.talent.sign(contract)
    await market.company.sign(contract)
    assert await market.status(engaged) == "executed"


async def executed_waits_behind(stranger: Stranger, engaged: Engaged) -> None:
    async def waits() -> bool:
        return len((await stranger.parked("payouts"))[engaged.contract_id]["records"]) == 2

    await eventually(waits, "executed waits behind the newer version")


async def nothing_waits(stranger: Stranger) -> bool:
    return not any([await stranger.parked(service) for service in roster.with_operator_calls()])


async def an_erased_talent_is_forgotten(market: Market) -> None:
    """A null value on the topic of profiles erases: it is not parked, no ranking has the talent, and a later profile
    counts again."""
    [talent, other] = market.talents
    async with stranger_to(market) as stranger:
        assert {talent.id, other.id} <= set(await market.company.rank(market.project_id))

        await stranger.send(PROFILES, talent.id, None)

        async def only_the_other_is_ranked() -> bool:
            ranked = set(await market.company.rank(market.project_id))
            return other.id in ranked and talent.id not in ranked

        await eventually(only_the_other_is_ranked, "the erased talent is in no ranking")
        profile = await talent.client.get("/v1/me/profile")
        await talent.client.put("/v1/me/profile", {**written(profile), "hours_per_week": 39})

        async def both_are_ranked() -> bool:
            return {talent.id, other.id} <= set(await market.company.rank(market.project_id))

        await eventually(both_are_ranked, "a later profile counts")
        assert await stranger.parked("matching") == {}


def written(profile: Json) -> Json:
    """Return the fields of a profile that are written, of one that was read."""
    return {name: value for name, value in profile.items() if name != "talent_id"}

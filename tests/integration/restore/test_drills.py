"""Restore drills: payouts, contracts, matching and identity are put back while engagements run, and strangers write to
the topics. Nothing is paid twice, nothing is undone in silence, and the books are sound at the end."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from foothold_devstack.demo.client import Refused, open_gateway
from foothold_devstack.platform import Platform
from foothold_devstack.stack import KAFKA, MONGO, Stack
from tests.integration.restore import broken
from tests.integration.restore.drill import Drill
from tests.integration.restore.market import Market

pytestmark = [pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def platform() -> AsyncIterator[Platform]:
    """Yield a platform whose topics hold these tests' events alone: a restored service reads them from the start."""
    with pytest.MonkeyPatch.context() as patched:
        for given in (KAFKA, MONGO):
            patched.delenv(given, raising=False)
        async with Stack() as stack, Platform(stack) as platform:
            yield platform


async def test_what_is_broken_stops_no_engagement_and_what_is_erased_is_forgotten(platform: Platform) -> None:
    async with open_gateway(platform.gateway_url) as gateway:
        market = await Market.open(platform, gateway, 2)
        await broken.an_erased_talent_is_forgotten(market)
        await broken.nothing_broken_stops_an_engagement(market)
        await broken.a_newer_version_waits_until_an_operator_decides(market)
        await identity_restored(market)


async def test_what_is_restored_goes_on_and_nothing_is_paid_twice(platform: Platform) -> None:
    async with open_gateway(platform.gateway_url) as gateway:
        await payouts_restored(await Market.open(platform, gateway, 6))
        await contracts_restored(await Market.open(platform, gateway, 6))
        await matching_restored(await Market.open(platform, gateway, 4))


async def identity_restored(market: Market) -> None:
    """Put identity back to before an erasure: what it erased is erased again, and the other's profile stays."""
    drill = Drill(market.platform, "identity")
    backup = await drill.back_up()
    erased, other = (talent.client for talent in market.talents)
    before = await other.get("/v1/me/profile")
    async with broken.stranger_to(market) as stranger:
        await stranger.send(broken.PROFILES, market.talents[0].id, None)

    await drill.put_back(backup)

    with pytest.raises(Refused, match="404"):
        await erased.get("/v1/me/profile")
    assert await other.get("/v1/me/profile") == before
    assert await market.frozen("identity") == {}


async def payouts_restored(market: Market) -> None:
    """Put payouts back: escrows were funded, settled and paid out since. Events and provider tell all of it."""
    drill = Drill(market.platform, "payouts")
    paid, charged, _unknown = await market.select(2), await market.select(2), await market.select(2)
    await market.bring_all(paid[:1], "closed")
    await market.bring_all(charged[:1], "active")
    backup = await drill.back_up()
    await market.bring_all(paid + charged[:1], "closed")
    await market.bring_all(charged[1:], "submitted")
    await market.is_sound()

    await drill.put_back(backup)

    rows = await market.frozen("payouts")
    assert {row["standing"] for row in rows.values()} == {"caught_up"}
    assert len(rows) >= 3
    await market.bring_all(market.engaged, "closed")
    report = await market.is_sound()
    assert (report["differences"], report["imbalance"]) == ([], 0)
    assert set((await market.moved()).values()) == {1}
    assert len(await market.moved()) == 2 * len(market.engaged)


async def contracts_restored(market: Market) -> None:
    """Put contracts back: they were signed, worked on and paid since, and their signatures are on no topic."""
    drill = Drill(market.platform, "contracts")
    engaged = await market.select(5)
    closed, active, submitted, drafted = engaged[:2], engaged[2:3], engaged[3:4], engaged[4:5]
    backup = await drill.back_up()
    late = await market.select(1)
    await market.bring_all(closed, "closed")
    await market.bring_all(active, "active")
    await market.bring_all(submitted, "submitted")
    await market.is_sound()

    await drill.put_back(backup)

    rows = await market.frozen("contracts")
    standings = {
        one.contract_id: rows[one.contract_id]["standing"] for one in closed + active + submitted + late
    }
    assert [standings[one.contract_id] for one in closed] == ["caught_up"] * 2
    assert [standings[one.contract_id] for one in active + submitted] == ["frozen"] * 2
    assert [await market.status(one) for one in closed] == ["closed"] * 2
    assert await market.status(active[0]) == "drafted"
    assert await market.code_of_signing(active[0]) == "document_frozen"

    for one in active + submitted:
        await market.lift("contracts", one.contract_id, "stream")

    assert [await market.status(one) for one in active + submitted] == ["active", "submitted"]
    await market.bring_all(active + submitted + drafted + late, "closed")
    report = await market.is_sound()
    assert (report["differences"], report["imbalance"]) == ([], 0)
    assert set((await market.moved()).values()) == {1}
    assert len(await market.moved()) == 2 * len(market.engaged)


async def matching_restored(market: Market) -> None:
    """Put matching back: talents were selected after the backup: their places must not be given away again."""
    drill = Drill(market.platform, "matching")
    before = await market.select(1)
    backup = await drill.back_up()
    after = await market.select(2)
    await market.bring_all(before + after[:1], "closed")

    await drill.put_back(backup)

    applications = [one.application_id for one in after]
    rows = await market.frozen("matching")
    assert [rows[id]["standing"] for id in applications] == ["caught_up"] * 2
    for one in before + after:
        found = await one.talent.client.get("/v1/me/applications")
        assert [item["status"] for item in found["items"]] == ["selected"]
    await market.select(1)
    await market.bring_all(market.engaged, "closed")
    report = await market.is_sound()
    assert (report["differences"], report["imbalance"]) == ([], 0)
    assert set((await market.moved()).values()) == {1}
    assert len(await market.moved()) == 2 * len(market.engaged)

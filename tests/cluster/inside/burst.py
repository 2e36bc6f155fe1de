"""Many talents update their profiles many times: as many events, over all partitions, for matching's worker."""

import asyncio
import os
import secrets
from datetime import UTC, datetime

from foothold_devstack.demo.client import Client, open_gateway
from foothold_devstack.demo.market import profiles
from tests.cluster.inside.lines import place, tell

TALENTS = 40
SIGN_UPS_AT_ONCE = 4
"""Each costs a password hash."""


async def main() -> None:
    wanted = int(os.environ["EVENTS"])
    run, slots = secrets.token_hex(4), asyncio.Semaphore(SIGN_UPS_AT_ONCE)
    profile = profiles(datetime.now(UTC).date())[0]
    async with open_gateway(place().gateway) as gateway:

        async def talent(n: int) -> Client:
            async with slots:
                client = Client(gateway)
                await client.sign_up(f"burst-{n}-{run}@example.org", f"Talent {n}")
                return client

        async def update(client: Client) -> None:
            for n in range(wanted // TALENTS):
                await client.put("/v1/me/profile", {**profile, "hours_per_week": 5 + n % 30})

        talents = await asyncio.gather(*map(talent, range(TALENTS)))
        tell(signed_up=TALENTS)
        await asyncio.gather(*map(update, talents))
        tell(updates=wanted // TALENTS * TALENTS)


if __name__ == "__main__":
    asyncio.run(main())

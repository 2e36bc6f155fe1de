"""A read through the gateway, against the same read asked of the service itself and through nginx; and a command.

The gateway checks the token, counts the rate limits, looks up the route, and handles ids and trace. nginx only proxies.
"""

import statistics
from typing import Any
from urllib.parse import urlparse

from bench.http import Asked, load
from bench.market import open_market
from bench.measure import REPEATS, Say, percentiles, spread
from bench.nginx import HOW_TO_GET_IT, find_nginx, nginx_before
from bench.place import Place

AT_ONCE = 8
REQUESTS = 1_200
FEW = 200
PAYEE = b'{"account": "sandbox_ok"}'
NO_LIMIT = "100000000/minute"


NO_LIMITS = {f"FOOTHOLD_GATEWAY_REQUESTS_PER_{who}": NO_LIMIT for who in ("ACCOUNT", "ADDRESS")}


async def bench_gateway(place: Place, say: Say) -> dict[str, Any]:
    del place  # it has a stack of its own
    async with open_market("motor", 1, **NO_LIMITS) as market:
        [(talent, application_id)] = await market.applications()
        read = Asked(f"/v1/applications/{application_id}", [talent.client.token])
        urls = {"direct": market.platform.url("matching"), "gateway": market.platform.gateway_url}
        if find_nginx() is None:
            say(f"  without the row of nginx: {HOW_TO_GET_IT}")
            return await _compare(urls, read, say) | {"left_out": HOW_TO_GET_IT}
        async with nginx_before(urlparse(urls["direct"]).netloc) as nginx:
            return await _compare({**urls, "nginx": nginx}, read, say)


async def bench_commands(place: Place, say: Say) -> dict[str, Any]:
    del place
    async with open_market("motor", AT_ONCE, **NO_LIMITS) as market:
        # each connection changes a document of its own
        write = Asked("/v1/me/payee", [talent.client.token for talent in market.talents], PAYEE)
        urls = {"direct": market.platform.url("payouts"), "gateway": market.platform.gateway_url}
        return await _compare(urls, write, say)


async def _compare(urls: dict[str, str], asked: Asked, say: Say) -> dict[str, Any]:
    """Take turns: one request at a time for the latency, then several at once for the throughput."""
    for url in urls.values():
        await load(url, asked, at_once=AT_ONCE, requests=FEW)  # warm
    rates: dict[str, list[float]] = {name: [] for name in urls}
    alone: dict[str, list[float]] = {name: [] for name in urls}
    for n in range(REPEATS):
        for name, url in urls.items():
            alone[name] += (await load(url, asked, at_once=1, requests=FEW))[1]
            rates[name].append((await load(url, asked, at_once=AT_ONCE, requests=REQUESTS))[0])
        say(f"  {n + 1}/{REPEATS}: " + ", ".join(f"{name} {r[-1]:,.0f}/s" for name, r in rates.items()))
    direct = statistics.median(alone["direct"])
    return {
        name: {
            "per_second": spread(rates[name]),
            "of_direct": spread([r / d for r, d in zip(rates[name], rates["direct"], strict=True)]),
            "one_at_a_time_ms": percentiles(alone[name]),
            "adds_ms": round((statistics.median(alone[name]) - direct) * 1000, 2),
        }
        for name in urls
    }

"""The web app over the fake gateway, at an address on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from .browsing import Site


@asynccontextmanager
async def served(site: Site) -> AsyncIterator[str]:
    """Serve the site for a browser, and yield its address."""
    server = uvicorn.Server(
        uvicorn.Config(site.app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    [listening] = server.servers
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        await serving

from collections.abc import AsyncIterator

import pytest

from .browsing import Browser, Site, the_site


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    async with the_site(monkeypatch) as site:
        yield site


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.browser()

from collections.abc import AsyncIterator

import pytest

from foothold_web import building

from .browsing import Browser, Site, the_site


@pytest.fixture(scope="session", autouse=True)
def _assets() -> None:
    """Build what the pages are served with, if a style, a script or a word has changed."""
    building.refresh()


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    async with the_site(monkeypatch) as site:
        yield site


@pytest.fixture
def browser(site: Site) -> Browser:
    return site.browser()

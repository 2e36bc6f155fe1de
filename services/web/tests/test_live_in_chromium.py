"""A live page in a real browser: it follows what happens, says so, and leaves focus and typing alone."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Route, expect

from foothold_events.contracts import ContractSigned
from foothold_events.examples import example
from foothold_web.gateway import calls

from .answers import APPLICATION, ME, page
from .browsing import Site, the_site
from .chromium import Watched, chromium
from .serving import served
from .test_in_chromium import log_in

SIGNED = example(ContractSigned).model_copy(update={"talent_id": ME["talent_id"]})
PATIENCE_MS = 5_000
NEWS = "Clean a customer list"


@dataclass
class Home:
    """Home in a browser, before anything has happened."""

    site: Site
    url: str
    tab: Watched

    @property
    def part(self) -> Locator:
        return self.tab.page.locator("#whose-turn")

    @property
    def said(self) -> Locator:
        return self.tab.page.locator("#whose-turn-said")

    async def open(self) -> None:
        """Open the page, and wait until it listens."""
        async with self.tab.page.expect_response("**/live?ticket=*"):
            await self.tab.page.goto(self.url + "/home")
        await expect(self.part).not_to_contain_text(NEWS)

    async def something_happens(self, n: int = 1) -> None:
        self.site.gateway.answers(calls.MY_APPLICATIONS, page(APPLICATION))
        await self.site.service.deliver(SIGNED, n=n)

    async def shows_it(self) -> None:
        await expect(self.part).to_contain_text(NEWS, timeout=PATIENCE_MS)
        await expect(self.said).to_contain_text("Something has changed here.", timeout=PATIENCE_MS)


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    with pytest.MonkeyPatch.context() as patch:
        async with the_site(patch) as site, served(site) as url, chromium() as browser:
            tab = Watched(await browser.new_page())
            site.gateway.answers(calls.MY_APPLICATIONS, page())
            await log_in(tab, url)
            yield Home(site, url, tab)


async def test_what_happens_is_shown_and_said_and_focus_stays(home: Home) -> None:
    await home.open()
    await home.part.get_by_role("link", name="Refresh").focus()

    await home.something_happens()

    await home.shows_it()
    assert await home.tab.page.evaluate("document.activeElement.textContent") == "Refresh"
    assert await home.tab.violations() == []
    assert home.tab.complaints == []


async def test_what_looks_the_same_is_not_said(home: Home) -> None:
    await home.open()
    async with home.tab.page.expect_response("**/home"):
        await home.site.service.deliver(SIGNED, n=1)

    await home.tab.page.evaluate("new Promise(done => setTimeout(done, 300))")
    assert await home.said.inner_text() == ""


async def test_a_part_in_which_somebody_types_is_left_alone_and_the_change_is_said(home: Home) -> None:
    await home.open()
    await home.part.evaluate("part => part.insertAdjacentHTML('beforeend', '<input aria-label=Note>')")
    await home.part.get_by_label("Note").fill("half a sen")

    await home.something_happens()

    await expect(home.said).to_contain_text("Refresh the page when you are done typing.")
    assert await home.part.get_by_label("Note").input_value() == "half a sen"


async def test_a_page_whose_session_is_over_stays_as_it_is(home: Home) -> None:
    await home.open()
    await home.tab.page.context.clear_cookies()
    async with home.tab.page.expect_response("**/log-in*"):
        await home.something_happens()

    await expect(home.part).to_contain_text("Nothing waits for you.")


@pytest.mark.parametrize(
    ("right", "planted"),
    [
        ("hx-sse:connect=", "hx-sse-connect="),
        ('hx-trigger="ping from:body"', 'hx-trigger="ping from body"'),
        ('hx-select="#whose-turn"', 'hx-select="#whose-turns"'),
        ('role="status" data-changed=', "data-said="),
    ],
)
async def test_a_planted_dead_live_part_is_found(home: Home, right: str, planted: str) -> None:
    await home.tab.page.route("**/home", changing(right, planted))
    with pytest.raises(AssertionError):
        await follows(home)


def changing(right: str, planted: str) -> Callable[[Route], object]:
    async def change(route: Route) -> None:
        answer = await route.fetch()
        html = await answer.text()
        assert right in html
        await route.fulfill(response=answer, body=html.replace(right, planted))

    return change


async def follows(home: Home) -> None:
    await home.tab.page.goto(home.url + "/home")
    await expect(home.tab.page.locator("#whose-turn-said")).to_have_attribute("role", "status", timeout=500)
    await home.something_happens()
    await expect(home.part).to_contain_text(NEWS, timeout=2_000)


async def test_the_part_that_is_not_broken_is_found_alive_by_the_same_look(home: Home) -> None:
    await follows(home)


async def test_without_script_there_is_the_time_and_a_link(home: Home) -> None:
    context = await home.tab.page.context.browser.new_context(java_script_enabled=False)
    tab = Watched(await context.new_page())
    await log_in(tab, home.url)
    assert "As of" in await tab.page.locator("#whose-turn").inner_text()
    await home.something_happens()

    await tab.page.get_by_role("link", name="Refresh").click()

    await expect(tab.page.locator("#whose-turn")).to_contain_text(NEWS)
    await context.close()

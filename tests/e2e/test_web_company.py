"""A company writes, corrects and publishes a project, in Chromium, on the whole platform."""

import secrets
from datetime import timedelta

import pytest
from playwright.async_api import Page
from services.web.tests.chromium import Watched, chromium

from foothold_devstack.demo.people import Operator
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

PASSWORD = "correct-horse-battery"
WORK = {"title": "Clean a list", "brief": "4,000 rows.", "category": "data", "objectives": "Tidy"}
MILESTONE = {"title": "List", "acceptance_criteria": "Tidy", "share": "90"}
SKILL = {"name": "SQL", "need": "must", "level": "3"}


async def send(page: Page, path: str, **typed: str) -> None:
    """Fill the form of a page, and send it; an empty path is the page that is shown."""
    if path:
        await page.goto(path)
    for name, value in typed.items():
        field = page.locator(f"main form.form [name='{name}']")
        if await field.first.get_attribute("type") == "radio":
            await field.locator(f"xpath=self::*[@value='{value}']").check()
        elif await field.evaluate("field => field.tagName") == "SELECT":
            await field.select_option(value)
        else:
            await field.fill(value)
    await page.click("main form.form button")
    await page.wait_for_load_state()


async def with_a_company(page: Page, web: str) -> str:
    """Sign up, register a company, and return its id."""
    domain = f"alder-{secrets.token_hex(6)}.example.org"
    await send(page, f"{web}/sign-up", name="Ada", email=f"ada@{domain}", password=PASSWORD)
    await send(page, "", email=f"ada@{domain}", password=PASSWORD)
    await send(page, f"{web}/organizations/new", kind="company", name="Alder", country="us", domain=domain)
    return page.url.split("/")[4]


async def test_a_company_corrects_what_the_catalog_refuses_and_publishes(
    running: Running, operator: Operator
) -> None:
    today, web = await operator.today("catalog"), running.place.web
    async with chromium() as browser:
        page = Watched(await browser.new_page()).page
        id = await with_a_company(page, web)
        await send(page, f"{web}/organizations/{id}/payment-method", token="sandbox_ok")
        await send(page, f"{web}/organizations/{id}/projects/new", **WORK)
        await send(page, "", **{f"milestones.0.{name}": value for name, value in MILESTONE.items()})
        await send(page, "", **{f"skills.0.{name}": value for name, value in SKILL.items()})
        first, last = str(today + timedelta(days=7)), str(today + timedelta(days=21))
        pay = {"pay.amount": "250", "pay.currency": "usd"}
        await send(page, "", hours="10", starts_on=first, deadline=last, jurisdiction="us", **pay)
        await send(page, "")
        draft = page.url.partition("?")[0]
        await operator.verify(id)

        await send(page, f"{draft}/publish")
        await page.click(".error-summary a")
        await send(page, "", **{"milestones.0.share": "100"})
        await send(page, f"{draft}/answers/check")
        await send(page, f"{page.url.partition('?')[0]}/publish")
        await page.get_by_text("Published. Talents can apply now.").wait_for()

        await page.get_by_role("link", name="See applicants").click()
        await page.get_by_role("button", name="Rank now").click()
        await page.get_by_text("Ranked now.").wait_for()

"""One engagement by clicking, from the two sign-ups to the money, in two browsers: with script and without."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator
from services.web.tests.chromium import Watched, chromium

from foothold_devstack.demo.people import Operator
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

PASSWORD = "correct-horse-battery"
PATIENCE = 30_000
"""Milliseconds for what comes by events of other services."""


class Person:
    """Somebody who clicks: a browser of their own, and what they type by the names of the fields."""

    def __init__(self, tab: Watched, site: str) -> None:
        self.tab, self.page, self.site = tab, tab.page, site

    @classmethod
    async def begin(cls, browser: Browser, site: str, *, script: bool) -> "Person":
        context = await browser.new_context(java_script_enabled=script)
        person = cls(Watched(await context.new_page()), site)
        await person.open("/")
        return person

    async def open(self, path: str) -> None:
        await self.page.goto(self.site + path)

    async def fill(self, typed: Mapping[str, str]) -> None:
        """Fill the form of the page, and send it."""
        for name, text in typed.items():
            field = self.page.locator(f"main [name='{name}']").first
            kind = await field.evaluate("each => each.type")
            if kind == "radio":
                await self.page.locator(f"main [name='{name}'][value='{text}']").check()
            elif kind.startswith("select"):
                await field.select_option(text)
            else:
                await field.fill(text)
        await self.page.locator("main form:not(.act) button:not(.second)").last.click()

    async def press(self, button: str) -> None:
        await self.page.get_by_role("main").get_by_role("button", name=button, exact=True).click()

    async def follow(self, link: str) -> None:
        await self.page.get_by_role("main").get_by_role("link", name=link).first.click()

    async def sees(self, words: str) -> None:
        await self.page.get_by_text(words).first.wait_for()

    async def sees_after(self, words: str) -> None:
        """Reload the page until it says this: what comes by events takes a moment."""
        await until_shown(self.page.get_by_text(words).first, self)

    async def sign_up(self, name: str, email: str) -> None:
        await self.page.get_by_role("banner").get_by_role("link", name="Sign up").click()
        await self.fill({"name": name, "email": email, "password": PASSWORD})
        await self.fill({"email": email, "password": PASSWORD})
        await self.sees(f"Hello {name}")


async def until_shown(place: Locator, person: Person) -> None:
    for _ in range(PATIENCE // 500):
        if await place.count():
            return
        await person.page.wait_for_timeout(500)  # then it is asked for anew
        await person.page.reload()
    raise AssertionError(f"{person.page.url} does not show it: {await person.page.inner_text('main')}")


async def company_that_pays(ada: Person, operator: Operator) -> str:
    """Register a company that is verified and can pay, and return its page."""
    domain = f"alder-{secrets.token_hex(6)}.example.org"
    await ada.sign_up("Ada Alder", f"ada@{domain}")
    await ada.follow("Register your organization")
    await ada.fill({"kind": "company", "name": "Alder Analytics", "country": "us", "domain": domain})
    await ada.sees("Your organization is registered")
    organization_id = ada.page.url.removeprefix(f"{ada.site}/organizations/").partition("/")[0]
    await operator.verify(organization_id)
    own = f"/organizations/{organization_id}"
    await ada.open(f"{own}/payment-method")
    await ada.fill({"token": "sandbox_ok"})
    await ada.sees("Saved.")
    return own


STEPS = (
    {"title": "Clean a customer list", "brief": "4,000 rows.", "category": "data", "objectives": "Learn"},
    {
        "milestones.0.title": "List",
        "milestones.0.acceptance_criteria": "No duplicates",
        "milestones.0.share": "100",
    },
    {"skills.0.name": "SQL", "skills.0.need": "must", "skills.0.level": "3", "openings": "1"},
)
"""What the company answers before it names the dates and the pay."""


async def published(ada: Person, own: str, operator: Operator) -> str:
    """Write a project step by step, publish it, and return its public page."""
    today = await operator.today("catalog")
    dates = {"starts_on": str(today + timedelta(days=7)), "deadline": str(today + timedelta(days=21))}
    place = {"timezone": "America/New_York", "jurisdiction": "US"}
    await ada.open(f"{own}/projects/new")
    for step in STEPS:
        await ada.fill(step)
    await ada.fill({"hours": "10", **dates, **place, "pay.amount": "250", "pay.currency": "USD"})
    await ada.sees("No duplicates")
    await ada.fill({})
    await ada.sees("saved as a draft")
    draft = ada.page.url.partition("?")[0]
    await ada.page.goto(f"{draft}/publish")
    await ada.fill({})
    await ada.sees("Published.")
    return f"/projects/{draft.rpartition('/')[2]}"


async def talent_with_profile(bo: Person, operator: Operator) -> None:
    today = await operator.today("identity")
    await bo.sign_up("Bo Berg", f"bo-{secrets.token_hex(6)}@example.org")
    await bo.open("/profile/edit")
    await bo.fill(
        {
            "skills.0.name": "SQL",
            "skills.0.level": "4",
            "languages": "en",
            "categories": "data",
            "hours_per_week": "20",
            "available_from": str(today),
            "timezone": "America/New_York",
            "country": "US",
            "work_authorizations": "US",
            "least_hourly_pay.amount": "20",
            "least_hourly_pay.currency": "USD",
        }
    )
    await bo.sees("Your profile is saved")
    await bo.open("/payouts/payee")
    await bo.fill({"account": "sandbox_ok"})
    await bo.sees("Saved.")


async def selected(ada: Person, bo: Person, project: str) -> str:
    """Apply as the talent, select as the company, and return the page of the contract."""
    await bo.open(f"{project}/apply")
    await bo.fill({"answers.0": "I like lists."})
    await bo.sees("Your application is in")
    await ada.open(f"{project}/applicants")
    await ada.sees_after("I like lists.")
    await ada.follow("Select")
    await ada.fill({})
    await ada.sees("Selected.")
    await bo.open("/contracts")
    await bo.sees_after("Clean a customer list")
    await bo.follow("Clean a customer list")
    return bo.page.url.removeprefix(bo.site)


async def worked_and_paid(ada: Person, bo: Person, contract: str) -> None:
    """Play the rest from the signatures to the money, each step by the button that the page of this side offers."""
    for person, name in ((bo, "Bo Berg"), (ada, "Ada Alder")):
        await person.open(contract)
        await person.follow("Read and sign")
        await person.fill({"legal_name": name})
        await person.sees("Signed.")
    await bo.sees_after("In progress")
    await bo.follow("Hand in")
    await bo.fill({"url": "https://work.example.org/list.csv", "note": "All of it."})
    await bo.sees("Your work is handed in")
    await ada.open(contract)
    await ada.sees_after("Review what was handed in")
    await ada.follow("Review")
    await ada.fill({})
    await ada.sees("Accepted.")
    await bo.open(contract)
    await bo.sees_after("Everything is done")
    await bo.sees("Is paid")
    await bo.open("/payouts")
    await bo.sees("$250.00")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_an_engagement_is_done_by_clicking(running: Running, operator: Operator, script: bool) -> None:
    async with chromium() as browser:
        ada, bo = [await Person.begin(browser, running.place.web, script=script) for _ in range(2)]

        project = await published(ada, await company_that_pays(ada, operator), operator)
        await talent_with_profile(bo, operator)
        await worked_and_paid(ada, bo, await selected(ada, bo, project))

        assert (ada.tab.complaints, bo.tab.complaints) == ([], [])

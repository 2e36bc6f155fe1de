"""A person signs up, logs in, and looks at a project, in Chromium, on the whole platform."""

import asyncio
import secrets
from datetime import timedelta

import pytest
from playwright.async_api import Browser
from services.web.tests.chromium import Watched, chromium

from foothold_devstack.demo.client import Client, Json, open_gateway
from foothold_devstack.demo.market import profiles
from foothold_devstack.demo.people import Operator
from tests.e2e.conftest import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

LIVE = "**/live?ticket=*"
ENDS_WITHIN_SECONDS = 10
"""Less than the time in which requests may end; a stream ends at once."""

PASSWORD = "correct-horse-battery"


async def published(running: Running, operator: Operator, title: str) -> str:
    """Publish a project as a company, and return its id."""
    domain = f"alder-{secrets.token_hex(6)}.example.org"
    today = await operator.today("catalog")
    async with open_gateway(running.place.gateway) as gateway:
        ada = Client(gateway)
        await ada.sign_up(f"ada@{domain}", "Ada")
        company = {"kind": "company", "name": "Alder Analytics", "country": "US", "domain": domain}
        made = await ada.post("/v1/organizations", company)
        await operator.verify(made["organization_id"])
        await ada.renew()
        body = terms(title) | {
            "organization_id": made["organization_id"],
            "starts_on": str(today + timedelta(days=7)),
            "deadline": str(today + timedelta(days=21)),
        }
        project = await ada.post("/v1/projects", body)
        await ada.post(f"/v1/projects/{project['project_id']}/publication")
        return str(project["project_id"])


def terms(title: str) -> Json:
    return {
        "title": title,
        "brief": "4,000 rows; each customer should stand in it once.",
        "category": "data",
        "objectives": ["Learn how duplicates come about"],
        "jurisdiction": "US",
        "timezone": "America/New_York",
        "milestones": [{"title": "List", "acceptance_criteria": "No duplicates", "share": 10000}],
        "skills": [{"name": "SQL", "need": "must", "level": 3}],
        "hours": 10,
        "pay": {"amount": 25000, "currency": "USD"},
    }


async def test_a_person_signs_up_logs_in_and_looks_at_a_project(running: Running, operator: Operator) -> None:
    title = f"Clean a customer list {secrets.token_hex(4)}"
    project_id = await published(running, operator, title)
    async with chromium() as browser:
        tab = Watched(await browser.new_page())

        await tab.page.goto(running.place.web)
        await tab.page.get_by_role("banner").get_by_role("link", name="Sign up").click()
        await tab.page.get_by_label("Your name").fill("Bo Berg")
        email = f"bo-{secrets.token_hex(6)}@example.org"
        await tab.page.get_by_label("Email").fill(email)
        await tab.page.get_by_label("Password").fill(PASSWORD)
        await tab.page.get_by_role("main").get_by_role("button", name="Sign up").click()

        await tab.page.get_by_label("Email").fill(email)
        await tab.page.get_by_label("Password").fill(PASSWORD)
        await tab.page.get_by_role("main").get_by_role("button", name="Log in").click()
        await tab.page.get_by_role("heading", name="Hello Bo Berg").wait_for()

        await tab.page.get_by_role("banner").get_by_role("link", name="Find projects").click()
        await tab.page.get_by_label("Category").fill("data")
        await tab.page.get_by_role("button", name="Filter").click()
        await tab.page.goto(f"{running.place.web}/projects/{project_id}")
        await tab.page.get_by_role("heading", name=title).wait_for()
        await tab.page.get_by_role("link", name="Alder Analytics").click()
        await tab.page.get_by_role("link", name=title).wait_for()

        await tab.page.get_by_role("button", name="Log out").click()
        await tab.page.get_by_text("You are logged out.").wait_for()
        await tab.page.goto(f"{running.place.web}/home")
        await tab.page.get_by_role("heading", name="Log in").wait_for()
        assert tab.complaints == []


async def test_the_web_app_says_which_part_is_away_and_the_rest_works(running: Running) -> None:
    async with chromium() as browser:
        tab = Watched(await browser.new_page())
        running.platform.kill("catalog")
        try:
            await tab.page.goto(f"{running.place.web}/projects")
            await tab.page.get_by_text("the list of projects").wait_for()
            await tab.page.goto(f"{running.place.web}/sign-up")
            await tab.page.get_by_role("heading", name="Sign up").wait_for()
        finally:
            await running.platform.restart("catalog")


async def logged_in(browser: Browser, running: Running, person: Client) -> Watched:
    """Log a person in, in a browser of their own."""
    context = await browser.new_context()
    tab = Watched(await context.new_page())
    await tab.page.goto(f"{running.place.web}/log-in")
    await tab.page.get_by_label("Email").fill(person.email)
    await tab.page.get_by_label("Password").fill(person.password)
    await tab.page.get_by_role("main").get_by_role("button", name="Log in").click()
    await tab.page.wait_for_url("**/home*")
    return tab


async def waiting_at_home(browser: Browser, running: Running, operator: Operator, bo: Client) -> Watched:
    """Sign a talent up, and open home until it listens."""
    await bo.sign_up(f"bo-{secrets.token_hex(6)}@example.org", "Bo Berg")
    await bo.put("/v1/me/profile", profiles(await operator.today("catalog"))[0])
    tab = await logged_in(browser, running, bo)
    async with tab.page.expect_response(LIVE):
        await tab.page.reload()
    await tab.page.get_by_text("Nothing waits for you.").wait_for()
    return tab


async def test_home_follows_what_happens_while_it_is_open(running: Running, operator: Operator) -> None:
    project_id = await published(running, operator, f"Clean a customer list {secrets.token_hex(4)}")
    async with open_gateway(running.place.gateway) as gateway, chromium() as browser:
        bo = Client(gateway)
        tab = await waiting_at_home(browser, running, operator, bo)

        await bo.post(f"/v1/projects/{project_id}/applications", {"answers": ["I would like to."]})

        await tab.page.get_by_text("The company reads your application").wait_for()
        await tab.page.get_by_role("status").get_by_text("Something has changed here.").wait_for()
        assert tab.complaints == []


async def test_the_web_app_ends_though_a_page_waits_and_the_page_finds_it_again(
    running: Running, operator: Operator
) -> None:
    project_id = await published(running, operator, f"Clean a customer list {secrets.token_hex(4)}")
    async with open_gateway(running.place.gateway) as gateway, chromium() as browser:
        bo = Client(gateway)
        tab = await waiting_at_home(browser, running, operator, bo)
        try:
            async with asyncio.timeout(ENDS_WITHIN_SECONDS):
                assert await running.platform.terminate("web") == 0
            await bo.post(f"/v1/projects/{project_id}/applications", {"answers": ["I would like to."]})
        finally:
            await running.platform.restart("web")

        await tab.page.get_by_text("The company reads your application").wait_for(timeout=60_000)

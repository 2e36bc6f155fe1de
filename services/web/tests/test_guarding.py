"""Posts of other sites are refused, every answer has its headers, and what people wrote shows as text."""

import pytest

from foothold_web.gateway import calls

from .answers import ORGANIZATION, PROJECT, page
from .browsing import SITE, Browser, Site

CREDENTIALS = {"email": "bo@example.org", "password": "correct-horse-battery"}
HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;\"'"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
        {},
    ],
    ids=str,
)
async def test_a_post_from_elsewhere_is_refused_even_with_the_proof(
    site: Site, browser: Browser, headers: dict[str, str]
) -> None:
    form = (await browser.open("/log-in")).form()

    answer = await browser.client.post("/log-in", data=form["fields"] | CREDENTIALS, headers=headers)

    assert answer.status_code == 403
    assert site.gateway.calls_of(calls.LOG_IN) == []


@pytest.mark.parametrize("proof", ["", "0" * 64, "ü"])
async def test_a_post_without_the_proof_of_this_browser_is_refused(
    site: Site, browser: Browser, proof: str
) -> None:
    form = (await browser.open("/log-in")).form()

    answer = await browser.client.post(
        "/log-in",
        data=form["fields"] | CREDENTIALS | {"proof": proof},
        headers={"sec-fetch-site": "same-origin"},
    )

    assert answer.status_code == 403
    assert site.gateway.calls_of(calls.LOG_IN) == []


async def test_the_proof_of_another_browser_does_not_count(site: Site, browser: Browser) -> None:
    form = (await site.browser().open("/log-in")).form()
    await browser.open("/log-in")

    answer = await browser.client.post(
        "/log-in", data=form["fields"] | CREDENTIALS, headers={"sec-fetch-site": "same-origin"}
    )

    assert answer.status_code == 403


async def test_a_browser_without_fetch_metadata_is_judged_by_its_origin(browser: Browser) -> None:
    form = (await browser.open("/log-in")).form()

    answer = await browser.client.post("/log-in", data=form["fields"] | CREDENTIALS, headers={"origin": SITE})

    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/", "/log-in", "/nothing", "/projects/prj_1", "/robots.txt"])
async def test_every_answer_has_the_headers(browser: Browser, path: str) -> None:
    headers = (await browser.open(path)).answer.headers

    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "max-age=31536000" in headers["strict-transport-security"]


async def test_pages_are_not_kept_and_built_files_are_kept_for_ever(browser: Browser) -> None:
    start = await browser.open("/")
    styles = next(line for line in start.html.splitlines() if "stylesheet" in line).split('"')[3]

    assert start.answer.headers["cache-control"] == "no-store"
    assert (await browser.client.get(styles)).headers["cache-control"].endswith("immutable")
    assert (await browser.client.get("/assets/../settings.py")).status_code == 404


async def test_html_that_people_wrote_shows_as_text(site: Site, browser: Browser) -> None:
    nasty = PROJECT | {"title": HTML, "brief": HTML, "objectives": [HTML], "timezone": HTML}
    nasty["skills"] = [{"name": HTML, "need": "must", "level": 1}]
    nasty["milestones"] = [{"title": HTML, "acceptance_criteria": HTML, "share": 10000}]
    site.gateway.answers(calls.PROJECT, nasty)
    site.gateway.answers(calls.PROJECTS, page(nasty))
    site.gateway.answers(calls.ORGANIZATION, ORGANIZATION | {"name": HTML, "domain": HTML})

    for path in ("/", "/projects", "/projects/prj_1", "/organizations/org_1", "/projects?category=" + HTML):
        shown = await browser.open(path)
        assert "<script>alert" not in shown.html, path
        assert "<img src=x" not in shown.html, path


async def test_a_form_that_is_sent_twice_carries_one_key(site: Site, browser: Browser) -> None:
    await browser.log_in()
    form = await browser.open("/organizations/new")
    typed = {"kind": "company", "name": "Alder", "country": "us", "domain": "alder.example.org"}

    await browser.send(form, **typed)
    await browser.send(form, **typed)

    first, second = site.gateway.calls_of(calls.REGISTER_ORGANIZATION)
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


async def test_the_address_of_the_caller_and_the_request_are_passed_on(site: Site, browser: Browser) -> None:
    page = await browser.open("/projects")

    [asked] = site.gateway.calls_of(calls.PROJECTS)
    assert asked.headers["x-forwarded-for"] == "127.0.0.1"
    assert asked.headers["x-correlation-id"] == page.answer.headers["x-request-id"]

"""What holds for every screen in every state: it is there, says what it is, and is the same in every language."""

import re

import httpx2
import pytest

from foothold_web.ui.navigation import OF_SOMEBODY, PUBLIC
from foothold_web.ui.words import LANGUAGES, PSEUDO
from foothold_web.visiting import LANGUAGE_COOKIE

from .browsing import Page, Site
from .screen import Screen
from .screens import SCREENS

MOST_BYTES = 30_000
"""Of one page, compressed, as HTML; preferences names all time zones."""

of_each = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)


def faults(page: Page) -> list[str]:
    """Name what every page has to have and this one lacks, and what none may have."""
    posting = [form for form in page.forms if form["method"] == "post"]
    ids = re.findall(r'\sid="([^"]+)"', page.html)
    labelled = set(re.findall(r'<label for="([^"]+)"', page.html))
    typed = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page.html)
    ids_typed = {_attribute(tag, "id") for tag in typed if 'type="hidden"' not in tag}
    return [
        *(["no title"] if not page.title.strip() else []),
        *([f"{page.html.count('<h1')} first headings"] if page.html.count("<h1") != 1 else []),
        *(f"a form to {form['action']} without proof" for form in posting if not form["fields"].get("proof")),
        *(f"{id} stands twice" for id in sorted({id for id in ids if ids.count(id) > 1})),
        *(f"{id} has no label" for id in sorted(ids_typed - labelled)),
        *(["a style inside"] if re.search(r"\sstyle=|<style", page.html) else []),
        *(["a script inside"] if re.search(r"<script(?! src=)|\son[a-z]+=|javascript:", page.html) else []),
        *(["an expression of htmx"] if re.search(r"hx-on|js:", page.html) else []),
    ]


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


@of_each
async def test_each_screen_answers_and_is_whole(site: Site, screen: Screen) -> None:
    page = await screen.open(site.browser(), site.gateway)

    assert page.status == screen.status, page.text
    assert faults(page) == []
    assert len(page.answer.content) < MOST_BYTES * 4


@pytest.mark.parametrize("language", [*LANGUAGES, PSEUDO])
async def test_each_screen_speaks_each_language(site: Site, language: str) -> None:
    browser = site.browser()
    browser.client.cookies.set(LANGUAGE_COOKIE, language, domain="foothold.test")

    for screen in SCREENS:
        site.gateway.begin_anew()
        page = await screen.open(browser, site.gateway)

        assert page.status == screen.status, screen.name
        assert f'<html lang="{"en" if language == PSEUDO else language}"' in page.html


async def test_a_screen_for_people_who_are_logged_in_leads_others_to_the_log_in(site: Site) -> None:
    browser = site.browser()

    for screen in SCREENS:
        page = await browser.open(screen.path)
        asks = page.path.startswith("/log-in?next=")
        assert asks == (
            (screen.logged_in and not screen.for_anyone) or screen.path.startswith("/log-in?next=")
        ), screen.name


async def test_the_header_leads_to_pages_that_are_there(site: Site) -> None:
    stranger, somebody = site.browser(), site.browser()
    await somebody.log_in()

    for browser, entries in ((stranger, PUBLIC), (somebody, OF_SOMEBODY)):
        for label, href in entries:
            page = await browser.open(href)
            assert (page.status, page.path) == (200, href), label
            assert f'href="{href}" aria-current="page"' in page.html


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<h1>A</h1><title>A</title><input id="a" name="a">', "a has no label"),
        ('<h1>A</h1><title>A</title><form method="post"></form>', "a form to / without proof"),
        ('<h1 style="color: red">A</h1><title>A</title>', "a style inside"),
        ('<h1 onclick="x()">A</h1><title>A</title>', "a script inside"),
        ("<title>A</title>", "0 first headings"),
    ],
)
def test_a_planted_fault_is_found(html: str, fault: str) -> None:
    request = httpx2.Request("GET", "https://foothold.test/")

    assert fault in faults(Page(httpx2.Response(200, html=html, request=request)))

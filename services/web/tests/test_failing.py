"""What goes wrong is a page too: it says what happened, and what to do next."""

from foothold_web.gateway import calls

from .browsing import LIKE_A_BROWSER, Browser, Site

TYPED = {"kind": "company", "name": "Alder", "country": "US", "domain": "alder.example.org"}


async def test_a_page_whose_service_is_away_names_it_and_says_when_to_come_back(
    site: Site, browser: Browser
) -> None:
    site.gateway.is_away(calls.PROJECT)

    page = await browser.open("/projects/prj_1")

    assert page.status == 503
    assert int(page.answer.headers["retry-after"]) >= 1
    assert "the list of projects, which does not answer" in page.text


async def test_a_part_of_a_page_that_is_away_leaves_the_rest(site: Site, browser: Browser) -> None:
    site.gateway.is_away(calls.ORGANIZATION)

    page = await browser.open("/projects/prj_1")

    assert page.status == 200
    assert "This part does not answer at the moment." in page.text
    assert page.title.startswith("Clean a customer list")


async def test_nothing_answers_and_the_page_says_so(site: Site, browser: Browser) -> None:
    site.gateway.is_gone()

    assert (await browser.open("/projects")).status == 503
    assert (await browser.open("/sign-up")).status == 200


async def test_a_post_that_met_a_service_that_was_away_can_be_sent_again(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    form = await browser.open("/organizations/new")
    site.gateway.is_away(calls.REGISTER_ORGANIZATION)

    page = await browser.send(form, **TYPED)

    assert page.status == 503
    assert "it happens only once" in page.text


async def test_what_is_not_there_and_what_is_not_yours_look_the_same(site: Site, browser: Browser) -> None:
    site.gateway.refuses(calls.PROJECT, 404, "not_found")
    missing = await browser.open("/projects/prj_1")
    site.gateway.refuses(calls.PROJECT, 403, "not_yours")
    forbidden = await browser.open("/projects/prj_1")

    assert (missing.status, missing.text) == (forbidden.status, forbidden.text)
    assert missing.status == 404


async def test_errors_of_the_api_stand_at_their_fields_and_the_rest_is_kept(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    form = await browser.open("/organizations/new")
    error = {"field": "domain", "message": "This is no domain."}
    site.gateway.refuses(calls.REGISTER_ORGANIZATION, 422, "invalid", "Wrong: domain.", error)

    page = await browser.send(form, **TYPED)

    assert page.status == 422
    assert page.title.startswith("Error:")
    assert "#f-domain" in page.links
    assert page.form()["fields"]["name"] == "Alder"


async def test_a_body_that_is_too_large_is_refused_by_a_page(site: Site, browser: Browser) -> None:
    fields = (await browser.open("/log-in")).form()["fields"] | {"email": "x" * 100_000}

    answer = await browser.client.post("/log-in", data=fields, headers=LIKE_A_BROWSER)

    assert answer.status_code == 413
    assert "That was too much at once" in answer.text


async def test_an_error_of_ours_names_the_request_and_nothing_else(site: Site, browser: Browser) -> None:
    site.gateway.answers(calls.PROJECTS, {"items": [{"title": "no project"}], "next": None})

    page = await browser.open("/projects")

    assert page.status == 503
    assert "validation" not in page.text.lower()

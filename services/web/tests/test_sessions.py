"""Logging in and out: what the browser gets, what the database keeps, and when it ends."""

from datetime import timedelta

from foothold_web.gateway import calls
from foothold_web.sessions.cookie import NAME

from .answers import ME
from .browsing import SITE, Browser, Site


async def test_a_log_in_gives_the_browser_a_new_opaque_cookie_and_keeps_the_tokens_here(
    site: Site, browser: Browser
) -> None:
    await browser.open("/log-in")
    before = browser.client.cookies[NAME]

    page = await browser.log_in()

    assert page.path == "/home"
    assert browser.client.cookies[NAME] != before
    kept = [document async for document in documents(site, "sessions")]
    assert len(kept) == 1
    assert "access-1" not in str(kept)
    assert "refresh-1" not in str(kept)
    assert browser.client.cookies[NAME] not in str(kept)


async def test_the_cookie_is_for_this_host_alone_and_out_of_the_reach_of_scripts(browser: Browser) -> None:
    page = await browser.open("/log-in")

    cookie = page.answer.headers["set-cookie"]
    assert cookie.startswith("__Host-fh=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_a_log_out_ends_the_session_here_and_at_the_api(site: Site, browser: Browser) -> None:
    home = await browser.log_in()
    cookie = browser.client.cookies[NAME]

    page = await browser.send(home, "/log-out")

    assert "You are logged out." in page.text
    assert len(site.gateway.calls_of(calls.LOG_OUT)) == 1
    assert browser.client.cookies[NAME] != cookie
    thief = site.browser(cookie=f"{NAME}={cookie}")
    assert (await thief.open("/home")).path.startswith("/log-in")


async def test_a_cookie_that_somebody_else_chose_is_not_logged_in(site: Site) -> None:
    victim = site.browser()
    victim.client.cookies.set(NAME, "f" * 43, domain="foothold.test")
    await victim.log_in()

    attacker = site.browser(cookie=f"{NAME}={'f' * 43}")
    assert (await attacker.open("/home")).path.startswith("/log-in")


async def test_wrong_credentials_are_said_above_the_form_and_the_password_is_not_shown_again(
    site: Site, browser: Browser
) -> None:
    site.gateway.refuses(calls.LOG_IN, 401, "login_refused", "Email and password do not match.")

    page = await browser.log_in()

    assert page.status == 422
    assert "Email and password do not match. Look at both again." in page.text
    assert page.form()["fields"]["email"] == "bo@example.org"
    assert page.form()["fields"]["password"] == ""


async def test_an_access_token_is_renewed_unseen_before_it_runs_out(site: Site, browser: Browser) -> None:
    await browser.log_in()
    site.clock.advance(timedelta(minutes=15))

    page = await browser.open("/home")

    assert page.path == "/home"
    assert [asked.body for asked in site.gateway.calls_of(calls.REFRESH)] == [{"refresh_token": "refresh-1"}]


async def test_a_session_ends_without_a_visit(site: Site, browser: Browser) -> None:
    await browser.log_in()
    site.clock.advance(timedelta(days=15))

    assert (await browser.open("/home")).path == "/log-in?next=%2Fhome"


async def test_the_session_of_an_operator_ends_after_half_an_hour(site: Site, browser: Browser) -> None:
    site.gateway.answers(calls.ME, ME | {"scopes": ["trust"]})
    await browser.log_in()
    site.clock.advance(timedelta(minutes=31))

    assert (await browser.open("/home")).path == "/log-in?next=%2Fhome"


async def test_what_was_typed_when_the_session_ran_out_is_there_again_after_the_log_in(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    form = await browser.open("/organizations/new")
    site.clock.advance(timedelta(days=15))

    log_in = await browser.send(
        form, kind="company", name="Alder & Söhne", country="DE", domain="alder.example.org"
    )
    assert log_in.path.startswith("/log-in?next=%2Forganizations%2Fnew")
    assert "You come back to the same page, with what you typed." in log_in.text
    again = await browser.send(log_in, email="bo@example.org", password="correct-horse-battery")

    assert again.path.startswith("/organizations/new?draft=")
    assert (
        again.form()["fields"] | {"name": "Alder & Söhne", "domain": "alder.example.org", "kind": "company"}
        == (again.form()["fields"])
    )
    assert site.gateway.calls_of(calls.REGISTER_ORGANIZATION) == []


async def test_the_same_holds_if_the_api_ends_the_session_in_the_midst_of_a_post(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    form = await browser.open("/organizations/new")
    site.gateway.refuses(calls.REGISTER_ORGANIZATION, 401, "session_ended")

    log_in = await browser.send(form, kind="company", name="Alder", country="DE", domain="alder.example.org")
    again = await browser.send(log_in, email="bo@example.org", password="correct-horse-battery")

    assert again.form()["fields"]["name"] == "Alder"


async def test_nobody_else_reads_what_was_typed(site: Site, browser: Browser) -> None:
    form_of = await browser.open("/log-in")
    await browser.send(form_of, email="bo@example.org", password="correct-horse-battery")
    form = await browser.open("/organizations/new")
    site.clock.advance(timedelta(days=15))
    log_in = await browser.send(
        form, kind="company", name="Secret plans", country="DE", domain="a.example.org"
    )

    other = site.browser()
    page = await other.open(log_in.path)
    page = await other.send(page, email="eve@example.org", password="correct-horse-battery")

    assert "Secret plans" not in page.html


async def test_nobody_is_led_to_another_site(browser: Browser) -> None:
    for elsewhere in (
        "https://evil.example.org/",
        "//evil.example.org",
        "/\\evil.example.org",
        "javascript:alert(1)",
    ):
        page = await browser.open("/log-in?next=" + elsewhere)
        answer = await browser.client.post(
            page.form()["action"],
            data=page.form()["fields"] | {"email": "bo@example.org", "password": "correct-horse-battery"},
            headers={"sec-fetch-site": "same-origin"},
        )
        assert answer.headers["location"] in {"/", "/home"}, elsewhere
        browser.client.cookies.clear()


async def documents(site: Site, collection: str):
    for document in await site.service.service.database.collection(collection).find({}, limit=100):
        yield document


assert SITE.startswith("https://")  # secure cookies are kept

"""The word of an institution: who sees the requests, in which order, and what a confirmation asks of the API."""

from foothold_web.gateway import calls

from .answers import ME
from .browsing import Browser, Site
from .screens_institutions import AFFILIATION, CONFIRM, CONFIRMED, LIST, SOON, an_institution


async def member(site: Site, organization_id: str = "org_1") -> Browser:
    browser = site.browser()
    site.gateway.answers(calls.ME, ME | {"orgs": {organization_id: "owner"}})
    await browser.log_in()
    return browser


async def test_requests_stand_in_the_order_in_which_they_lapse_and_say_what_happens(site: Site) -> None:
    browser = await member(site)
    an_institution(AFFILIATION, CONFIRMED, SOON)(site.gateway)

    shown = await browser.open(LIST)

    assert shown.text.index("tal_8") < shown.text.index("tal_7")
    assert shown.text.count("If nobody acts: The request lapses.") == 2
    assert "Mon 8 Jun, 08:00 UTC" in shown.text


async def test_a_confirmation_is_sent_once_with_the_key_of_its_form(site: Site) -> None:
    browser = await member(site)
    an_institution(AFFILIATION)(site.gateway)

    done = await browser.send(await browser.open(CONFIRM), CONFIRM)

    [asked] = site.gateway.calls_of(calls.CONFIRM_AFFILIATION)
    assert asked.path == "/v1/affiliations/aff_1/confirmation"
    assert asked.headers["idempotency-key"].startswith("web-")
    assert (done.path, done.status) == (f"{LIST}?said=confirmed", 200)


async def test_nobody_else_sees_who_asked(site: Site) -> None:
    browser = await member(site, "org_2")
    an_institution(AFFILIATION)(site.gateway)

    for path in (LIST, CONFIRM):
        assert (await browser.open(path)).status == 404
    assert site.gateway.calls_of(calls.AFFILIATIONS) == []


async def test_an_institution_that_is_not_verified_is_offered_no_button(site: Site) -> None:
    browser = await member(site)
    an_institution(AFFILIATION, status="registered")(site.gateway)

    shown = await browser.open(CONFIRM)

    assert [form["action"] for form in shown.forms] == ["/log-out"]
    assert "as soon as Foothold has checked your institution" in shown.text


async def test_the_organizations_page_leads_its_members_there_and_nobody_else(site: Site) -> None:
    an_institution()(site.gateway)
    stranger = await site.browser().open("/organizations/org_1")
    browser = await member(site)
    an_institution()(site.gateway)

    assert LIST not in stranger.links
    assert LIST in (await browser.open("/organizations/org_1")).links


async def test_home_says_to_a_member_whose_word_is_waited_for(site: Site) -> None:
    browser = await member(site)
    an_institution(AFFILIATION, CONFIRMED)(site.gateway)

    shown = await browser.open("/home")

    assert shown.text.count("Confirm an affiliation, or let it lapse") == 1
    assert LIST in shown.links

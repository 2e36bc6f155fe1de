"""What a talent does: profile, applications, affiliations, payouts."""

from datetime import date

from foothold_payouts.provider.sandbox import TOKENS
from foothold_web.gateway import calls
from foothold_web.gateway.views import Terms
from foothold_web.pages.talent.payouts import SANDBOX
from foothold_web.pages.talent.weeks import weeks_of

from .answers import ORGANIZATION, PLACE, PROFILE, PROJECT
from .answers import page as page_of
from .browsing import Browser, Site
from .screens_talent import contracts_of_mine


async def test_a_profile_is_written_as_the_api_wants_it(site: Site, browser: Browser) -> None:
    await browser.log_in()
    form = await browser.open("/profile/edit")

    saved = await browser.send(form, skills__2__name="Python", skills__2__level="2", languages="")

    [asked] = site.gateway.calls_of(calls.UPDATE_PROFILE)
    expected = {
        name: value for name, value in PROFILE.items() if name not in {"talent_id", "available_until"}
    }
    assert asked.body == expected | {
        "skills": [*PROFILE["skills"], {"name": "Python", "level": 2}],
        "languages": [],
    }
    assert asked.headers["idempotency-key"] == form.form()["fields"]["key"]
    assert saved.path == "/profile?said=profile"


async def test_a_gap_says_what_it_costs_and_leads_to_its_field(site: Site, browser: Browser) -> None:
    site.gateway.answers(calls.MY_PROFILE, PROFILE | {"work_authorizations": []})
    await browser.log_in()

    page = await browser.open("/profile")

    assert "Every project names the country whose law holds." in page.text
    href = next(link for link in page.links if link.endswith("#f-work_authorizations"))
    assert 'id="f-work_authorizations"' in (await browser.open(href)).html


async def test_a_refusal_stands_at_the_day_it_is_about(site: Site, browser: Browser) -> None:
    error = {"field": "blackout_dates.0", "message": "This day is not one."}
    site.gateway.refuses(calls.UPDATE_PROFILE, 422, "invalid", "Wrong.", error)
    await browser.log_in()

    page = await browser.send(await browser.open("/profile/edit"))

    assert page.status == 422
    assert 'id="f-blackout_dates-error"' in page.html


async def test_a_suggested_skill_is_filled_in_and_not_saved(site: Site, browser: Browser) -> None:
    await browser.log_in()

    page = await browser.open("/profile/edit?skill=sql&level=5")

    fields = page.form()["fields"]
    names = [value for name, value in fields.items() if name.startswith("skills.") and name.endswith("name")]
    assert [name for name in names if name] == ["sql", "Excel"]
    assert fields["skills.0.level"] == "5"
    assert site.gateway.calls_of(calls.UPDATE_PROFILE) == []


async def test_a_place_says_what_would_help_and_leads_to_the_profile(site: Site, browser: Browser) -> None:
    site.gateway.answers(calls.MY_APPLICATIONS, page_of())
    await browser.log_in()

    page = await browser.open("/projects/prj_1")

    assert "Place 6 of 18" in page.text
    assert "Excel at level 2 would add 0.09 points. You would have place 3." in page.text
    assert "/profile/edit?skill=Excel&level=2" in page.links
    assert "0.38" in page.text  # the median of the first term


async def test_nobody_who_is_not_logged_in_asks_for_a_place(site: Site, browser: Browser) -> None:
    page = await browser.open("/projects/prj_1")

    assert page.status == 200
    assert site.gateway.calls_of(calls.PLACE) == []


async def test_answers_that_were_left_empty_are_not_sent(site: Site, browser: Browser) -> None:
    site.gateway.answers(calls.MY_APPLICATIONS, page_of())
    await browser.log_in()
    form = await browser.open("/projects/prj_1/apply")

    sent = await browser.send(form, answers__1="Two lists\r\nof my own")

    [asked] = site.gateway.calls_of(calls.APPLY)
    assert asked.body == {"answers": ["Two lists\nof my own"]}
    assert asked.headers["idempotency-key"] == form.form()["fields"]["key"]
    assert sent.path == "/applications/app_1?said=applied"


async def test_who_has_applied_is_led_to_the_application(site: Site, browser: Browser) -> None:
    await browser.log_in()

    assert (await browser.open("/projects/prj_1/apply")).path == "/applications/app_1"


async def test_nobody_applies_for_a_project_of_the_own_organization(site: Site, browser: Browser) -> None:
    site.gateway.answers(calls.MY_APPLICATIONS, page_of())
    site.gateway.refuses(calls.PLACE, 409, "own_project", "You belong to org_1.")
    await browser.log_in()

    project, form = await browser.open("/projects/prj_1"), await browser.open("/projects/prj_1/apply")

    assert "/projects/prj_1/apply" not in project.links
    assert all(each["action"] == "/log-out" for each in form.forms)


async def test_an_application_is_withdrawn_once_with_the_key_of_its_button(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    shown = await browser.open("/applications/app_1")

    done = await browser.send(shown, "/applications/app_1/withdrawal")

    [asked] = site.gateway.calls_of(calls.WITHDRAW)
    assert asked.headers["idempotency-key"].startswith("web-")
    assert done.path == "/applications/app_1?said=withdrawn"


async def test_a_withdrawal_that_comes_too_late_says_why(site: Site, browser: Browser) -> None:
    site.gateway.refuses(calls.WITHDRAW, 409, "application_selected", "The application is selected.")
    await browser.log_in()

    page = await browser.send(await browser.open("/applications/app_1"), "/applications/app_1/withdrawal")

    assert page.status == 409
    assert "You are selected already" in page.text


async def test_the_money_of_each_contract_stands_where_it_is(site: Site, browser: Browser) -> None:
    contracts_of_mine(site.gateway)
    await browser.log_in()

    page = await browser.open("/payouts")

    assert page.text.count("Now: Until the work is accepted") == 2  # active and submitted
    assert page.text.count("Now: Is being charged now") == 1
    assert page.text.count("Now: Is being sent") == 1


async def test_an_account_is_saved_and_never_shown(site: Site, browser: Browser) -> None:
    await browser.log_in()

    page = await browser.send(
        await browser.open("/payouts/payee"), account="sandbox_ok", tax_status="student"
    )

    [asked] = site.gateway.calls_of(calls.SET_PAYEE)
    assert asked.body == {"account": "sandbox_ok", "tax_status": "student"}
    assert page.path == "/payouts?said=payee"


def test_the_tokens_that_are_explained_are_those_of_the_sandbox() -> None:
    assert tuple(token for token, _meaning in SANDBOX) == TOKENS


async def test_an_institution_is_asked_by_the_address_of_its_page(site: Site, browser: Browser) -> None:
    await browser.log_in()

    page = await browser.send(
        await browser.open("/affiliations"), organization_id="https://foothold.test/organizations/org_7F?x=1"
    )

    [asked] = site.gateway.calls_of(calls.ASK_AFFILIATION)
    assert asked.body == {"organization_id": "org_7F"}
    assert page.path == "/affiliations?said=affiliation"


def test_the_hours_of_work_fall_on_the_weeks_of_its_days() -> None:
    terms = Terms.model_validate(PROJECT | {"starts_on": "2026-06-06", "deadline": "2026-06-09", "hours": 8})

    weeks = weeks_of([terms], [terms], 12, date(2026, 6, 3))

    assert [(week.monday.day, week.promised, week.asked) for week in weeks[:3]] == [
        (1, 4.0, 4.0),
        (8, 4.0, 4.0),
        (15, 0.0, 0.0),
    ]


async def test_home_offers_what_fits_and_leaves_out_what_does_not(site: Site, browser: Browser) -> None:
    site.gateway.answers(calls.MY_APPLICATIONS, page_of())
    await browser.log_in()
    assert "What speaks most for you:" in (await browser.open("/home")).text

    site.gateway.answers(calls.PLACE, PLACE | {"limit": "no_capacity"})

    assert "What speaks most for you:" not in (await browser.open("/home")).text


async def test_the_page_of_an_institution_leads_to_the_form_that_asks_it(
    site: Site, browser: Browser
) -> None:
    site.gateway.answers(
        calls.ORGANIZATION, ORGANIZATION | {"kind": "institution", "organization_id": "org_7F"}
    )
    await browser.log_in()

    page = await browser.open("/organizations/org_7F")

    assert "/affiliations?organization_id=org_7F" in page.links
    form = (await browser.open("/affiliations?organization_id=org_7F")).form()
    assert form["fields"]["organization_id"] == "org_7F"

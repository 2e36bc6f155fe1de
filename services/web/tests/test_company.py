"""What the pages of a company do: its money, its projects, those who apply."""

import json

from foothold_catalog.api import DraftBody
from foothold_catalog.policy import CatalogPolicy
from foothold_payouts.provider.sandbox import TOKENS
from foothold_web.gateway import calls
from foothold_web.pages.company.money import SANDBOX
from foothold_web.pages.company.questions import WHOLE

from .answers import APPLICATION, PROJECT, SUMMARY, page
from .browsing import Browser, Page, Site
from .screens_company import ASKED, CHANGE, DRAFT, ONE, SKILL, TERMS, WORK, draft, terms_refused


def test_each_token_of_the_sandbox_is_explained() -> None:
    assert tuple(token for token, _meaning in SANDBOX) == TOKENS


def test_the_hints_name_the_bounds_of_the_catalog() -> None:
    policy, hints = CatalogPolicy(), {field.name: field.hint for field in WHOLE.fields({})}

    assert f"{policy.hours_min} to {policy.hours_max}." in hints["hours"]
    assert f"{policy.days_min} to {policy.days_max} days" in hints["deadline"]
    assert f"{policy.title_characters_max} characters" in hints["title"]


async def test_a_payment_method_is_saved_and_its_token_never_shown(site: Site, browser: Browser) -> None:
    await browser.log_in()
    form = await browser.open("/organizations/org_1/payment-method")

    page = await browser.send(form, token="sandbox_declines")

    [asked] = site.gateway.calls_of(calls.SET_PAYMENT_METHOD)
    assert asked.body == {"token": "sandbox_declines"}
    assert asked.headers["idempotency-key"].startswith("web-")
    assert page.path == "/organizations/org_1/payment-method?said=payment-method"
    assert "sandbox_declines" not in str(page.form()["fields"])


async def test_a_charge_shows_pay_and_fee_apart_and_together(browser: Browser) -> None:
    await browser.log_in()

    page = await browser.open("/organizations/org_1/charges")

    assert all(amount in page.text for amount in ("$250.00", "$25.00", "$275.00"))
    assert "Clean a customer list" in page.text


async def test_pages_of_another_company_are_not_there(browser: Browser) -> None:
    await browser.log_in()

    for path in ("payment-method", "charges"):
        assert (await browser.open(f"/organizations/org_2/{path}")).status == 404


async def through_the_steps(browser: Browser) -> Page:
    """Answer each step of the wizard, and return the page that shows all answers."""
    page = await browser.open("/organizations/org_1/projects/new")
    for answers in (WORK, ONE, SKILL, TERMS):
        page = await browser.send(page, **answers)
    return page


async def test_the_steps_end_in_one_draft_as_the_api_takes_it(site: Site, browser: Browser) -> None:
    await browser.log_in()

    check = await through_the_steps(browser)
    made = await browser.send(check)

    [asked] = site.gateway.calls_of(calls.DRAFT_PROJECT)
    assert asked.body == {
        "organization_id": "org_1",
        "title": "Clean a list",
        "brief": "4,000 rows.",
        "category": "data",
        "objectives": ["Tidy", "Data"],
        "milestones": [{"title": "List", "acceptance_criteria": "Tidy", "share": 10_000}],
        "skills": [{"name": "SQL", "need": "must", "level": 3}],
        "openings": 1,
        "hours": 10,
        "starts_on": "2026-06-22",
        "deadline": "2026-07-06",
        "timezone": "UTC",
        "jurisdiction": "US",
        "pay": {"amount": 25_000, "currency": "USD"},
    }
    DraftBody.model_validate_json(json.dumps(asked.body))
    assert made.path == "/organizations/org_1/projects/prj_1?said=drafted"
    assert "You have begun" not in (await browser.open("/organizations/org_1/projects")).text


async def test_a_row_is_added_without_script_and_nothing_typed_is_lost(browser: Browser) -> None:
    await browser.log_in()
    page = await browser.open(f"{ASKED}/milestones")

    page = await browser.send(page, milestones__0__title="Plan", add="milestones")

    assert page.form()["fields"]["milestones.0.title"] == "Plan"
    assert page.form()["fields"]["milestones.1.title"] == ""


async def test_an_empty_row_is_left_out(browser: Browser) -> None:
    await browser.log_in()
    page = await browser.send(await browser.open(f"{ASKED}/milestones"), add="milestones")

    await browser.send(page, **ONE)

    page = await browser.open(f"{ASKED}/milestones")
    assert "milestones.1.title" not in page.form()["fields"]


async def test_a_step_that_is_left_is_there_on_another_day(site: Site, browser: Browser) -> None:
    await browser.log_in()
    await browser.send(await browser.open(f"{ASKED}/work"), **WORK)
    elsewhere = site.browser()
    await elsewhere.log_in()

    page = await elsewhere.open("/organizations/org_1/projects/new")

    assert page.path == f"{ASKED}/milestones"
    assert (await elsewhere.open(f"{ASKED}/work")).form()["fields"]["title"] == "Clean a list"


async def test_a_broken_rule_stands_at_its_answer_until_that_is_given_again(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    terms_refused(site.gateway)
    page = await browser.send(await browser.open("/organizations/org_1/projects/prj_1/publish"))
    assert f"{CHANGE}/terms#f-pay-amount" in page.links
    assert f"{CHANGE}/milestones#f-milestones-0-share" in page.links

    step = await browser.open(f"{CHANGE}/terms")
    assert "below the floor" in step.text

    await browser.send(step, pay__amount="300")
    assert "below the floor" not in (await browser.open(f"{CHANGE}/check")).text


async def test_a_changed_draft_replaces_the_one_before(site: Site, browser: Browser) -> None:
    await browser.log_in()
    draft(site.gateway)

    await browser.send(await browser.open(f"{CHANGE}/terms"), pay__amount="300")
    await browser.send(await browser.open(f"{CHANGE}/check"))

    [made] = site.gateway.calls_of(calls.DRAFT_PROJECT)
    assert made.body["pay"] == {"amount": 30_000, "currency": "USD"}
    [cancelled] = site.gateway.calls_of(calls.CANCEL_PROJECT)
    assert cancelled.path == "/v1/projects/prj_1/cancellation"


async def test_a_project_of_another_company_is_not_there(site: Site, browser: Browser) -> None:
    await browser.log_in()
    site.gateway.answers(calls.PROJECT, DRAFT | {"organization_id": "org_2"})

    for path in ("", "/publish", "/cancel", "/answers/work", "/answers/check"):
        assert (await browser.open(f"/organizations/org_1/projects/prj_1{path}")).status == 404


async def test_publishing_and_cancelling_ask_once_and_say_what_was_done(site: Site, browser: Browser) -> None:
    await browser.log_in()
    draft(site.gateway)
    published = await browser.send(await browser.open("/organizations/org_1/projects/prj_1/publish"))
    cancelled = await browser.send(await browser.open("/organizations/org_1/projects/prj_1/cancel"))

    assert "Published." in published.text
    assert "Cancelled." in cancelled.text
    assert len(site.gateway.calls_of(calls.PUBLISH_PROJECT)) == 1


async def test_the_home_shows_whose_turn_it_is_with_the_first_end_of_those_who_wait(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    later = APPLICATION | {"application_id": "app_2", "lapses_at": "2026-06-20T10:00:00Z"}
    site.gateway.answers(calls.APPLICATIONS_OF_PROJECT, page(later, APPLICATION))

    home = await browser.open("/organizations/org_1/home")

    assert "Answer your applicants" in home.text
    assert "Review what was handed in" in home.text
    assert 'datetime="2026-06-10T10:00:00Z"' in home.html
    assert "2026-06-20" not in home.html


async def test_the_ranking_that_was_made_last_is_shown_whatever_its_id(site: Site, browser: Browser) -> None:
    await browser.log_in()
    older = SUMMARY | {"ranking_id": "rnk_0", "made_at": "2026-05-30T12:00:00Z"}
    site.gateway.answers(calls.RANKINGS, page(older, SUMMARY, older | {"ranking_id": "rnk_9"}))

    await browser.open("/projects/prj_1/applicants")

    [asked] = site.gateway.calls_of(calls.RANKING)
    assert asked.path == "/v1/projects/prj_1/rankings/rnk_1"


async def test_those_who_applied_stand_by_their_place_and_the_refused_with_their_limit(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    second = APPLICATION | {"application_id": "app_2", "talent_id": "tal_2"}
    site.gateway.answers(calls.APPLICATIONS_OF_PROJECT, page(second, APPLICATION))

    shown = await browser.open("/projects/prj_1/applicants")

    assert shown.text.index("tal_1") < shown.text.index("tal_2")
    assert "lacks a skill that is needed (SQL)" in shown.text
    assert "30: lacks a skill that is needed" in shown.text
    assert "would add 0.04" in shown.text


async def test_ranking_now_is_asked_once_and_leads_back(site: Site, browser: Browser) -> None:
    await browser.log_in()

    shown = await browser.send(
        await browser.open("/projects/prj_1/applicants"), action="/projects/prj_1/applicants"
    )

    assert len(site.gateway.calls_of(calls.RANK)) == 1
    assert shown.path == "/projects/prj_1/applicants?said=ranked"


async def test_a_selection_says_before_what_follows_and_after_what_was_done(
    site: Site, browser: Browser
) -> None:
    await browser.log_in()
    before = await browser.open("/projects/prj_1/applicants/app_1/select")
    assert "What follows" in before.text

    after = await browser.send(before)

    assert after.path == "/projects/prj_1/applicants?said=selected"
    assert len(site.gateway.calls_of(calls.SELECT)) == 1


async def test_applicants_of_another_company_are_not_there(site: Site, browser: Browser) -> None:
    await browser.log_in()
    site.gateway.answers(calls.PROJECT, PROJECT | {"organization_id": "org_2"})

    for path in ("", "/app_1/select"):
        assert (await browser.open(f"/projects/prj_1/applicants{path}")).status == 404
    assert site.gateway.calls_of(calls.APPLICATIONS_OF_PROJECT) == []


async def test_an_application_to_another_project_is_not_selected_here(site: Site, browser: Browser) -> None:
    await browser.log_in()
    site.gateway.answers(calls.APPLICATION, APPLICATION | {"project_id": "prj_2"})

    assert (await browser.open("/projects/prj_1/applicants/app_1/select")).status == 404

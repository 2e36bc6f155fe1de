"""What a talent does: profile, applications, affiliations, payouts."""

from foothold_web.gateway import calls

from .answers import PROFILE
from .browsing import Browser, Site


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

"""The console: whom each tab is for, that one service away takes only its part, and what actions ask of the API."""

import pytest

from foothold_web.gateway import calls

from .answers import ME, page
from .answers_operations import PARKED, UNVERIFIED, WORK
from .browsing import Browser, Site
from .screens_operations import DOCUMENT, RECORD, SUBJECT, VERIFY, of, one_away

SCOPES = ("trust", "money", "system")
OF_SCOPE = {
    "/operations/organizations": "trust",
    VERIFY: "trust",
    "/operations/work": "system",
    "/operations/parked": "system",
    SUBJECT: "system",
    "/operations/frozen": "system",
    DOCUMENT: "system",
    "/operations/actions": "system",
    "/operations/money": "money",
}


async def operator(site: Site, *scopes: str) -> Browser:
    browser = site.browser()
    site.gateway.answers(calls.ME, ME | {"scopes": list(scopes)})
    await browser.log_in()
    return browser


@pytest.mark.parametrize(("path", "scope"), OF_SCOPE.items())
async def test_a_tab_is_there_for_its_scope_alone(site: Site, path: str, scope: str) -> None:
    found = {held: (await (await operator(site, held)).open(path)).status for held in SCOPES}
    nobody = await (await operator(site)).open(path)

    assert found == {held: 200 if held == scope else 404 for held in SCOPES}
    assert nobody.status == 404
    assert site.gateway.calls_of(calls.WORK) == [] or scope == "system"


async def test_the_console_begins_with_the_first_tab_of_the_scopes_held(site: Site) -> None:
    assert (await (await operator(site, "system")).open("/operations")).path == "/operations/work"
    page_ = await (await operator(site, *SCOPES)).open("/operations")

    assert page_.path == "/operations/organizations"
    assert "/operations/work" in page_.links
    assert (await (await operator(site, "mediation")).open("/operations")).status == 404


async def test_the_header_leads_operators_to_the_console_and_nobody_else(site: Site) -> None:
    assert "/operations" in (await (await operator(site, "money")).open("/home")).links
    assert "/operations" not in (await (await operator(site)).open("/home")).links


async def test_a_verification_is_sent_with_its_reason_and_key(site: Site) -> None:
    browser = await operator(site, "trust")

    done = await browser.send(await browser.open(VERIFY), reason="Register of companies, no. 1234")

    [asked] = site.gateway.calls_of(calls.VERIFY_ORGANIZATION)
    assert (asked.path, asked.body) == (
        "/v1/organizations/org_2/verification",
        {"reason": "Register of companies, no. 1234"},
    )
    assert asked.headers["idempotency-key"].startswith("web-")
    assert (done.path, done.status) == ("/operations/organizations?said=verified", 200)


async def test_an_organization_is_looked_for_on_the_page_of_the_list_that_it_stood_on(site: Site) -> None:
    browser = await operator(site, "trust")
    site.gateway.answers(calls.UNVERIFIED, page(UNVERIFIED))

    await browser.open(f"{VERIFY}?cursor=second")

    assert site.gateway.calls_of(calls.UNVERIFIED)[-1].query["cursor"] == "second"


async def test_overdue_waits_come_first_and_a_service_away_takes_only_its_part(site: Site) -> None:
    browser = await operator(site, "system")
    late = WORK["waits"][0] | {"id": "prj_late", "until": "2026-06-01T07:00:00Z"}
    site.gateway.answers(of("catalog", calls.WORK), WORK | {"waits": [late]})
    one_away(calls.WORK)(site.gateway)

    shown = await browser.open("/operations/work")

    assert shown.status == 200
    assert shown.text.index("prj_late") < shown.text.index("ctr_01hzxkq3v8w2m5n7p9r1t4y6u8")
    assert shown.text.index("ctr_01hzxkq3v8w2m5n7p9r1t4y6u8") < shown.text.index("ctr_02")
    assert "the applications This part does not answer" in shown.text
    assert len(site.gateway.calls_of(calls.WORK)) == 5


async def test_nothing_is_said_to_be_well_of_a_service_that_does_not_answer(site: Site) -> None:
    browser = await operator(site, "system")
    site.gateway.answers(calls.WORK, WORK | {"waits": []})
    well = await browser.open("/operations/work")
    one_away(calls.WORK)(site.gateway)

    unknown = await browser.open("/operations/work")

    assert "Nothing is overdue." in well.text
    assert "Nothing is overdue." not in unknown.text


async def test_a_record_is_discarded_with_its_place_and_a_reason(site: Site) -> None:
    browser = await operator(site, "system")

    done = await browser.send(await browser.open(SUBJECT), SUBJECT, record=RECORD, reason="A test event")

    [asked] = site.gateway.calls_of(calls.DISCARD)
    assert asked.path == f"/v1/ops/matching/parked/{PARKED['id']}/discard"
    assert asked.body == {"record": RECORD, "reason": "A test event"}
    assert asked.headers["idempotency-key"].startswith("web-")
    assert (done.path, done.status) == ("/operations/parked?said=discarded", 200)


async def test_a_retry_asks_the_service_of_the_subject(site: Site) -> None:
    browser = await operator(site, "system")

    done = await browser.send(await browser.open(SUBJECT), f"{SUBJECT}/retry")

    [asked] = site.gateway.calls_of(calls.RETRY)
    assert asked.path == f"/v1/ops/matching/parked/{PARKED['id']}/retry"
    assert done.path == "/operations/parked?said=retrying"


async def test_a_frozen_document_goes_on_as_the_operator_decides(site: Site) -> None:
    browser = await operator(site, "system")

    done = await browser.send(await browser.open(DOCUMENT), follow="database", reason="Both say so")

    [asked] = site.gateway.calls_of(calls.LIFT)
    assert asked.body == {"follow": "database", "reason": "Both say so"}
    assert done.path == "/operations/frozen?said=lifted"


@pytest.mark.parametrize("path", ["/operations/parked/web/app_1", "/operations/frozen/gateway/app_1"])
async def test_there_is_no_page_of_a_service_that_is_none(site: Site, path: str) -> None:
    assert (await (await operator(site, "system")).open(path)).status == 404


async def test_what_waits_no_more_is_said_and_nothing_is_done(site: Site) -> None:
    browser = await operator(site, "system")
    form = await browser.open(SUBJECT)
    site.gateway.answers(calls.PARKED, page())
    site.gateway.refuses(calls.DISCARD, 404, "NotFound", "The record is not parked.")

    done = await browser.send(form, SUBJECT, record=RECORD, reason="A test event")

    assert done.status == 409
    assert "It does not wait here any more" in done.text


async def test_each_difference_of_the_audit_is_named(site: Site) -> None:
    browser = await operator(site, "money")
    difference = {"subject": "esc_7", "amount": 1, "detail": "the accounts do not sum to zero"}
    site.gateway.answers(calls.AUDIT, {"balanced": False, "differences": [difference]})

    shown = await browser.open("/operations/money")

    assert "It does not: one document differs." in shown.text
    assert "esc_7" in shown.text
    assert "the accounts do not sum to zero" in shown.text

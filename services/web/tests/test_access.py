"""Whom a page is for: the line of access in its route."""

import pytest
from fastapi import Request

from foothold_web.access import LogInFirst, NoSuchPage, member, operator, somebody
from foothold_web.gateway import calls
from foothold_web.visiting import Visitor

from .answers import ME
from .browsing import Browser, Site


async def visitor(site: Site, browser: Browser, **standing: object) -> Visitor:
    """Return who asks in this browser, after a log-in with this standing."""
    site.gateway.answers(calls.ME, ME | standing)
    await browser.log_in()
    return await visiting(site, browser)


async def visiting(site: Site, browser: Browser) -> Visitor:
    request = browser.client.build_request("GET", "/home")
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/home",
        "query_string": b"",
        "scheme": "https",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "request_id": "req_1",
        "app": site.service.service.site,
    }
    return await site.service.service.site.state.visits.visitor(Request(scope))


async def test_somebody_has_to_be_logged_in(site: Site, browser: Browser) -> None:
    with pytest.raises(LogInFirst):
        await somebody(await visiting(site, browser))

    assert await somebody(await visitor(site, browser)) is not None


async def test_a_member_sees_the_own_organization_and_no_other(site: Site, browser: Browser) -> None:
    ada = await visitor(site, browser, orgs={"org_1": "owner"})

    assert await member("org_1", ada) is ada
    with pytest.raises(NoSuchPage):
        await member("org_2", ada)


@pytest.mark.parametrize(
    ("held", "asked", "admitted"),
    [
        ([], (), False),
        ([], ("trust",), False),
        (["money"], ("trust",), False),
        (["trust"], ("trust",), True),
        (["system"], (), True),
    ],
)
async def test_an_operator_is_admitted_by_scope_and_for_others_there_is_no_such_page(
    site: Site, browser: Browser, held: list[str], asked: tuple, admitted: bool
) -> None:
    who = await visitor(site, browser, scopes=held)

    if admitted:
        assert await operator(*asked)(who) is who
    else:
        with pytest.raises(NoSuchPage):
            await operator(*asked)(who)

"""A path with a slash too many is an unknown path: nobody is sent on, and nothing repeats the Host of the request."""

import re

import httpx2
import pytest

from foothold_chassis.testing import operator

from .alone import PAGES, SERVICES, alone, routes_of

EVIL = "evil.example"
HTML = "text/html; charset=utf-8"


def kind(answer: httpx2.Response) -> str:
    """Return the code of a problem; for a page, which people read, its content type."""
    sent: str = answer.headers["content-type"]
    return sent if sent == HTML else answer.json()["code"]


@pytest.mark.parametrize("name", SERVICES)
async def test_no_service_redirects_or_repeats_the_host(name: str) -> None:
    unknown = HTML if name in PAGES else "route_unknown"
    async with alone(name) as service:
        for method, template in routes_of(service):
            path = re.sub(r"{.*?}", "x_1", template)
            for asked in (path, f"{path}/", f"{path}//"):
                answer = await service.call(method, asked, headers={"host": EVIL}, as_=operator("system"))

                assert not answer.is_redirect, asked
                assert EVIL not in answer.text + str(answer.headers), asked
                if asked != path:
                    assert (answer.status_code, kind(answer)) == (404, unknown), asked

"""A path with a slash too many is an unknown path: nobody is sent on, and nothing repeats the Host of the request."""

import re

import pytest

from foothold_chassis.testing import operator

from .alone import SERVICES, alone, routes_of

EVIL = "evil.example"


@pytest.mark.parametrize("name", SERVICES)
async def test_no_service_redirects_or_repeats_the_host(name: str) -> None:
    async with alone(name) as service:
        for method, template in routes_of(service):
            path = re.sub(r"{.*?}", "x_1", template)
            for asked in (path, f"{path}/", f"{path}//"):
                answer = await service.call(method, asked, headers={"host": EVIL}, as_=operator("system"))

                assert not answer.is_redirect, asked
                assert EVIL not in answer.text + str(answer.headers), asked
                if asked != path:
                    assert (answer.status_code, answer.json()["code"]) == (404, "route_unknown"), asked

"""What everybody sees, and the style guide."""

from foothold_web.gateway import calls

from .answers import PROJECT, page
from .fake_gateway import FakeGateway
from .screen import LONG, RIGHT_TO_LEFT, Screen, away, empty


def long(gateway: FakeGateway) -> None:
    project = PROJECT | {"title": LONG, "brief": LONG * 9}
    gateway.answers(calls.PROJECT, project)
    gateway.answers(calls.PROJECTS, page(project, PROJECT | {"title": RIGHT_TO_LEFT}, next="more"))


def closed(gateway: FakeGateway) -> None:
    gateway.answers(calls.PROJECT, PROJECT | {"status": "closed", "free_openings": 0})


SCREENS = (
    Screen("start", "/"),
    Screen("start empty", "/", empty),
    Screen("start in part away", "/", away(calls.PROJECTS)),
    Screen("projects", "/projects"),
    Screen("projects empty", "/projects", empty),
    Screen("projects filtered to nothing", "/projects?category=data", empty),
    Screen("projects long", "/projects", long),
    Screen("projects away", "/projects", away(calls.PROJECTS), status=503),
    Screen("project", "/projects/prj_1"),
    Screen("project long", "/projects/prj_1", long),
    Screen("project closed", "/projects/prj_1", closed),
    Screen("project in part away", "/projects/prj_1", away(calls.ORGANIZATION)),
    Screen("organization", "/organizations/org_1"),
    Screen("organization empty", "/organizations/org_1", empty),
    Screen("organization in part away", "/organizations/org_1", away(calls.PROJECTS)),
    Screen("not found", "/nothing", status=404),
    Screen("style guide", "/styleguide"),
)

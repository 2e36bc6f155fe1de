"""What the routes say that they refuse is what the code refuses."""

from pathlib import Path

import pytest
from deploy.k8s.wiring import wirings
from fastapi.routing import iter_route_contexts

from foothold_chassis import errors
from foothold_chassis.errors import FootholdError
from foothold_chassis.runner import Runner
from foothold_chassis.web.refusals import OF_ALL, OF_BODY, OF_INPUT, OF_PATH, refusals_of

from .codes import raised, unnoted, unraised
from .sources import ROOT

CHASSIS = raised(ROOT / "libs/chassis/foothold_chassis")
NAMES = {
    name
    for name, found in vars(errors).items()
    if isinstance(found, type) and issubclass(found, FootholdError)
}
OF_SHAPE = {refusal.code for refusal in OF_ALL | OF_BODY | OF_INPUT | OF_PATH}
BY_STATUS = {"catalog": {"closed", "cancelled", "expired"}}
"""Codes that are a status of an aggregate as it is; the aggregate's own tests know them."""


def noted(service: str) -> set[str]:
    [app] = [Runner(wiring.service).app() for wiring in wirings() if wiring.name == service]
    return {
        refusal.code
        for context in iter_route_contexts(app.routes)
        if hasattr(context, "dependant")  # a mounted folder of files has none
        for refusal in refusals_of(str(context.path_format), context.dependant)
    }


def own(service: str) -> dict[str, str]:
    return raised(ROOT / "services" / service / f"foothold_{service}")


PAGES = {"web": "it answers people with pages, which say what went wrong"}
SERVICES = [wiring.name for wiring in wirings() if wiring.name not in PAGES]


@pytest.mark.parametrize("service", SERVICES)
def test_every_code_that_a_service_raises_is_noted_at_one_of_its_routes(service: str) -> None:
    assert unnoted(own(service), noted(service)) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_code_that_a_route_notes_is_raised(service: str) -> None:
    known = {*own(service), *CHASSIS, *NAMES, *OF_SHAPE, *BY_STATUS.get(service, ())}

    assert unraised(known, noted(service)) == set()


def test_every_code_of_the_chassis_is_noted_somewhere() -> None:
    assert unnoted(CHASSIS, set().union(*map(noted, SERVICES))) == []


def test_a_code_that_is_only_raised_or_only_noted_is_found(tmp_path: Path) -> None:
    wrong = tmp_path / "foothold_wrong"
    wrong.mkdir()
    (wrong / "thing.py").write_text(
        "raise RuleBroken('no', code='too_late')\nraise RuleBroken('no', code=f'thing_{self.status}')\n"
        "CODE = 'named'\nlimit(code=CODE)"
    )

    found = raised(wrong)

    assert unnoted(found, {"thing_open"}) == [
        "foothold_wrong.thing:1: no route notes too_late",
        "foothold_wrong.thing:4: no route notes named",
    ]
    assert unraised(found, {"thing_open", "too_late", "too_early"}) == {"too_early"}

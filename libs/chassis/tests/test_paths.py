"""An id in a path has one name: its prefix and form. Anything else names nothing, on every route."""

import pytest
from fastapi import APIRouter

from foothold_events.values import IDS

from .callers import client_of, keyring_of
from .examples import KEY


@pytest.mark.parametrize(
    "path",
    [
        "/projects/xyz_1",
        "/projects/prj_",
        "/projects/1",
        "/projects/prj_1%0A",
        "/projects/prj_%D9%A1",
        "/projects/PRJ_1",
        "/projects/app_1",
        f"/projects/prj_{'1' * 121}",
        "/projects/prj_1/rankings/prj_1",
    ],
)
async def test_what_is_no_id_of_its_kind_is_not_found_and_reaches_no_route(path) -> None:
    reached = []
    router = APIRouter()

    @router.get("/projects/{project_id}")
    async def read(project_id: str) -> None:
        reached.append(project_id)

    @router.get("/projects/{project_id}/rankings/{ranking_id}")
    async def ranking(project_id: str, ranking_id: str) -> None:
        reached.append((project_id, ranking_id))

    async with client_of(router, keyring_of(KEY)) as client:
        answer = await client.get(path)
        right = await client.get("/projects/prj_1/rankings/rnk_7-_A")

    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")
    assert right.status_code == 200
    assert reached == [("prj_1", "rnk_7-_A")]


def test_every_kind_of_id_has_a_prefix_of_its_own() -> None:
    patterns = [kind.__metadata__[0].pattern for kind in IDS.values()]

    assert len(set(patterns)) == len(IDS)

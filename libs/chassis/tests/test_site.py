"""A site answers each path that no route of the service answers, with errors and headers of its own."""

import httpx2
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from foothold_chassis.web.app import make_app

from .callers import keyring_of
from .examples import KEY


def site() -> FastAPI:
    made = FastAPI(openapi_url=None)

    @made.get("/")
    async def start() -> Response:
        return HTMLResponse("<h1>Start</h1>")

    @made.get("/kept")
    async def kept() -> Response:
        return Response(
            "for ever", headers={"Cache-Control": "immutable", "X-Content-Type-Options": "nosniff"}
        )

    async def not_found(_request: object, _error: Exception) -> Response:
        return HTMLResponse("<h1>Nothing here</h1>", 404)

    made.add_exception_handler(HTTPException, not_found)
    return made


def client() -> httpx2.AsyncClient:
    router = APIRouter()

    @router.get("/v1/things")
    async def things() -> list[str]:
        return ["one"]

    app = make_app("test", [router], keyring_of(KEY), site(), max_body_bytes=1_000)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test")


async def test_a_route_of_the_service_comes_before_the_site() -> None:
    async with client() as asking:
        assert (await asking.get("/v1/things")).json() == ["one"]
        assert (await asking.get("/")).text == "<h1>Start</h1>"


async def test_what_is_missing_is_a_page_of_the_site() -> None:
    async with client() as asking:
        answer = await asking.get("/nowhere")

    assert (answer.status_code, answer.text) == (404, "<h1>Nothing here</h1>")


async def test_the_site_says_itself_what_may_be_kept_and_each_header_comes_once() -> None:
    async with client() as asking:
        kept, start = await asking.get("/kept"), await asking.get("/")

    assert kept.headers.get_list("cache-control") == ["immutable"]
    assert kept.headers.get_list("x-content-type-options") == ["nosniff"]
    assert start.headers.get_list("cache-control") == ["no-store"]

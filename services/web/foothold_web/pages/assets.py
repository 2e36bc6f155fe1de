"""The built files, each under a name that holds a part of its hash, so browsers keep them for ever."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from foothold_web.access import NoSuchPage
from foothold_web.ui import assets

FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
ROBOTS = "User-agent: *\nAllow: /$\nAllow: /projects\nAllow: /organizations\nDisallow: /\n"


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/assets/{name}")
    async def asset(name: str, request: Request) -> Response:
        if name not in assets.manifest().values():
            raise NoSuchPage
        gzipped = name + ".gz"
        encoded = "gzip" in request.headers.get("accept-encoding", "") and (assets.BUILT / gzipped).exists()
        headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
        if encoded:
            headers["content-encoding"] = "gzip"
        content = assets.content(gzipped if encoded else name)
        return Response(content, headers=headers, media_type=TYPES[name.rpartition(".")[2]])

    @router.get("/favicon.ico")
    async def icon() -> Response:
        name = assets.manifest()["mark.svg"]
        return Response(assets.content(name), headers={"cache-control": A_DAY}, media_type=TYPES["svg"])

    @router.get("/robots.txt")
    async def robots() -> Response:
        return PlainTextResponse(ROBOTS, headers={"cache-control": A_DAY})

    return router

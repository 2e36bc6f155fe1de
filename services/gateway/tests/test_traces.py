"""The gateway stands where anybody may call: it begins the traces of all that follows."""

from typing import get_args

from foothold_gateway.app import build
from foothold_gateway.routes import Upstream
from foothold_gateway.settings import GatewaySettings


async def test_the_gateway_goes_on_in_no_trace_from_outside() -> None:
    urls = {f"{service}_url": f"http://{service}" for service in get_args(Upstream)}
    service = build(GatewaySettings(kafka_bootstrap="", mongo_uri="mongodb://nowhere", **urls))

    [surrounding] = service._app("api", None).user_middleware

    assert surrounding.kwargs["faces_the_public"]
    await service.database.close()

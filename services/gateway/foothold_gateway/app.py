"""The wiring of the gateway."""

from foothold_chassis.service import Service
from foothold_events import topics
from foothold_events.schemas import BY_TYPE
from foothold_gateway import api, timeline
from foothold_gateway.limiting import RateLimits
from foothold_gateway.openapi import Description
from foothold_gateway.policy import GatewayPolicy
from foothold_gateway.proxy import Proxy
from foothold_gateway.settings import GatewaySettings


def build(settings: GatewaySettings | None = None) -> Service:
    settings = settings or GatewaySettings()
    policy = GatewayPolicy()
    service = Service("gateway", settings, faces_the_public=True)
    events = service.projection("timeline", indexes=["contract_id", "application_id"])
    proxy = Proxy(settings.urls, settings.internal_urls, policy)

    facts = {topic.name for topic in topics.TOPICS if topic.is_history}
    for event in BY_TYPE.values():
        if event.topic() in facts:
            service.react(event, timeline.record, events)
    service.on_stop(proxy.close)
    service.limit(RateLimits(policy))
    service.expose(api.own_routes(Description(proxy, policy), events, policy))
    service.expose(api.forwarding_routes(proxy))
    return service

"""The wiring of the web app."""

from foothold_chassis.service import Service
from foothold_web.api import site
from foothold_web.gateway import Gateway
from foothold_web.live import EVENTS, Changes
from foothold_web.policy import WebPolicy
from foothold_web.sessions import Drafts, Sealer, Sessions
from foothold_web.settings import WebSettings
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visits


def build(settings: WebSettings | None = None) -> Service:
    settings = settings or WebSettings()
    policy = WebPolicy()
    service = Service("web", settings, faces_the_public=True)
    sealer = Sealer(settings.web_session_key.get_secret_value())
    sessions = Sessions(service.database, service.clock, sealer, policy)
    drafts = Drafts(service.database, service.clock, policy)
    gateway = Gateway(settings.gateway_url, policy)
    visits = Visits(sessions, drafts, gateway, sealer, service.clock, policy)
    service.index(sessions)
    service.index(drafts)
    service.on_stop(gateway.close)
    changes = Changes(service.clock, policy)
    service.follow(EVENTS, changes.hear, from_now=True)
    service.on_leave(changes.leave)
    service.mount(site(visits, Pages(), changes, policy))
    return service

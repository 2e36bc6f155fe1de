"""The gateway as pages see it: typed calls, answers as views, refusals as errors."""

from foothold_web.gateway import calls, views
from foothold_web.gateway.client import Caller, Gateway
from foothold_web.gateway.refusals import Away, FieldError, LoggedOut, Problem, Refused

__all__ = ["Away", "Caller", "FieldError", "Gateway", "LoggedOut", "Problem", "Refused", "calls", "views"]

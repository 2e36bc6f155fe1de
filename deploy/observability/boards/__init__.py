"""The dashboards, in the order in which one looks."""

from deploy.observability.boards.flow import FLOW
from deploy.observability.boards.http import HTTP
from deploy.observability.boards.mongodb import MONGODB
from deploy.observability.boards.outbox import OUTBOX
from deploy.observability.boards.overview import OVERVIEW
from deploy.observability.boards.parked import PARKED
from deploy.observability.boards.processes import PROCESSES
from deploy.observability.boards.sagas import SAGAS

BOARDS = (OVERVIEW, FLOW, OUTBOX, SAGAS, PARKED, HTTP, MONGODB, PROCESSES)

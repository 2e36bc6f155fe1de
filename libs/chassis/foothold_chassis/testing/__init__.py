"""What tests of services stand on. Nothing that runs in production imports it.

`given` is for aggregates, `every_fact_in_every_state` for what is never refused, `every_history` for what comes in any
order to one of them, `every_arrival` for the same to a whole service, `must_have_an_end` for every state, `running` for
a whole service in memory. See docs/testing.md.
"""

from foothold_chassis.testing.arrivals import Arrival, every_arrival
from foothold_chassis.testing.ends import must_have_an_end, unlisted_statuses
from foothold_chassis.testing.facts import Answered, Case, every_fact_in_every_state
from foothold_chassis.testing.harness import NOW, RunningService, StoppedClock, running
from foothold_chassis.testing.histories import History, Played, every_history
from foothold_chassis.testing.kafka import Erased
from foothold_chassis.testing.memory import MemoryMongo
from foothold_chassis.testing.people import member, member_of_institution, operator, stranger, talent
from foothold_chassis.testing.scenario import given

__all__ = [
    "NOW",
    "Answered",
    "Arrival",
    "Case",
    "Erased",
    "History",
    "MemoryMongo",
    "Played",
    "RunningService",
    "StoppedClock",
    "every_arrival",
    "every_fact_in_every_state",
    "every_history",
    "given",
    "member",
    "member_of_institution",
    "must_have_an_end",
    "operator",
    "running",
    "stranger",
    "talent",
    "unlisted_statuses",
]

"""A cap holds however many calls come at the same time, on however many processes: one document decides."""

import asyncio
from collections import Counter
from itertools import cycle

from pydantic import SecretStr
from services.identity.tests.bodies import ORGANIZATION
from services.matching.tests.offers import NOW, POLICY, project_desk, submitted, talent_desk

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.causes import Command
from foothold_chassis.clock import SystemClock
from foothold_chassis.errors import RuleBroken
from foothold_chassis.store import Database, Store
from foothold_chassis.store.outbox import Publisher
from foothold_chassis.testing import StoppedClock
from foothold_events.values import Money
from foothold_identity.account import AccountIds
from foothold_identity.founding import Founding
from foothold_identity.organization import Organization
from foothold_identity.policy import IdentityPolicy
from foothold_matching.selection import Application, ProjectDesk, Selection, TalentDesk
from tests.integration.store.test_wakes import NoKafka

SECRET = SecretStr("s" * 32)
CALLS = 46
OWNER = "acc_1"


class Entry:
    kind = "company"
    name, country, domain = ORGANIZATION["name"], ORGANIZATION["country"], ORGANIZATION["domain"]


def founding(database: Database) -> tuple[Founding, Store[Organization]]:
    organizations = Store(Organization, database, Publisher(NoKafka()), SystemClock())
    return Founding(AccountIds(SECRET), organizations, IdentityPolicy()), organizations


async def test_an_account_gets_twenty_organizations_of_46_registrations_at_once(databases) -> None:
    processes = [founding(database) for database in databases]
    _, organizations = processes[0]
    commands = [Command(id=f"cmd_{n}", correlation="cor_1", fingerprint="f1") for n in range(CALLS)]

    async def register(process: Founding, command: Command) -> str:
        try:
            return (await process.register(Entry(), OWNER, command)).id  # type: ignore[arg-type]
        except RuleBroken as refused:
            return refused.code

    # each command comes twice, as with a retry while the first call is still running
    calls = [
        register(process, command) for command in commands for (process, _), _ in zip(cycle(processes), "12")
    ]
    answers = await asyncio.gather(*calls)

    assert len(await organizations.find(limit=CALLS)) == IdentityPolicy().organizations_per_account == 20
    assert Counter(answers)["too_many_organizations"] == 2 * (CALLS - 20)
    assert len(set(answers)) == 20 + 1
    assert answers[::2] == answers[1::2], "a retry gets the organization of its command"


class Matching:
    """One process of matching."""

    def __init__(self, database: Database) -> None:
        publisher, clock = Publisher(NoKafka()), StoppedClock(NOW)
        self.applications = Store(Application, database, publisher, clock)
        self.talent_desks = Store(TalentDesk, database, publisher, clock)
        self.project_desks = Store(ProjectDesk, database, publisher, clock)
        self.selection = Selection(self.applications, self.talent_desks, self.project_desks, POLICY)

    async def put(self, *aggregates: Aggregate) -> None:
        stores = {store.name: store for store in (self.applications, self.talent_desks, self.project_desks)}
        for aggregate in aggregates:
            await stores[type(aggregate).__name__].create(
                aggregate.id, lambda _now, made=aggregate: (made, [])
            )


async def select_all(processes: list[Matching], applications: list[Application]) -> Counter[str]:
    """Select all of these at the same time, each on one of the processes, and count how they ended."""
    ended = await asyncio.gather(
        *(
            process.selection.select(application.id, Command(id=f"cmd_{application.id}", correlation="cor_1"))
            for process, application in zip(cycle(processes), applications, strict=False)
        )
    )
    return Counter(application.status for application in ended)


async def test_three_openings_are_given_to_three_of_twelve_talents_at_once(databases) -> None:
    processes = [Matching(database) for database in databases]
    desk = project_desk(openings=3)
    applications = [submitted(f"tal_{n}", desk) for n in range(12)]
    await processes[0].put(desk, *(talent_desk(f"tal_{n}") for n in range(12)), *applications)

    assert await select_all(processes, applications) == {"selected": 3, "refused": 9}


async def test_a_talent_is_selected_for_as_many_projects_at_once_as_it_has_hours(databases) -> None:
    processes = [Matching(database) for database in databases]
    ten_hours = {"hours": 10, "pay": Money(amount=20_000, currency="USD")}
    desks = [project_desk(f"prj_{n}", **ten_hours) for n in range(9)]
    applications = [submitted("tal_1", desk) for desk in desks]
    # 5.8 of the ten hours lie in the first week: three projects fit
    await processes[0].put(talent_desk("tal_1", hours_per_week=18), *desks, *applications)

    assert await select_all(processes, applications) == {"selected": 3, "refused": 6}

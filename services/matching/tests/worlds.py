"""Stores in memory, with the semantics of `Store` that matching relies on, and a crash wherever one is wanted."""

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta

from foothold_chassis.aggregate import Aggregate
from foothold_chassis.causes import Cause, Command
from foothold_chassis.errors import NotFound
from foothold_events.envelope import Event
from foothold_matching.selection import Application, ProjectDesk, Selection, TalentDesk
from foothold_matching.wakes import application_due

from .offers import NOW, POLICY


class Crashed(Exception):
    """The process died; what it had committed is there."""


class _Turn:
    """Lets whoever drives the coroutine run another one here, as a round trip to MongoDB would."""

    def __await__(self) -> Generator[None]:
        yield


class Shelf:
    """Documents of one kind: `due` first, all or nothing, a cause answered once; keeps JSON like the real one."""

    def __init__(self, kind: type[Aggregate], world: "World") -> None:
        self._kind = kind
        self._world = world
        self._states: dict[str, str] = {}
        self._answered: dict[str, dict[str, str]] = {}
        self.events: list[Event] = []

    def put(self, aggregate: Aggregate) -> None:
        self._states[aggregate.id] = aggregate.model_dump_json()

    def all(self) -> list:
        return [self._kind.model_validate_json(state) for _, state in sorted(self._states.items())]

    async def get(self, id: str):
        await _Turn()
        if id not in self._states:
            raise NotFound(f"There is no {self._kind.__name__} {id}.")
        return self._kind.model_validate_json(self._states[id])

    async def find(self, where: Mapping[str, object], *, limit: int = 50) -> list:
        await _Turn()
        found = [
            one for one in self.all() if all(getattr(one, name) == value for name, value in where.items())
        ]
        return found[:limit]

    async def create(self, id: str, build, cause: Cause | None = None):
        if id not in self._states:
            aggregate, events = build(self._world.now)
            self._commit(aggregate, events, cause)
        return await self.get(id)

    async def change(self, id: str, decide, cause: Cause | None = None, *, create=None):
        await _Turn()
        if id not in self._states and create is None:
            raise NotFound(f"There is no {self._kind.__name__} {id}.")
        aggregate = self._kind.model_validate_json(self._states[id]) if id in self._states else create()
        if cause is not None and self._has_answered(id, cause):
            return aggregate
        events = [*aggregate.due(self._world.now), *decide(aggregate, self._world.now)]
        self._commit(aggregate, events, cause)
        return aggregate

    def _has_answered(self, id: str, cause: Cause) -> bool:
        subject, mark = _mark(cause)
        seen = self._answered.get(id, {}).get(subject)
        return seen is not None and mark <= seen

    def _commit(self, aggregate: Aggregate, events: list[Event], cause: Cause | None) -> None:
        self.put(aggregate)
        self.events += events
        if cause is not None:
            subject, mark = _mark(cause)
            self._answered.setdefault(aggregate.id, {})[subject] = mark
        self._world.committed()


def _mark(cause: Cause) -> tuple[str, str]:
    return (cause.id, "") if isinstance(cause, Command) else (cause.subject, str(cause.sequence))


class World:
    """Matching's stores at one time; `crash_after` that many more commits, whoever is at it dies."""

    def __init__(self) -> None:
        self.now = NOW
        self.crash_after: int | None = None
        self.applications = Shelf(Application, self)
        self.talent_desks = Shelf(TalentDesk, self)
        self.project_desks = Shelf(ProjectDesk, self)
        self.selection = Selection(self.applications, self.talent_desks, self.project_desks, POLICY)

    def committed(self) -> None:
        if self.crash_after is None:
            return
        self.crash_after -= 1
        if self.crash_after == 0:
            self.crash_after = None
            raise Crashed

    async def wake_all(self, until: datetime, *, step: timedelta = timedelta(seconds=1)) -> None:
        """Move the time on until then, and wake each application when it is due."""
        while self.now < until:
            self.now += step
            for application in self.applications.all():
                wake = application.next_wake()
                if wake is not None and wake <= self.now:
                    await application_due(application, self.applications, self.selection)

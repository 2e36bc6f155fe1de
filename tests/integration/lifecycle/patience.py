"""The smallest service with every part: `python -m tests.integration.lifecycle.patience RUN --role …`.

A request, a reaction and a wake take as long as they are told to; for ever, if they are told -1.
"""

import asyncio
import sys
from datetime import datetime, timedelta
from typing import ClassVar

from fastapi import APIRouter
from pydantic import Field

from foothold_chassis.aggregate import Aggregate, Wait
from foothold_chassis.entry import main
from foothold_chassis.errors import Unavailable
from foothold_chassis.service import Service
from foothold_chassis.settings import ServiceSettings
from foothold_chassis.store import Database, Store
from foothold_chassis.web import CurrentCommand, RequestBody
from foothold_events.envelope import Envelope, Event


class Asked(Event):
    TYPE: ClassVar[str] = "foothold.upstream.thing.asked.v1"
    n: int
    seconds: float


class Answered(Event):
    TYPE: ClassVar[str] = "foothold.patience.answer.given.v1"
    by: str


def types_of(run: str) -> tuple[type[Asked], type[Answered]]:
    """Return event types whose topics belong to one run."""

    class AskedHere(Asked):
        TYPE: ClassVar[str] = f"foothold.upstream-{run}.thing.asked.v1"

    class AnsweredHere(Answered):
        TYPE: ClassVar[str] = f"foothold.patience-{run}.answer.given.v1"

    return AskedHere, AnsweredHere


class Answer(Aggregate):
    """`by` is whose it is: a request's, a reaction's, a wake's."""

    by: list[str] = Field(default_factory=list)
    wake_at: datetime | None = None
    wake_seconds: float = 0

    def give(self, by: str, answered: type[Answered]) -> list[Event]:
        self.by.append(by)
        return [answered(by=by)]

    def waits(self) -> list[Wait]:
        return [Wait("a wake", self.wake_at)] if self.wake_at is not None else []


class Question(RequestBody):
    seconds: float = 0
    wake_in: float | None = None
    wake_seconds: float = 0


async def last(seconds: float) -> None:
    await (asyncio.sleep(seconds) if seconds >= 0 else asyncio.Event().wait())


class Deliveries:
    """Every call of the reaction, whether it had an effect or not."""

    def __init__(self, database: Database) -> None:
        self.collection = database.collection("deliveries")

    async def count(self, event_id: str) -> None:
        await self.collection.update_one({"_id": event_id}, {"$inc": {"times": 1}}, upsert=True)


def routes(answers: Store[Answer], answered: type[Answered], followed: list[int]) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/followed")
    async def count_followed() -> int:
        return len(followed)

    @router.post("/v1/answers/{answer_id}")
    async def give(answer_id: str, question: Question, command: CurrentCommand) -> list[str]:
        await last(question.seconds)

        def decide(answer: Answer, now: datetime) -> list[Event]:
            if question.wake_in is not None:
                answer.wake_at = now + timedelta(seconds=question.wake_in)
                answer.wake_seconds = question.wake_seconds
            return answer.give("request", answered)

        answer = await answers.change(answer_id, decide, command, create=lambda: Answer(id=answer_id))
        return answer.by

    return router


def build(run: str) -> Service:
    asked, answered = types_of(run)
    service = Service("patience", ServiceSettings())
    answers = service.store(Answer)
    deliveries = Deliveries(service.database)
    faults = service.database.collection("faults")
    followed: list[int] = []

    async def follow(event: Envelope[Asked]) -> None:
        followed.append(event.data.n)

    async def react(event: Envelope[Asked]) -> None:
        if await faults.find_one({"_id": event.subject}) is not None:
            raise Unavailable("What this needs is away.")
        await deliveries.count(event.id)
        await last(event.data.seconds)
        await answers.change(
            event.subject,
            lambda answer, _now: answer.give("reaction", answered),
            event,
            create=lambda: Answer(id=event.subject),
        )

    async def wake(answer: Answer) -> None:
        await last(answer.wake_seconds)

        def decide(woken: Answer, _now: datetime) -> list[Event]:
            woken.wake_at = None
            return woken.give("wake", answered)

        await answers.change(answer.id, decide)

    service.follow([asked], follow)
    service.react(asked, react)
    service.wake(answers, wake)
    service.expose(routes(answers, answered, followed))
    return service


if __name__ == "__main__":
    named = sys.argv.pop(1)
    main(lambda: build(named))

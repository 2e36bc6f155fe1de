"""The market, act by act."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import monotonic
from typing import TypeVar

from foothold_devstack.demo.client import Client, Gateway, Json, Refused, open_gateway
from foothold_devstack.demo.doors import LogIn, log_ins
from foothold_devstack.demo.engagement import Engagement
from foothold_devstack.demo.market import AFFILIATED, COMPANIES, INSTITUTION, Offer, offers, profiles
from foothold_devstack.demo.people import Company, Institution, Operator, Talent
from foothold_devstack.demo.progress import Progress
from foothold_devstack.demo.report import Report, problems_of
from foothold_devstack.demo.stream import StreamAudit, audit_stream

AT_ONCE = 8
APPLICANTS_PER_OPENING = 3
REVIEW_WAIT = timedelta(days=5, minutes=1)
LOOK_AGAIN_SECONDS = 60.0
SETTLE_SECONDS = 60.0
SETTLE_POLL_SECONDS = 0.5
CLOSED = "foothold.contracts.contract.closed.v1"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to play. `kafka` and `mongo` describe the platform's stores in words."""

    gateway: str
    kafka_bootstrap: str
    operator_email: str
    operator_password: str
    kafka: str
    mongo: str
    services: tuple[str, ...]
    """Asked for what they have parked. Told, since the player in a cluster has no repository to read it from."""

    web: str = ""
    """Where people look at what was played, if the web app runs there."""


async def play(place: Place, progress: Progress, *, time_passes: bool = True) -> Report:
    """Play the market, and report every problem.

    With `time_passes` one review stays unanswered and the contracts' clock is moved past its end (which needs a time
    machine, and adds up). So the projects begin by that clock: a contract is signed before its start or never.
    """
    started = monotonic()
    async with open_gateway(place.gateway) as gateway, progress.shown():
        market = Market(place, gateway, progress, time_passes=time_passes)
        try:
            await market.gather()
            await market.offer()
            await market.engage()
            await market.wait_out_the_silent_review()
            return await market.count(monotonic() - started)
        finally:
            await market.close()


class Market:
    def __init__(self, place: Place, gateway: Gateway, progress: Progress, *, time_passes: bool) -> None:
        self.engagements: list[Engagement] = []
        self._place = place
        self._gateway = gateway
        self._progress = progress
        self._time_passes = time_passes
        self._run = secrets.token_hex(4)
        self._operator = Operator(Client(gateway))
        self._companies: list[Company] = []
        self._institution: Institution | None = None
        self._talents: dict[str, Talent] = {}
        self._projects: dict[str, Offer] = {}
        self._affiliations = 0
        self._failures: list[str] = []
        self._slots = asyncio.Semaphore(AT_ONCE)
        progress.answers = gateway.answers
        progress.states = lambda: Counter(engagement.status for engagement in self.engagements)

    async def gather(self) -> None:
        """Sign everyone up, verify the organizations, and confirm the institution's affiliations."""
        self._progress.begin("signing up")
        await self._operator.client.log_in(self._place.operator_email, self._place.operator_password)
        self._companies = await self._each(self._company(name) for name in COMPANIES)
        self._institution = institution = Institution(*await self._organization(INSTITUTION, "institution"))
        today = datetime.now(UTC).date()
        talents = await self._each(self._talent(n, profile) for n, profile in enumerate(profiles(today)))
        self._talents = {talent.id: talent for talent in talents}
        body = {"organization_id": institution.id}
        await self._each(talent.client.post("/v1/affiliations", body) for talent in talents[:AFFILIATED])
        self._affiliations = await institution.confirm_affiliations()

    async def offer(self) -> None:
        """Publish the projects of every company."""
        self._progress.begin("publishing projects")
        all_offers = offers(await self._operator.today("contracts"))
        ids = await self._each(self._companies[offer.company].offer(offer.body) for offer in all_offers)
        self._projects = dict(zip(ids, all_offers, strict=True))

    async def engage(self) -> None:
        """Apply as the talents, select as the companies, and run every engagement to its end, all at once."""
        self._progress.begin("applying, choosing, working")
        for company in self._companies:
            company.start_looking()
        async with asyncio.TaskGroup() as running:
            for project_id, offer in self._projects.items():
                running.create_task(self._guarded(self._fill(project_id, offer, running)))

    async def wait_out_the_silent_review(self) -> None:
        """Move the clock five days on, and see a review end that the company never answered."""
        if not self._time_passes:
            return
        silent = [engagement for engagement in self.engagements if engagement.silent]
        self._progress.begin("waiting for a review that never comes (five days pass)")
        await self._operator.advance("contracts", int(REVIEW_WAIT.total_seconds()))
        for engagement in silent:
            await self._guarded(engagement.closed())

    async def count(self, seconds: float) -> Report:
        """Count the results, once the stream has all events."""
        self._progress.begin("counting")
        stream = await self._whole_stream()
        ledger = await self._operator.audit()
        paid = [e.paid_after for e in self.engagements if e.paid_after is not None and not e.silent]
        report: Json = {
            "engagements": len(self.engagements),
            "completed": sum(engagement.status == "closed" for engagement in self.engagements),
            "events": stream.events,
            "duplicates": stream.duplicates,
            "sequence_gaps": stream.sequence_gaps,
            "out_of_order": stream.out_of_order,
            "undecodable": stream.undecodable,
            "ledger_imbalance": ledger["imbalance"],
            "parked": await self._operator.parked(self._place.services),
            "seconds": round(seconds, 2),
            "kafka": self._place.kafka,
            "mongo": self._place.mongo,
            "states": dict(Counter(engagement.status for engagement in self.engagements)),
            "declined_then_paid": sum(e.was_declined and e.status == "closed" for e in self.engagements),
            "ended_by_silence": sum(e.silent and e.status == "closed" for e in self.engagements),
            "selection_to_paid_seconds": _percentiles(paid),
            "market": {
                "companies": len(self._companies),
                "institutions": 1,
                "affiliations": self._affiliations,
                "talents": len(self._talents),
                "projects": len(self._projects),
            },
            "money": {name: ledger[name] for name in ("charged", "paid_out", "fees", "refunded", "held")},
            "answers": self._gateway.answers,
            "ledger": ledger,
            "timeline": await self._one_timeline(),
        }
        problems = problems_of(report, self._failures, silent=int(self._time_passes))
        return Report(**report, problems=problems, log_ins=self._log_ins())

    def _log_ins(self) -> list[LogIn]:
        """Return a log-in for each role; the talent's and the company's are those of one engagement."""
        shown = next(iter(self.engagements), None)
        people = {
            "talent": shown.talent if shown else None,
            "company": shown.company if shown else None,
            "institution": self._institution,
            "operator": self._operator,
        }
        return log_ins((role, person.client) for role, person in people.items() if person is not None)

    async def close(self) -> None:
        for company in self._companies:
            await company.stop_looking()

    async def _organization(self, name: str, kind: str) -> tuple[Client, str]:
        client = Client(self._gateway)
        slug = name.lower().replace(" ", "-").replace("&", "and")
        await client.sign_up(f"{slug}-{self._run}@example.org", f"Director of {name}")
        body = {"kind": kind, "name": name, "country": "US", "domain": f"{slug}-{self._run}.example.org"}
        organization_id = (await client.post("/v1/organizations", body))["organization_id"]
        await self._operator.verify(organization_id)
        await client.renew()
        return client, organization_id

    async def _company(self, name: str) -> Company:
        company = Company(*await self._organization(name, "company"), name)
        # the last company's first charge is declined; then it registers a method that works
        works = name != COMPANIES[-1]
        await company.set_payment_method("sandbox_ok" if works else "sandbox_declines")
        if works:
            company.can_pay.set()
        return company

    async def _talent(self, n: int, profile: Json) -> Talent:
        client = Client(self._gateway)
        name = f"Talent {n + 1}"
        account = await client.sign_up(f"talent-{n + 1}-{self._run}@example.org", name)
        talent = Talent(client, account["talent_id"], name)
        await talent.settle_in(profile)
        return talent

    async def _fill(self, project_id: str, offer: Offer, running: asyncio.TaskGroup) -> None:
        """Take applications, and select in the order of the ranking until every opening is filled.

        Matching may not know talents yet who signed up a moment ago. While openings are free, the company ranks again.
        """
        company = self._companies[offer.company]
        free, asked, until = offer.openings, set[str](), monotonic() + LOOK_AGAIN_SECONDS
        while free and monotonic() < until:
            ranked = [id for id in await company.rank(project_id) if id in self._talents and id not in asked]
            chosen = ranked[: free * APPLICANTS_PER_OPENING + 2]
            asked.update(chosen)
            talents = [self._talents[id] for id in chosen]
            applications = await self._each(talent.apply(project_id) for talent in talents)
            for talent, application in zip(talents, applications, strict=True):
                if not free:
                    return
                selected_at = monotonic()
                answer = await company.select(application["application_id"])
                if answer["status"] != "selected":
                    continue
                free -= 1
                engagement = self._engagement(company, talent, answer["application_id"], selected_at)
                running.create_task(self._guarded(engagement.run(self._progress.say)))
            if not chosen:
                await asyncio.sleep(SETTLE_POLL_SECONDS)
        if free:
            self._failures.append(f"{free} openings of {project_id} found nobody")

    def _engagement(self, company: Company, talent: Talent, id: str, selected_at: float) -> Engagement:
        of_company = [engagement for engagement in self.engagements if engagement.company is company]
        engagement = Engagement(
            company,
            talent,
            id,
            declines=not of_company and not company.can_pay.is_set(),
            silent=self._time_passes and not of_company and company is self._companies[0],
            selected_at=selected_at,
        )
        self.engagements.append(engagement)
        return engagement

    async def _whole_stream(self) -> StreamAudit:
        """Read the stream until it has the end of every closed contract; the last events may still be on their way."""
        expected = sum(engagement.status == "closed" for engagement in self.engagements)
        until = monotonic() + SETTLE_SECONDS
        while True:
            stream = await audit_stream(self._place.kafka_bootstrap)
            if (stream.by_type[CLOSED] >= expected and not stream.sequence_gaps) or monotonic() > until:
                return stream
            await asyncio.sleep(SETTLE_POLL_SECONDS)

    async def _one_timeline(self) -> list[Json]:
        shown = next((e for e in self.engagements if e.status == "closed" and not e.silent), None)
        if shown is None:
            return []
        found = await shown.talent.client.get(f"/v1/contracts/{shown.contract_id}/timeline")
        items: list[Json] = found["items"]
        return items

    async def _each(self, wanted: Iterable[Awaitable[T]]) -> list[T]:
        """Run all of these, a few at once."""

        async def one(awaitable: Awaitable[T]) -> T:
            async with self._slots:
                return await awaitable

        return list(await asyncio.gather(*map(one, wanted)))

    async def _guarded(self, step: Awaitable[None]) -> None:
        """Run one engagement; if it fails, report the problem and do not end the others."""
        try:
            await step
        except (Refused, TimeoutError) as error:
            self._failures.append(str(error) or f"not within the time: {error!r}")


def _percentiles(seconds: list[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {}
    cuts = quantiles(seconds, n=100, method="inclusive")
    return {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}

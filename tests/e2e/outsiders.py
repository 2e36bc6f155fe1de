"""A small market, everybody who has no part in it, and what each of these is answered at the gateway."""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import httpx2

from foothold_devstack.demo.client import Client, Gateway, open_gateway
from foothold_devstack.demo.market import offers, profiles
from foothold_devstack.demo.people import Company, Institution, Operator, Talent
from foothold_devstack.traces import Span
from foothold_gateway.routes import ROUTES
from tests.e2e.conftest import Running
from tests.routes.commands import CALLS

TODAY = datetime.now(UTC).date()
OF_ONE_REQUEST = {"date", "x-request-id", "x-correlation-id"}
EXPORT_SECONDS = 30
AT_ONCE = 24
"""More would wait for each other, and some for longer than the gateway waits for a service."""

TIMELINE = ("GET", "/v1/contracts/{contract_id}/timeline")
"""The gateway's own; all others are in its table."""

Values = dict[str, str]


@dataclass(frozen=True)
class Market:
    """Objects of each kind: the ids in a path that lead to one of them, by its name."""

    objects: Mapping[str, Values]
    outsiders: Mapping[str, str]
    """Their tokens; the empty one of nobody."""


@asynccontextmanager
async def played(running: Running) -> AsyncIterator[tuple[Gateway, Market]]:
    async with open_gateway(running.place.gateway) as http:
        operator = Operator(Client(http))
        await operator.client.log_in(running.place.operator_email, running.place.operator_password)
        company, school, other_school = await asyncio.gather(
            *(founded(http, operator, kind) for kind in ("company", "institution", "institution"))
        )
        talent, other_talent = await asyncio.gather(settled(http), settled(http))
        rival, newcomer = await asyncio.gather(
            founded(http, operator, "company"), founded(http, None, "company")
        )
        objects = await objects_of(Company(company[0], company[1], "A company"), talent, school)
        outsiders = {
            "nobody": "",
            "another talent": other_talent.client.token,
            "another company's member": rival[0].token,
            "an institution's member": other_school[0].token,
            "an unverified company's owner": newcomer[0].token,
        }
        yield http, Market(objects, outsiders)


async def founded(http: Gateway, operator: Operator | None, kind: str) -> tuple[Client, str]:
    """Return the owner of a new organization, and its id; without an operator nobody verifies it."""
    client, tag = Client(http), secrets.token_hex(4)
    await client.sign_up(f"{kind}-{tag}@example.org", "A director")
    body = {"kind": kind, "name": f"The {tag}", "country": "US", "domain": f"o{tag}.example.org"}
    organization_id = str((await client.post("/v1/organizations", body))["organization_id"])
    if operator is not None:
        await operator.verify(organization_id)
    await client.renew()
    return client, organization_id


async def settled(http: Gateway) -> Talent:
    client = Client(http)
    account = await client.sign_up(f"talent-{secrets.token_hex(4)}@example.org", "A talent")
    talent = Talent(client, account["talent_id"], "A talent")
    await talent.settle_in(profiles(TODAY)[0])
    return talent


async def objects_of(company: Company, talent: Talent, school: tuple[Client, str]) -> dict[str, Values]:
    """Play one engagement until its money is asked for, and return what it has left behind."""
    await company.set_payment_method("sandbox_ok")
    asked = await talent.client.post("/v1/affiliations", {"organization_id": Institution(*school).id})
    draft = await company.client.post(
        "/v1/projects", {"organization_id": company.id, **offers(TODAY)[1].body}
    )
    project_id = await company.offer(offers(TODAY)[0].body)
    ranking = await company.client.post(f"/v1/projects/{project_id}/rankings")
    application = await talent.apply(project_id)
    await company.select(application["application_id"])
    company.start_looking()
    try:
        contract = await company.until(application["application_id"], "drafted")
        await asyncio.gather(talent.sign(contract), company.sign(contract))
        await company.until(application["application_id"], "active")
    finally:
        await company.stop_looking()
    await company.escrow(contract["contract_id"])
    await company.client.get(f"/v1/contracts/{contract['contract_id']}/timeline")
    return {
        "a company": {"organization_id": company.id},
        "a draft": {"project_id": draft["project_id"]},
        "a published project": {"project_id": project_id},
        "a ranking": {"project_id": project_id, "ranking_id": ranking["ranking_id"]},
        "an application": {"application_id": application["application_id"]},
        "a contract": {"contract_id": contract["contract_id"]},
        "an affiliation": {"affiliation_id": asked["affiliation_id"]},
        "a subject": {"subject": contract["contract_id"]},
    }


@dataclass(frozen=True)
class Asked:
    method: str
    template: str
    thing: str
    who: str

    @property
    def route(self) -> tuple[str, str]:
        return self.method, self.template


def questions(market: Market) -> list[Asked]:
    """Return every call that an id leads to, by every outsider."""
    routes = [*((route.method, route.path) for route in ROUTES), TIMELINE]
    return [
        Asked(*route, thing, who)
        for route, (thing, values), who in product(routes, market.objects.items(), market.outsiders)
        if set(re.findall(r"{(\w+)}", route[1])) == values.keys()
    ]


@dataclass(frozen=True)
class Seen:
    """What an outsider sees of an answer, without the ids, and the trace that the request made."""

    status: int
    code: str
    headers: tuple[tuple[str, str], ...]
    body: str
    trace_id: str

    @property
    def shown(self) -> tuple[object, ...]:
        return self.status, self.headers, self.body


async def see_all(http: Gateway, market: Market, asked: list[Asked]) -> list[tuple[Seen, Seen]]:
    """Ask each question about what is there, and about what is not."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def both(each: Asked) -> tuple[Seen, Seen]:
        token, values = market.outsiders[each.who], market.objects[each.thing]
        async with turn:
            return await see(http, each, values, token), await see(http, each, missing(values), token)

    return await asyncio.gather(*map(both, asked))


async def see(http: Gateway, asked: Asked, values: Values, token: str) -> Seen:
    trace_id = secrets.token_hex(16)
    headers = {"traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-01"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    body = CALLS[asked.route].body if asked.route in CALLS else None
    answer = await http.request(asked.method, asked.template.format(**values), json=body, headers=headers)
    return Seen(
        answer.status_code,
        code_of(answer),
        tuple((name, value) for name, value in answer.headers.items() if name not in OF_ONE_REQUEST),
        unnamed(answer.text.replace(answer.headers["x-request-id"], "<request>"), values),
        trace_id,
    )


def code_of(answer: httpx2.Response) -> str:
    return str(answer.json().get("code", "")) if answer.status_code >= 400 else ""


def unnamed(text: str, values: Values) -> str:
    """Replace the ids, also in those that are made of them."""
    for name, id in values.items():
        text = text.replace(id, f"<{name}>")
    for name, id in values.items():
        text = text.replace(id.partition("_")[2], f"<of {name}>")
    return text


def missing(values: Values) -> Values:
    """Return ids of the same length that nothing has."""
    return {name: re.sub(r"(?<=_).*", lambda m: "0" * len(m[0]), id) for name, id in values.items()}


Path = Counter[tuple[str, str]]


async def paths_of(running: Running, seen: list[Seen]) -> dict[str, Path]:
    """Return what each request made happen, by its trace: which service did what, and how often.

    The gateway begins a trace of its own for each, and links the one that the caller sent.
    """
    wanted = {each.trace_id for each in seen}
    until = asyncio.get_running_loop().time() + EXPORT_SECONDS
    while True:
        spans = running.sink.spans
        own = {span.trace_id: sent for span in spans for sent, _ in span.links if sent in wanted}
        found: dict[str, list[Span]] = {sent: [] for sent in wanted}
        for span in spans:
            if span.trace_id in own:
                found[own[span.trace_id]].append(span)
        if all(map(whole, found.values())):
            return {sent: Counter((span.service, span.name) for span in of) for sent, of in found.items()}
        assert asyncio.get_running_loop().time() < until, (
            f"not whole: {[(sent, spans) for sent, spans in found.items() if not whole(spans)][:2]}"
        )
        await asyncio.sleep(0.2)


def whole(spans: list[Span]) -> bool:
    """Return whether the first span has come, the parent of each, and the other side of each call between services."""
    known = {span.span_id for span in spans}
    called = {span.parent_id for span in spans if span.kind == "server" and span.parent_id}
    calls = {
        span.span_id
        for span in spans
        if span.service == "gateway" and span.kind == "client" and "/" in span.name
    }
    return bool(spans) and {s.parent_id for s in spans} - known == {""} and calls <= called

"""The calls, the views and the fake gateway's answers are held against what the services say of their routes."""

from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

import jsonschema
import pytest
from deploy.k8s.wiring import wirings
from pydantic import BaseModel

from foothold_chassis.runner import Runner
from foothold_chassis.web.description import describe
from foothold_gateway.openapi import merge
from foothold_gateway.routes import ROUTES, Upstream
from foothold_web.gateway import calls
from foothold_web.gateway.calls import Call
from foothold_web.gateway.views import Nothing, View

from . import answers, answers_contracts

ANSWERS = [*answers.ANSWERS, *answers_contracts.ANSWERS]

CALLS = {name: call for name, call in vars(calls).items() if isinstance(call, Call)}


@cache
def the_document() -> dict[str, Any]:
    """Return the gateway's description of all routes, from the services' own apps."""
    apps = {wiring.name: Runner(wiring.service).app() for wiring in wirings()}
    documents = {service: describe(apps[service]) for service in get_args(Upstream)}
    return merge(apps["gateway"], documents)


@pytest.fixture
def document() -> dict[str, Any]:
    return the_document()


def path_of(call: Call[Any]) -> str:
    """Return the call's path in the description, which has each service's own operator calls."""
    return call.path.replace("{service}", "catalog")


def answer_of(document: dict[str, Any], call: Call[Any]) -> dict[str, Any]:
    answers = document["paths"][path_of(call)][call.method.lower()]["responses"]
    [good] = [answer for status, answer in answers.items() if status.startswith("2")]
    return good.get("content", {}).get("application/json", {}).get("schema", {})


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def unread(document: dict[str, Any], schema: dict[str, Any], wanted: Any, place: str) -> list[str]:
    """Name each part of a view that the API does not answer, or not always."""
    schema = resolved(document, schema)
    options = [resolved(document, each) for each in schema.get("anyOf", [schema])]
    may_be_null = any(option.get("type") == "null" for option in options)
    inside = [each for each in get_args(wanted) if each is not type(None)]
    if get_origin(wanted) in {Union, UnionType}:
        return unread_of_any(document, options, inside[0], place)
    if may_be_null and wanted is not Any:
        return [f"{place} may be null"]
    return unread_of_any(document, options, wanted, place)


def unread_of_any(
    document: dict[str, Any], options: list[dict[str, Any]], wanted: Any, place: str
) -> list[str]:
    is_view = isinstance(wanted, type) and issubclass(wanted, BaseModel)
    if not is_view and get_origin(wanted) is not list:
        return []
    [schema] = [option for option in options if option.get("type") != "null"]
    if get_origin(wanted) is list:
        return unread(document, schema["items"], get_args(wanted)[0], f"{place}[]")
    known, always = schema.get("properties", {}), schema.get("required", [])
    return [
        complaint
        for name, field in wanted.model_fields.items()
        for complaint in (
            unread(document, known[name], field.annotation, f"{place}.{name}")
            if name in known and (name in always or "default" in known[name] or not field.is_required())
            else [f"{place}.{name} is not always there"]
        )
    ]


@pytest.mark.parametrize("name", CALLS)
def test_the_gateway_has_each_call_and_answers_what_its_view_reads(
    name: str, document: dict[str, Any]
) -> None:
    call = CALLS[name]

    assert path_of(call) in document["paths"], f"the gateway has no {call.path}"
    assert unread(document, answer_of(document, call), call.answer, call.answer.__name__) == []


def test_each_call_names_the_service_that_answers_it() -> None:
    table = {(route.method, route.path): route.service for route in ROUTES}

    assert {name: call.service for name, call in CALLS.items()} == {
        name: table.get((call.method, call.path), "gateway") for name, call in CALLS.items()
    }


@pytest.mark.parametrize(
    ("call", "body"),
    ANSWERS,
    ids=lambda each: getattr(each, "path", None),
)
def test_the_fake_gateway_answers_as_the_real_one(
    call: Call[Any], body: object, document: dict[str, Any]
) -> None:
    if call.answer is not Nothing:
        schema = {**answer_of(document, call), "components": document["components"]}
        jsonschema.validate(body, schema)


def test_a_view_that_reads_what_is_not_answered_is_found(document: dict[str, Any]) -> None:
    class Wrong(View):
        organization_id: str
        motto: str

    complaints = unread(document, answer_of(document, calls.ORGANIZATION), Wrong, "Wrong")

    assert complaints == ["Wrong.motto is not always there"]


def test_a_view_that_forgets_null_is_found(document: dict[str, Any]) -> None:
    class Wrong(View):
        lapses_at: str

    page = resolved(document, answer_of(document, calls.AFFILIATIONS))

    assert unread(document, page["properties"]["items"]["items"], Wrong, "Wrong") == [
        "Wrong.lapses_at may be null"
    ]

"""The OpenAPI documents: of each service, and the merged one that the gateway shows."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from foothold_chassis.runner import Runner
from foothold_chassis.web.description import PROBLEM, describe
from foothold_gateway.openapi import merge
from foothold_gateway.routes import ROUTES

from .alone import SERVICES, alone

Json = dict[str, Any]
MERGED = "all of them, merged"

VOCABULARY = {
    *("$ref", "$defs", "allOf", "anyOf", "oneOf", "const", "enum", "type", "format", "pattern", "default"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
    *("items", "prefixItems", "minItems", "maxItems", "properties", "required", "additionalProperties"),
    *("propertyNames", "uniqueItems", "title", "description", "writeOnly", "examples", "discriminator"),
}
TOKENS = {"token_missing", "token_malformed", "token_key_unknown", "token_expired"}


async def app_of(service: str) -> FastAPI:
    async with alone(service) as running:
        return Runner(running.service).app()


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[*SERVICES, MERGED])
async def document(request: pytest.FixtureRequest) -> Json:
    if request.param != MERGED:
        return sent(describe(await app_of(request.param)))
    documents = {name: sent(describe(await app_of(name))) for name in SERVICES if name != "gateway"}
    return sent(merge(await app_of("gateway"), documents))


def sent(document: Json) -> Json:
    """Return the document as it arrives."""
    return json.loads(json.dumps(document))


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, of_path in document["paths"].items():
        for method, operation in of_path.items():
            yield f"{method.upper()} {path}", operation


def codes_of(operation: Json) -> dict[str, set[str]]:
    """Return the codes of each status; a problem answer without them has none."""
    return {
        status: set(answer["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"])
        for status, answer in operation["responses"].items()
        if PROBLEM in answer.get("content", {})
    }


def schemas(node: Any) -> Iterator[Json]:
    """Return every schema of a document."""
    if isinstance(node, list):
        for each in node:
            yield from schemas(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                yield from parts(value)
            elif key == "schemas":
                for each in value.values():
                    yield from parts(each)
            else:
                yield from schemas(value)


def parts(schema: Any) -> Iterator[Json]:
    if isinstance(schema, dict):
        yield schema
        for key in ("items", "additionalProperties", "propertyNames"):
            yield from parts(schema.get(key))
        for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
            for each in schema.get(key, ()):
                yield from parts(each)
        for each in schema.get("properties", {}).values():
            yield from parts(each)


def test_it_is_openapi_3_1(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_its_schemas_say_only_what_json_schema_knows(document: Json) -> None:
    """What JSON Schema does not know, such as pydantic's `ge`, it takes for a note, and checks nothing by it."""
    assert {key for schema in schemas(document) for key in schema} - VOCABULARY == set()


def test_its_examples_and_defaults_are_of_their_schemas(document: Json) -> None:
    for schema in schemas(document):
        shown = [*schema.get("examples", ()), *([schema["default"]] if "default" in schema else [])]
        for value in shown:
            Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def test_every_refusal_is_a_problem_with_its_codes(document: Json) -> None:
    for name, operation in operations(document):
        refused = {status for status in operation["responses"] if status >= "400"}
        assert {"500", "503"} <= refused, name
        assert codes_of(operation).keys() == refused, name
        assert all(codes_of(operation).values()), name
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_a_route_names_the_scheme_of_the_token_that_it_takes(document: Json) -> None:
    scheme = document["components"]["securitySchemes"]["token"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for name, operation in operations(document):
        codes = codes_of(operation).get("401", set()) & TOKENS
        asked = operation.get("security", [])
        expected = [{"token": []}] if codes == TOKENS else [{}, {"token": []}] if codes else []
        assert asked == expected, name
        assert codes in (set(), TOKENS - {"token_missing"}, TOKENS), name


def test_a_route_answers_what_follows_from_its_shape(document: Json) -> None:
    for name, operation in operations(document):
        codes = codes_of(operation)
        if "{" in name:
            assert {"NotFound", "NotYet"} <= codes["404"], name
        if "requestBody" in operation:
            assert "json_malformed" in codes["400"], name
            assert "invalid" in codes["422"], name
            assert "body_too_large" in codes["413"], name
        takes = {parameter["name"] for parameter in operation.get("parameters", ())}
        if "Idempotency-Key" in takes:
            assert "idempotency_key_malformed" in codes["422"], name
        if "cursor" in takes:
            assert "cursor_unknown" in codes["422"], name


def test_no_two_operations_have_one_id(document: Json) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("service", SERVICES)
async def test_no_route_is_left_out(service: str) -> None:
    app = await app_of(service)
    described = {name for name, _ in operations(describe(app))}
    passed_on = {f"{route.method} {route.path}" for route in ROUTES if service == "gateway"}
    routes = {
        f"{method} {context.path_format}"
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
    }
    assert routes - described == passed_on


@pytest.mark.parametrize("document", [MERGED], indirect=True)
def test_the_merged_document_has_every_call_and_what_the_gateway_adds(document: Json) -> None:
    described = dict(operations(document))
    assert {f"{route.method} {route.path}" for route in ROUTES} - described.keys() == set()
    assert {
        "GET /v1/contracts/{contract_id}/timeline",
        "GET /v1/openapi.json",
        "GET /docs",
    } <= described.keys()
    for route in ROUTES:
        operation = described[f"{route.method} {route.path}"]
        codes = codes_of(operation)
        assert "rate_limited" in codes["429"]
        assert "upstream_away" in codes["503"]
        assert ({"token": []} in operation["security"], {} in operation["security"]) == (
            True,
            route.standing == "anyone",
        )
        if route.standing not in {"anyone", "account"}:
            assert "scope_missing" in codes["403"]

"""What a new service adds to files that people write; everything else is generated."""

from foothold_devstack.new_service.writing import Addition

EVENTS = "libs/events/foothold_events"
GATEWAY = "services/gateway/foothold_gateway"

ADDITIONS = (
    Addition(
        f"{EVENTS}/values.py",
        r"^[A-Z][A-Za-z]+Id = Annotated\[.*\n",
        '${Aggregate}Id = Annotated[str, StringConstraints(pattern=r"^${prefix}_" + _ID_BODY)]\n',
    ),
    Addition(
        f"{EVENTS}/schemas.py",
        r"^from foothold_events\.envelope import .*\n",
        "from foothold_events import $service\n",
    ),
    Addition(f"{EVENTS}/schemas.py", r"^PRODUCERS: .* = \([^)]*\w", ", $service"),
    Addition(f"{EVENTS}/topics.py", r'^    Topic\(".*\),\n', '    Topic("foothold.$service.$aggregate"),\n'),
    Addition(
        f"{EVENTS}/examples.py",
        r"^from foothold_events\.envelope import .*\n",
        "from foothold_events.$service import ${Aggregate}Answered, ${Aggregate}Lapsed, ${Aggregate}Opened\n",
    ),
    Addition(
        f"{EVENTS}/examples.py",
        r"(?=^EVENTS: )",
        """\
${SERVICE}: tuple[Event, ...] = (
    ${Aggregate}Opened(
        ${aggregate}_id="${prefix}_1",
        organization_id=ORGANIZATION,
        answer_until=datetime(2026, 6, 6, 9, tzinfo=UTC),
    ),
    ${Aggregate}Answered(${aggregate}_id="${prefix}_1", organization_id=ORGANIZATION),
    ${Aggregate}Lapsed(${aggregate}_id="${prefix}_1", organization_id=ORGANIZATION),
)

""",
    ),
    Addition(f"{EVENTS}/examples.py", r"^EVENTS: [^*]*(?:\*\w+,?\s*)*\*\w+", ", *$SERVICE"),
    Addition(f"{GATEWAY}/routes.py", r'^Upstream = Literal\[[^\]]*"', ', "$service"'),
    Addition(
        f"{GATEWAY}/routes.py",
        r"(?=^    \*\(\n        route\n)",
        """\
    Route("GET", "/v1/$service/{${aggregate}_id}", "$service", "account"),
    Route("POST", "/v1/$service/{${aggregate}_id}/answer", "$service", "account"),
""",
    ),
    Addition(f"{GATEWAY}/settings.py", r"^    [a-z]+_url: str\n", "    ${service}_url: str\n"),
    Addition(
        f"{GATEWAY}/settings.py", r"^    [a-z]+_internal_url: str\n", "    ${service}_internal_url: str\n"
    ),
    Addition(
        "docs/domain.md",
        r"(?=^## gateway$)",
        """\
## $service

${Aggregate}: `open → answered`, or `lapsed` when the organization is silent.

- An organization that is verified gets one $aggregate. Its members answer it within `answer_wait`.

""",
    ),
)

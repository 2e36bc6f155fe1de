"""HTTP: rate, errors, duration; at the gateway by route and service, inside by service."""

from deploy.observability.grafana import Dashboard, Panel
from deploy.observability.promql import CHOSEN, per_second, quantile, quantiles, share

REQUESTS = "http_server_request_duration_seconds"
CALLS = "http_client_request_duration_seconds"
FAILED = f'{CHOSEN},http_response_status_code=~"5.."'
REFUSED = f'{CHOSEN},http_response_status_code=~"4.."'
CALLS_FAILED = 'http_response_status_code=~"5..|"'
"""An answer of 5xx, or none at all."""

HTTP = Dashboard(
    name="http",
    title="HTTP",
    about="Rate, errors and duration by service and route, and of the gateway's calls to the services.",
    panels=(
        Panel(
            title="Requests, by service",
            unit="reqps",
            queries={"{{service}}": per_second(f"{REQUESTS}_count", "service")},
            help="The gateway's rate is the requests of people. A service above it is called by something else.",
            runbooks=("GatewayAvailability",),
        ),
        Panel(
            title="Share of requests that failed (5xx), by service",
            unit="percentunit",
            queries={
                "{{service}}": share(
                    per_second(f"{REQUESTS}_count", "service", where=FAILED),
                    per_second(f"{REQUESTS}_count", "service"),
                )
            },
            bad_above=0.001,
            help="503 is retryable: MongoDB away, an outbox full, a service not answering. 500 is a fault in the code.",
            runbooks=("GatewayAvailability", "MongoErrors"),
        ),
        Panel(
            title="Live pages",
            unit="none",
            queries={
                "waiting": "sum(foothold_web_streams)",
                "told a second": "sum(rate(foothold_web_pings_total[5m]))",
                "refused a second: {{reason}}": "sum by (reason) (rate(foothold_web_streams_refused_total[5m]))",
            },
            help="Pages of the web app that wait for changes. If they wait and none is told, look whether the web app "
            "is behind what it follows. A refused page has its link to refresh.",
            runbooks=("NotMeasured",),
        ),
        Panel(
            title="Duration, by service",
            unit="s",
            queries=quantiles(REQUESTS, "service"),
            bad_above=0.5,
            help="The gateway slow and the services fast: the gateway's own database or its CPU. Exactly two seconds "
            "are requests that wait for an event that has not arrived yet: look at lag.",
            runbooks=("GatewayLatency",),
        ),
        Panel(
            title="Requests refused (4xx), by service and status",
            unit="reqps",
            queries={
                "{{service}} {{http_response_status_code}}": per_second(
                    f"{REQUESTS}_count", "service", "http_response_status_code", where=REFUSED
                )
            },
            help="Not our fault, but: many 401 after a key rotation, many 429 from one client, many 409 from a race.",
            of_failures=True,
            runbooks=("GatewayAvailability",),
        ),
        Panel(
            title="Ended before they were routed, by service and code",
            unit="reqps",
            queries={
                "{{service}} {{code}}": per_second(
                    "foothold_http_refused_total", "service", "code", where=CHOSEN
                )
            },
            help="Too slow, too large, too many connections: a flood, or a bound that is too low for a caller that is "
            "right. docs/domain.md has the bounds.",
            of_failures=True,
            runbooks=("GatewayAvailability",),
        ),
        Panel(
            title="The busiest routes",
            unit="reqps",
            queries={
                "{{service}} {{http_request_method}} {{http_route}}": "topk(10, "
                + per_second(f"{REQUESTS}_count", "service", "http_request_method", "http_route")
                + ")"
            },
            help="A route that jumps is a client in a loop: the gateway's log has its account.",
            runbooks=("GatewayLatency",),
        ),
        Panel(
            title="Routes that fail",
            unit="reqps",
            queries={
                "{{service}} {{http_request_method}} {{http_route}} {{http_response_status_code}}": "topk(10, "
                + per_second(
                    f"{REQUESTS}_count",
                    *("service", "http_request_method", "http_route", "http_response_status_code"),
                    where=FAILED,
                )
                + ")"
            },
            help="One route: read the log of its service by the trace id. All routes of a service: is it ready?",
            of_failures=True,
            runbooks=("GatewayAvailability", "ServiceNotReady"),
        ),
        Panel(
            title="The slowest routes, p99",
            unit="s",
            queries={
                "{{service}} {{http_request_method}} {{http_route}}": "topk(10, "
                + quantile(0.99, REQUESTS, "service", "http_request_method", "http_route")
                + ")"
            },
            help="Logins cost argon2id on purpose. For others open a trace of the route and look for the longest span.",
            runbooks=("GatewayLatency",),
        ),
        Panel(
            title="The gateway's calls, by service and status",
            unit="reqps",
            queries={
                "{{server_address}} {{http_response_status_code}} {{error_type}}": per_second(
                    f"{CALLS}_count", "server_address", "http_response_status_code", "error_type", where=""
                )
            },
            help="An error without a status is no answer within 10 s (TimeoutError), no connection within 1 s, or one "
            "that was refused or broken off.",
            runbooks=("GatewayAvailability", "ServiceNotReady"),
        ),
        Panel(
            title="Share of the gateway's calls that failed, by service",
            unit="percentunit",
            queries={
                "{{server_address}}": share(
                    per_second(f"{CALLS}_count", "server_address", where=CALLS_FAILED),
                    per_second(f"{CALLS}_count", "server_address", where=""),
                )
            },
            bad_above=0.001,
            help="Shows which service makes the gateway answer 503.",
            runbooks=("GatewayAvailability", "ServiceNotReady"),
        ),
        Panel(
            title="Duration of the gateway's calls, by service",
            unit="s",
            queries=quantiles(CALLS, "server_address", where=""),
            help="Far above what the service itself measures: no free connection (200 a service), or the network.",
            runbooks=("GatewayLatency",),
        ),
    ),
)

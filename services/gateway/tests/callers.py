"""Who may call, and the requests they make."""

from fastapi import Request

from foothold_chassis.web import Principal

SCOPES = ("trust", "mediation", "money", "system")
ACCOUNT = Principal(account_id="acc_1", orgs={}, scopes=frozenset(), kinds=frozenset())


def operator(*scopes: str) -> Principal:
    return Principal(account_id="acc_9", orgs={}, scopes=frozenset(scopes), kinds=frozenset())


def request(
    path: str = "/v1/projects",
    headers: dict[str, str] | None = None,
    *,
    method: str = "POST",
    params: dict[str, str] | None = None,
    query: str = "",
) -> Request:
    return Request(
        {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
            "path_params": params or {},
            "client": ("203.0.113.7", 50_000),
            "server": ("gateway", 8080),
            "scheme": "http",
            "request_id": "req_given",
            "correlation_id": "cor_given",
        }
    )

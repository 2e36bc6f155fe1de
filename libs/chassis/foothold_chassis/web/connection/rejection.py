"""What a caller is answered whose request is rejected before it is one: a problem document, as bytes."""

import json
from dataclasses import dataclass
from http import HTTPStatus

from foothold_chassis.settings import HttpSettings
from foothold_chassis.web.problems import document


@dataclass(frozen=True, slots=True)
class Rejection:
    status: HTTPStatus
    code: str
    title: str
    detail: str
    retry_after: int | None = None

    def encode(self, path: str, request_id: str) -> bytes:
        """Return the whole answer, which says that the connection ends."""
        body = json.dumps(
            document(self.status, self.title, self.detail, self.code, path=path, request_id=request_id)
        ).encode()
        head = [
            f"HTTP/1.1 {self.status.value} {self.status.phrase}",
            "content-type: application/problem+json",
            f"content-length: {len(body)}",
            "connection: close",
            f"x-request-id: {request_id}",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
        ]
        if self.retry_after is not None:
            head.append(f"retry-after: {self.retry_after}")
        return "\r\n".join([*head, "", ""]).encode() + body


class Rejected(Exception):
    """The parser is to stop: this is the answer."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.code)
        self.rejection = rejection


class Rejections:
    """The rejections of a server, each with the bound that is exceeded."""

    def __init__(self, bounds: HttpSettings) -> None:
        self._of_size(bounds)
        self._of_time(bounds)
        self._of_number(bounds)
        self.malformed = Rejection(
            HTTPStatus.BAD_REQUEST,
            "request_malformed",
            "Malformed request",
            "This is no valid request of HTTP/1.1.",
        )

    def _of_size(self, bounds: HttpSettings) -> None:
        self.url_too_long = Rejection(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            "url_too_long",
            "URL too long",
            f"The URL is longer than {bounds.max_url_bytes} bytes.",
        )
        self.head_too_large = Rejection(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "head_too_large",
            "Headers too large",
            f"The headers are larger than {bounds.max_header_bytes} bytes, or more than {bounds.max_headers}.",
        )
        self.body_too_large = Rejection(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "body_too_large",
            "Body too large",
            f"The body is larger than {bounds.max_body_bytes} bytes.",
        )

    def _of_time(self, bounds: HttpSettings) -> None:
        self.head_too_slow = Rejection(
            HTTPStatus.REQUEST_TIMEOUT,
            "head_too_slow",
            "Too slow",
            f"The head of the request did not arrive within {bounds.head_seconds:g} s.",
        )
        self.body_too_slow = Rejection(
            HTTPStatus.REQUEST_TIMEOUT,
            "body_too_slow",
            "Too slow",
            f"The body of the request did not arrive within {bounds.body_seconds:g} s.",
        )

    def _of_number(self, bounds: HttpSettings) -> None:
        self.too_many_at_once = Rejection(
            HTTPStatus.TOO_MANY_REQUESTS,
            "pipeline_full",
            "Too many requests",
            f"More than {bounds.max_pipelined} requests wait on this connection.",
            retry_after=1,
        )
        self.too_many_of_address = Rejection(
            HTTPStatus.TOO_MANY_REQUESTS,
            "connections_of_address",
            "Too many connections",
            f"One address may have {bounds.max_connections_per_address} connections.",
            retry_after=1,
        )
        self.too_many = Rejection(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "connections_exhausted",
            "Unavailable",
            "This server has as many connections as it can hold; try again.",
            retry_after=1,
        )

"""A gateway for the tests of pages: it answers each call of the web app with what the test has put there.

`test_calls.py` holds its answers against the services' own description of their routes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from foothold_web.gateway.calls import Call
from foothold_web.gateway.refusals import Away

from . import answers, answers_contracts

Answer = tuple[int, object, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that was made."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: object
    query: Mapping[str, str]


@dataclass
class FakeGateway:
    """Stands in for `Gateway.send`. What it was asked is in `asked`."""

    asked: list[Asked] = field(default_factory=list)
    _answers: dict[tuple[str, str], Answer | Exception] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what was asked, and answer each call as at the beginning."""
        self.asked.clear()
        self._answers.clear()
        for call, body in (*answers.ANSWERS, *answers_contracts.ANSWERS):
            self.answers(call, body)

    def answers(self, call: Call[Any], body: object, status: int = 200, **headers: str) -> None:
        """Answer this call from now on, whatever ids are in its path."""
        self._answers[call.method, call.path] = (status, body, headers)

    def refuses(
        self, call: Call[Any], status: int, code: str, detail: str = "", *errors: Mapping[str, str]
    ) -> None:
        """Refuse this call from now on by a problem document, with the errors of its fields."""
        self.answers(call, {"status": status, "code": code, "detail": detail, "errors": list(errors)}, status)

    def is_away(self, *calls: Call[Any]) -> None:
        """Answer these calls as if their service were away."""
        for call in calls:
            self.refuses(call, 503, "upstream_away", f"The service '{call.service}' does not answer.")

    def is_gone(self) -> None:
        """Answer nothing any more."""
        for known in self._answers:
            self._answers[known] = Away("Nothing listens there.")

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: object, query: Mapping[str, str]
    ) -> tuple[int, bytes, Mapping[str, str]]:
        self.asked.append(Asked(method, path, headers, body, query))
        answer = self._answers.get((method, self._template(method, path)))
        if answer is None:
            raise AssertionError(f"The fake gateway has no answer to {method} {path}.")
        if isinstance(answer, Exception):
            raise answer
        status, content, answered = answer
        return status, json.dumps(content).encode(), answered

    def _template(self, method: str, path: str) -> str:
        matching: Callable[[str], bool] = lambda template: _matches(template, path)  # noqa: E731
        found = [template for known, template in self._answers if known == method and matching(template)]
        return min(found, key=lambda template: template.count("{"), default=path)

    def calls_of(self, call: Call[Any]) -> list[Asked]:
        """Return how often and with what this call was made."""
        return [each for each in self.asked if each.method == call.method and _matches(call.path, each.path)]


def _matches(template: str, path: str) -> bool:
    there, here = template.split("/"), path.split("/")
    return len(there) == len(here) and all(
        want == is_ or want.startswith("{") for want, is_ in zip(there, here, strict=True)
    )

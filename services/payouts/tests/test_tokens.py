"""What a token looks like is the provider's business: it says what is wrong, and the public API knows none of it."""

import json
from typing import Any

import pytest
from fastapi import FastAPI

from foothold_chassis.errors import Invalid
from foothold_payouts import api
from foothold_payouts.provider.sandbox import TOKENS, SandboxProvider


class NoDatabase:
    def collection(self, name: str) -> Any:
        return name


SANDBOX = SandboxProvider(NoDatabase())


@pytest.mark.parametrize("token", TOKENS)
def test_the_sandbox_takes_its_own_tokens(token) -> None:
    SANDBOX.check_token("token", token)


@pytest.mark.parametrize("token", ["", "sandbox", "SANDBOX_OK", "sandbox_ok ", "4242424242424242"])
def test_another_token_is_refused_by_its_field_with_what_would_be_right(token) -> None:
    with pytest.raises(Invalid) as refused:
        SANDBOX.check_token("account", token)

    [error] = refused.value.errors
    assert error["field"] == "account"
    assert all(right in error["message"] for right in TOKENS)
    assert refused.value.code == "invalid"


def test_a_refusal_does_not_repeat_what_may_be_a_card_number() -> None:
    with pytest.raises(Invalid) as refused:
        SANDBOX.check_token("token", "4242424242424242")

    assert "4242" not in json.dumps([refused.value.detail, refused.value.errors])


def test_the_public_api_knows_nothing_of_the_sandbox() -> None:
    app = FastAPI()
    app.include_router(api.account_routes(None, None, SANDBOX))

    described = json.dumps(app.openapi())

    assert "token" in described
    assert "sandbox" not in described.lower()

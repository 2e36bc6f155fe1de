"""The form of an access token: whatever differs from what identity signs is refused with a reason."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import APIRouter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from foothold_chassis.errors import Unauthenticated
from foothold_chassis.web import CurrentPrincipal, Principal, tokens
from foothold_chassis.web import keyring as keyring_module

from .callers import KEY_ID, bearer, claims, client_of, keyring_of, new_key, public_half, token

KEY = new_key()
OTHER = new_key()


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def with_head(head: object) -> str:
    """A token of ours whose head was exchanged afterwards."""
    return ".".join([part(head), *token(KEY).split(".")[1:]])


def signed_with_head(**changes: object) -> str:
    """A token that is signed with a head of this form, signature and all."""
    head = {"alg": "Ed25519", "typ": "at+jwt", "kid": KEY_ID} | changes
    signed = f"{part({k: v for k, v in head.items() if v is not None})}.{part(claims())}"
    signature = KEY.get_op_key("sign").sign(signed.encode())  # type: ignore[union-attr]
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


NOW = int(datetime.now(UTC).timestamp())
UNSIGNED = f"{part({'alg': 'none', 'kid': KEY_ID})}.{part(claims())}."
BY_PUBLIC_KEY = jwt.encode(
    {"alg": "HS256", "kid": KEY_ID},
    claims(),
    OctKey.import_key({"kty": "oct", "k": public_half(KEY)}),
    algorithms=["HS256"],
)


WRONG = [
    (token(KEY, iat=NOW - 60, exp=NOW), "token_expired"),
    (token(KEY, iat=1, exp=2), "token_expired"),
    (token(KEY, exp=None), "token_malformed"),
    (token(KEY, exp="9999999999"), "token_malformed"),
    (token(KEY, iss="somebody"), "token_malformed"),
    (token(KEY, iss=None), "token_malformed"),
    (token(KEY, aud=None), "token_malformed"),
    (token(KEY, aud="foothold-web"), "token_malformed"),
    (token(KEY, aud=["foothold-services"]), "token_malformed"),
    (token(KEY, iat=None), "token_malformed"),
    (token(KEY, iat=str(NOW)), "token_malformed"),
    (token(KEY, iat=float(NOW)), "token_malformed"),
    (token(KEY, iat=True), "token_malformed"),
    (token(KEY, iat=NOW + 3600, exp=NOW + 3660), "token_malformed"),
    (token(KEY, exp=NOW - 1, iat=NOW), "token_malformed"),
    (token(KEY, iat=NOW, exp=NOW + 15 * 60 + 1), "token_malformed"),
    (token(KEY, iat=NOW, exp=NOW + 5 * 60 + 1, scopes=["money"]), "token_malformed"),
    (token(KEY, sid=None), "token_malformed"),
    (token(KEY, sid=""), "token_malformed"),
    (token(KEY, sub=7), "token_malformed"),
    (token(KEY, orgs=["org_1"]), "token_malformed"),
    (token(KEY, institutions=None), "token_malformed"),
    (token(KEY, institutions={"org_1": True}), "token_malformed"),
    (token(KEY, kinds="talent"), "token_malformed"),
    (token(KEY, scopes=None), "token_malformed"),
    (token(KEY, scopes="money"), "token_malformed"),
    (signed_with_head(typ="JWT"), "token_malformed"),
    (signed_with_head(typ=None), "token_malformed"),
    (signed_with_head(crit=["exp"], exp=1), "token_malformed"),
    (signed_with_head(b64=False), "token_malformed"),
    (signed_with_head(jku="https://evil.example/keys"), "token_malformed"),
    (token(OTHER), "token_malformed"),
    (token(KEY, "key_2"), "token_key_unknown"),
    (UNSIGNED, "token_malformed"),
    (BY_PUBLIC_KEY, "token_malformed"),
    (with_head({"alg": "EdDSA", "kid": KEY_ID}), "token_malformed"),
    (with_head({"alg": "Ed25519"}), "token_malformed"),
    (with_head({"alg": "Ed25519", "kid": ["key_1"]}), "token_malformed"),
    (with_head({"alg": "Ed25519", "kid": {"key": 1}}), "token_malformed"),
    (with_head({"kid": KEY_ID}), "token_malformed"),
    (with_head([]), "token_malformed"),
    (with_head("key_1"), "token_malformed"),
    (with_head(None), "token_malformed"),
    (token(KEY)[:-4], "token_malformed"),
    (token(KEY) + ".x", "token_malformed"),
    ("x", "token_malformed"),
    ("..", "token_malformed"),
    ("a.b.c", "token_malformed"),
]


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch) -> None:
    monkeypatch.setattr(keyring_module, "NEW_KEY_WAIT_SECONDS", 0.02)


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    router = APIRouter()

    @router.get("/me")
    async def me(principal: CurrentPrincipal) -> str:
        return principal.account_id

    async with client_of(router, keyring_of(KEY)) as client:
        yield client


@pytest.mark.parametrize(("wrong", "code"), WRONG)
async def test_a_wrong_token_is_refused_with_its_reason(client, wrong, code) -> None:
    answer = await client.get("/me", headers=bearer(wrong))

    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert answer.headers["www-authenticate"] == f'Bearer error="invalid_token", error_description="{code}"'
    assert wrong not in answer.text or len(wrong) < 4


async def test_a_signed_head_of_the_right_form_is_taken(client) -> None:
    """Otherwise the heads that are refused above might be refused for another reason."""
    assert (await client.get("/me", headers=bearer(signed_with_head()))).status_code == 200


@pytest.mark.parametrize(
    ("begins", "life", "scopes"),
    [(0, 15 * 60, []), (0, 5 * 60, ["money"]), (8, 60, [])],
    ids=["fifteen minutes", "an operator's five minutes", "a clock that is a little ahead"],
)
async def test_a_token_may_live_so_long(client, begins, life, scopes) -> None:
    issued = int(datetime.now(UTC).timestamp()) + begins
    right = token(KEY, iat=issued, exp=issued + life, scopes=scopes)

    assert (await client.get("/me", headers=bearer(right))).status_code == 200


async def test_a_changed_claim_breaks_the_signature(client) -> None:
    head, _, signature = token(KEY).split(".")
    forged = f"{head}.{part(claims(scopes=['system']))}.{signature}"

    answer = await client.get("/me", headers=bearer(forged))

    assert (answer.status_code, answer.json()["code"]) == (401, "token_malformed")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60)
    | st.builds(
        lambda head, body: f"{part(head)}.{part(body)}.AAAA", st.dictionaries(st.text(), st.text()), st.text()
    )
)
async def test_whatever_is_no_token_is_refused_and_nothing_breaks(text) -> None:
    with pytest.raises(Unauthenticated):
        await keyring_of(KEY).verify(text)


@pytest.mark.parametrize(
    "meant",
    [
        Principal("acc_1", {}, frozenset(), frozenset(), "ses_1"),
        Principal(
            "acc_2",
            {"org_1": "admin", "org_2": "member"},
            frozenset({"money", "trust"}),
            frozenset({"talent", "company", "institution", "operator"}),
            "ses_2",
            frozenset({"org_2"}),
        ),
    ],
    ids=["nobody in particular", "all that one can be"],
)
async def test_a_token_means_the_principal_for_whom_it_was_signed(meant: Principal) -> None:
    given = tokens.sign(meant.claims(), datetime.now(UTC), tokens.longest_life(meant.scopes), KEY_ID, KEY)

    assert Principal.of(await keyring_of(KEY).verify(given)) == meant

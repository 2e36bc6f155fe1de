"""The form of an access token: identity and the tests sign by this module, and every service verifies by it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from foothold_chassis.errors import Unauthenticated

ALGORITHM = "Ed25519"
TYPE = "at+jwt"
"""No other token of ours is taken for an access token [RFC 9068]."""
ISSUER = "foothold"
AUDIENCE = "foothold-services"

TOKEN_LIFE = timedelta(minutes=15)
OPERATOR_TOKEN_LIFE = timedelta(minutes=5)
"""The longest lives of a token. One with operators' scopes can do more, so it lives shorter."""

LEEWAY = timedelta(seconds=10)
"""How far the clocks of two replicas may be apart: each is at most 5 s off MongoDB's, or it is not ready."""


def longest_life(scopes: object) -> timedelta:
    """Return how long a token with these scopes may live."""
    return OPERATOR_TOKEN_LIFE if scopes else TOKEN_LIFE


def sign(claims: Mapping[str, object], at: datetime, life: timedelta, key_id: str, key: OKPKey) -> str:
    """Return a token for the services of this platform, issued `at` this time (UTC) and valid for `life`.

    `claims` are a principal's. The same call returns the same token.
    """
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key_id}
    times = {"iat": int(at.timestamp()), "exp": int((at + life).timestamp())}
    return jwt.encode(
        header, {"iss": ISSUER, "aud": AUDIENCE, **times, **claims}, key, algorithms=[ALGORITHM]
    )


def key_id_of(token: str) -> str:
    """Return the id of the key that a token names. Nothing else is proven by that.

    Raises:
        Unauthenticated: the text is no token, or its header is not exactly what `sign` writes. So no header brings a
            key, an algorithm or a critical extension of its own.
    """
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise _malformed("The token cannot be read.") from error
    key_id = header.get("kid")
    if header != {"alg": ALGORITHM, "typ": TYPE, "kid": key_id} or not isinstance(key_id, str):
        raise _malformed(
            f"The token's header must be 'alg' {ALGORITHM}, 'typ' {TYPE} and 'kid', nothing else."
        )
    return key_id


def claims_of(token: str, key: OKPKey) -> dict[str, Any]:
    """Return the claims of a token that is signed with this key, of the right form, and not made to live too long.

    Raises:
        Unauthenticated: it is not. Whether the token has expired is the caller's question.
    """
    try:
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError) as error:
        raise _malformed("The token is not signed by this platform.") from error
    if claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE:
        raise _malformed("The token was not issued by this platform for its services.")
    wrong = [name for name, fits in _FORMS.items() if not fits(claims.get(name))]
    if wrong:
        raise _malformed(f"Claims of the token are missing or have another form: {', '.join(wrong)}.")
    _must_live_briefly(claims)
    return claims


def _must_live_briefly(claims: Mapping[str, Any]) -> None:
    issued, life = claims["iat"], claims["exp"] - claims["iat"]
    if issued > (datetime.now(UTC) + LEEWAY).timestamp():
        raise _malformed("The token is from the future; is the clock of its issuer right?")
    if not 0 < life <= longest_life(claims["scopes"]).total_seconds():
        raise _malformed(f"The token lives for {life} s; this platform signs none that lives so.")


def _is_seconds(value: object) -> bool:
    return type(value) is int


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_roles(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(role, str) for role in value.values())


_FORMS: Mapping[str, Callable[[object], bool]] = {
    "sub": _is_text,
    "sid": _is_text,
    "iat": _is_seconds,
    "exp": _is_seconds,
    "orgs": _are_roles,
    "institutions": _are_texts,
    "kinds": _are_texts,
    "scopes": _are_texts,
}
"""What each token carries. One without a session could never be ended before its time."""


def _malformed(detail: str) -> Unauthenticated:
    return Unauthenticated(detail, code="token_malformed")

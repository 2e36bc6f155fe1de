from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from foothold_events.identity import SigningKeyPublished, SigningKeyRetired
from foothold_identity.tokens.sealing import Sealer, WrongSecret, new_key_pair, public_half
from foothold_identity.tokens.signing_key import SigningKey

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
SECRET = SecretStr("0123456789abcdef0123456789abcdef")


def test_publishing_tells_only_the_public_half() -> None:
    pair = new_key_pair()
    sealed = Sealer(SECRET).seal(pair)

    key, events = SigningKey.publish(
        "key_1", public_key=public_half(pair), sealed_private_key=sealed, signs_from=NOW
    )

    assert events == [SigningKeyPublished(key_id="key_1", public_key=public_half(pair), not_before=NOW)]
    assert pair.as_dict(private=True)["d"] not in key.model_dump_json()


def test_a_key_retires_once() -> None:
    key, _ = SigningKey.publish("key_1", public_key="A" * 43, sealed_private_key="", signs_from=NOW)
    end = NOW + timedelta(minutes=16)

    assert key.retire(end) == [SigningKeyRetired(key_id="key_1", not_after=end)]
    assert key.retire(end + timedelta(days=1)) == []
    assert key.not_after == end


def test_a_sealed_key_opens_with_its_secret_only() -> None:
    pair = new_key_pair()
    sealed = Sealer(SECRET).seal(pair)

    assert Sealer(SECRET).open(sealed).as_dict(private=True) == pair.as_dict(private=True)
    with pytest.raises(WrongSecret):
        Sealer(SecretStr("another secret of the same length")).open(sealed)

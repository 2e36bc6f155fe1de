"""How a client is told to reach Kafka."""

import ssl

import pytest
from pydantic import SecretStr

from foothold_events.connection import KafkaConnection, KafkaSettings
from foothold_events.settings import WrongSettings


def test_plain_by_default() -> None:
    options = KafkaConnection("kafka:9092").options()

    assert options == {
        "bootstrap_servers": "kafka:9092",
        "security_protocol": "PLAINTEXT",
        "ssl_context": None,
    }


def test_a_user_goes_by_scram_over_checked_tls() -> None:
    connection = KafkaConnection("kafka:9093", "SASL_SSL", username="catalog", password=SecretStr("s3cret"))

    options = connection.options()

    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("catalog", "s3cret")
    assert options["ssl_context"].verify_mode == ssl.CERT_REQUIRED
    assert options["ssl_context"].check_hostname


def test_settings_name_what_a_protocol_with_users_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_KAFKA_BOOTSTRAP", "kafka:9093")
    monkeypatch.setenv("FOOTHOLD_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("FOOTHOLD_KAFKA_USERNAME", "catalog")

    with pytest.raises(WrongSettings, match="FOOTHOLD_KAFKA_PASSWORD"):
        KafkaSettings()


def test_a_password_is_never_shown() -> None:
    assert "s3cret" not in repr(KafkaConnection("kafka:9093", password=SecretStr("s3cret")))

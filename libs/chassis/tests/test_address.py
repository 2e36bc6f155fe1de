"""An address of MongoDB is taken or refused before anything connects, and no message repeats a part of it."""

import traceback

import pytest

from foothold_chassis.settings import ServiceSettings
from foothold_events.settings import WrongSettings

RIGHT = [
    "mongodb://nowhere",
    "mongodb://127.0.0.1:27017/?replicaSet=foothold",
    "mongodb://catalog:p%40ss%2Fw%3Ard@one:27017,two:27017,three:27017/?replicaSet=mongodb&authSource=admin&tls=true",
    "mongodb://[::1]:27017/",
    "mongodb+srv://catalog:p%2Fss@cluster.example.org/?retryWrites=true",
]
SECRET = "s3cr3t"
WRONG = [
    "",
    SECRET,
    f"postgres://catalog:{SECRET}@host/",
    f"mongodb:catalog:{SECRET}@host/",
    f"mongodb://catalog:{SECRET}/w@host",
    f"mongodb://catalog:12/{SECRET}@host",
    f"mongodb://catalog:{SECRET}?w@host",
    f"mongodb://catalog:{SECRET}#w@host",
    f"mongodb://catalog:{SECRET}:w@host",
    f"mongodb://catalog:{SECRET}@w@host",
    f"mongodb://catalog:{SECRET}%@host",
    f"mongodb://catalog:{SECRET}%zz@host",
    f"mongodb://catalog:right@host:{SECRET}",
    f"mongodb://host:99999/?{SECRET}=1",
    f"mongodb://host/?{SECRET}=1",
    f"mongodb://host/?tls={SECRET}",
    f"mongodb://catalog:{SECRET}@/",
    f"mongodb+srv://catalog:12/{SECRET}@host",
]


@pytest.mark.parametrize("uri", RIGHT)
def test_an_address_is_taken(uri: str) -> None:
    settings = ServiceSettings(kafka_bootstrap="kafka:9092", mongo_uri=uri)

    assert settings.mongo_uri.get_secret_value() == uri
    assert uri not in repr(settings)


@pytest.mark.parametrize("uri", WRONG)
def test_what_is_no_address_is_refused_without_a_part_of_it(uri: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        ServiceSettings(kafka_bootstrap="kafka:9092", mongo_uri=uri)

    [fault] = refused.value.faults
    assert fault.startswith("FOOTHOLD_MONGO_URI: should be mongodb://[user:password@]host")
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_a_file_that_is_missing_is_named() -> None:
    uri = f"mongodb://catalog:{SECRET}@host/?tls=true&tlsCAFile=/nowhere/ca.crt"
    with pytest.raises(WrongSettings, match=r"names a file that cannot be read: /nowhere/ca\.crt") as refused:
        ServiceSettings(kafka_bootstrap="kafka:9092", mongo_uri=uri)

    assert SECRET not in "".join(traceback.format_exception(refused.value))

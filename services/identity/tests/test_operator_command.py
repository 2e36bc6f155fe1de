"""`operator create`: the password is what was meant, not the end of the line that it was read from."""

from typing import Any

import pytest

import foothold_identity.__main__ as command

PASSWORD = "correct horse battery"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that operators are made with."""
    for name in ("KAFKA_BOOTSTRAP", "MONGO_URI", "IDENTITY_KEY_SECRET", "IDENTITY_ACCOUNT_SECRET"):
        monkeypatch.setenv(f"FOOTHOLD_{name}", "x" * 32)
    passwords: list[str] = []

    async def create_operator(*given: Any) -> str:
        passwords.append(given[3])
        return "some-id"

    monkeypatch.setattr(command, "Service", lambda *_: None)
    monkeypatch.setattr(command, "create_operator", create_operator)
    return passwords


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_end_of_a_line_is_no_part_of_the_password(
    end: str, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, PASSWORD + end)

    command.operator_command(["create", "--email", "ops@example.org"])

    assert made == [PASSWORD]


def test_spaces_are_part_of_the_password(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, f" {PASSWORD} ")

    command.operator_command(["create", "--email", "ops@example.org"])

    assert made == [f" {PASSWORD} "]


def test_the_end_of_a_line_makes_no_password_longer(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, "x" * (command.SHORTEST_PASSWORD - 1) + "\n")

    with pytest.raises(SystemExit):
        command.operator_command(["create", "--email", "ops@example.org"])

    assert made == []

"""`operator`: the password is what was meant, not the end of a line that it was read from; a refusal is a sentence."""

from typing import Any

import pytest

import foothold_identity.__main__ as command
from foothold_chassis.errors import Conflict
from foothold_identity.account import ALL_SCOPES, Account

PASSWORD = "correct horse battery"
CREATE = ["create", "--email", "ops@example.org"]


class Recorded:
    """Stands for the service's operators and its database, and records what it was asked for."""

    def __init__(self, scopes: list[Any], refusal: Exception | None = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.closed = 0
        self.database = self
        self._refusal = refusal
        self._account = Account.model_construct(id="acc_1", email="ops@example.org", scopes=scopes)

    async def close(self) -> None:
        self.closed += 1

    async def create(self, *given: Any) -> Account:
        return self._answer("create", *given)

    async def promote(self, *given: Any) -> Account:
        return self._answer("promote", *given)

    async def relieve(self, *given: Any) -> Account:
        return self._answer("relieve", *given)

    async def all(self) -> Any:
        yield self._account

    def _answer(self, *call: Any) -> Account:
        self.calls.append(call)
        if self._refusal:
            raise self._refusal
        return self._account


@pytest.fixture
def operators(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    recorded = Recorded(["trust"])
    monkeypatch.setattr(command, "build_operators", lambda: (recorded, recorded))
    return recorded


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_end_of_a_line_is_no_part_of_the_password(
    end: str, operators: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, PASSWORD + end)

    command.operator_command(CREATE)

    assert operators.calls == [("create", "ops@example.org", PASSWORD, [*ALL_SCOPES])]


def test_spaces_are_part_of_the_password(operators: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, f" {PASSWORD} ")

    command.operator_command([*CREATE, "--scope", "trust"])

    assert operators.calls == [("create", "ops@example.org", f" {PASSWORD} ", ["trust"])]


def test_the_end_of_a_line_makes_no_password_longer(
    operators: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, "x" * (command.SHORTEST_PASSWORD - 1) + "\n")

    with pytest.raises(SystemExit):
        command.operator_command(CREATE)

    assert operators.calls == []


def test_an_existing_account_is_asked_for_by_name(
    operators: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, PASSWORD)

    command.operator_command([*CREATE, "--existing"])

    assert operators.calls == [("promote", "ops@example.org", PASSWORD, [*ALL_SCOPES])]


def test_a_person_at_a_terminal_is_asked_for_the_password(
    operators: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(command.PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda: PASSWORD)

    command.operator_command(CREATE)

    assert operators.calls == [("create", "ops@example.org", PASSWORD, [*ALL_SCOPES])]


def test_scopes_are_taken_away_without_a_password(
    operators: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(command.PASSWORD_VARIABLE, raising=False)

    command.operator_command(
        ["revoke", "--email", "ops@example.org", "--scope", "money", "--scope", "system"]
    )

    assert operators.calls == [("relieve", "ops@example.org", ["money", "system"])]
    assert operators.closed == 1
    assert capsys.readouterr().out == "acc_1 (ops@example.org) is an operator: trust\n"


def test_operators_are_listed_with_their_scopes(
    operators: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    command.operator_command(["list"])

    assert capsys.readouterr().out == "acc_1 (ops@example.org) is an operator: trust\n"


def test_a_refusal_is_a_sentence_and_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refusing = Recorded([], Conflict("There is an account already."))
    monkeypatch.setattr(command, "build_operators", lambda: (refusing, refusing))
    monkeypatch.setenv(command.PASSWORD_VARIABLE, PASSWORD)

    with pytest.raises(SystemExit) as ended:
        command.operator_command(CREATE)

    assert ended.value.code == "There is an account already."
    assert refusing.closed == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("action", ["create", "revoke"])
@pytest.mark.parametrize("email", ["ops\u200b@example.org", "ops\u0000@example.org", "ops", "ops@localhost"])
def test_what_is_no_address_is_refused_with_what_would_be_right(
    action: str,
    email: str,
    operators: Recorded,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, PASSWORD)

    with pytest.raises(SystemExit):
        command.operator_command([action, "--email", email])

    assert operators.calls == []
    assert "argument --email: expected" in capsys.readouterr().err


def test_an_address_has_one_form_for_the_command_too(
    operators: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, PASSWORD)

    command.operator_command(["create", "--email", "OPS@\uff45xample.org"])

    assert operators.calls[0][1] == "ops@example.org"


def test_a_password_that_is_no_text_is_refused(operators: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(command.PASSWORD_VARIABLE, PASSWORD + "\udcff")

    with pytest.raises(SystemExit):
        command.operator_command(CREATE)

    assert operators.calls == []

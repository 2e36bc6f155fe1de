import hmac
from datetime import UTC, datetime

from pydantic import SecretStr

from foothold_events.identity import AccountRegistered
from foothold_identity.account import Account, AccountIds

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
IDS = AccountIds(SecretStr("a secret of the right length, or so"))


def test_an_address_has_one_account_however_it_is_written() -> None:
    assert IDS.of(" Ada@Example.COM ") == IDS.of("ada@example.com")
    assert IDS.of("ada@example.com") != IDS.of("ada@example.org")


def test_an_address_in_plain_letters_keeps_the_id_that_it_always_had() -> None:
    digest = hmac.new(b"a secret of the right length, or so", b"ada@example.com", "sha256").hexdigest()
    assert IDS.of("Ada@Example.com") == f"acc_{digest[:32]}"


def test_an_id_cannot_be_found_from_the_address_without_the_secret() -> None:
    others = AccountIds(SecretStr("another secret of the right length"))
    assert IDS.of("ada@example.com") != others.of("ada@example.com")


def test_registering_tells_the_stream_nothing_personal() -> None:
    account, events = Account.register("acc_1", "Ada@example.com", "Ada", "$argon2id$…", NOW, by="cmd_1")

    assert events == [AccountRegistered(account_id=account.id)]
    assert account.email == "ada@example.com"
    assert account.talent_id == "tal_" + account.id.removeprefix("acc_")


def test_scopes_are_added_and_stay() -> None:
    account, _ = Account.register("acc_1", "ada@example.com", "Ada", "$argon2id$…", NOW, by="cmd_1")

    account.grant(["system"])
    account.grant(["trust", "system"])

    assert account.scopes == ["trust", "system"]

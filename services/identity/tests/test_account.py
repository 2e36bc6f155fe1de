from datetime import UTC, datetime

from foothold_events.identity import AccountRegistered
from foothold_identity.account import Account, account_id_of

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def test_an_address_has_one_account_however_it_is_written() -> None:
    assert account_id_of(" Ada@Example.COM ") == account_id_of("ada@example.com")
    assert account_id_of("ada@example.com") != account_id_of("ada@example.org")


def test_registering_tells_the_stream_nothing_personal() -> None:
    account, events = Account.register("Ada@example.com", "Ada", "$argon2id$…", NOW, by="cmd_1")

    assert events == [AccountRegistered(account_id=account.id)]
    assert account.email == "ada@example.com"
    assert account.talent_id == "tal_" + account.id.removeprefix("acc_")


def test_scopes_are_added_and_stay() -> None:
    account, _ = Account.register("ada@example.com", "Ada", "$argon2id$…", NOW, by="cmd_1")

    account.grant(["system"])
    account.grant(["trust", "system"])

    assert account.scopes == ["trust", "system"]

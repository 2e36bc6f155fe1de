"""What app.py wires: a person registers, logs in, and calls with the token that identity itself has signed."""

from foothold_chassis.testing import running
from foothold_events.identity import AccountRegistered, SigningKeyPublished
from foothold_identity.app import build
from foothold_identity.settings import IdentitySettings


async def test_a_person_registers_logs_in_and_is_known_by_the_token() -> None:
    async with running(
        build, IdentitySettings, identity_key_secret="a" * 32, identity_account_secret="b" * 32
    ) as service:
        assert service.service.consumes == []
        assert service.service.follows == ["foothold.identity.session", "foothold.identity.signing-key"]
        (key,) = service.sent(SigningKeyPublished)
        await service.deliver(key, subject=key.key_id, times=2)

        person = {"email": "ada@example.org", "password": "correct-horse-battery", "name": "Ada"}
        registered = await service.call("POST", "/v1/accounts", person)
        session = await service.call("POST", "/v1/sessions", {k: person[k] for k in ("email", "password")})
        bearer = {"authorization": f"Bearer {session.json()['access_token']}"}
        me = await service.call("GET", "/v1/me", headers=bearer)

        assert (registered.status_code, session.status_code, me.status_code) == (202, 201, 200)
        assert [event.account_id for event in service.sent(AccountRegistered)] == [me.json()["account_id"]]

"""Every replica of a service learns which sessions have ended, those that run and those that start later."""

from datetime import timedelta

import pytest
from joserfc.jwk import OKPKey

from foothold_chassis.testing import stranger
from foothold_chassis.web import tokens
from foothold_events import topics
from foothold_events.connection import KafkaConnection
from foothold_events.identity import SessionEnded
from tests.integration.bus.replica import eventually
from tests.integration.lifecycle.asking import record_of, send
from tests.integration.lifecycle.process import Place, ServiceProcess

pytestmark = pytest.mark.timeout(120)

PAIR = OKPKey.generate_key("Ed25519")
MINE = "/v1/me/applications"


def token_of(session_id: str, place: Place) -> str:
    claims = {**stranger().claims(), "sid": session_id}
    return tokens.sign(claims, place.now(), tokens.TOKEN_LIFE, "key_1", PAIR)


async def status(replica: ServiceProcess, token: str) -> tuple[int, str | None]:
    answer = await replica.client.get(MINE, headers={"authorization": f"Bearer {token}"})
    return answer.status_code, answer.json().get("code")


async def known(replica: ServiceProcess) -> int:
    page = (await replica.scrape()).splitlines()
    [line] = [line for line in page if line.startswith("foothold_ended_sessions ")]
    return int(float(line.split()[1]))


async def test_replicas_refuse_the_tokens_of_a_session_that_ends_and_one_that_starts_later_knows(
    place: Place,
) -> None:
    await topics.apply(KafkaConnection(place.kafka))
    await place.give_key("matching", PAIR.as_dict(private=False)["x"])
    left, other = (f"ses_{place.run}_{n}" for n in (1, 2))
    runs_out_at = place.now() + timedelta(minutes=16)
    ended = SessionEnded(session_id=left, cause="logged_out", runs_out_at=runs_out_at)
    async with (
        ServiceProcess(place, "matching", "api") as first,
        ServiceProcess(place, "matching", "api") as second,
    ):
        for replica in (first, second):
            await replica.until_ready()
            assert await status(replica, token_of(left, place)) == (200, None)
        before = await known(first)

        await send(place, [[record_of(ended, left, 1, place)]])

        for replica in (first, second):

            async def refuses(replica: ServiceProcess = replica) -> bool:
                return await status(replica, token_of(left, place)) == (401, "session_ended")

            await eventually(refuses, "the replica refuses the tokens of the session")
            assert await status(replica, token_of(other, place)) == (200, None)
            assert await known(replica) == before + 1
        async with ServiceProcess(place, "matching", "api") as late:
            await late.until_ready()
            assert await status(late, token_of(left, place)) == (401, "session_ended")

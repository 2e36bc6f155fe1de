"""What the README promises to a person who follows it."""

import pytest

from tests.e2e.conftest import Running
from tests.e2e.road import walk

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


async def test_one_engagement_by_curl_ends_closed(running: Running) -> None:
    text = await walk(running)

    assert text.splitlines()[-1] == "closed"
    assert '"type": "foothold.payouts.payout.settled.v1"' in text

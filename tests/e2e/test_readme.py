"""The README's road by curl, run as it stands there."""

import asyncio
import os
import re
from pathlib import Path

import pytest

from tests.e2e.conftest import Running

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

README = Path(__file__).parents[2] / "README.md"


async def test_one_engagement_by_curl_ends_closed(running: Running) -> None:
    [road] = re.findall(r"```bash\n(.*?)```", README.read_text(), re.DOTALL)
    env = {
        **os.environ,
        "GATEWAY": running.place.gateway,
        "OPERATOR_EMAIL": running.place.operator_email,
        "OPERATOR_PASSWORD": running.place.operator_password,
    }
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", road),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()

    text = output.decode()
    assert process.returncode == 0, text
    assert text.splitlines()[-1] == "closed"
    assert '"type": "foothold.payouts.payout.settled.v1"' in text

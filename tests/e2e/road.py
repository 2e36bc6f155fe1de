"""The README's road by curl, run as it stands there."""

import asyncio
import os
import re
from pathlib import Path

from tests.e2e.conftest import Running

README = Path(__file__).parents[2] / "README.md"


async def walk(running: Running) -> str:
    """Return what it printed."""
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
    return text

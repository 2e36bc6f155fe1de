"""Play the demo's market round after round until `ENOUGH` exists, and print each state and each report as a line."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from rich.console import Console

from foothold_devstack.demo.play import play
from foothold_devstack.demo.progress import Progress
from tests.cluster.inside.lines import ENOUGH, EVERY_SECONDS, place, tell

ROUNDS_AT_MOST = 200


class Lines(Progress):
    """Progress as lines for the trial."""

    def __init__(self, number: int) -> None:
        super().__init__(Console(quiet=True))
        self.number = number

    def begin(self, act: str) -> None:
        self.act = act
        self.tell()

    def tell(self) -> None:
        missing = self.answers.missing.total()
        tell(round=self.number, act=self.act, states=self.states(), missing=missing)

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        telling = asyncio.create_task(self._tell_forever())
        try:
            yield
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling

    async def _tell_forever(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self.tell()


async def main() -> None:
    for number in range(1, ROUNDS_AT_MOST + 1):
        report = await play(place(), Lines(number), time_passes=os.environ.get("TIME_PASSES") == "1")
        tell(round=number, report=report.model_dump(mode="json"))
        if ENOUGH.exists():
            return


if __name__ == "__main__":
    asyncio.run(main())

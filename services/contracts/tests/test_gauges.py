"""Operators see how many contracts stand in each state that is not final, and since when."""

from datetime import timedelta

from foothold_chassis.testing import RunningService
from foothold_contracts.gauges import ENGAGEMENTS, OLDEST

from .engagements import NOW, closed, drafted


def value(gauge, state: str) -> float:
    return gauge.labels(state)._value.get()


async def measured(service: RunningService) -> None:
    [measure] = [measure for measure in service.service.measures if measure.name == "engagements"]
    await measure.take()


async def test_open_contracts_are_counted_by_state_with_the_age_of_the_oldest(
    service: RunningService,
) -> None:
    await service.put(drafted())
    service.clock.advance(timedelta(hours=2))

    await measured(service)

    assert (value(ENGAGEMENTS, "drafted"), value(OLDEST, "drafted")) == (1, 7_200)
    assert (value(ENGAGEMENTS, "active"), value(OLDEST, "active")) == (0, 0)
    assert service.clock.now() > NOW


async def test_a_contract_that_has_ended_is_not_counted(service: RunningService) -> None:
    await service.put(closed())

    await measured(service)

    states = {sample.labels["state"] for metric in ENGAGEMENTS.collect() for sample in metric.samples}
    assert states == {"drafted", "executed", "active", "submitted", "completed"}

"""What operators see and do: gauges, health, the calls of every service, the time machine."""

from foothold_chassis.ops.gauges import COUNTED_AT_MOST, Measure, age

__all__ = ["COUNTED_AT_MOST", "Measure", "age"]

"""Everything for operators: gauges, health, the calls that every service has, the time machine."""

from foothold_chassis.ops.gauges import COUNTED_AT_MOST, Measure, age

__all__ = ["COUNTED_AT_MOST", "Measure", "age"]

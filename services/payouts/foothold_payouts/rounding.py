"""The one place where amounts are rounded."""

from collections.abc import Sequence


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount (minor units) in the ratio of the weights, by the method of the largest remainder.

    Every part is within one unit of its exact value, and the parts add up to the amount. Of two equal remainders the
    earlier part gets the unit, so with two parts the first one is rounded half up. Without any weight nothing can be
    split but zero.
    """
    whole = sum(weights)
    if not whole:
        assert amount == 0, f"{amount} cannot be split among nobody"  # noqa: S101 - an invariant
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in by_remainder[: amount - sum(parts)]:
        parts[place] += 1
    return parts

"""The few shapes of query that panels share."""

CHOSEN = 'service=~"$service"'
"""The services chosen at the top of the dashboard."""


def per_second(metric: str, *by: str, where: str = CHOSEN) -> str:
    """Return a query for how often a counter rises in a second."""
    return f"sum by ({', '.join(by)}) (rate({metric}{{{where}}}[$__rate_interval]))"


def quantile(share: float, histogram: str, *by: str, where: str = CHOSEN) -> str:
    """Return a query for the value below which this share of the observations lies."""
    return f"histogram_quantile({share}, {per_second(f'{histogram}_bucket', 'le', *by, where=where)})"


def quantiles(histogram: str, *by: str, where: str = CHOSEN) -> dict[str, str]:
    """Return queries for the median and the slowest hundredth, with a legend for each."""
    name = " ".join(f"{{{{{label}}}}}" for label in by)
    return {
        f"{name} p50".strip(): quantile(0.5, histogram, *by, where=where),
        f"{name} p99".strip(): quantile(0.99, histogram, *by, where=where),
    }


def most(gauge: str, *by: str, where: str = CHOSEN) -> str:
    """Return a query for a gauge of the database. Every worker measures the same one, so it takes the maximum."""
    return f"max by ({', '.join(by)}) ({gauge}{{{where}}})"


def share(part: str, whole: str) -> str:
    """Return a query for a part of a whole; 0 if there is a whole and nothing of the part."""
    return f"({part} or 0 * {whole}) / {whole}"

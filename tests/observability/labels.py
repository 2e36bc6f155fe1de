"""Which labels a query's result has, told from the labels of the series it reads. What cannot be is refused.

Prometheus answers a query that names a metric or label which does not exist with nothing at all, and a panel or an
alert made of it stays silent for ever. So every name is held against what the code exports.
"""

from collections.abc import Mapping

import promql_parser as promql

Series = Mapping[str, frozenset[str]]
"""The labels of each series there is."""

SCRAPED = frozenset({"service", "role", "instance"})
"""Labels that every scrape adds."""

NONE: frozenset[str] = frozenset()


class WrongQuery(Exception):
    """A query that parses and can never give what it is for."""


def labels_of_query(query: str, series: Series) -> frozenset[str]:
    """Return the labels that the result of a query may have.

    Raises:
        ValueError: it does not parse.
        WrongQuery: it reads a series or a label that does not exist, or matches two sides that never match.
    """
    found = _labels(promql.parse(query), series)
    return NONE if found is None else found


def read_by(query: str) -> set[str]:
    """Return the names of the series that a query reads."""
    names: set[str] = set()

    def visit(node: promql.Expr) -> None:
        if isinstance(node, promql.VectorSelector) and node.name:
            names.add(node.name)

    promql.walk(promql.parse(query), pre_visit=visit)
    return names


def _labels(node: promql.Expr, series: Series) -> frozenset[str] | None:
    """`None` is a number, which has no labels and goes with everything."""
    match node:
        case promql.VectorSelector() | promql.MatrixSelector():
            return _of_selector(getattr(node, "vector_selector", node), series)
        case promql.ParenExpr() | promql.UnaryExpr() | promql.SubqueryExpr():
            return _labels(node.expr, series)
        case promql.AggregateExpr():
            return _of_aggregation(node, series)
        case promql.BinaryExpr():
            return _of_operation(node, series)
        case promql.Call():
            return _of_call(node, series)
        case _:
            return None


def _of_selector(node: promql.VectorSelector, series: Series) -> frozenset[str]:
    if node.name not in series:
        raise WrongQuery(f"there is no series {node.name}")
    known = series[node.name]
    _all_among({matcher.name for matcher in node.matchers.matchers}, known, node.name)
    return known


def _of_aggregation(node: promql.AggregateExpr, series: Series) -> frozenset[str]:
    inner = _labels(node.expr, series) or NONE
    if str(node.op) in {"topk", "bottomk"}:
        return inner
    if node.modifier is None:
        return NONE
    named = frozenset(node.modifier.labels)
    _all_among(named, inner, str(node))
    return named if node.modifier.type == promql.AggModifierType.By else inner - named


def _of_operation(node: promql.BinaryExpr, series: Series) -> frozenset[str] | None:
    left, right = _labels(node.lhs, series), _labels(node.rhs, series)
    if left is None or right is None:
        return right if left is None else left
    operator, matching = str(node.op), node.modifier and node.modifier.matching
    if matching is None:
        if left != right and operator != "or":
            raise WrongQuery(f"{sorted(left)} never matches {sorted(right)} in {node}")
        return left | right
    if matching.type == promql.LabelModifierType.Include:
        _all_among(matching.labels, left, str(node.lhs))
        _all_among(matching.labels, right, str(node.rhs))
    if operator in {"and", "unless"}:
        return left
    if operator == "or" or node.modifier.card != promql.VectorMatchCardinality.OneToOne:
        return left | right
    named = frozenset(matching.labels)
    return named if matching.type == promql.LabelModifierType.Include else left - named


def _of_call(node: promql.Call, series: Series) -> frozenset[str] | None:
    name = node.func.name
    if name in {"time", "scalar"}:
        return None
    found = NONE
    for argument in node.args:
        found |= _labels(argument, series) or NONE
    if name == "histogram_quantile":
        _all_among({"le"}, found, str(node))
        return found - {"le"}
    return found


def _all_among(named: set[str] | frozenset[str] | list[str], known: frozenset[str], where: str) -> None:
    if missing := set(named) - known:
        raise WrongQuery(f"{where} has no label {', '.join(sorted(missing))}; it has {sorted(known)}")

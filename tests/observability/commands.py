"""The commands of runbooks, held against what deploy/k8s renders: names, labels, kinds."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from typing import Any

from tests.deploy.rendering import OVERLAYS, operator_pods, overlay, workloads

Object = dict[str, Any]

BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`((?:kubectl|in_kafka|python|mongosh|kafka-)[^`]*)`")
KUBECTL = re.compile(r"\bkubectl .*")
CORE = {"pods", "pod", "nodes", "secret", "job", "jobs"}
"""Kinds that every cluster has, or that operators make."""

VALUED = {"-n", "-l", "-c", "-o", "-p", "-k", "-f"}
ENDS = {"--", "}"}
TO_FILL_IN = {"…", "POD"}


def commands(text: str) -> Iterator[str]:
    """Every line of the shell blocks, continued ones as one, and every command within the prose."""
    for block in BLOCK.findall(text):
        yield from (line.strip() for line in block.replace("\\\n", " ").splitlines() if line.strip())
    for inline in INLINE.findall(BLOCK.sub("", text)):
        yield " ".join(inline.split())


def complaints(line: str) -> list[str]:
    """Return the parts of this command that would not work on the platform as it is shipped."""
    wrong = []
    if re.search(r"(?<!/)\bkafka-[\w-]+\.sh", line) and "in_kafka" not in line:
        wrong.append("no image of ours holds tools of Kafka: in_kafka")
    if re.search(r"logs .*\| *grep .*-[ABC] ?\d", line):
        wrong.append("a line has its exception in it, and the next is another's: grep without -A, -B, -C")
    if re.match(r"mongosh|python -m foothold", line):
        wrong.append("in which pod?")
    for found in KUBECTL.findall(line):
        wrong += _of_kubectl(found)
    return wrong


def _of_kubectl(line: str) -> list[str]:
    ours = _words(line)
    values = {ours[n]: ours[n + 1] for n, word in enumerate(ours[:-1]) if word in VALUED}
    plain = [
        word
        for n, word in enumerate(ours[1:], start=1)
        if not word.startswith("-") and ours[n - 1] not in VALUED
    ]
    verb, targets = plain[0], plain[1:]
    wrong = []
    if verb == "logs" and targets and targets[0].startswith("deployment/"):
        wrong.append(f"{targets[0]} has many pods, and this reads one: -l")
    if verb == "logs" and "-l" in values and "--tail=-1" not in ours:
        wrong.append("with -l only ten lines are read: --tail=-1")
    if values.get("-l") and not selected(values["-l"]):
        wrong.append(f"no pod has {values['-l']}")
    return wrong + [f"there is no {item}" for item in _missing(verb, targets)]


def _words(line: str) -> list[str]:
    """Those of kubectl itself: what follows `--`, a pipe or the like is another program's."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(takewhile(lambda word: word not in ENDS and word[0] not in lexer.punctuation_chars, lexer))


def _missing(verb: str, targets: list[str]) -> list[str]:
    """Kinds and names that no overlay has."""
    if verb == "rollout":
        targets = targets[1:]
    if verb in {"exec", "logs"} and targets and "/" not in targets[0]:
        targets = [f"pod/{targets[0]}"]
    if not targets or verb == "create" or (verb in {"apply", "wait"} and "/" not in targets[0]):
        return []
    kind, _, name = targets[0].partition("/")
    if not name and len(targets) > 1 and "=" not in targets[1]:
        name = targets[1]
    kind = kind.lower().removesuffix("s")
    if kind not in {known.lower() for known, _ in names()} | {word.removesuffix("s") for word in CORE}:
        return [kind]
    unknown = name and name not in TO_FILL_IN and not name.startswith("$")
    return [f"{kind} {name}"] if unknown and name not in {n for k, n in names() if k.lower() == kind} else []


@cache
def names() -> frozenset[tuple[str, str]]:
    """Kind and name of everything that is rendered, of pods that come of it, and of Secrets that it speaks of."""
    found: set[tuple[str, str]] = set()
    for name in OVERLAYS:
        for item in overlay(name):
            found.add((item["kind"], item["metadata"]["name"]))
            found |= {("Pod", pod) for pod in _pods(item)}
        for workload in workloads(overlay(name)):
            for volume in workload["spec"]["template"]["spec"].get("volumes", []):
                sources = volume.get("projected", {}).get("sources", [])
                found |= {("Secret", source["secret"]["name"]) for source in sources}
        found |= {
            ("Secret", external["spec"]["target"]["name"])
            for external in overlay(name)
            if external["kind"] == "ExternalSecret"
        }
    return frozenset(found)


def _pods(item: Object) -> list[str]:
    """Pods whose names are known: those of stores, which have numbers."""
    spec, name = item.get("spec", {}), item["metadata"]["name"]
    match item["kind"]:
        case "StatefulSet":
            return [f"{name}-{n}" for n in range(spec["replicas"])]
        case "MongoDBCommunity":
            return [f"{name}-{n}" for n in range(spec["members"])]
        case "KafkaNodePool":
            cluster = item["metadata"]["labels"]["strimzi.io/cluster"]
            return [f"{cluster}-{name}-{n}" for n in range(spec["replicas"])]
    return []


def selected(selector: str) -> bool:
    """Whether some pod has all these labels; terms with sets are another test's, tests/deploy/test_order.py."""
    if "=" not in selector:
        return True
    wanted = dict(term.split("=") for term in selector.split(","))
    return any(wanted.items() <= marks.items() for marks in _labels())


@cache
def _labels() -> tuple[dict[str, str], ...]:
    return tuple(
        marks
        for name in OVERLAYS
        for marks in (
            *(w["spec"]["template"]["metadata"]["labels"] for w in workloads(overlay(name))),
            *(pod["metadata"]["labels"] for pod in operator_pods(overlay(name))),
        )
    )

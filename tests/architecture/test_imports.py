"""The walls: `.importlinter` says who may import whom, and each of its contracts is seen failing here."""

import ast
import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from .purity import MAKES_TOKENS, impurities, pure_modules
from .sources import ROOT, Module, modules, packages
from .walls import CONFIG, filled, lists

OF_TOKENS = {"SigningKeyPublished", "SigningKeyRetired", "SessionEnded"}

WRONG_IMPORTS = [
    ("services-apart", "services/catalog/foothold_catalog/views.py", "from foothold_identity import policy"),
    ("services-apart", "services/gateway/foothold_gateway/routes.py", "import foothold_payouts.ledger"),
    ("libraries-below", "libs/chassis/foothold_chassis/clock.py", "from foothold_catalog import policy"),
    ("libraries-below", "libs/devstack/foothold_devstack/stack.py", "import foothold_gateway.app"),
    ("language-alone", "libs/events/foothold_events/values.py", "from foothold_chassis import errors"),
    (
        "devstack-aside",
        "libs/chassis/foothold_chassis/telemetry/logs.py",
        "from foothold_devstack import process",
    ),
    (
        "chassis-knows-no-service",
        "libs/chassis/foothold_chassis/store/projections.py",
        "import foothold_events.catalog",
    ),
    (
        "chassis-knows-no-service",
        "libs/chassis/foothold_chassis/store/store.py",
        "import foothold_events.topics",
    ),
    (
        "signing-keys-in-one-place",
        "libs/chassis/foothold_chassis/web/auth.py",
        "from foothold_events.identity import AccountRegistered",
    ),
    (
        "chassis-in-layers",
        "libs/chassis/foothold_chassis/store/outbox.py",
        "from foothold_chassis.bus import producer",
    ),
    ("chassis-in-layers", "libs/chassis/foothold_chassis/aggregate.py", "import foothold_chassis.store"),
    ("chassis-in-layers", "libs/chassis/foothold_chassis/service.py", "import foothold_chassis.runner"),
    ("test-kit-aside", "services/payouts/foothold_payouts/wakes.py", "import foothold_chassis.testing"),
    ("one-driver-module", "libs/chassis/foothold_chassis/store/store.py", "from pymongo import errors"),
    ("one-driver-module", "services/matching/foothold_matching/views.py", "import motor.motor_asyncio"),
    ("one-driver-module", "libs/devstack/foothold_devstack/stack.py", "import bson"),
    (
        "kafka-at-the-edge",
        "libs/chassis/foothold_chassis/store/outbox.py",
        "from aiokafka import AIOKafkaProducer",
    ),
    ("kafka-at-the-edge", "services/payouts/foothold_payouts/reactions.py", "import faststream"),
    ("pure-aggregates", "services/contracts/foothold_contracts/contract/root.py", "import asyncio"),
    ("pure-aggregates", "services/payouts/foothold_payouts/policy.py", "import random"),
    (
        "pure-aggregates",
        "services/matching/foothold_matching/ranking/scoring.py",
        "from foothold_chassis import store",
    ),
    ("pure-aggregates", "services/catalog/foothold_catalog/checklist.py", "from fastapi import Request"),
]


def contracts(root: Path = ROOT) -> ConfigParser:
    config = ConfigParser()
    config.read(root / CONFIG)
    return config


def names(config: ConfigParser, section: str, option: str) -> set[str]:
    return set(config[f"importlinter:contract:{section}" if section else "importlinter"][option].split())


def title(section: str) -> str:
    return contracts()[f"importlinter:contract:{section}"]["name"]


def lint(root: Path) -> tuple[int, str]:
    folders = [str(path.parent) for kind in ("libs", "services") for path in packages(root, kind)]
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", "--config", CONFIG],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def copied(folder: Path) -> Path:
    """Copy the sources and the contracts into a folder, and return it."""
    for kind in ("libs", "services"):
        for package in packages(ROOT, kind):
            shutil.copytree(
                package, folder / package.relative_to(ROOT), ignore=shutil.ignore_patterns("__pycache__")
            )
    shutil.copy(ROOT / CONFIG, folder)
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture(scope="module")
def shared_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy for tests that put back what they change."""
    return copied(tmp_path_factory.mktemp("copy"))


def test_every_wall_stands() -> None:
    code, output = lint(ROOT)

    assert code == 0, output


@pytest.mark.parametrize(("section", "path", "line"), WRONG_IMPORTS)
def test_an_import_through_a_wall_is_found(shared_copy: Path, section: str, path: str, line: str) -> None:
    spoilt = shared_copy / path
    right = spoilt.read_text()
    spoilt.write_text(f"{right}\n{line}\n")
    try:
        code, output = lint(shared_copy)
    finally:
        spoilt.write_text(right)

    assert code == 1, output
    assert f"{title(section)} BROKEN" in output


def test_every_contract_is_seen_failing() -> None:
    prefix = "importlinter:contract:"
    declared = {name.removeprefix(prefix) for name in contracts().sections() if name.startswith(prefix)}

    assert declared == {section for section, _, _ in WRONG_IMPORTS}


def test_an_exception_that_nobody_needs_any_more_is_found(copy: Path) -> None:
    (copy / "libs/chassis/foothold_chassis/bus/offsets.py").write_text("")

    code, output = lint(copy)

    assert code == 1
    assert "foothold_chassis.bus.offsets -> aiokafka" in output


def incomplete(root: Path) -> list[str]:
    """Name every list of the contracts that lacks something of the tree, or has something the tree has not."""
    config = contracts(root)
    listed = {name: {*found} for name, found in lists(root).items()}
    expected = {
        ("", "root_packages"): listed["packages"],
        ("services-apart", "modules"): listed["services"],
        ("libraries-below", "source_modules"): listed["libraries"],
        ("libraries-below", "forbidden_modules"): listed["services"],
        ("language-alone", "forbidden_modules"): listed["libraries"] - {"foothold_events"},
        ("devstack-aside", "source_modules"): listed["runs-in-production"],
        ("chassis-knows-no-service", "forbidden_modules"): listed["no-business-of-the-chassis"],
        ("one-driver-module", "source_modules"): listed["packages"],
        ("kafka-at-the-edge", "source_modules"): listed["packages"],
        ("pure-aggregates", "source_modules"): listed["aggregates"],
    }
    return [
        f"{section} {option}: {sorted(names(config, section, option) ^ wanted)}"
        for (section, option), wanted in expected.items()
        if names(config, section, option) != wanted
    ]


def test_the_contracts_name_everything_there_is() -> None:
    assert incomplete(ROOT) == [], "run `make generate`"
    assert filled() == (ROOT / CONFIG).read_text(), "run `make generate`"


def test_a_new_service_that_the_contracts_do_not_name_is_found(copy: Path) -> None:
    package = copy / "services/unheard/foothold_unheard"
    package.mkdir(parents=True)
    (package / "mentor.py").write_text("class Mentor(Aggregate): ...\n")

    found = " ".join(incomplete(copy))

    assert "services-apart modules: ['foothold_unheard']" in found
    assert "pure-aggregates source_modules: ['foothold_unheard.mentor']" in found


def test_a_new_module_of_the_language_is_no_business_of_the_chassis(copy: Path) -> None:
    (copy / "libs/events/foothold_events/unheard.py").write_text("")

    assert incomplete(copy) == [
        "chassis-knows-no-service forbidden_modules: ['foothold_events.unheard']",
    ]


def identity_events(module: Module) -> set[str]:
    source = "foothold_events.identity."
    return {meant.removeprefix(source) for meant in module.names.values() if meant.startswith(source)}


def test_of_identitys_events_the_chassis_reads_those_about_tokens_only() -> None:
    used = {name for m in modules(ROOT / "libs/chassis/foothold_chassis") for name in identity_events(m)}

    assert used == OF_TOKENS


def test_another_event_of_identity_in_the_chassis_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "keyring.py"
    path.write_text("from foothold_events.identity import SigningKeyRetired, AccountRegistered as Born\n")

    assert identity_events(Module("keyring", path)) == {"SigningKeyRetired", "AccountRegistered"}


@pytest.mark.parametrize("package", packages(ROOT, "services"), ids=lambda path: path.name)
def test_services_decide_without_clock_chance_or_io(package: Path) -> None:
    assert impurities(package) == []


def test_the_purity_guard_looks_at_every_aggregate_and_what_it_imports() -> None:
    seen = {m.name for package in packages(ROOT, "services") for m in pure_modules(package)}

    assert names(contracts(), "pure-aggregates", "source_modules") < seen
    assert {
        "foothold_catalog.checklist",
        "foothold_matching.ranking.scoring",
        "foothold_payouts.ledger",
    } < seen


def test_an_aggregate_is_handed_its_tokens_and_makes_none() -> None:
    (session,) = (
        m for m in modules(ROOT / "services/identity/foothold_identity") if m.name.endswith(".session")
    )
    users = {
        m.name
        for package in packages(ROOT, "services")
        for m in pure_modules(package)
        if MAKES_TOKENS in m.imports
    }
    called = {node.attr for node in ast.walk(session.tree) if isinstance(node, ast.Attribute)}

    assert users == {session.name}
    assert called.isdisjoint({"first", "next"})


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("from datetime import datetime\nx = datetime.now()", "datetime.now"),
        (
            "from datetime import datetime as dt\nx = Field(default_factory=dt.utcnow)",
            "datetime.datetime.utcnow",
        ),
        ("import datetime\nx = datetime.date.today()", "today"),
        ("def f(clock): return clock.now()", "clock.now"),
        ("import random\nx = random.random()", "random.random"),
        ("from secrets import token_hex\nx = token_hex()", "secrets.token_hex"),
        ("from uuid import uuid4 as new\nx = Field(default_factory=new)", "uuid.uuid4"),
        ("import numpy as np\nx = np.random.default_rng()", "numpy.random.default_rng"),
        ("import time\nx = time.monotonic()", "time.monotonic"),
        ("import os\nx = os.environ['HOME']", "os.environ"),
        ("x = open('file')", "builtins.open"),
        ("async def f(store): return await store.get('x')", "awaits"),
    ],
)
@pytest.mark.parametrize("where", ["thing", "price"])
def test_clock_chance_and_io_are_found_in_aggregates_and_behind_them(
    tmp_path: Path, where: str, line: str, complaint: str
) -> None:
    package = tmp_path / "foothold_wrong"
    package.mkdir()
    (package / "price.py").write_text("")
    (package / "base.py").write_text("class Base(Aggregate): ...\n")
    (package / "thing.py").write_text(
        "from foothold_wrong import price\nfrom foothold_wrong.base import Base\nclass Thing(Base): ...\n"
    )
    with (package / f"{where}.py").open("a") as module:
        module.write(line)

    found = impurities(package)

    assert found
    assert all(entry.startswith(f"foothold_wrong.{where}:") for entry in found)
    assert any(complaint in entry for entry in found)

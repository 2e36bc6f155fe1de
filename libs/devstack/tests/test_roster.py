"""Services declare themselves; what a declaration lacks, or has too much, is named with its file."""

from pathlib import Path

import pytest

from foothold_devstack import roster
from foothold_devstack.roster import WrongDeclaration, services

DECLARED = """\
[tool.foothold]
behind-gateway = true
faces-public = false
secrets = ["mentoring_seal_key"]
api-replicas = [2, 6]
worker-replicas = 2
"""


def declare(root: Path, name: str, text: str) -> None:
    folder = root / "services" / name
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "foothold-{name}"\ndescription = "People who help"\n\n{text}'
    )


def test_a_service_is_a_folder_with_a_declaration_and_is_named_for_it(tmp_path: Path) -> None:
    declare(tmp_path, "tutoring", DECLARED)
    declare(tmp_path, "mentoring", DECLARED)
    declare(tmp_path, "site", "")

    assert roster.names(tmp_path) == ("mentoring", "tutoring")


def test_names_in_the_environment_and_of_files_follow_from_the_declaration(tmp_path: Path) -> None:
    declare(tmp_path, "mentoring", DECLARED)

    [mentoring] = roster.behind_gateway(tmp_path)

    assert mentoring.description == "People who help"
    assert mentoring.secret_variables == ("FOOTHOLD_MENTORING_SEAL_KEY",)
    assert mentoring.secret_files == ("foothold_mentoring_seal_key",)
    assert mentoring.url_variable == "FOOTHOLD_MENTORING_URL"
    assert mentoring.internal_url_variable == "FOOTHOLD_MENTORING_INTERNAL_URL"


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("behind-gateway = true\n", "", "behind-gateway: Field required"),
        ("secrets", "secretes", "secretes: Extra inputs are not permitted"),
        ("[2, 6]", "[6, 2]", "the fewest come first"),
        (
            "worker-replicas = 2",
            "worker-replicas = 0",
            "worker-replicas: Input should be greater than or equal to 1",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_file_and_line(
    tmp_path: Path, right: str, wrong: str, complaint: str
) -> None:
    declare(tmp_path, "mentoring", DECLARED.replace(right, wrong, 1))

    with pytest.raises(WrongDeclaration) as refused:
        services(tmp_path)

    assert complaint in str(refused.value)
    assert str(tmp_path / "services/mentoring/pyproject.toml") in str(refused.value)


def test_a_tree_without_services_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongDeclaration, match="holds no service"):
        services(tmp_path)

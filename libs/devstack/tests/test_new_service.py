"""Names of a new service: what they may be, what follows from them, and what is said of those that cannot be taken."""

from importlib import import_module
from pathlib import Path
from string import Template

import pytest

from foothold_devstack import roster
from foothold_devstack.new_service.names import Names, WrongName, singular
from foothold_devstack.new_service.writing import TEMPLATES, Addition, NoPlace

ROOT = roster.ROOT
PROGRAM = "foothold_devstack.new_service.__main__"


def test_the_rest_follows_from_the_name() -> None:
    assert Names.chosen(ROOT, "testimonials") == Names("testimonials", "testimonial", "tes")
    assert Names.chosen(ROOT, "testimonials", "praise", "pra") == Names("testimonials", "praise", "pra")


def test_a_prefix_that_is_taken_is_not_taken_again() -> None:
    names = Names.chosen(ROOT, "organs")

    assert (names.aggregate, names.prefix) == ("organ", "ora")


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("referrals", "referral"),
        ("stories", "story"),
        ("mentoring", "mentoring"),
        ("ties", "tie"),
    ],
)
def test_the_aggregate_is_one_of_them(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize("name", ["addresses", "cases", "witness", "news", "bonus", "basis"])
def test_a_name_whose_ending_does_not_tell_needs_its_aggregate(name: str) -> None:
    with pytest.raises(WrongName, match=f"make new-service NAME={name} AGGREGATE="):
        Names.chosen(ROOT, name)

    assert Names.chosen(ROOT, name, "letter").aggregate == "letter"


def test_the_names_are_shown_before_a_file_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    monkeypatch.setattr("sys.argv", ["new_service", "testimonials"])
    monkeypatch.setattr(f"{PROGRAM}.make", lambda *_: shown.append(capsys.readouterr().out) or [])
    monkeypatch.setattr(f"{PROGRAM}.tidy", lambda _: None)

    import_module(PROGRAM).main()

    assert shown == ["service testimonials, aggregate testimonial, ids tes_...\n"]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "3 to 20 lower-case letters"),
        ("Referrals", "NAME is 'Referrals': it has to be 3 to 20 lower-case letters"),
        ("job-offers", "3 to 20 lower-case letters"),
        ("x", "NAME=referrals"),
        ("../etc", "3 to 20 lower-case letters"),
        ("class", "a word of Python"),
        ("list", "a word of Python"),
        ("payouts", "a service already: services/payouts/pyproject.toml declares it"),
        ("events", "a library, libs/events"),
        ("topics", "that is a "),
        ("values", "a module of the events, libs/events/foothold_events/values.py"),
        ("kafka", "a container or a volume of docker-compose.yml"),
        ("projects", "another module, class or aggregate is called so"),
        ("policies", "AGGREGATE is 'policy'"),
    ],
)
def test_a_name_that_cannot_be_taken_is_named_with_what_would_be_right(name: str, complaint: str) -> None:
    with pytest.raises(WrongName) as refused:
        Names.chosen(ROOT, name)

    assert complaint in str(refused.value)


@pytest.mark.parametrize("prefix", ["ctr", "re", "REF", "refe"])
def test_a_prefix_that_cannot_be_taken_is_named_with_one_that_can(prefix: str) -> None:
    with pytest.raises(WrongName, match="PREFIX=tes"):
        Names.chosen(ROOT, "testimonials", prefix=prefix)


def test_every_template_uses_no_word_but_those_of_the_names() -> None:
    words = Names("testimonials", "testimonial", "tes").words

    unknown = {
        word
        for path in TEMPLATES.rglob("*.tmpl")
        for word in Template(path.read_text()).get_identifiers()
        if word not in words
    }

    assert unknown == set()


def test_a_list_that_is_no_longer_where_it_was_is_named(tmp_path: Path) -> None:
    (tmp_path / "topics.py").write_text("NOTHING = ()\n")

    with pytest.raises(NoPlace, match=r"topics\.py has nothing like"):
        Addition("topics.py", r"^TOPICS = \(", "\n").put(tmp_path, {})

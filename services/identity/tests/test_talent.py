from datetime import date

from foothold_events.identity import Skill, TalentProfileUpdated
from foothold_events.values import Money
from foothold_identity.talent import Profile, Talent

PROFILE = Profile(
    headline="I like data",
    skills=[Skill(name="SQL", level=3)],
    languages=["en"],
    timezone="America/New_York",
    country="US",
    hours_per_week=20,
    available_from=date(2026, 6, 1),
    least_hourly_pay=Money(amount=2_000, currency="USD"),
    work_authorizations=["US"],
    categories=["data"],
    portfolio_links=("https://ada.example",),
)


def test_the_whole_profile_is_told_without_the_persons_own_words() -> None:
    talent = Talent.blank("tal_1")

    (event,) = talent.update(PROFILE)

    assert isinstance(event, TalentProfileUpdated)
    assert event.talent_id == "tal_1"
    assert event.skills == PROFILE.skills
    assert "I like data" not in event.model_dump_json()
    assert "ada.example" not in event.model_dump_json()
    assert talent.profile == PROFILE


def test_the_same_profile_again_tells_nothing() -> None:
    talent = Talent.blank("tal_1")
    talent.update(PROFILE)

    assert talent.update(PROFILE) == []
    assert len(talent.update(PROFILE.model_copy(update={"hours_per_week": 10}))) == 1

from foothold_events.identity import TalentProfileUpdated
from foothold_identity.talent import Talent

from .states import PROFILE, talent_with_profile


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
    talent = talent_with_profile()

    assert talent.update(PROFILE) == []
    assert len(talent.update(PROFILE.model_copy(update={"hours_per_week": 10}))) == 1

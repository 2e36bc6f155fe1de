"""Rankings of made-up talents, as the tests of matching make them."""

from hypothesis import strategies as st

from foothold_events.catalog import SkillNeed
from foothold_events.values import Money
from foothold_matching.ranking import Index, Ranking

from .offers import NOW, POLICY, envelope, paid, profile, project_desk

NEEDS = [
    SkillNeed(name="SQL", need="must", level=3),
    SkillNeed(name="Python", need="nice", level=4),
    SkillNeed(name="Excel", need="nice", level=5),
]
MIXED = {"skills": NEEDS, "brief": "We have 4,000 rows in Excel and want each customer once."}
ONE_MUST = {"skills": [SkillNeed(name="SQL", need="must", level=5)]}

PROFILES = st.builds(
    lambda skills, hours, pay, zone, categories: profile(
        skills=skills,
        hours_per_week=hours,
        least_hourly_pay=Money(amount=pay, currency="USD"),
        timezone=zone,
        categories=categories,
    ),
    st.dictionaries(st.sampled_from(["SQL", "Python", "Excel", "R"]), st.integers(1, 5), min_size=1),
    st.sampled_from([4, 7, 20]),
    st.sampled_from([1_500, 2_500]),
    st.sampled_from(["Etc/GMT+5", "Etc/GMT-1"]),
    st.lists(st.sampled_from(["data", "design"]), unique=True),
)


async def ranked(profiles, *, finished=(), **changes: object) -> Ranking:
    """Rank these talents for a project; those in `finished` have three paid contracts."""
    return rank(await index_of(profiles, finished), **changes)


async def index_of(profiles, finished=()) -> Index:
    index = Index(POLICY)
    for found in profiles:
        await index.apply(envelope(found, found.talent_id))
    for talent_id in finished:
        for n in range(3):
            await index.apply(paid(talent_id, f"ctr_{talent_id}_{n}"))
    return index


def rank(index: Index, **changes: object) -> Ranking:
    ranking, _ = Ranking.produce("rnk_1", project_desk(**(changes or MIXED)), index, POLICY, NOW)
    return ranking


def numbered(found) -> list:
    return [one.model_copy(update={"talent_id": f"tal_{n:04d}"}) for n, one in enumerate(found)]


def ids(ranking: Ranking) -> list[str]:
    return [item.talent_id for item in ranking.items]

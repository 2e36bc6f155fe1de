"""What a ranking needs to know. Every replica keeps it in memory and follows the stream from its first event."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import numpy as np

from foothold_events.contracts import ContractCancelled, ContractClosed, ContractLapsed, ContractSettled
from foothold_events.envelope import Envelope, Event, Sequence
from foothold_events.identity import TalentErased, TalentProfileUpdated
from foothold_events.matching import ApplicationSelected, RankingProduced
from foothold_matching.policy import MatchingPolicy
from foothold_matching.ranking.candidates import Candidates
from foothold_matching.ranking.coarse import Floats
from foothold_matching.weeks import MINUTES, Week, spread

FOLLOWED: tuple[type[Event], ...] = (
    TalentProfileUpdated,
    TalentErased,
    ApplicationSelected,
    ContractLapsed,
    ContractCancelled,
    ContractSettled,
    ContractClosed,
    RankingProduced,
)


class Index:
    def __init__(self, policy: MatchingPolicy) -> None:
        self.candidates = Candidates()
        self._policy = policy
        self._profiles: dict[str, Sequence] = {}
        """The last event taken of each talent's profile: an earlier one that comes again must not undo it."""
        self._busy: dict[str, dict[str, dict[Week, int]]] = defaultdict(dict)
        self._ended: set[str] = set()
        self._finished: defaultdict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, tuple[datetime, list[str]]] = {}

    async def apply(self, event: Envelope[Any]) -> None:
        """Apply one event. A second delivery changes nothing, and events of different topics commute."""
        match event.data:
            case TalentProfileUpdated() | TalentErased():
                self._apply_profile(event)
            case ApplicationSelected(talent_id=talent_id, application_id=application_id, terms=terms):
                if application_id not in self._ended:
                    minutes = spread(terms.hours, terms.starts_on, terms.deadline)
                    self._busy[talent_id][application_id] = minutes
            case ContractClosed(talent_id=talent_id, contract_id=contract_id):
                self._finished[talent_id].add(contract_id)
            case RankingProduced(items=items):
                self._shown[event.id] = (event.time, [item.talent_id for item in items])
            case ContractLapsed() | ContractCancelled() | ContractSettled():
                self._ended.add(event.data.application_id)
                self._busy[event.data.talent_id].pop(event.data.application_id, None)

    def _apply_profile(self, event: Envelope[Any]) -> None:
        taken = self._profiles.get(event.subject)
        if taken is not None and event.sequence <= taken:
            return
        self._profiles[event.subject] = event.sequence
        if isinstance(event.data, TalentErased):
            self.candidates.remove(event.data.talent_id)
        else:
            self.candidates.put(event.data)

    def capacity(self, weeks: dict[Week, int], days: Floats) -> Floats:
        """Return the free hours of each candidate in these weeks; `days` are the days on which each is available."""
        hours: Floats = self.candidates.hours_per_week * days / 7
        for talent_id, reservations in self._busy.items():
            row = self.candidates.row(talent_id)
            if row is not None:
                hours[row] -= (
                    sum(
                        minutes
                        for held in reservations.values()
                        for week, minutes in held.items()
                        if week in weeks
                    )
                    / MINUTES
                )
        return np.maximum(hours, 0)

    def finished(self) -> Floats:
        """Return how many contracts each candidate has been paid for."""
        return np.array([len(self._finished.get(id, ())) for id in self.candidates.ids], dtype=np.float64)

    def impressions(self, now: datetime) -> Floats:
        """Return how often each candidate was shown in a ranking within `policy.exposure_window`."""
        since = now - self._policy.exposure_window
        for key in [key for key, (shown_at, _) in self._shown.items() if shown_at < since]:
            del self._shown[key]
        counts = Counter(id for _, ids in self._shown.values() for id in ids)
        return np.array([counts[id] for id in self.candidates.ids], dtype=np.float64)

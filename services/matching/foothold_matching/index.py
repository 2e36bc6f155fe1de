"""What ranking needs to know, in memory, in every replica: followed from the stream, from its first event on."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import numpy as np

from foothold_events.contracts import ContractCancelled, ContractClosed, ContractLapsed, ContractSettled
from foothold_events.envelope import Envelope, Event
from foothold_events.identity import TalentProfileUpdated
from foothold_events.matching import ApplicationSelected, RankingProduced
from foothold_matching.candidates import Candidates, Floats
from foothold_matching.policy import MatchingPolicy
from foothold_matching.weeks import MINUTES, Week, spread

FOLLOWED: tuple[type[Event], ...] = (
    TalentProfileUpdated,
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
        self._busy: dict[str, dict[str, dict[Week, int]]] = defaultdict(dict)
        self._ended: set[str] = set()
        self._finished: defaultdict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, tuple[datetime, list[str]]] = {}

    async def apply(self, event: Envelope[Any]) -> None:
        """Follow one event; taken twice, it changes nothing more. Topics have no order among each other."""
        match event.data:
            case TalentProfileUpdated() as profile:
                self.candidates.put(profile)
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

    def capacity(self, weeks: dict[Week, int], days: Floats) -> Floats:
        """Free hours of each candidate in these weeks, given the days of them on which each is available."""
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
        """Contracts that each candidate has been paid for."""
        return np.array([len(self._finished.get(id, ())) for id in self.candidates.ids], dtype=np.float64)

    def impressions(self, now: datetime) -> Floats:
        """How often each candidate was shown in a ranking within the policy's window."""
        since = now - self._policy.exposure_window
        for key in [key for key, (shown_at, _) in self._shown.items() if shown_at < since]:
            del self._shown[key]
        counts = Counter(id for _, ids in self._shown.values() for id in ids)
        return np.array([counts[id] for id in self.candidates.ids], dtype=np.float64)

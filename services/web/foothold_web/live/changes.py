"""What has just changed: ids only, in memory, for ten minutes. Pages that show one of them are woken."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foothold_chassis.clock import Clock
from foothold_events.envelope import Envelope, Event
from foothold_events.schemas import told_on
from foothold_web.gauges import REFUSED, STREAMS
from foothold_web.policy import WebPolicy

TOPICS = (
    "foothold.matching.application",
    "foothold.contracts.contract",
    "foothold.payouts.escrow",
    "foothold.payouts.payout",
)
EVENTS: tuple[type[Event], ...] = tuple(event for topic in TOPICS for event in told_on(topic))

SUBJECTS = ("application_id", "contract_id", "project_id", "organization_id", "talent_id")
"""What a page may be about. An event's other fields are not looked at."""


@dataclass(eq=False, slots=True)
class Stream:
    """One page that waits. However much changes, it holds one mark: a slow reader costs no memory."""

    session_id: str
    subjects: frozenset[str]
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False


class Changes:
    """Remembers when each subject changed last, and wakes the streams that show it."""

    def __init__(self, clock: Clock, policy: WebPolicy) -> None:
        self._clock = clock
        self._policy = policy
        self._since: datetime | None = None
        self._last: OrderedDict[str, datetime] = OrderedDict()
        self._of_subject: defaultdict[str, set[Stream]] = defaultdict(set)
        self._of_session: defaultdict[str, set[Stream]] = defaultdict(set)
        self._is_leaving = False

    def now(self) -> datetime:
        return self._clock.now()

    async def hear(self, envelope: Envelope[Any]) -> None:
        """Note that the subjects of an event have changed."""
        now = self._clock.now()
        self._since = self._since or now
        named = (getattr(envelope.data, name, None) for name in SUBJECTS)
        for subject in {each for each in named if each is not None}:
            self._last[subject] = now
            self._last.move_to_end(subject)
            for stream in self._of_subject.get(subject, ()):
                stream.changed.set()
        self._forget(now)

    def _forget(self, now: datetime) -> None:
        while self._last:
            subject, changed = next(iter(self._last.items()))
            if now - changed <= self._policy.changes_kept and len(self._last) <= self._policy.changes_most:
                return
            del self._last[subject]
            self._since = changed

    def open(self, session_id: str, subjects: Iterable[str], since: datetime) -> Stream | None:
        """Begin a stream for a page that was made at this time; one more than a session may have is refused.

        The page is woken at once if it may have missed something: this replica does not know what was before its start.
        """
        mine = self._of_session[session_id]
        if len(mine) >= self._policy.streams_of_session:
            REFUSED.labels("too_many").inc()
            return None
        stream = Stream(session_id, frozenset(subjects), is_over=self._is_leaving)
        mine.add(stream)
        for subject in stream.subjects:
            self._of_subject[subject].add(stream)
        if self._may_have_missed(stream, since):
            stream.changed.set()
        STREAMS.inc()
        return stream

    def _may_have_missed(self, stream: Stream, since: datetime) -> bool:
        if self._since is None:
            self._since = self._clock.now()
        since -= self._policy.clocks_differ
        if since < self._since:
            return True
        return any(self._last[subject] >= since for subject in stream.subjects if subject in self._last)

    def close(self, stream: Stream) -> None:
        """Forget a page that is closed."""
        if stream not in self._of_session.get(stream.session_id, ()):
            return
        for of, key in (
            (self._of_session, stream.session_id),
            *((self._of_subject, s) for s in stream.subjects),
        ):
            of[key].discard(stream)
            if not of[key]:
                del of[key]
        STREAMS.dec()

    async def leave(self) -> None:
        """End every stream, since this process ends: the pages go to another replica."""
        self._is_leaving = True
        for streams in list(self._of_session.values()):
            for stream in streams:
                stream.is_over = True
                stream.changed.set()

"""Sessions of people who are logged in. The tokens of the API never reach a browser."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from foothold_chassis.clock import Clock
from foothold_chassis.store import Database
from foothold_web.policy import WebPolicy
from foothold_web.sessions.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the API hands out at a log-in. `until` is when the access token runs out."""

    access: str
    refresh: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in, as the API said at the log-in or at the last refresh."""

    id: str
    account_id: str
    talent_id: str
    name: str
    orgs: dict[str, str]
    """The role by organization."""

    scopes: list[str]
    tokens: Tokens
    until: datetime
    """The end, if nobody visits before."""

    version: int = 0
    kinds: list[str] = field(default_factory=list)

    @property
    def is_operator(self) -> bool:
        return bool(self.scopes)


class Sessions:
    """The session of each browser that is logged in, found by the hash of its cookie: who reads the database
    cannot take a session over."""

    def __init__(self, database: Database, clock: Clock, sealer: Sealer, policy: WebPolicy) -> None:
        self._collection = database.collection("sessions")
        self._clock = clock
        self._sealer = sealer
        self._policy = policy

    async def ensure_indexes(self) -> None:
        await self._collection.create_index([("until", 1)], expire_after_seconds=0)
        await self._collection.create_index([("account_id", 1)])

    async def of(self, browser: str) -> Session | None:
        """Return the session of this browser, or `None` if there is none or it is over."""
        found = await self._collection.find_one({"_id": _id(browser)})
        if found is None or found["until"] <= self._clock.now():
            return None
        return _Stored(self._sealer).read(found)

    async def begin(self, browser: str, tokens: Tokens, me: dict[str, Any]) -> Session:
        """Begin a session for a browser whose value is new."""
        session = Session(
            id=_id(browser), tokens=tokens, until=self._end(me["scopes"]), version=0, **_standing(me)
        )
        await self._collection.insert_one(_Stored(self._sealer).written(session))
        return session

    async def renew(
        self, session: Session, tokens: Tokens, me: dict[str, Any], until: datetime | None = None
    ) -> Session:
        """Keep new tokens, and what the API says of the person now. If another request was faster, keep nothing.

        Without `until` it is a visit, which moves the end.
        """
        renewed = Session(
            id=session.id,
            tokens=tokens,
            until=until or self._end(me["scopes"]),
            version=session.version + 1,
            **_standing(me),
        )
        where = {"_id": session.id, "version": session.version}
        await self._collection.update_one(where, {"$set": _Stored(self._sealer).fields(renewed)})
        return renewed

    async def touch(self, session: Session) -> None:
        """Move the end of a session that is in use."""
        until = self._end(session.scopes)
        if until - session.until >= self._policy.touched_every:
            await self._collection.update_one({"_id": session.id}, {"$set": {"until": until}})

    async def end(self, session: Session) -> None:
        await self._collection.delete_one({"_id": session.id})

    def _end(self, scopes: Sequence[str]) -> datetime:
        idle: timedelta = self._policy.idle_of_operators if scopes else self._policy.idle
        return self._clock.now() + idle


class _Stored:
    """The form of a session in the database."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def written(self, session: Session) -> dict[str, Any]:
        return {"_id": session.id, **self.fields(session)}

    def fields(self, session: Session) -> dict[str, Any]:
        return {
            "account_id": session.account_id,
            "talent_id": session.talent_id,
            "name": session.name,
            "orgs": session.orgs,
            "scopes": session.scopes,
            "kinds": session.kinds,
            "access": self._sealer.seal(session.tokens.access),
            "refresh": self._sealer.seal(session.tokens.refresh),
            "token_until": session.tokens.until,
            "until": session.until,
            "version": session.version,
        }

    def read(self, found: dict[str, Any]) -> Session | None:
        access, refresh = self._sealer.open(found["access"]), self._sealer.open(found["refresh"])
        if access is None or refresh is None:
            return None  # the key was replaced: everybody logs in again
        return Session(
            id=found["_id"],
            account_id=found["account_id"],
            talent_id=found["talent_id"],
            name=found["name"],
            orgs=found["orgs"],
            scopes=found["scopes"],
            kinds=found["kinds"],
            tokens=Tokens(access, refresh, found["token_until"]),
            until=found["until"],
            version=found["version"],
        )


def _standing(me: dict[str, Any]) -> dict[str, Any]:
    return {name: me[name] for name in ("account_id", "talent_id", "name", "orgs", "scopes", "kinds")}


def _id(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()

"""The profile of a talent: what stands in it, how strong it is, and the form that writes it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from foothold_web.access import Somebody
from foothold_web.forms import Filled
from foothold_web.gateway import Refused, calls
from foothold_web.gateway.views import Profile
from foothold_web.guarding import PostedForm
from foothold_web.pages.drafted import Typed
from foothold_web.pages.parts import part
from foothold_web.pages.talent import profile_form
from foothold_web.pages.talent.strength import strength_of
from foothold_web.ui.rendering import Pages
from foothold_web.visiting import Visitor

NOT_FOUND = 404
Skill = Annotated[str, Query(max_length=80)]
Level = Annotated[str, Query(pattern="[1-5]?", max_length=1)]


def routes(pages: Pages) -> APIRouter:
    router = APIRouter()

    @router.get("/profile")
    async def profile(visitor: Somebody) -> Response:
        found, payee = await asyncio.gather(own_profile(visitor), part(visitor.call(calls.MY_PAYEE)))
        has_payee = bool(payee) or payee.is_away
        today = visitor.now.date()
        strength = strength_of(found, has_payee=has_payee, today=today) if found else None
        return pages.show(visitor, "talent/profile.html", profile=found, strength=strength, payee=payee)

    @router.get("/profile/edit")
    async def edit_form(visitor: Somebody, typed: Typed, skill: Skill = "", level: Level = "") -> Response:
        form = profile_form.profile_form(visitor.language)
        if typed:
            return show_form(pages, visitor, form.blank(typed))
        found = await own_profile(visitor)
        beginning = profile_form.beginning(visitor.zone.key, visitor.now.date())
        known = found.model_dump(mode="json") if found else beginning
        if skill and level:
            known = profile_form.with_skill(known, skill, int(level))
        return show_form(
            pages, visitor, form.of(known), suggested=skill if level else "", is_new=found is None
        )

    @router.post("/profile/edit")
    async def edit(visitor: Somebody, posted: PostedForm) -> Response:
        filled = profile_form.profile_form(visitor.language).read(posted)
        filled = profile_form.as_the_api_wants_it(filled)
        if not filled.is_wrong:
            try:
                await visitor.call(calls.UPDATE_PROFILE, filled.body, key=posted.key)
            except Refused as refused:
                filled = filled.refused(refused.problem)
            else:
                return visitor.go("/profile?said=profile")
        return show_form(pages, visitor, filled)

    return router


async def own_profile(visitor: Visitor) -> Profile | None:
    """Return the visitor's profile, or `None` if there is none yet."""
    try:
        return await visitor.call(calls.MY_PROFILE)
    except Refused as refused:
        if refused.status != NOT_FOUND:
            raise
        return None


def show_form(
    pages: Pages, visitor: Visitor, filled: Filled, *, suggested: str = "", is_new: bool = False
) -> Response:
    filled = profile_form.with_more_skills(filled)
    return pages.show(
        visitor,
        "talent/profile_form.html",
        status=422 if filled.is_wrong else 200,
        filled=filled,
        groups=profile_form.groups(filled),
        suggested=suggested,
        is_new=is_new,
    )

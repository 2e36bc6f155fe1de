"""The steps of a contract: what each sends, where it leads, and what is said if the API refuses it."""

import pytest

from foothold_web.gateway import calls

from .answers_contracts import CONTRACT
from .browsing import Site
from .screens_contracts import OURS, contract

STEPS = {
    "signature": (
        calls.SIGN,
        {"legal_name": "Bo Berg"},
        {"legal_name": "Bo Berg", "document_hash": "9c1e" * 16},
    ),
    "hand-in": (
        calls.HAND_IN,
        {"url": "https://work.example.org/a", "note": "All of it."},
        {"url": "https://work.example.org/a", "note": "All of it."},
    ),
    "acceptance": (calls.ACCEPT, {}, None),
    "funding": (calls.FUND, {}, None),
}
of_each = pytest.mark.parametrize(("step", "expected"), STEPS.items(), ids=STEPS)


@of_each
async def test_a_step_is_one_call_with_the_key_of_its_form_and_leads_back(site: Site, step, expected) -> None:
    call, typed, body = expected
    browser = site.browser()
    await browser.log_in()
    shown = await browser.open(f"/contracts/ctr_1/{step}")

    after = await browser.send(shown, **typed)

    (asked,) = site.gateway.calls_of(call)
    assert (asked.path, asked.body) == (call.path.format(contract_id="ctr_1"), body)
    assert asked.headers["idempotency-key"] == shown.form()["fields"]["key"]
    assert (after.status, after.path.partition("?")[0]) == (200, "/contracts/ctr_1")


@of_each
async def test_a_refused_step_says_why_and_keeps_what_was_typed(site: Site, step, expected) -> None:
    call, typed, _body = expected
    browser = site.browser()
    await browser.log_in()
    site.gateway.refuses(call, 409, "some_rule", "The other side was faster.")

    after = await browser.send(await browser.open(f"/contracts/ctr_1/{step}"), **typed)

    assert (after.status, after.path) == (422, f"/contracts/ctr_1/{step}")
    assert "The other side was faster." in after.text
    assert {name: after.form()["fields"][name] for name in typed} == typed


async def test_a_session_that_ends_during_a_step_is_no_refusal_and_loses_no_text(site: Site) -> None:
    browser = site.browser()
    await browser.log_in()
    shown = await browser.open("/contracts/ctr_1/hand-in")
    site.gateway.refuses(calls.HAND_IN, 401, "session_ended", "This session has ended.")

    after = await browser.send(shown, url="https://work.example.org/a", note="All of it.")
    assert after.path.startswith("/log-in?next=")
    again = await browser.send(after, email="bo@example.org", password="correct-horse-battery")

    assert again.path.startswith("/contracts/ctr_1/hand-in")
    assert again.form()["fields"]["note"] == "All of it."


async def test_the_text_that_is_signed_is_the_one_that_was_shown(site: Site) -> None:
    browser = site.browser()
    await browser.log_in()
    shown = await browser.open("/contracts/ctr_1/signature")
    site.gateway.answers(calls.CONTRACT, CONTRACT | {"document_hash": "0" * 64})

    await browser.send(shown, legal_name="Bo Berg")

    (asked,) = site.gateway.calls_of(calls.SIGN)
    assert asked.body == {"legal_name": "Bo Berg", "document_hash": "9c1e" * 16}


@pytest.mark.parametrize(
    ("state", "changes", "mine", "step"),
    [
        ("to sign", {}, True, "signature"),
        ("signed by me", {}, False, ""),
        ("in progress", {}, True, "hand-in"),
        ("in progress", OURS, False, ""),
        ("under review", OURS, True, "acceptance"),
        ("under review", {}, False, ""),
        ("declined", OURS, True, "funding"),
        ("declined", {}, False, ""),
    ],
)
async def test_only_the_side_whose_turn_it_is_is_asked_to_act(site: Site, state, changes, mine, step) -> None:
    browser = site.browser()
    await browser.log_in()
    contract(site.gateway, state, **changes)

    page = await browser.open("/contracts/ctr_1")

    assert ("Your turn" in page.text) == mine
    assert [link for link in page.links if link.startswith("/contracts/ctr_1/")] == (
        [f"/contracts/ctr_1/{step}"] if mine else []
    )


async def test_a_broken_seal_is_said_aloud(site: Site) -> None:
    browser = site.browser()
    await browser.log_in()
    site.gateway.answers(
        calls.VERIFICATION,
        {"contract_id": "ctr_1", "document_hash": "0" * 64, "document_holds": False, "signatures": []},
    )

    assert "Do not rely on it" in (await browser.open("/contracts/ctr_1")).text


async def test_the_timeline_ends_with_what_is_waited_for(site: Site) -> None:
    browser = site.browser()
    await browser.log_in()

    page = await browser.open("/contracts/ctr_1")

    in_order = ["The talent applied", "The company selected the talent", "One side signed", "Next:"]
    places = [page.text.rindex(words) for words in in_order]
    assert places == sorted(places)


@pytest.mark.parametrize("path", ["", *(f"/{step}" for step in STEPS)])
async def test_a_contract_of_others_is_as_good_as_missing(site: Site, path: str) -> None:
    browser = site.browser()
    await browser.log_in()
    site.gateway.refuses(calls.CONTRACT, 404, "NotFound", "There is no Contract ctr_1.")

    page = await browser.open(f"/contracts/ctr_1{path}")

    assert page.status == 404
    assert "Contract ctr_1" not in page.text

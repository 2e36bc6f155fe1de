"""What the pages of a company do: its money, its projects, those who apply."""

from foothold_payouts.provider.sandbox import TOKENS
from foothold_web.gateway import calls
from foothold_web.pages.company.money import SANDBOX

from .browsing import Browser, Site


def test_each_token_of_the_sandbox_is_explained() -> None:
    assert tuple(token for token, _meaning in SANDBOX) == TOKENS


async def test_a_payment_method_is_saved_and_its_token_never_shown(site: Site, browser: Browser) -> None:
    await browser.log_in()
    form = await browser.open("/organizations/org_1/payment-method")

    page = await browser.send(form, token="sandbox_declines")

    [asked] = site.gateway.calls_of(calls.SET_PAYMENT_METHOD)
    assert asked.body == {"token": "sandbox_declines"}
    assert asked.headers["idempotency-key"].startswith("web-")
    assert page.path == "/organizations/org_1/payment-method?said=payment-method"
    assert "sandbox_declines" not in str(page.form()["fields"])


async def test_a_charge_shows_pay_and_fee_apart_and_together(browser: Browser) -> None:
    await browser.log_in()

    page = await browser.open("/organizations/org_1/charges")

    assert all(amount in page.text for amount in ("$250.00", "$25.00", "$275.00"))
    assert "Clean a customer list" in page.text


async def test_pages_of_another_company_are_not_there(browser: Browser) -> None:
    await browser.log_in()

    for page in ("payment-method", "charges"):
        assert (await browser.open(f"/organizations/org_2/{page}")).status == 404

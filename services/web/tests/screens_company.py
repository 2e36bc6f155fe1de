"""What the members of a company see."""

from foothold_web.gateway import calls

from .answers import CHARGE, CONTRACT_OF_COMPANY, page
from .fake_gateway import FakeGateway
from .screen import LONG, Screen, away

ORG = "/organizations/org_1"
DOCUMENT = CONTRACT_OF_COMPANY["document"]


def no_payment_method(gateway: FakeGateway) -> None:
    gateway.refuses(calls.PAYMENT_METHOD, 404, "NotFound", "There is none.")


def wrong_token(gateway: FakeGateway) -> None:
    message = "The payment provider does not know this token. Use one of sandbox_ok, sandbox_declines."
    error = {"field": "token", "message": message}
    gateway.refuses(calls.SET_PAYMENT_METHOD, 422, "invalid", "Wrong: token.", error)


def no_charges(gateway: FakeGateway) -> None:
    gateway.answers(calls.CHARGES, page())


def each_charge(gateway: FakeGateway) -> None:
    states = ("requested", "declined", "funded", "settling", "settled", "lapsed")
    charges = [CHARGE | {"contract_id": f"ctr_{n}", "status": status} for n, status in enumerate(states)]
    gateway.answers(calls.CHARGES, page(*charges, next="more"))
    long = CONTRACT_OF_COMPANY | {
        "contract_id": "ctr_0",
        "document": DOCUMENT | {"terms": DOCUMENT["terms"] | {"title": LONG}},
    }
    gateway.answers(calls.CONTRACTS_OF_ORGANIZATION, page(long, CONTRACT_OF_COMPANY))


PAY, CHARGES = f"{ORG}/payment-method", f"{ORG}/charges"

MONEY = (
    Screen("payment method", PAY, logged_in=True),
    Screen("payment method none", PAY, no_payment_method, logged_in=True),
    Screen("payment method in part away", PAY, away(calls.PAYMENT_METHOD), logged_in=True),
    Screen("payment method refused", PAY, wrong_token, logged_in=True, status=422, sent={"token": "4242"}),
    Screen("charges", CHARGES, logged_in=True),
    Screen("charges empty", CHARGES, no_charges, logged_in=True),
    Screen("charges in each state", CHARGES, each_charge, logged_in=True),
    Screen("charges in part away", CHARGES, away(calls.CONTRACTS_OF_ORGANIZATION), logged_in=True),
    Screen("charges away", CHARGES, away(calls.CHARGES), logged_in=True, status=503),
)

SCREENS = MONEY

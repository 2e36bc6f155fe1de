"""The console of operators, each tab in its states. They come last: after them the browser is an operator's."""

from foothold_web.gateway import calls
from foothold_web.gateway.calls import Call, Service
from foothold_web.gateway.views import View

from .answers import page
from .answers_operations import AUDIT, FROZEN, NONE, PARKED, UNVERIFIED, WORK
from .fake_gateway import FakeGateway
from .screen import LONG, RIGHT_TO_LEFT, Arrange, Screen, away

VERIFY = "/operations/organizations/org_2/verification"
SUBJECT = f"/operations/parked/matching/{PARKED['id']}"
DOCUMENT = f"/operations/frozen/contracts/{FROZEN['id']}"
RECORD = PARKED["records"][0]


def of(service: Service, call: Call[View]) -> Call[View]:
    """Return an operator call to one service alone."""
    return Call(call.method, call.path.replace("{service}", service), call.answer, service)


def one_away(call: Call[View]) -> Arrange:
    """Take one service away, and leave the others."""
    return away(of("matching", call))


def nothing_to_verify(gateway: FakeGateway) -> None:
    gateway.answers(calls.UNVERIFIED, page())


def long_names(gateway: FakeGateway) -> None:
    long = UNVERIFIED | {"name": LONG, "readable_domain": "a" * 60 + ".example.org", "kind": "institution"}
    gateway.answers(calls.UNVERIFIED, page(long, UNVERIFIED | {"name": RIGHT_TO_LEFT}, next="more"))


def own(gateway: FakeGateway) -> None:
    gateway.refuses(calls.VERIFY_ORGANIZATION, 422, "own_organization", "You belong to it.")


def verified_meanwhile(gateway: FakeGateway) -> None:
    nothing_to_verify(gateway)


def idle(gateway: FakeGateway) -> None:
    quiet = {"kind": "contract", "unpublished": NONE, "overdue": NONE, "phases": []}
    gateway.answers(calls.WORK, WORK | {"kinds": [quiet], "waits": [], "parked": NONE})


def no_list(*lists: Call[View]) -> Arrange:
    """Answer these lists as empty."""

    def arrange(gateway: FakeGateway) -> None:
        for call in lists:
            gateway.answers(call, page())

    return arrange


def not_first(gateway: FakeGateway) -> None:
    gateway.refuses(calls.DISCARD, 409, "not_first", "Only the first record can be discarded.")


def stream_insufficient(gateway: FakeGateway) -> None:
    gateway.answers(calls.FROZEN, page(FROZEN | {"may_follow_stream": False, "told": [], "lost": []}))
    gateway.refuses(calls.LIFT, 422, "stream_insufficient", "The stream tells too little of it.")


def long_error(gateway: FakeGateway) -> None:
    gateway.answers(calls.PARKED, page(PARKED | {"error": LONG + "a" * 300}, next="more"))


def differing(gateway: FakeGateway) -> None:
    differences = [
        {"subject": "esc_1", "amount": 27500, "detail": "charge is not in the provider's books"},
        {"subject": "pay_" + "1" * 60, "amount": 0, "detail": LONG},
    ]
    audit = AUDIT | {"balanced": False, "imbalance": 27500, "differences": differences}
    gateway.answers(calls.AUDIT, audit)


def no_money(gateway: FakeGateway) -> None:
    nothing = {name: {} for name in ("held", "charged", "refunded", "paid_out", "fees")}
    gateway.answers(calls.AUDIT, AUDIT | nothing | {"escrows": 0, "entries": 0, "in_flight": 0})


def of_trust(name: str, path: str, arrange: Arrange = lambda _: None, **more: object) -> Screen:
    return Screen(name, path, arrange, logged_in=True, scopes=("trust",), **more)  # type: ignore[arg-type]


def of_system(name: str, path: str, arrange: Arrange = lambda _: None, **more: object) -> Screen:
    return Screen(name, path, arrange, logged_in=True, scopes=("system", "trust", "money"), **more)  # type: ignore[arg-type]


SCREENS = (
    of_trust("to verify", "/operations/organizations"),
    of_trust("to verify empty", "/operations/organizations", nothing_to_verify),
    of_trust("to verify long", "/operations/organizations", long_names),
    of_trust("to verify away", "/operations/organizations", away(calls.UNVERIFIED), status=503),
    of_trust("verify", VERIFY),
    of_trust("verify long", VERIFY, long_names),
    of_trust("verify wrong", VERIFY, status=422, sent={"reason": ""}),
    of_trust("verify own", VERIFY, own, status=422, sent={"reason": "I know them"}),
    of_trust("verify done by another", VERIFY, verified_meanwhile),
    of_system("stuck", "/operations/work"),
    of_system("stuck nothing", "/operations/work", idle),
    of_system("stuck in part away", "/operations/work", one_away(calls.WORK)),
    of_system("stuck all away", "/operations/work", away(calls.WORK)),
    of_system("parked", "/operations/parked"),
    of_system("parked nothing", "/operations/parked", no_list(calls.PARKED)),
    of_system("parked long", "/operations/parked?service=matching", long_error),
    of_system("parked in part away", "/operations/parked", one_away(calls.PARKED)),
    of_system("parked subject", SUBJECT),
    of_system("parked subject long", SUBJECT, long_error),
    of_system("parked subject away", SUBJECT, one_away(calls.PARKED), status=503),
    of_system("parked subject gone", SUBJECT, no_list(calls.PARKED)),
    of_system("discard wrong", SUBJECT, status=422, sent_to=SUBJECT, sent={"record": "", "reason": ""}),
    of_system(
        "discard refused",
        SUBJECT,
        not_first,
        status=422,
        sent_to=SUBJECT,
        sent={"record": RECORD, "reason": "A test"},
    ),
    of_system("frozen", "/operations/frozen"),
    of_system("frozen nothing", "/operations/frozen", no_list(calls.FROZEN)),
    of_system("frozen in part away", "/operations/frozen", one_away(calls.FROZEN)),
    of_system("lift", DOCUMENT),
    of_system("lift gone", DOCUMENT, no_list(calls.FROZEN)),
    of_system(
        "lift refused",
        DOCUMENT,
        stream_insufficient,
        status=422,
        sent={"follow": "stream", "reason": "Both sides say so"},
    ),
    of_system("action log", "/operations/actions"),
    of_system("action log empty", "/operations/actions", no_list(calls.ACTIONS)),
    of_system("action log in part away", "/operations/actions", one_away(calls.ACTIONS)),
    of_system("money", "/operations/money"),
    of_system("money empty", "/operations/money", no_money),
    of_system("money differing", "/operations/money", differing),
    of_system("money away", "/operations/money", away(calls.AUDIT), status=503),
)

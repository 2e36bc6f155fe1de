"""What a page says after something was done: closed sentences by a code in the address, so nobody can put words in."""

from foothold_web.ui.words import later as _n
from foothold_web.ui.words import translated

SAID = {
    "registered": _n("If this address is new, your account is there now. Log in with it."),
    "logged-out": _n("You are logged out."),
    "profile": _n("Your profile is saved. Your places are computed from it from now on."),
    "payee": _n("Saved. You can be paid now."),
    "payment-method": _n("Saved. Contracts are charged to it once both sides have signed."),
    "organization": _n("Your organization is registered. We look at it next; nothing is needed from you."),
    "affiliation": _n("Your institution has been asked. It has 14 days to answer."),
    "confirmed": _n("Confirmed. The talent's affiliation counts from now on."),
    "verified": _n("Verified."),
    "drafted": _n("Your project is saved as a draft. Nobody else sees it yet."),
    "published": _n("Published. Talents can apply now."),
    "cancelled": _n("Cancelled. Open applications end with it."),
    "applied": _n("Your application is in. The company has 10 days to answer."),
    "withdrawn": _n("Your application is withdrawn."),
    "ranked": _n("Ranked now. The places below are those of this moment."),
    "selected": _n("Selected. The contract is being drafted; both sides sign it next."),
    "signed": _n("Signed."),
    "handed-in": _n("Your work is handed in. The company has 5 days to review it; silence is acceptance."),
    "accepted": _n("Accepted. The talent is paid now."),
    "funding": _n("We are charging the payment method again."),
    "retrying": _n("It is being retried."),
    "discarded": _n("Discarded. The records behind it go on."),
    "lifted": _n("Decided. The document goes on."),
    "clock": _n("The clock has moved."),
}


def said(code: str | None) -> str:
    """Return the sentence of a code, or nothing if there is none."""
    return translated(SAID[code]) if code in SAID else ""

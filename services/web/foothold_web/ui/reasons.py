"""The reasons of the API in the reader's words: by the code of a problem, or by the message at a field.

A reason that is not here is shown as the API says it, in English.
"""

from foothold_web.gateway.refusals import Problem
from foothold_web.ui.words import later as _n

BY_CODE = {
    "login_refused": _n("Email and password do not match. Look at both again."),
    "login_limited": _n("Too many attempts to log in. Try again in some minutes."),
    "registration_limited": _n("Too many accounts were made from here in a short time. Try again later."),
    "busy": _n("Too many people are logging in at this moment. Try again in a minute."),
    "rate_limited": _n("That was too much in a short time. Wait a minute, then go on."),
    "email_taken": _n("There is an account with this email already. Log in instead."),
    # company
    "organization_not_verified": _n(
        "Your company has not been verified yet. A person at Foothold looks at it within 3 business days; publish then."
    ),
    "already_filled": _n("Every place of this project is taken, so there is no open offer to cancel."),
    "already_closed": _n("This project is finished; there is nothing to cancel."),
    "already_expired": _n("This project has expired; there is nothing to cancel."),
    "cancelled": _n("This project was cancelled; only a draft can be published."),
    "application_withdrawn": _n("The talent has withdrawn this application."),
    "terms_refused": _n("These terms cannot be published yet. What is wrong stands at each answer."),
    # talent
    "own_project": _n("This project is of an organization of yours. Nobody works on one of these."),
    "profile_missing": _n("Write first what you can do, on the page of your profile. Then apply."),
    "project_not_open": _n("This project does not take applications any more."),
    "application_selecting": _n("You are being selected at this moment. Load the page again in a minute."),
    "application_selected": _n("You are selected already: sign the contract, or let it lapse."),
    "application_refused": _n("This application has ended already."),
    "application_lapsed": _n("This application has ended already."),
    "not_an_institution": _n("This is a company. Only a university, college or bootcamp can confirm you."),
    "own_affiliation": _n("Another member of the institution has to confirm you."),
    "too_many_organizations": _n("An account belongs to at most 20 organizations."),
    # institutions
    "affiliation_not_requested": _n("The request has lapsed. The talent has to ask again."),
    # operators
    "not_first": _n("Only the first record can be discarded. Look above which one that is now."),
    "stream_insufficient": _n("Its events tell too little to follow them. It can only follow the database."),
    "own_organization": _n("You belong to this organization. Another operator has to verify it."),
}

OF_FIELDS = {
    "Field required": _n("This is needed."),
    "This field is required.": _n("This is needed."),
}


def of(problem: Problem) -> str:
    """Return why the API refused, to be translated where it is shown."""
    return BY_CODE.get(problem.code, problem.detail or problem.title)


def of_field(message: str) -> str:
    return OF_FIELDS.get(message, message)

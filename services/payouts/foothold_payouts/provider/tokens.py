"""The provider's tokens: its own names for a payment method or a payout account. It says itself which are right."""

from foothold_chassis.errors import Invalid


def wrong_token(field: str, right: str) -> Invalid:
    """Return the error for a token that the provider does not take; `right` says what would be right.

    The value is left out: what was sent instead of a token may be a card number.
    """
    return Invalid(
        f"Wrong: {field}.",
        code="invalid",
        errors=[{"field": field, "message": f"The payment provider does not know this token. {right}"}],
    )

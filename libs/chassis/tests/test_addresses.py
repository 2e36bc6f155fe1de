"""One mailbox has one address, and one domain one name, however people write them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold_chassis.addresses import domain_name, mailbox, readable

SAME_MAILBOXES = {
    "ada@example.org": [
        *(
            "Ada@Example.ORG",
            " ada@example.org\n",
            "ada@\uff45xample.org",
            "\uff41da@example.org",
            "ada@example\u3002org",
        ),
        *("ada@example\uff61org", "ADA@EXAMPLE\uff0eORG"),
    ],
    "jürgen@münchen.example": [
        *("ju\u0308rgen@mu\u0308nchen.example", "JÜRGEN@MÜNCHEN.example", "jürgen@xn--mnchen-3ya.example"),
        *("jürgen@XN--MNCHEN-3YA.example", "jürgen@münchen\u3002example"),
    ],
    "用户@例え.テスト": ["用户@xn--r8jz45g.xn--zckzah", "用户@例え\uff0eテスト", "用户@例え.ﾃｽﾄ"],
    "δοκιμή@παράδειγμα.example": [
        "ΔΟΚΙΜΉ@ΠΑΡΆΔΕΙΓΜΑ.example",
        unicodedata.normalize("NFD", "δοκιμή@παράδειγμα.example"),
    ],
    "k@example.org": ["\u212a@example.org"],
    "office@example.org": ["o\ufb03ce@example.org"],
    "first.last+tag@sub.example.co": ["First.Last+Tag@Sub.Example.Co"],
    "o'brien@example.org": ["O'Brien@example.org"],
}

NO_MAILBOXES = [
    *("", "ada", "@example.org", "ada@", "ada@localhost", "ada@1.2.3.4", "ada@[1.2.3.4]", "ada@@example.org"),
    *("a b@example.org", '"ada"@example.org', "Ada <ada@example.org>", "a..b@example.org", ".a@example.org"),
    *(
        "ada@-a.example",
        "ada@a_b.example",
        "ada@ab--c.example",
        "ada@a..example",
        "ada@example.org.",
        "ada@xn--a.example",
    ),
    *("ada\uff20example.org", "a\uff20b@example.org", "ada@example.org, bo@example.org", "ada@example.o"),
    *(
        f"{'x' * 65}@example.org",
        f"ada@{'x' * 64}.example",
        f"ada@{'x.' * 130}example",
        f"{'x' * 64}@{'y' * 63}.{'y' * 63}.{'y' * 63}",
    ),
]

UNSEEN = [
    *(
        "\u0000",
        "\u001f",
        "\u007f",
        "\u0085",
        "\u00a0",
        "\u00ad",
        "\u034f",
        "\u061c",
        "\u115f",
        "\u17b4",
        "\u180e",
    ),
    *(
        "\u200b",
        "\u200c",
        "\u200d",
        "\u200e",
        "\u200f",
        "\u2028",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u206a",
        "\u2800",
        "\u3000",
    ),
    *(
        "\u3164",
        "\ue000",
        "\ufe0f",
        "\ufeff",
        "\uffa0",
        "\ufff9",
        "\uffff",
        "\u0378",
        "\U000e0041",
        "\U000e0100",
        "\ud800",
    ),
]


@pytest.mark.parametrize(
    ("form", "written"),
    [(form, one) for form, all in SAME_MAILBOXES.items() for one in [form, *all]],
    ids=ascii,
)
def test_one_mailbox_has_one_address(form, written) -> None:
    assert mailbox(written) == form


@pytest.mark.parametrize("text", NO_MAILBOXES, ids=ascii)
def test_what_is_no_address_is_refused_with_one(text) -> None:
    with pytest.raises(ValueError, match="expected"):
        mailbox(text)


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
def test_nothing_that_is_not_seen_stands_in_an_address_or_a_domain(character) -> None:
    for text in (f"a{character}da@example.org", f"ada@exa{character}mple.org", f"{character}@example.org"):
        with pytest.raises(ValueError, match=r"U\+[0-9A-F]{4,6} is none"):
            mailbox(text)
    with pytest.raises(ValueError, match=r"U\+[0-9A-F]{4,6} is none"):
        domain_name(f"exa{character}mple.org")


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=20))
def test_the_form_of_a_form_is_itself(local) -> None:
    try:
        form = mailbox(f"{local}@Example.org")
    except ValueError:
        return
    assert mailbox(form) == form
    assert mailbox(unicodedata.normalize("NFD", form)) == form


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("acme.example", ["ACME.example", "\uff41cme.example", "acme\u3002example"]),
        (
            "xn--mnchen-3ya.example",
            ["münchen.example", "MÜNCHEN.example", "mu\u0308nchen.example", "XN--MNCHEN-3YA.EXAMPLE"],
        ),
        ("xn--fa-hia.example", ["faß.example"]),
        ("xn--80ak6aa92e.com", ["\u0430\u0440\u0440\u04cf\u0435.com"]),
    ],
)
def test_one_domain_has_one_name(form, written) -> None:
    assert {domain_name(one) for one in [form, *written]} == {form}
    assert domain_name(readable(form)) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme",
        "acme.example.",
        "-a.example",
        "a_b.example",
        "1.2.3.4",
        "https://acme.example",
        "acme.example/x",
        "a@b.example",
        "acme .example",
        "💩.example",
        "xn--a.example",
        f"{'x' * 64}.example",
        "אa.example",
    ],
    ids=ascii,
)
def test_what_is_no_domain_is_refused_with_one(text) -> None:
    with pytest.raises(ValueError, match="expected"):
        domain_name(text)

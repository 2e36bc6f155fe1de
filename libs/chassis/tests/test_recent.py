"""A bounded memory forgets the entry that was put longest ago."""

from foothold_chassis.store.recent import Recent


def test_only_so_many_are_remembered_and_the_oldest_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(2)

    for n, name in enumerate("abc"):
        recent.put(name, n)

    assert [recent.get(name) for name in "abc"] == [None, 1, 2]


def test_what_is_put_again_is_as_good_as_new() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 0)
    recent.put("b", 1)

    recent.put("a", 2)
    recent.put("c", 3)

    assert [recent.get(name) for name in "abc"] == [2, None, 3]


def test_what_is_popped_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 0)

    assert (recent.pop("a"), recent.pop("a"), recent.get("a")) == (0, None, None)

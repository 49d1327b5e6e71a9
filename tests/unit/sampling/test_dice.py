from hypothesis import given
from hypothesis import strategies as st

from baocao.sampling.dice import Dice

LABELS = st.lists(st.text(max_size=8), max_size=4)


def test_draws_never_change_between_versions():
    # The published figures of the sample hang on these.
    assert Dice("20230101").draw("TD01", "01840") == 5417550960411772410
    assert Dice("20230101").at("a", 1).number(3, 9, "b") == Dice("20230101|a|1").number(3, 9, "b")


@given(st.integers(-50, 50), st.integers(0, 50), LABELS)
def test_numbers_lie_within_their_bounds(low, width, labels):
    assert low <= Dice("s").number(low, low + width, *labels) <= low + width


@given(st.sets(st.text(max_size=5)), LABELS)
def test_shuffling_keeps_all_and_does_not_depend_on_the_order_given(items, labels):
    dice = Dice("s")
    ordered = dice.shuffled(sorted(items), *labels)
    assert ordered == dice.shuffled(sorted(items, reverse=True), *labels)
    assert set(ordered) == items


def test_chances_come_out_about_right():
    hits = sum(Dice("s").chance(20, number) for number in range(2000))
    assert 320 < hits < 480

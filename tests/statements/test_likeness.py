"""What a wrong number looks like: a digit of the right one gone wrong, or a figure that lies near it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.statements.likeness import like, like_ratio, slip
from checker.statements.quantity import Quantity, number_at

COUNTS = st.integers(10, 10**6)


def quantity(text: str) -> Quantity:
    found = number_at(text, 0)
    assert found is not None
    return found[0]


@given(COUNTS, st.data())
def test_every_slip_of_one_digit_is_like_its_number(number: int, data: st.DataObject) -> None:
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from("0123456789"))
    exchanged = digits[:at] + other + digits[at + 1 :]
    doubled = digits[:at] + digits[at] + digits[at:]
    for said in (exchanged, doubled):
        if said[0] != "0":
            assert slip(Decimal(said), Decimal(number))


@given(st.integers(100, 10**6), st.data())
def test_a_missing_or_swapped_digit_is_a_slip(number: int, data: st.DataObject) -> None:
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    missing = digits[:at] + digits[at + 1 :]
    for said in (swapped, missing):
        if said[0] != "0":
            assert slip(Decimal(said), Decimal(number))


@given(COUNTS, COUNTS)
def test_either_can_be_the_slip_of_the_other(a: int, b: int) -> None:
    assert slip(Decimal(a), Decimal(b)) == slip(Decimal(b), Decimal(a))


@given(COUNTS)
def test_two_digits_more_are_another_number(number: int) -> None:
    assert not slip(Decimal(100 * number), Decimal(number))


@pytest.mark.parametrize(("said", "due"), [(17, 4), (1, 21), (2, 42), (402, 96), (2130, 448), (9, 57)])
def test_numbers_far_off_are_no_slips(said: int, due: int) -> None:
    assert not slip(Decimal(said), Decimal(due))


@pytest.mark.parametrize(("said", "due"), [(69, 96), (19, 9), (66, 6), (12, 15), (2460, 3200), (7, 7)])
def test_slips_and_drafts(said: int, due: int) -> None:
    assert slip(Decimal(said), Decimal(due))


def test_rounded_numbers_leave_room() -> None:
    assert like(quantity("480余件"), [Decimal(841)])
    assert not like(quantity("480余件"), [Decimal(20)])


def test_percentages() -> None:
    assert like_ratio(Decimal("44.4"), Decimal("40.8"))
    assert like_ratio(Decimal("16.6"), Decimal("10.7"))
    assert like_ratio(Decimal("84.2"), Decimal("48.2"))
    assert not like_ratio(Decimal("54.8"), Decimal(1))
    assert not like_ratio(Decimal("13.3"), Decimal("754.2"))

"""Schedule strings: what was written is read back, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forkingpaths.explore.schedule import (
    LETTERS,
    Deviation,
    ScheduleError,
    format_schedule,
    parse_schedule,
    size,
)
from forkingpaths.kernel.scheduler import Choice

CHOICES = st.builds(Choice, st.sampled_from(sorted(LETTERS)), st.integers(0, 40000), st.integers(0, 10**9))
SCHEDULES = st.dictionaries(st.integers(0, 10**6), CHOICES, max_size=6).map(
    lambda points: tuple(Deviation(point, points[point]) for point in sorted(points))
)


@given(SCHEDULES, st.binary(max_size=32))
def test_text_and_back(schedule: tuple[Deviation, ...], program: bytes) -> None:
    assert parse_schedule(format_schedule(schedule, program), program) == schedule


@given(SCHEDULES)
def test_another_program_is_noticed(schedule: tuple[Deviation, ...]) -> None:
    text = format_schedule(schedule, b"one")
    if format_schedule(schedule, b"two") != text:
        with pytest.raises(ScheduleError):
            parse_schedule(text, b"two")


@given(st.text(max_size=40))
def test_any_other_text_is_refused(text: str) -> None:
    try:
        schedule = parse_schedule(text, b"program")
    except ScheduleError as error:
        said = str(error)
    else:
        said = ""
        assert format_schedule(schedule, b"program") == text.strip()
    assert "\n" not in said


@pytest.mark.parametrize(
    "text", ["", "0", "12r3", "12r3.", "12r3.zzzz", "3r1-2r1.0000", "1q2.0000", "-.0000"]
)
def test_malformed(text: str) -> None:
    with pytest.raises(ScheduleError):
        parse_schedule(text, b"program")


def test_smaller_means_fewer_then_earlier() -> None:
    early, late = Deviation(3, Choice("run", 2)), Deviation(9, Choice("run", 2))
    assert size(()) < size((early,)) < size((late,)) < size((early, late))

"""A run file says all of a run, and nothing that a stranger writes into one is taken on trust."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forkingpaths.record.run_file import (
    FORMAT,
    BrokenRunFile,
    dump,
    load,
)
from tests.record.samples import SCHEDULE, sample


def plain() -> dict:
    whole: dict = json.loads(dump(sample()))
    return whole


def refusal(text: str) -> str:
    """Why `text` is refused; "" when it is not."""
    try:
        load(text)
    except BrokenRunFile as error:
        return str(error)
    return ""


def test_there_and_back() -> None:
    assert load(dump(sample())) == sample()
    assert load(dump(sample())).deviations() == SCHEDULE
    assert load(dump(sample())).input() == b"hello"


def test_the_id_is_that_of_program_and_choices_only() -> None:
    other = copy.deepcopy(plain())
    other["extra"] = {"note": "found on Monday"}
    assert load(json.dumps(other)).id == sample().id
    other["program"]["identity"] = "ac" * 32
    assert "schedule" in refusal(json.dumps(other))


def paths(value: object, here: tuple = ()) -> list[tuple]:
    """Where every value of a plain structure is."""
    found = [here]
    if isinstance(value, dict):
        for key, item in value.items():
            found += paths(item, (*here, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += paths(item, (*here, index))
    return found


PATHS = [path for path in paths(plain()) if path]
REPLACEMENTS: list[object] = [
    None, True, -1, 1 << 70, 1.5, "", "x\x00", "\ud800", "../../x", [], {}, [[[[]]]], {"__class__": "os.system"},
]  # fmt: skip


@given(st.sampled_from(PATHS), st.sampled_from(REPLACEMENTS))
def test_any_value_put_in_place_of_another_is_refused_or_means_itself(path: tuple, value: object) -> None:
    whole = plain()
    at = whole
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    why = refusal(json.dumps(whole))
    assert why.isprintable()
    if not why:
        assert json.loads(dump(load(json.dumps(whole)))) == whole


@given(st.sampled_from(PATHS))
def test_a_field_left_out_is_refused_or_has_a_default(path: tuple) -> None:
    whole = plain()
    at = whole
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    assert refusal(json.dumps(whole)).isprintable()


@given(st.binary(max_size=60) | st.integers(3, 1500).map(lambda cut: dump(sample()).encode()[:-cut]))
def test_rubbish_and_what_was_cut_are_refused(data: bytes) -> None:
    with pytest.raises(BrokenRunFile):
        load(data)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 100_000, "not JSON"),
        ("[]", "format"),
        ("{}", "format"),
        (f'{{"format": "{FORMAT}", "version": 99}}', "version 99"),
        (f'{{"format": "{FORMAT}", "version": 1, "made": NaN}}', "NaN"),
        (dump(sample()).replace('"disk": null', '"disk": {"captured": "cos"}', 1), "options.disk"),
        (dump(sample()).replace('"uid"', '"uidd"', 1), "options.uidd: no such field"),
        (dump(sample()).replace('"tid": 3', '"tid": -3', 1), "choices[0]: a number is below 0"),
    ],
)
def test_the_words_say_what_is_wrong(text: str, why: str) -> None:
    assert why in refusal(text)

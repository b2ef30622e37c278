"""The quiz asks about what was found, beside what was not, and is the same each time."""

from forkingpaths.view.quiz import POSSIBLE, Quiz, Seen, answer, make, question

SEEN = [
    Seen("a\nb\n", "status 0", "0.1", 50), Seen("b\na\n", "status 0", "3r4.2", 20), Seen("a\n", "status 1", "3r4-9r2.3", 2),
    Seen("b\n", "status 1", "5r4.4", 7), Seen("", "SIGSEGV", "9d2.5", 1), Seen("ab\n", "status 0", "8r4.6", 3),
]  # fmt: skip


def quiz(complete: bool = True) -> Quiz:
    return make("lab", ["int main(void)"], SEEN, complete)


def test_what_is_possible_was_seen_and_the_rest_was_not() -> None:
    seen = {(s.output, s.words) for s in SEEN}
    made = quiz()
    assert len([c for c in made.choices if c.possible]) == POSSIBLE
    assert any(not c.possible for c in made.choices)
    for choice in made.choices:
        assert choice.possible == ((choice.output, choice.words) in seen)
        assert choice.possible == bool(choice.schedule)
    assert {"0.1", "9d2.5"} <= {c.schedule for c in made.choices}  # the commonest and the rarest


def test_the_same_each_time() -> None:
    assert quiz() == quiz()
    assert make("lab", ["int main(void)"], SEEN[::-1], True) == quiz()


def test_marks() -> None:
    made = quiz()
    right = "".join(letter for letter, c in zip("abcdefgh", made.choices, strict=False) if c.possible)
    assert f"{len(made.choices)} of {len(made.choices)} right" in answer(made, right)
    assert "wrong" in answer(made, "")
    assert "wrong" not in answer(made, None)
    assert "replay 9d2.5" in answer(made, None)


def test_it_does_not_say_more_than_was_proved() -> None:
    assert "not possible" in answer(quiz(), None)
    assert "not possible" not in answer(quiz(complete=False), None)


def test_the_question_is_printable() -> None:
    made = make("x\x1b[2J", ["\x1b]0;x\x07"], [Seen("\x1b[31mred\n", "status 0", "0.1", 1)], True)
    assert "\x1b" not in question(made) + answer(made, "a")

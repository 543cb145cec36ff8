"""What a student is told of an exception: whose it was, and where."""

import pytest

from autograder.grading.words import in_words

RAISED = {"type": "TypeError", "message": "no", "cell": "", "line": 0, "code": "", "kind": "error"}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "What your code gave cannot be used: TypeError: no."),
        (
            {"cell": "f", "line": 2, "code": "x + y"},
            "Your code raised TypeError: no at line 2 of the cell `f`: `x + y`.",
        ),
        (
            {"message": "no gradient. Use detach() instead.", "cell": "f", "line": 2, "code": "x + y"},
            "Your code raised TypeError: no gradient. Use detach() instead at line 2 of",
        ),
        ({"type": "NotImplementedError", "message": "", "cell": "f", "line": 1, "code": "…"}, "A stub is still there"),
        (
            {"type": "ModuleNotFoundError", "message": "No module named 'x'"},
            "A package is not installed here: No module",
        ),
        (
            {"type": "ImportError", "message": "cannot load 'x'"},
            "What your code gave cannot be used: ImportError: cannot",
        ),
        (
            {"message": "f() takes 1 positional argument but 2 were given"},
            "What your code gave cannot be called with what the exercise hands it: TypeError: f() takes 1",
        ),
        ({"message": "Found no NVIDIA driver"}, "Your code asked for a GPU, and there is none here"),
        ({"kind": "time", "message": "2 s"}, "It was still running when its time was over (2 s)"),
        ({"message": "no."}, "What your code gave cannot be used: TypeError: no."),
        (
            {"type": "IndentationError", "message": "unindent does not match any level (<tokenize>, line 3)"},
            "Python cannot read this cell: unindent does not match any level (line 3).",
        ),
        ({"kind": "memory"}, "It asked for more memory than there is."),
    ],
)
def test_the_sentence_says_whose_fault_it_was(facts, sentence):
    assert in_words({**RAISED, **facts}).startswith(sentence)

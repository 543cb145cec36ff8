"""What is said of code that is odd whatever it is asked, and of code that is not."""

import pytest

from autograder.grading.diagnosis.oddities import oddities

STUB = "def f(data, n):\n    ...\n"


def told(body, alone=True):
    return [one.sentence for one in oddities([f"def f(data, n):\n{body}\n"], "f", STUB, alone)]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("    data.step\n    return n", "line 2 only names `data.step`: without `()` nothing is called"),
        ("    for x in data:\n        n += x\n        return n", "line 2 never comes to a second round: line 4 leaves"),
        ("    return n\n    data.append(n)", "line 3 is never reached: line 2 leaves before it"),
        ("    return n", "never looks at `data`"),
        ("    try:\n        n += data\n    except Exception:\n        pass\n    return n", "line 4 hides whatever"),
        ("    try:\n        return n + data\n    except:\n        return n", "line 4 hides whatever"),
    ],
)
def test_it_is_told_where_nothing_else_is(body, sentence):
    assert sentence in told(body)[0]
    assert bool(told(body, alone=False)) == ("only names" in sentence)


def test_several_names_are_listed_as_in_a_sentence():
    stub = "def f(a, b, c): ..."
    (one,) = oddities(["def f(a, b, c):\n    return 1\n"], "f", stub, alone=True)
    assert "never looks at `a`, `b` and `c`, which" in one.sentence


@pytest.mark.parametrize(
    "body",
    [
        "    for x in data:\n        if x:\n            continue\n        return n",
        "    for x in data:\n        if x == n:\n            return x\n    return n",
        "    for x in data:\n        break\n    return x + n",
        "    return data + n\n    raise NotImplementedError",
        "    data.step()\n    return n",
        "    return locals()",
        "    try:\n        return n + data\n    except TypeError:\n        return n",
        "    try:\n        return n + data\n    except Exception as error:\n        print(error)",
        "    try:\n        return n + data\n    except Exception:\n        raise",
    ],
)
def test_nothing_is_told_of_what_may_be_meant(body):
    assert told(body) == []

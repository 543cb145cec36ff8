"""Mistakes as rows: the same as functions, in the order in which they stand, and plain about what they cannot find."""

import pytest

from autograder.authoring.declare import Cell, Mistake, declared, load
from autograder.errors import UserError

CELL = Cell("def mean_of(values):\n    total = sum(values)\n    return total / len(values)\n")

ROWS = '''
from autograder.authoring import change, exchange, mistake, mistakes, rewrite, row, without

MEAN_OF = mistakes("mean_of",
    row("not_divided", "the sum is not divided", change(" / len(values)", "")),
    row("upside_down", "the fraction is turned over",
        exchange("total /", "len(values)\\n"), hint="What is above the line?"),
    row("halved", "half of it", change("total /", "total / 2 /"), lambda cell: cell.upper().lower()),
    row("nothing", "there is nothing", without("total =", "return")),
    hint="By what is the sum divided?",
)


@mistake("mean_of", hint="Whose mean is it?")
def always_three(cell):
    """it is three, whatever is asked"""
    return cell.rewrite("mean_of = lambda values: 3")


LENGTH_OF = mistakes("length_of", row("always_four", "it is four", rewrite("length_of = 4"), hint="Of what?"))
'''

EXPECTED = [
    ("mean_of", "not_divided", "By what is the sum divided?", "    return total\n"),
    ("mean_of", "upside_down", "What is above the line?", "    return len(values)\n total /"),
    ("mean_of", "halved", "By what is the sum divided?", "    return total / 2 / len(values)\n"),
    ("mean_of", "nothing", "By what is the sum divided?", "def mean_of(values):\n"),
    ("mean_of", "always_three", "Whose mean is it?", "mean_of = lambda values: 3\n"),
    ("length_of", "always_four", "Of what?", "length_of = 4\n"),
]


def mistakes_in(folder, source: str) -> list[Mistake]:
    path = folder / "mistakes.py"
    path.write_text(source, encoding="utf-8")
    return declared(load(path), Mistake)


def test_rows_and_functions_stand_in_their_order(tmp_path):
    found = mistakes_in(tmp_path, ROWS)
    assert [(m.exercise, m.name, m.hint) for m in found] == [entry[:3] for entry in EXPECTED]
    assert [m.change(CELL)[-len(entry[3]) :] for m, entry in zip(found, EXPECTED, strict=True)] == [
        entry[3] for entry in EXPECTED
    ]


def test_what_is_not_in_the_cell_is_told_with_its_mistake_and_the_nearest_line(tmp_path):
    source = ROWS.replace("cell.rewrite(", "cell.without('mean(values').rewrite(")
    found = {one.name: one for one in mistakes_in(tmp_path, source)}
    for name, line in (("not_divided", "    return total / count(values)"), ("always_three", "def mean_of(values):")):
        with pytest.raises(UserError) as told:
            found[name].change(Cell(CELL.replace("/ len", "/ count")))
        assert f"{tmp_path / 'mistakes.py'}, line " in str(told.value)
        assert f"the mistake `{name}` of `mean_of` changes" in str(told.value)
        assert f"nearest line there: {line!r}" in str(told.value)

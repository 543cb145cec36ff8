"""A class makes mistakes that nobody has written down: they are grouped, named, and told by the next run."""

import json
import re
import shutil

import pytest

from autograder.feedback.statistics import unexplained
from autograder.grading.reference import Solved
from autograder.model import course as courses
from autograder.model.anonymous import anonymous
from autograder.model.marks import merge
from autograder.model.reports import read_report
from tests.conftest import ROOT
from tests.sample_class import grade_id

LESSON = "softmax_regression"
EXERCISES = ("dataset_facts", "make_net")
HIDE = """
HIDDEN = {hidden!r}
for name, value in list(globals().items()):
    if isinstance(value, tuple) and not name.startswith("_"):
        globals()[name] = tuple(one for one in value if getattr(one, "name", "") not in HIDDEN)
"""
DRESSES = (  # how three students write the same: as it is, with their names all over, joined and spread
    lambda source, who: source,
    lambda source, who: f'# by {who}\n"""{who} did this."""\n{source}\n{who.split()[0].lower()}_was_here = "{who}"\n',
    lambda source, who: re.sub(r"^( *)(?=\S)", r"\1\1", source, flags=re.MULTILINE).replace(" = ", "  =  "),
)


@pytest.fixture(scope="module")
def hidden():
    """A third of the known mistakes of a lesson's cheap exercises, those that answer with numbers."""
    lesson = courses.load(ROOT / courses.FILE).assignment(LESSON)
    return [one for one in Solved.of(lesson).variants if one.exercise in EXERCISES][::3]


@pytest.fixture(scope="module")
def root(hidden, autograder, tmp_path_factory):
    """A course in which they are not known, and a class of three for each of them, graded."""
    root = tmp_path_factory.mktemp("groups") / "course"
    for part in (f"reference/{LESSON}", f"assignments/{LESSON}", f"tests/assignments/{LESSON}"):
        shutil.copytree(ROOT / part, root / part)
    (root / "assignments" / "data").symlink_to(ROOT / "assignments" / "data")
    toml = (ROOT / "grading.toml").read_text(encoding="utf-8")
    tables = re.split(r"(?m)^(?=\[assignments\.)", toml)
    kept = [tables[0], *(one for one in tables[1:] if one.startswith(f"[assignments.{LESSON}"))]
    (root / "grading.toml").write_text("".join(kept), encoding="utf-8")
    with (root / f"reference/{LESSON}/mistakes.py").open("a", encoding="utf-8") as file:
        file.write(HIDE.format(hidden={one.name for one in hidden}))
    released = json.loads((root / f"assignments/{LESSON}/{LESSON}.ipynb").read_text(encoding="utf-8"))
    for number, mistake in enumerate(hidden):
        for dress, change in enumerate(DRESSES):
            who = f"Lovelace{number:02} Byron{dress}"
            for cell in released["cells"]:
                if grade_id(cell) == mistake.exercise:
                    kept, cell["source"] = cell["source"], change(mistake.source, who)
                    folder = root / "submitted" / who
                    folder.mkdir(parents=True)
                    (folder / f"{LESSON}.ipynb").write_text(json.dumps(released), encoding="utf-8")
                    cell["source"] = kept
    autograder("grade", "submitted", cwd=root)
    return root


def results(root):
    return [merge(report) for path in sorted(root.glob("reports/*/*.json")) if (report := read_report(path))]


def groups(root):
    return unexplained(results(root), courses.load(root / courses.FILE).assignment(LESSON))


def number_of(student):
    return student.split()[0]


def test_groups_hold_one_kind_of_failure_each_and_all_of_it(root, hidden):
    found = groups(root)
    by_mistake: dict[str, set[str]] = {}
    for group in found:
        assert len({number_of(student) for student in group.students}) == 1, group.told
        by_mistake.setdefault(number_of(group.students[0]), set()).add(group.key)
    assert len(by_mistake) >= len(hidden) / 3  # the others raise, or relations and behaviours explain them
    assert all(len(keys) == 1 for keys in by_mistake.values())
    assert [len(group.students) for group in found] == [3] * len(found)


def test_the_class_page_shows_who_one_cell_of_nobody_s_and_the_command(root, autograder):
    autograder("report", cwd=root)
    page = (root / f"reports/class-{LESSON}.html").read_text(encoding="utf-8")
    section = page[page.index('id="unexplained"') :].partition("<h2>")[0]
    for group in groups(root)[:20]:
        assert f"autograder name {group.key} &#34;what went wrong&#34; --hint" in section
        assert "Byron" not in group.cell
        assert "lovelace" not in group.cell.lower()
        assert group.cell.startswith(("def ", "class ", "layers", "import ", "from "))
        for student in group.students:
            assert f">{student}</a>" in section


def test_one_that_is_named_is_told_to_everyone_by_the_next_run(root, autograder):
    group = groups(root)[0]
    path = root / f"reference/{LESSON}/mistakes.py"
    before, others = path.read_text(encoding="utf-8"), {one.key for one in groups(root)} - {group.key}
    scores = {result.student: result.score for result in results(root)}
    for wrong, told in (
        (("no_such_group", "x", "--hint", "Why?"), "has the group 'no_such_group'"),
        ((group.key, "x", "--hint", "no question"), "--hint with a question"),
    ):
        assert told in autograder("name", *wrong, cwd=root, status=2).stderr
        assert path.read_text(encoding="utf-8") == before
    run = autograder("name", group.key, 'The "first" thing is odd.', "--hint", "Which one is first?", cwd=root)
    assert "tried on 3 of 3 members" in run.stdout
    assert "Byron" not in path.read_text(encoding="utf-8").replace(before, "")
    autograder("grade", "submitted", cwd=root)
    for result in results(root):
        exercise = next(one for one in result.report.exercises if one.name == group.exercise)
        named = {one.sentence for check in exercise.checks for one in check.diagnoses if one.kind == "mistake"}
        assert ('the "first" thing is odd' in named) == (result.student in group.students), result.student
    assert {result.student: result.score for result in results(root)} == scores
    assert {one.key for one in groups(root)} == others  # they keep their names
    run = autograder("name", group.key, "again", "--hint", "Why?", cwd=root, status=2)
    path.write_text(before, encoding="utf-8")
    (notebook,) = (root / "submitted" / group.students[0]).glob("*.ipynb")
    autograder("grade", notebook.parent, cwd=root)
    assert {one.key for one in groups(root)} == {*others, group.key}


def test_a_cell_says_nothing_of_whose_it_is_and_stays_the_same_program():
    source = '# Ada\ndef make(x, ada=2):\n    """Ada"""\n    adaNet = max(x, key=lambda v: ada)\n    return adaNet'
    told = anonymous(f"{source}\n\nADA = make([1, 2], ada=3)\nsaid = f'{{ADA}} of Ada'", ["Ada Lovelace"])
    assert "ada" not in told.lower()
    space: dict = {}
    exec(told, space)
    assert space["said"] == "2 of …" or space["said"] == "1 of …"
    kept = anonymous("def max_of(x):\n    return torch.max(x, dim=0)", ["Max Dim"], {"max_of"})
    assert kept == "def max_of(x):\n    return torch.max(x, dim=0)"

"""Every command in the docs is run by a test: here, in a folder like its reader's, or by the test named beside it."""

import html
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from autograder.ci import repository
from autograder.model import course as courses
from tests import warm
from tests.conftest import CLASS, ROOT
from tests.student.conftest import NAME, fill, lend

UNSAID = {"autograder check", "autograder reset train_one_epoch", "autograder doctor --json -"}
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]

COURSE = {  # in a course folder with two submissions; what is seen, in print or as a file
    "autograder doctor": "landlock",
    "autograder doctor --json -": '"schema": "autograder/doctor/1"',
    "autograder show lenet5_mnist": "moves every weight",
    "autograder grade submitted": "2 reports in reports/",
    "autograder grade submitted/ada/lenet5_mnist/lenet5_mnist.ipynb --force": "1 report in reports/",
    "autograder report": "class page: reports/class-lenet5_mnist.html",
    "autograder report --pseudonyms pseudonyms.csv": "class page:",
    "autograder grade submitted --gradebook": "gradebook.db",
    "autograder gradebook sync": "gradebook.db",
    "autograder export csv": "scores.csv",
    "autograder export gradescope": "wrote 2 results",
    "autograder export nbgrader": "grades.csv",
    "autograder release lenet5_mnist --to student-repo": "student-repo/.github/workflows/classroom.yml",
    "autograder bundle classroom50 lenet5_mnist --to classroom50": "classroom50/autograder.py",
    "autograder bundle gradescope lenet5_mnist": ".zip",
}
STUDENT = {  # in a student's repository, whose environment is made already
    "autograder check": "1 of 8 exercises",
    "python3 start.py check": "1 of 8 exercises",
    "python3 start.py check -e train_one_epoch": "Gradients are never cleared",
    "python3 start.py check --all": "Gradients are never cleared",
    "autograder ci": "3.5 of 19 points",
    "autograder reset train_one_epoch": "train_one_epoch",
    "python3 start.py reset train_one_epoch": "train_one_epoch",
}
ELSEWHERE = {  # takes long, or needs a network, a terminal, a browser or a database
    "make grade": "tests/engine/test_class.py::graded_class",
    "make test": "Makefile::test:",
    "make lessons": "tests/proof/test_lessons.py::test_a_solved_lesson_runs_and_is_rendered_with_its_figures",
    "autograder desk": "tests/gradebook/test_desk.py::test_every_page_is_used_by_keyboard_and_calls_nobody",
    "autograder course init ml-2027 --assignment lenet5_mnist": "tests/docs/test_walk.py::test_from_an_empty_folder",
    "autograder viva": "tests/viva/test_viva.py::test_a_sheet_is_printed",
    "autograder viva --student ada --questions 3": "tests/viva/test_viva.py::test_a_sheet_is_printed",
    "autograder name 9e7f2fac1612 the median is returned, not the mean --hint What do outliers do to it?":
        "tests/engine/test_groups.py::test_one_that_is_named_is_told_to_everyone_by_the_next_run",
    "cd ml-2027": "tests/docs/test_walk.py::test_from_an_empty_folder",
    "autograder assignment new means": "tests/docs/test_contributing.py::test_what_the_page_shows_makes",
    "autograder release means": "tests/docs/test_contributing.py::test_what_the_page_shows_makes",
    "autograder prove means": "tests/docs/test_contributing.py::test_what_the_page_shows_makes",
    "autograder release lenet5_mnist": "tests/engine/test_sixth_assignment.py::test_the_release_holds_no_solution",
    "autograder prove lenet5_mnist": "tests/proof/test_prove.py::test_nothing_comes_out_otherwise_than_it_must",
    "autograder calibrate lenet5_mnist --seeds 12": "tests/docs/test_commands.py::test_calibrate_measures_and_proposes",
    "autograder grade submitted --regrade": "tests/gradebook/test_gradebook.py::test_a_regrade_says_what_changes",
    "autograder grade submitted --gradebook postgresql://host/grades":
        "tests/gradebook/test_gradebook.py::test_postgresql_gives_the_same_book_and_sync_catches_up",
    "autograder export canvas --roster exported.csv":
        "tests/gradebook/test_exports.py::test_the_commands_write_what_they_say",
    "autograder export moodle --identify-by email --roster participants.csv":
        "tests/gradebook/test_exports.py::test_the_commands_write_what_they_say",
    "autograder export moodle --worksheet Grades.csv":
        "tests/intake/test_command.py::test_moodles_worksheet_is_filled_in",
    "autograder feedback --for moodle": "tests/intake/test_command.py::test_the_zip_that_a_platform_takes_back",
    "autograder feedback --for canvas": "tests/intake/test_command.py::test_the_zip_that_a_platform_takes_back",
    "autograder feedback --for gradescope": "tests/intake/test_command.py::test_the_zip_that_a_platform_takes_back",
    "autograder grade submitted --cluster tls://HOST:8786":
        "tests/cluster/test_cluster.py::test_a_cluster_gives_the_reports_of_one_machine_and_strange_workers_are_refused",
    "pip install /path/to/the/kit[cluster]":
        "tests/cluster/test_cluster.py::test_a_cluster_gives_the_reports_of_one_machine_and_strange_workers_are_refused",
    "autograder cluster certificates tls":
        "tests/cluster/test_certificates.py::test_only_who_holds_the_secret_gets_in",
    "export DASK_CONFIG=$PWD/tls/dask.yaml":
        "tests/cluster/test_certificates.py::test_only_who_holds_the_secret_gets_in",
    "export DASK_CONFIG=/srv/tls/dask.yaml":
        "tests/cluster/test_certificates.py::test_only_who_holds_the_secret_gets_in",
    "dask scheduler --port 8786":
        "tests/cluster/test_cluster.py::test_a_cluster_gives_the_reports_of_one_machine_and_strange_workers_are_refused",
    "export AUTOGRADER_COURSE=/srv/course":
        "tests/cluster/test_cluster.py::test_a_cluster_gives_the_reports_of_one_machine_and_strange_workers_are_refused",
    "dask worker tls://FIRST:8786 --nworkers 8 --nthreads 1 --memory-limit 0":
        "tests/cluster/test_cluster.py::test_a_cluster_gives_the_reports_of_one_machine_and_strange_workers_are_refused",
    "autograder watch": "tests/student/test_terminal.py::test_watch_answers_saves_and_keys",
    "python3 start.py watch": "tests/student/test_terminal.py::test_watch_answers_saves_and_keys",
    "python3 start.py": "tests/classroom/test_repository.py::test_one_command_makes_it_work_on_its_own",
    "nbgrader generate_assignment lenet5_mnist --force": "tests/gradebook/test_nbgrader.py::test_generate_assignment",
    "nbgrader autograde lenet5_mnist": "tests/gradebook/test_nbgrader.py::test_grades_and_partial_credit_land",
    "nbgrader generate_feedback lenet5_mnist": "tests/gradebook/test_nbgrader.py::test_feedback_carries_messages",
    "nbgrader export": "tests/gradebook/test_nbgrader.py::test_export_quotes_names_that_stock_breaks",
    "jupyter lab": "tests/gradebook/test_browser.py::test_a_ta_grades_a_written_answer_and_opens_the_feedback",
}  # fmt: skip

BLOCKS = {  # what is no command, by its page and language: the tests that type it, or read it
    ("README", "python"): "tests/student/test_card.py::test_what_the_pages_show_is_a_card",
    ("students", "python"): "tests/student/test_card.py::test_what_the_pages_show_is_a_card",
    ("CONTRIBUTING", "python"): "tests/docs/test_contributing.py::test_what_the_page_shows_makes",
    ("CONTRIBUTING", "toml"): "tests/docs/test_contributing.py::test_what_the_page_shows_makes",
    ("CONTRIBUTING", "text"): "tests/docs/test_contributing.py::test_the_map_has_every_package_and_its_files_are_there",
    ("cluster", "python"): "tests/cluster/test_recipes.py::test_every_pod_holds_the_certificates",
    ("cluster", "yaml"): "tests/cluster/test_recipes.py::test_service_and_deployments_find_their_pods",
    ("cluster", "dockerfile"): "tests/cluster/test_recipes.py::test_the_image_takes_what_is_there",
    ("commands", "json"): "tests/docs/test_commands.py::test_json_has_the_fields_that_the_page_shows",
    ("nbgrader", "toml"): "tests/docs/test_commands.py::test_the_policy_of_the_page_is_one",
}


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: (language, text)."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[str]:
    """The commands of a page, without their comments and the prompt."""
    found = []
    for language, text in blocks(page):
        if language in ("sh", "bash", "console"):
            joined = text.replace("\\\n", " ")
            lines = [" ".join(shlex.split(line, comments=True)) for line in joined.splitlines()]
            found += [
                line.removeprefix("$ ") for line in lines if line and (language != "console" or line.startswith("$"))
            ]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_is_run_by_a_test(page: Path) -> None:
    known = {**COURSE, **STUDENT, **ELSEWHERE}
    unlisted = [command for command in commands(page) if command not in known]
    assert unlisted == [], "list each in COURSE, STUDENT or ELSEWHERE, with what shows that it works"
    others = {(page.stem, language) for language, _ in blocks(page) if language not in ("sh", "bash", "console")}
    assert sorted(others - set(BLOCKS)) == [], "a block says what it holds, and BLOCKS which test types it"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_in_sentences_are_commands(page: Path) -> None:
    """Their names and options, and the targets of `make`."""
    from typer.main import get_command

    from autograder.cli.main import app

    text = re.sub(r"(?s)```.*?```", "", page.read_text(encoding="utf-8"))
    targets = re.findall(r"(?m)^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert [name for name in re.findall(r"`make ([\w-]+)", text) if name not in targets] == []
    for line in re.findall(r"`autograder\s+([^`]+)`", text):
        command, words = get_command(app()), line.split()
        while words and words[0] in getattr(command, "commands", ()):
            command, words = command.commands[words[0]], words[1:]
        options = {option for one in command.params for option in one.opts} | {"-h"}
        assert [word for word in words if word.startswith("-") and word not in options] == [], line
        of_group = hasattr(command, "commands") and words and not words[0].startswith("-")
        assert not of_group or words[0] in ("COMMAND", "…"), line


def test_nothing_is_listed_that_no_page_says() -> None:
    said = {command for page in PAGES for command in commands(page)}
    assert sorted({*COURSE, *STUDENT, *ELSEWHERE} - said - UNSAID) == []
    shown = {(page.stem, language) for page in PAGES for language, _ in blocks(page)}
    assert sorted(set(BLOCKS) - shown) == []


@pytest.mark.parametrize("place", sorted({*ELSEWHERE.values(), *BLOCKS.values()}))
def test_the_test_named_beside_it_is_there(place: str) -> None:
    path, _, name = place.partition("::")
    assert name in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    gone = [link for link in links if "://" not in link and not (page.parent / link.partition("#")[0]).exists()]
    assert gone == []


def test_the_front_door_leads_to_every_page_once() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    led_to = re.findall(r"\((docs/\w+\.md)\)", text[text.index("| page | about |") :])
    assert sorted(led_to) == sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))


@pytest.fixture(scope="module")
def course_folder(graded_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one lesson whose answers are known already; the notebooks of two students are graded."""
    root = tmp_path_factory.mktemp("docs") / "course"
    for folder in ("reference", "assignments"):
        shutil.copytree(ROOT / folder / NAME, root / folder / NAME)
    (root / "assignments/data").symlink_to(ROOT / "assignments/data")
    shutil.copytree(ROOT / ".autograder", root / ".autograder", ignore=shutil.ignore_patterns("source", "runs"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    text = (ROOT / "grading.toml").read_text(encoding="utf-8")
    tables = re.split(r"(?m)^(?=\[)", text)
    (root / "grading.toml").write_text("".join(t for t in tables if not t.startswith("[assignments.") or NAME in t))
    notebooks = sorted(CLASS.rglob("*.ipynb"))
    for student, path in zip(("ada", "bob"), notebooks, strict=False):
        target = root / "submitted" / student / NAME / f"{NAME}.ipynb"
        target.parent.mkdir(parents=True)
        shutil.copy(path, target)
    (root / "pseudonyms.csv").write_text("student,pseudonym\nada,Noether\n")
    for name in ("home", "bin"):
        (root.parent / name).mkdir()
    run("autograder grade submitted --gradebook", root, "gradebook.db")  # so that each command can be tried alone
    return root


@pytest.fixture(scope="module")
def student_folder(repo_files: dict[str, bytes], solved, wrong, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student's repository after `python3 start.py` has made its environment: here, the one that tests run in."""
    root = tmp_path_factory.mktemp("docs") / "repo"
    repository.write(root, repo_files)
    fill(
        root / NAME / f"{NAME}.ipynb",
        {"count_samples": solved["count_samples"], "train_one_epoch": wrong["no_zero_grad"]},
    )
    lend(root, f'shift 2; exec {shlex.join(warm.command())} "$@"')  # `python -P -m autograder …`
    (root.parent / "bin").mkdir()
    return root


def run(command: str, folder: Path, shown: str) -> None:
    """Run `command` as a shell does, and look for what it shows: in print, or as a file."""
    path = warm.on_path(folder.parent / "bin")
    environment = {"PATH": path, "HOME": str(folder.parent / "home"), "COLUMNS": "200", "NO_COLOR": "1"}
    done = warm.run(["sh", "-c", command], folder, environment)
    assert shown in done.stdout or (folder / shown).is_file(), done.stdout[-3000:]


@pytest.mark.parametrize("command", COURSE)
def test_it_works_in_a_course_folder(command: str, course_folder: Path) -> None:
    run(command, course_folder, COURSE[command])


@pytest.mark.parametrize("command", STUDENT)
def test_it_works_in_a_student_repository(command: str, student_folder: Path) -> None:
    run(command, student_folder, STUDENT[command])


def test_json_has_the_fields_that_the_page_shows(course_folder: Path) -> None:
    ((_, text),) = [block for block in blocks(ROOT / "docs/commands.md") if block[0] == "json"]
    run("autograder grade submitted --json told.json", course_folder, "told.json")
    shown, told = json.loads(text), json.loads((course_folder / "told.json").read_text())
    assert (shown["schema"], set(shown), set(shown["totals"])) == (told["schema"], set(told), set(told["totals"]))


def test_the_policy_of_the_page_is_one(tmp_path: Path) -> None:
    ((_, text),) = [block for block in blocks(ROOT / "docs/nbgrader.md") if block[0] == "toml"]
    for written in (text, re.sub("(?m)^per_day.*$", "", text).replace("# steps", "steps")):
        (tmp_path / "grading.toml").write_text((ROOT / "grading.toml").read_text(encoding="utf-8") + written)
        policy = courses.load(tmp_path / "grading.toml").policy
        assert (policy.grace_minutes, policy.cap, list(policy.deadlines)) == (15, 50, [NAME])
    assert policy.steps


def test_calibrate_measures_another_solution_anew(course_folder: Path) -> None:
    """What was measured with the solution that stands there is kept."""
    kept, lesson = (course_folder / "reference" / NAME / name for name in ("calibration.json", f"{NAME}.py"))
    held = {path: path.read_text(encoding="utf-8") for path in (kept, lesson)}
    before = json.loads(held[kept])["tuned_lenet"]["values"]
    run(f"autograder calibrate {NAME} --seeds 2", course_folder, f"tuned_lenet: {len(before)} seeds")
    assert json.loads(kept.read_text())["tuned_lenet"]["values"] == before
    lesson.write_text(held[lesson].replace("lr=0.005", "lr=0.004"))
    run(f"autograder calibrate {NAME} --seeds 2", course_folder, "tuned_lenet: 2 seeds")
    now = json.loads(kept.read_text())["tuned_lenet"]["values"]
    assert now["1"] != before["1"]
    for path, text in held.items():
        path.write_text(text)


def test_calibrate_measures_and_proposes(course_folder: Path) -> None:
    """And what it measured is the band behind a student's own curve."""
    kept = course_folder / "reference" / NAME / "calibration.json"
    kept.unlink()
    run(f"autograder calibrate {NAME} --seeds 2 --json told.json", course_folder, "tuned_lenet: 2 seeds, mean 0.9")
    told = json.loads((course_folder / "told.json").read_text())
    assert (told["schema"], told["totals"]) == ("autograder/calibrate/1", {"exercises": 1, "seeds": 2})
    losses = json.loads(kept.read_text())["tuned_lenet"]["losses"]
    assert len(losses["low"]) == len(losses["high"]) == 50
    assert losses["high"][0] > 2 > losses["low"][-1]
    run("autograder grade submitted && autograder report", course_folder, f"reports/ada/{NAME}.html")
    page = html.unescape((course_folder / f"reports/ada/{NAME}.html").read_text(encoding="utf-8"))
    assert "on the band of the reference's 2 seeds" in page
    assert page.count('<li class="wrong">') >= 1

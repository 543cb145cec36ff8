"""grading.toml as frozen values: the only place of points, thresholds, tolerances, limits and seeds."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from autograder.model.policy import Policy
from autograder.model.tables import read, unknown

FILE = "grading.toml"
ANSWERS = "expected.safetensors"
REVEALS = ("line", "step", "nothing")
KEPT = ".released"
ALTERNATIVES = "tests/assignments/{}/alternatives.py"  # right solutions in other styles, by assignment
OWN = "course"  # the folder of this package that holds the kit's own lessons where it was installed from a wheel
SUBMITTED = "submitted"


@dataclass(frozen=True)
class Limits:
    """What one submission may use; memory and disk in MB, times in seconds less the wait for a busy processor."""

    cell_seconds: float
    probe_seconds: float
    submission_seconds: float
    memory_mb: int
    scratch_mb: int
    file_mb: int
    answer_mb: int
    notebook_mb: int
    threads: int
    restarts: int


@dataclass(frozen=True)
class Tolerance:
    """Two numbers agree when |found - wanted| <= atol + rtol * |wanted|."""

    rtol: float
    atol: float


@dataclass(frozen=True)
class Exercise:
    """One exercise: points per check, or points given by a person.

    `held_out`, of an exercise that asks for a trained model, names what the notebook keeps for testing, if anything:
    a model that seems to be trained on it, or not trained at all, is for a person to look at.
    """

    name: str
    checks: Mapping[str, float] = field(default_factory=dict)
    manual: float | None = None
    defines: tuple[str, ...] = ()
    run: str = "always"
    threshold: float | None = None
    held_out: tuple[str, ...] | None = None
    seconds: float | None = None
    rtol: float | None = None
    atol: float | None = None

    @property
    def points(self) -> float:
        """The most that this exercise can earn."""
        return self.manual if self.manual is not None else sum(self.checks.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the exercise's cell must leave behind."""
        return self.defines or (self.name,)


@dataclass(frozen=True)
class Assignment:
    """One assignment: its exercises in the order of the lesson, its limits and tolerances.

    `reveal` is how much a student is told of where their values stop being right: the "line", the "step" that a right
    solution takes there, or "nothing".
    """

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    limits: Limits
    tolerances: Mapping[str, Tolerance]
    course: "Course" = field(repr=False, compare=False)
    reveal: str = "line"

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)

    @property
    def reference(self) -> Path:
        """The private folder: lesson with solutions, checks, mistakes."""
        return self.course.root / "reference" / self.name

    @property
    def release(self) -> Path:
        """The public folder: released notebook, checks, recorded answers."""
        return self.course.root / self.course.releases / self.name

    @property
    def released(self) -> Path:
        """The notebook as released: in a student's folder a copy is kept, since the notebook itself is worked in."""
        kept = self.release / KEPT / f"{self.name}.ipynb"
        return kept if kept.is_file() else self.release / f"{self.name}.ipynb"

    @property
    def data_sets(self) -> list[str]:
        """The folders of the course's data that it uses."""
        return [name for name in sorted(path.name for path in self.course.data_root.glob("*/")) if self.uses(name)]

    def uses(self, data_set: str) -> bool:
        """Whether the code of its release names a data set; nobody can tell where there is no release yet."""
        if not (self.released.is_file() and (self.release / "checks.py").is_file()):
            return True
        cells = json.loads(self.released.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        code += (self.release / "checks.py").read_text(encoding="utf-8")
        return re.search(rf"(?<![\w-]){re.escape(data_set)}\b", code) is not None

    def exercise(self, name: str) -> Exercise:
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise UserError(unknown("exercise", name, [e.name for e in self.exercises], f"{self.name} in {FILE}"))

    def tolerance(self, exercise: Exercise, device: str) -> Tolerance:
        """The tolerance of `exercise` on `device` ("cpu" or "cuda")."""
        base = self.tolerances[device]
        return Tolerance(
            base.rtol if exercise.rtol is None else max(exercise.rtol, base.rtol),
            base.atol if exercise.atol is None else max(exercise.atol, base.atol),
        )


@dataclass(frozen=True)
class Course:
    """All of grading.toml, and the folder it was found in."""

    root: Path
    title: str
    public_seed: int
    data: str
    assignments: Mapping[str, Assignment]
    releases: str = "assignments"
    policy: Policy = field(default_factory=Policy)

    @property
    def data_root(self) -> Path:
        """The `root` that torchvision's data sets are found under."""
        return self.root / self.data

    @property
    def private(self) -> Path:
        """Where the secret seed and cached answers are kept; never mounted for student code."""
        return self.root / ".autograder"

    def assignment(self, name: str) -> Assignment:
        if name not in self.assignments:
            raise UserError(unknown("assignment", name, self.assignments, str(self.root / FILE)))
        return self.assignments[name]


def _exercise(name: str, table: Mapping[str, Any], where: str) -> Exercise:
    exercise = read(Exercise, table, where, name=name)
    given = {f"points of the check `{check}`": points for check, points in exercise.checks.items()}
    for what, points in (given | ({} if exercise.manual is None else {"`manual`": exercise.manual})).items():
        if not 0 <= points < 1e6:
            raise UserError(f"{where}: {what} is {points!r}, expected a number of points, 0 or more.")
    if (exercise.manual is None) == (not exercise.checks):
        raise UserError(f"{where}: give either `checks = {{…}}` or `manual = POINTS`, and not both.")
    if exercise.run not in ("always", "on_demand"):
        raise UserError(f'{where}: `run` is {exercise.run!r}, expected "always" or "on_demand".')
    return exercise


def _tolerances(table: Mapping[str, Any], where: str) -> dict[str, Tolerance]:
    for device in table:
        if device not in ("cpu", "cuda"):
            raise UserError(unknown("device", device, ("cpu", "cuda"), where))
    for device in ("cpu", "cuda"):
        if device not in table:
            raise UserError(f"{where}: the table `{device}` is missing. Add [tolerances.{device}].")
    return {device: read(Tolerance, values, f"{where}.{device}") for device, values in table.items()}


@dataclass(frozen=True)
class _File:
    course: dict
    limits: dict
    tolerances: dict[str, dict]
    assignments: dict[str, dict]
    policy: dict = field(default_factory=dict)


@dataclass(frozen=True)
class _AssignmentTable:
    title: str
    exercises: dict[str, dict]
    limits: dict = field(default_factory=dict)
    reveal: str = "line"


def load(path: Path) -> Course:
    """Read a grading.toml.

    Raises UserError for a file that is not there, is not TOML, or says something that the kit does not know.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{path} is not there. Run this in a course folder, or name one with --course.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"{path} is not valid TOML: {error}.") from None
    where = str(path)
    file = read(_File, content, where)
    read(Limits, file.limits, f"{where} [limits]")
    tolerances = _tolerances(file.tolerances, f"{where} [tolerances]")
    assignments: dict[str, Assignment] = {}
    policy = read(Policy, file.policy, f"{where} [policy]").checked(f"{where} [policy]")
    given = {"root": path.parent.resolve(), "assignments": assignments, "policy": policy}
    course = read(Course, file.course, f"{where} [course]", **given)
    for name in policy.deadlines:
        if name not in file.assignments:
            raise UserError(unknown("assignment", name, file.assignments, f"{where} [policy.deadlines]"))
    for name, content in file.assignments.items():
        place = f"{where} [assignments.{name}]"
        table = read(_AssignmentTable, content, place)
        exercises = tuple(_exercise(key, each, f"{place}.exercises.{key}") for key, each in table.exercises.items())
        limits = read(Limits, {**file.limits, **table.limits}, f"{place}.limits")
        if table.reveal not in REVEALS:
            raise UserError(f"{place}: reveal is {table.reveal!r}, expected one of {', '.join(REVEALS)}.")
        assignments[name] = Assignment(name, table.title, exercises, limits, tolerances, course, table.reveal)
    return course


def own_folder() -> Path:
    """Where the kit's own lessons lie when it was installed from a wheel; in a repository there is no such folder."""
    return Path(__file__).parents[1] / OWN


def own() -> Course:
    """The course that came with the kit: in its wheel, or the repository that it stands in.

    Raises UserError where it came with none, as in a student's repository.
    """
    for folder in (own_folder(), own_folder().parents[1]):
        if (folder / FILE).is_file():
            return load(folder / FILE)
    raise UserError("This copy of the kit came without lessons. Name a course that has some with --course FOLDER.")


def find(start: Path | None = None) -> Course:
    """The course of the folder `start` (default: the current one) or of the nearest folder above it.

    What a student handed in may hold a course of the student's own, whose checks would run here. So nothing below a
    folder `submitted` is looked at, and a course inside another is not taken without being named.
    Raises UserError where there is none, or where one looks like a submission.
    """
    start = (start or Path.cwd()).resolve()
    way = [start, *start.parents]
    inside = max((index for index, folder in enumerate(way) if folder.name == SUBMITTED), default=-1)
    found = [folder for folder in way[inside + 1 :] if (folder / FILE).is_file()]
    if not found:
        below = f" Nothing is taken from {way[inside]}: that is what students hand in." if inside >= 0 else ""
        raise UserError(
            f"No {FILE} in {start} or above it. Run this in a course folder, or name one with --course.{below}"
        )
    if len(found) > 1:
        raise UserError(
            f"{found[0] / FILE} lies inside the course {found[-1]}: it could be part of a submission, and its checks "
            f"would run as yours. Go to the course that you mean, or name it with --course."
        )
    return load(found[0] / FILE)

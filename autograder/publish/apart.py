"""Which checks a mistake can cost anything: those that do not pass while what its exercise defines cannot be used."""

import ast

from autograder.grading.checkrun import CheckRun, Lookup
from autograder.grading.reference import put_cell
from autograder.grading.suite import CheckSuite
from autograder.model.course import Exercise
from autograder.runner.session import Session


class Apart:
    """Asks the reference with exercises taken out of it; `lookup` gives the right answers."""

    def __init__(self, suite: CheckSuite, session: Session, lookup: Lookup) -> None:
        self.suite, self.session, self.lookup = suite, session, lookup
        self.exercises = [one for one in suite.assignment.exercises if one.manual is None]
        self._alone: set[str] | None = None
        self._apart: dict[str, set[str]] = {}

    def from_cell(self, name: str, source: str) -> set[str]:
        """The checks, by id, that the cell `source` of the exercise `name` cannot touch."""
        exercise = self.suite.assignment.exercise(name)
        if exercise.run != "on_demand" and not _only_defines(source, exercise):
            return set()
        if name not in self._apart:
            self._apart[name] = self._from_exercise(exercise)
        return self._apart[name]

    def _from_exercise(self, exercise: Exercise) -> set[str]:
        if self._alone is None:  # most pass without all other exercises: for these one asking is enough
            self._alone = set()
            for own in self.exercises:
                self._alone |= self._passing([one for one in self.exercises if one != own], own.name)
        others = {check.exercise for check in self.suite.checks if check.id not in self._alone} - {exercise.name}
        return self._alone.union(*(self._passing([exercise], other) for other in others))

    def _passing(self, without: list[Exercise], asked: str) -> set[str]:
        """Checks of the exercise `asked` that pass while the exercises `without` leave nothing that can be used."""
        self.session.renew()
        for exercise in without:
            unusable = "\n".join(f"{name} = object()" for name in exercise.names)
            put_cell(self.session, self.suite.assignment, exercise.name, unusable)
        findings = CheckRun(self.suite, self.session, self.lookup).run(self.suite.of(asked))
        self.session.forget()
        return {name for name, finding in findings.items() if finding.outcome == "pass"}


def _only_defines(source: str, exercise: Exercise) -> bool:
    """Whether running the cell does nothing but define functions and classes of the exercise's names."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return False
    return all(
        isinstance(line, ast.Import | ast.ImportFrom)
        or (isinstance(line, ast.FunctionDef | ast.ClassDef) and line.name in exercise.names)
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in lines
    )

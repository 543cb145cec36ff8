"""Whose a file is, and of which assignment, told by where it lies: by a platform's names, a clone, folders."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from autograder.intake.archive import Item
from autograder.intake.packed import ENDING, plain_name
from autograder.intake.platforms import Person, by_pattern, named_at
from autograder.model.course import SUBMITTED, Course

AGAIN = re.compile(r"(?: ?\((\d{1,6})\)|-(\d{1,6}))$")
_BRANCH = re.compile(r"-(main|master)$")
_HEAD = "-(?=.)"
_BETWEEN = r"[\s_-]+"


def below_the_only_folder(items: list[Item], top: Path, course: Course) -> tuple[list[Item], Path]:
    """Without the one folder that all is packed in, where that is a class's and not a student's."""
    while items and all(len(item.name.parts) > 1 for item in items):
        first = items[0].name.parts[0]
        inner = [PurePosixPath(*item.name.parts[1:]) for item in items]
        people = {name.parts[0] for name in inner if len(name.parts) > 1 or by_pattern(name)}
        if ENDING.search(top.name):  # notebooks side by side in an archive's one folder, as Drive packs them
            people |= {stem(name) for name in inner if len(name.parts) == 1 and name.suffix.lower() == ".ipynb"}
        same = all(item.name.parts[0] == first for item in items) and len(people) > 1
        if not same or any(item.name.name == ".git" for item in items) or any(lesson_called(p, course) for p in people):
            break
        items, top = [replace(i, name=name) for i, name in zip(items, inner, strict=True)], top / first
    return items, top


@dataclass(frozen=True)
class Layout:
    """How deep names of people stand in one tree: what stands in one person's folder alone is that person's own idea.

    `listed` are the folders of a platform's list; `alone` is a file that was named itself. Depths count folders.
    `short` are people's names, by the folders that are called after them.
    """

    top: Path
    listed: Mapping[PurePosixPath, Person]
    alone: bool
    platform: int = 0
    clones: frozenset[PurePosixPath] = frozenset()
    students: frozenset[int] = frozenset()
    short: Mapping[str, str] = field(default_factory=dict)

    def called(self, folder: str) -> str:
        """Whose a folder is by its name."""
        return self.short.get(folder, folder)


def layout(
    top: Path, names: Sequence[PurePosixPath], clones: set[PurePosixPath], listed: Mapping[PurePosixPath, Person],
    alone: bool, course: Course,
) -> Layout:  # fmt: skip
    """How the tree is laid out whose notebooks are called `names`."""
    depths = (d for d in (1, 2) if names and all(len(n.parts) > d and named_at(n, d, {}) for n in names))
    firsts = {name.parts[0] for name in names if len(name.parts) > 1}

    def usual(folders: Iterable[PurePosixPath]) -> frozenset[int]:
        """Depths of such folders: the first, and where at least half of the first folders have one."""
        within: dict[int, set[str]] = {}
        for folder in folders:
            within.setdefault(len(folder.parts), set()).update(folder.parts[:1])
        return frozenset(d for d, those in within.items() if d < 2 or 2 * len(those & firsts) >= len(firsts))

    deep = usual(clones)
    students = (PurePosixPath(*n.parts[:depth]) for n in names for depth, *_ in _students(n, top, course))
    return Layout(
        top, listed, alone, next(depths, 0), frozenset(c for c in clones if len(c.parts) in deep), usual(students)
    )


def _students(name: PurePosixPath, top: Path, course: Course) -> Iterator[tuple[int, str, str]]:
    """Where STUDENT/ASSIGNMENT/ stands in a name, the innermost first: depth of the student, assignment, the rest."""
    folders = [top.name, *name.parts[:-1]]
    for place in range(len(folders) - 1, 0, -1):
        if lesson := lesson_called(folders[place], course):
            depth = place - 1 - (folders[place - 1] == course.releases and place > 1)
            yield depth, lesson, "/".join(name.parts[place:])


def whose(name: PurePosixPath, tree: Layout, course: Course) -> tuple[Person, str, bool, str] | None:
    """Whose a file is, the assignment that a folder names, whether such a person has a row, and the file's own name.

    What stands further out tells: names within somebody's folder are theirs to choose.
    """
    top, alone = tree.top, tree.alone
    if alone:
        name, top = PurePosixPath(*top.parts[-3:]), Path(*top.parts[:-3])
        if top.name != "submitted" and not by_pattern(name):
            return Person(stem(name)), lesson_called(name.parent.name, course), False, name.name
    parts = name.parts
    folders = [plain_name(top.name) if ENDING.search(top.name) else top.name, *parts[:-1]]
    hint = next((found for part in reversed(folders) if (found := lesson_called(part, course))), "")
    places = range(len(parts)) if alone else sorted({0, min(tree.platform, len(parts) - 1)})
    if owner := next(filter(None, (named_at(name, place, tree.listed) for place in places)), None):
        return owner[0], "", True, owner[1]
    outer = [*name.parents][-2::-1]
    clone = next((folder for folder in [*outer, PurePosixPath()] if folder in tree.clones), None)
    nbgraders = top.name == SUBMITTED and len(parts) > 2 and lesson_called(parts[1], course)
    if nbgraders and clone != PurePosixPath(parts[0]):
        return Person(tree.called(parts[0])), nbgraders, True, "/".join(parts[2:])
    if clone is not None:
        login = tree.called(clone.name or top.name)
        return Person(login, {"platform": "github", "id": login, "name": login}), "", True, str(name)
    for depth, lesson, own in _students(name, top, course):
        if alone or depth in tree.students:
            return Person(tree.called(folders[depth])), lesson, True, own
    if len(parts) > 1:
        return Person(tree.called(parts[0])), hint, False, "/".join(parts[1:])
    if name.suffix.lower() != ".ipynb":
        return None
    if not lesson_called(stem(name), course):
        return Person(stem(name)), hint, False, name.name
    return Person(top.parent.name if lesson_called(folders[0], course) else folders[0]), hint, False, name.name


def lesson_called(part: str, course: Course) -> str:
    """The assignment whose id a folder or a file is called by, in whatever case it is written."""
    return next((name for name in course.assignments if _called(name).fullmatch(part)), "")


def short_names(tree: Layout, names: Iterable[PurePosixPath], course: Course) -> dict[str, str]:
    """`ada` for the folders `ASSIGNMENT-ada` and `ASSIGNMENT-ada-main`, as repositories of a class are called.

    Whatever two people would be called by alike stays as it is: `ada-main` may be somebody's own name. No clone is
    called after its branch.
    """
    folders = {told[0].name for name in names if (told := whose(name, tree, course))}
    heads = {f: next((n for n in course.assignments if _called(n, _HEAD).match(f)), "") for f in folders}
    clones = {folder.name for folder in tree.clones}
    bare = {folder: _called(heads[folder], _HEAD).sub("", folder, 1) for folder in folders if heads[folder]}
    short = _where_apart({folder: folder for folder in folders}, bare, heads)
    bare = {folder: _BRANCH.sub("", name) for folder, name in short.items() if folder not in clones}
    return _where_apart(short, bare, heads)


def _where_apart(names: Mapping[str, str], shorter: Mapping[str, str], heads: Mapping[str, str]) -> dict[str, str]:
    """The shorter names of folders; the longer of whom others, of the same lesson or of none, might be called so."""
    called: dict[str, set[str]] = {}
    for folder, name in [*names.items(), *shorter.items()]:
        called.setdefault(name, set()).add(folder)

    def alone(folder: str) -> bool:
        others = called[shorter[folder]] - {folder}
        return all(heads[folder] and heads[one] and heads[folder] != heads[one] for one in others)

    return {folder: shorter[folder] if folder in shorter and alone(folder) else name for folder, name in names.items()}


def _called(name: str, then: str = "") -> re.Pattern[str]:
    """An assignment's id in whatever case, with whatever between its words."""
    words = map(re.escape, re.split(_BETWEEN, name))
    return re.compile(f"(?i){_BETWEEN.join(words)}{then}")


def stem(name: PurePosixPath) -> str:
    return AGAIN.sub("", name.stem) or name.stem

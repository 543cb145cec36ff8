"""What people hand over, as submissions: a platform's download, clones, nbgrader's tree, folders, loose files, zips.

It reads and never runs. What is there and cannot be graded is listed with what it is and what to do.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.errors import UserError
from autograder.intake import attempts, modules
from autograder.intake.archive import JUNK, MOST_OF_ONE, STAMP, Item, Room, is_junk
from autograder.intake.handed import in_one_form, items_below
from autograder.intake.lesson import lesson_at
from autograder.intake.modules import Found
from autograder.intake.platforms import MOST_YAML_MB, Person, Who, gradescope_list
from autograder.intake.unused import ASK, KINDS, first_of, sentence_on, sentences_on
from autograder.intake.whose import below_the_only_folder, layout, lesson_called, short_names, stem, whose
from autograder.model import names
from autograder.model.course import Course
from autograder.model.files import first_link
from autograder.model.report import Note
from autograder.model.text import clean

NOT_AT_HAND = "The notebook is not at hand: say where with --submitted."


@dataclass(frozen=True)
class SubmittedFile:
    """A submission to grade: whose it is, of which assignment, and the file that was handed in.

    `who` is what a platform knows them by: `platform`, `id`, `name`, and what else it tells; `others` get the same
    grade; `instead` says what lies there when that is no notebook; `when` is the time that the platform tells;
    `stamp` is the file that nbgrader tells it by; `modules` are the Python files beside it.
    """

    student: str
    assignment: str
    path: Path
    who: Who = field(default_factory=dict, compare=False)
    others: tuple[Person, ...] = field(default=(), compare=False)
    notes: tuple[Note, ...] = field(default=(), compare=False)
    instead: str = field(default="", compare=False)
    when: str = field(default="", compare=False)
    stamp: Path | None = field(default=None, compare=False)
    modules: Found = field(default=(), compare=False)


def by_report(handed_in: Iterable[SubmittedFile]) -> dict[tuple[str, str], SubmittedFile]:
    """By student and assignment what a report is about: of everybody who shares it, too."""
    return {(name, one.assignment): one for one in handed_in for name in (one.student, *(p.name for p in one.others))}


@dataclass(frozen=True)
class Survey:
    """All that was found: what is graded, and a sentence for each thing that is not."""

    handed_in: tuple[SubmittedFile, ...]
    unused: tuple[str, ...] = ()


@dataclass
class _Heap:
    """What one person handed over for one folder's assignment; `row`: they are graded whatever lies there."""

    person: Person
    hint: str
    row: bool
    items: list[tuple[str, Item]] = field(default_factory=list)
    alone: bool = False

    @property
    def books(self) -> list[tuple[str, Item]]:
        return [one for one in self.items if _is_book(one)]

    def target(self, course: Course, wanted: str | None) -> str:
        """The assignment that all of it is of, where that is known."""
        return wanted or self.hint or (next(iter(course.assignments)) if len(course.assignments) == 1 else "")


def _is_book(one: tuple[str, Item]) -> bool:
    return one[1].kind == ".ipynb" and one[1].path is not None


def survey(paths: Iterable[Path], course: Course, assignment: str | None = None, room: Room | None = None) -> Survey:
    """Account for everything below `paths`; archives are opened where there is a `room` for what they hold.

    Raises UserError when a path is not there, or holds nothing to grade.
    """
    if assignment is not None:
        course.assignment(assignment)
    found: list[SubmittedFile] = []
    unused: list[str] = []
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise UserError(
                f"{path} is not there. Name a notebook, a folder or zip of them, or nbgrader's `submitted`."
            )
        heaps, rest = _heaps(path, course, room)
        heaps.sort(key=lambda those: all(item.kind != ".ipynb" for heap in those for _, item in heap.items))
        graded: list[SubmittedFile] = []
        lessons: Counter[str] = Counter()
        for those in heaps:  # those without a notebook last: theirs would have been of the lesson that others handed in
            usual = max(lessons, key=lambda name: lessons[name], default="")
            theirs = list(_submissions(those, course, assignment, usual, unused))
            lessons.update(one.assignment for one in theirs)
            graded += theirs
        if not graded:
            there = [*unused, *(said for said in rest if said)]
            raise UserError(
                f"{path} holds no notebook{' of ' + assignment if assignment else ''}. Expected *.ipynb files, folders "
                f"STUDENT/ASSIGNMENT/, or a platform's download. {first_of(there)}".strip()
            )
        found += graded
        unused += rest
    return Survey(tuple(_apart(found)), tuple(unused))


def _heaps(path: Path, course: Course, room: Room | None) -> tuple[list[list[_Heap]], list[str]]:
    """What lies below a path, by whose it is and by its assignment's folder; a sentence for what is nobody's."""
    top = path.absolute() / "submitted" if (path / "submitted").is_dir() else path.absolute()
    there = in_one_form(items_below(top, room))
    left = {i.name for i in there if i.name.name == STAMP or (i.name.name != ".git" and is_junk(i.name))}
    items = [i for i in there if i.name not in left]
    full = {folder for i in items for folder in i.name.parents}
    for name in sorted(left):  # a folder that holds nothing else is somebody's too
        way = next((f for f in [*name.parents][::-1] if f not in full), None)
        if way is not None and way.name not in JUNK:
            items.append(Item(name, None, f"is all there is: {ASK}" if name.name == STAMP else ""))
            full |= {way, *way.parents}
    alone = not top.is_dir() and len(items) == 1 and items[0].path == top
    outer = len(top.parts)
    items, top = below_the_only_folder(items, top, course)
    cut = len(top.parts) - outer
    stamps = {PurePosixPath(*i.name.parent.parts[cut:]): i.path for i in there if i.name.name == STAMP and i.path}
    listed: dict[PurePosixPath, Person] = {}
    lists = [i for i in items if i.name.name == "submission_metadata.yml" and i.path and i.path.is_file()]
    readable = MOST_YAML_MB << 20
    for item in sorted(lists, key=lambda item: len(item.name.parts)):  # a platform's before those of students
        if item.path is not None and (readable := readable - item.path.stat().st_size) >= 0:
            listed |= gradescope_list(item.path, item.name.parent)
    clones = {item.name.parent for item in items if item.name.name == ".git"}
    books = [item.name for item in items if item.kind == ".ipynb"]
    tree = layout(top, books, clones, listed, alone, course)
    tree = replace(tree, short=short_names(tree, [item.name for item in items], course))
    people: dict[tuple[str, ...], dict[str, _Heap]] = {}
    unused = []
    for item in items:
        if item.name.name in (".git", "submission_metadata.yml"):
            continue
        told = whose(item.name, tree, course)
        if told is None:
            unused.append((str(item.name), item))
            continue
        person, hint, row, own = told
        item = replace(item, told=person.when, stamp=_stamp(item.name, own, stamps))
        if alone and row and item.path is not None:
            item = replace(item, path=first_link(item.path, 2))
        theirs = people.setdefault(person.key, {})
        theirs.setdefault(hint, _Heap(person, hint, row, alone=alone)).items.append((own, item))
    return [list(theirs.values()) for theirs in people.values()], list(sentences_on(unused))


def _stamp(name: PurePosixPath, own: str, stamps: Mapping[PurePosixPath, Path]) -> Path | None:
    """What tells when a file came in: of all on its way the outermost; what is further in, a student may have made."""
    way = [*name.parents][: len(PurePosixPath(own).parts)]
    way = [folder for folder in way if folder.parts] or way
    return next((stamps[folder] for folder in reversed(way) if folder in stamps), None)


def _submissions(
    heaps: Sequence[_Heap], course: Course, wanted: str | None, usual: str, unused: list[str]
) -> Iterator[SubmittedFile]:
    """What is graded of one person's heaps: one notebook for each lesson, or the word that there is none."""
    heaps = [heap for heap in heaps if not (wanted and heap.hint and heap.hint != wanted)]
    lessons: dict[str, list[tuple[_Heap, str, Item]]] = {}
    for heap in heaps:
        for name, books in _lessons(heap, course, wanted, unused).items():
            lessons.setdefault(name, []).extend((heap, own, item) for own, item in books)
    for name, found in lessons.items():
        found = attempts.in_order(found, course, name)
        heap, own, item = found[-1]
        beside = modules.beside(item.path, heap.row) if heap.alone and item.path else _beside_in(heap, own)
        notes = attempts.notes([own for _, own, _ in found])
        person = replace(heap.person, when=item.told)
        yield _submitted(person, name, item.path, notes=notes, modules=beside, stamp=item.stamp)
    for heap in heaps:
        yield from _without(heap, heap.target(course, wanted) or usual, lessons, unused)


def _lessons(heap: _Heap, course: Course, wanted: str | None, unused: list[str]) -> dict[str, list[tuple[str, Item]]]:
    """A heap's notebooks by their lessons. That of another lesson beside one of the folder's is not graded there."""
    target, books = heap.target(course, wanted), heap.books
    lessons: dict[str, list[tuple[str, Item]]] = {}
    left = MOST_OF_ONE
    for own, item in books:
        left -= item.path.lstat().st_size if item.path else 0
        told = lesson_at(item.path, course) if item.path and left >= 0 and (len(books) > 1 or not target) else ""
        name = told or target or lesson_called(stem(PurePosixPath(own)), course)
        lessons.setdefault(name, []).append((own, item))
    if target and books:
        for other in [name for name in lessons if name != target and target in lessons]:
            unused += [f"{_of(own, heap)} is the notebook of `{other}`" for own, _ in lessons.pop(other)]
        lessons = {target: [book for found in lessons.values() for book in found]}
    for own, _ in lessons.pop("", ()):
        unused.append(f"{_of(own, heap)} is of no lesson here that can be told: say --assignment ID")
    return lessons


def _of(own: str, heap: _Heap) -> str:
    return f"`{clean(own, 200)}` of {clean(heap.person.name, 100)}"


def _without(heap: _Heap, target: str, graded: Container[str], unused: list[str]) -> Iterator[SubmittedFile]:
    """What lies in a heap and is no notebook: the word on it that is graded where nothing else is, or what is told."""
    rest = sorted((one for one in heap.items if not _is_book(one)), key=lambda one: not one[1].refused)
    if heap.books or not rest or target in graded:
        unused += [
            f"{clean(heap.person.name, 100)}: {sentence_on(own, item, '')}" for own, item in rest if item.refused
        ]
        return
    said = [sentence_on(own, item, KINDS.get(item.kind, f"is no notebook: {ASK}")) for own, item in rest]
    if heap.row and target:
        place = next((item.path.parent for _, item in rest if item.path is not None), Path("nowhere"))
        yield _submitted(heap.person, target, place / f"{target}.ipynb", instead=first_of(said))
    else:
        unused += [f"{clean(heap.person.name, 100)}: {line}" for line in sentences_on(rest)]


def _submitted(person: Person, assignment: str, path: Path | None, **more: Any) -> SubmittedFile:
    assert path is not None
    others = tuple(replace(other, name=names.student(other.name)) for other in person.others)
    return SubmittedFile(names.student(person.name), assignment, path, person.who, others, when=person.when, **more)


def _beside_in(heap: _Heap, own: str) -> Found:
    """The modules that lie beside a notebook among what one person handed over."""
    folder = PurePosixPath(own).parent
    near = ((PurePosixPath(name), item) for name, item in heap.items if item.kind == ".py" and item.path is not None)
    told = ((modules.called(name.relative_to(folder)), item) for name, item in near if name.is_relative_to(folder))
    return tuple((name, item.path) for name, item in told if name and item.path is not None)


def _apart(found: Sequence[SubmittedFile]) -> list[SubmittedFile]:
    """The submissions, people of one name told apart by their ids.

    Raises UserError when they cannot be.
    """
    seen: dict[tuple[str, str], SubmittedFile] = {}
    for one in found:
        other = seen.setdefault((one.student, one.assignment), one)
        if other.path != one.path:
            if not one.who.get("id") or one.who == other.who:
                raise UserError(
                    f"{other.path} and {one.path} are both `{one.assignment}` of `{one.student}`. Grade them apart."
                )
            named = replace(one, student=_free(one.student, one.who["id"], one.assignment, seen))
            seen[named.student, named.assignment] = named
    taken = set(seen)
    return [replace(one, others=tuple(_beside(one, taken))) for one in seen.values()]


def _free(name: str, id: str, assignment: str, taken: Container[tuple[str, str]]) -> str:
    """A name that nobody has: with the id behind it, as often as it takes."""
    while (name, assignment) in taken:
        name = names.student(f"{name} {id}")
    return name


def _beside(one: SubmittedFile, taken: set[tuple[str, str]]) -> Iterator[Person]:
    """Those who share a submission, under names that nobody else has."""
    for person in one.others:
        if (person.name, one.assignment) in taken and not person.who.get("id"):
            continue
        name = _free(person.name, person.who.get("id", ""), one.assignment, taken)
        taken.add((name, one.assignment))
        yield replace(person, name=name)

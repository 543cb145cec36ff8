"""Whose a file is, by the name that a platform gave it on the way.

Moodle: `NAME_ID_assignsubmission_file_/x.ipynb`, or the same in front of the file's own name; underscores in names are
spaces there. Canvas: `name_LATE_USER_ATTACHMENT_x.ipynb`, and `name_USER_text.html` of what was typed in its place.
Gradescope: `submission_N/` and a list of who is who. Blackboard: `ASSIGNMENT_USER_attempt_TIME_x.ipynb`, and a text
file of what was typed. Brightspace: `N-N - NAME - TIME/x.ipynb`.
"""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.model.files import read_bytes
from autograder.model.notebook import Unreadable

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d{1,20})_assignsubmission_[a-z]+(?:_(?P<file>.*))?")
_CANVAS = re.compile(
    r"(?:(?P<name>.+?)_(?:LATE_)?(?P<id>\d{1,20})|anon_(?:LATE_)?(?P<secret>\w{5}))_"
    r"(?:\d{1,20}_(?P<file>.+)|(?P<typed>text|link)\.html)"
)
_GRADESCOPE = re.compile(r"submission_\d{1,20}")
# of a user's name that has an underscore only the end is seen: what stands before the time tells people apart
_DATED = {
    "blackboard": re.compile(r"(?P<id>.+?_(?P<name>[^_]+))_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)"),
    "brightspace": re.compile(
        r"(?P<id>\d+-\d+ - (?P<name>.+?)) - (?P<when>\w{3} \d\d?, \d{4} \d{3,4} [AP]M)(?: - (?P<file>.+))?"
    ),
}
MOST_YAML_MB = 4
Who = Mapping[str, str]


@dataclass(frozen=True)
class Person:
    """Somebody who handed in: their name, what the platform knows them by, who did it with them, and when."""

    name: str
    who: Who = field(default_factory=dict)
    others: tuple["Person", ...] = ()
    when: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells them from everybody else."""
        return self.who.get("platform", ""), self.who.get("id", "") or self.name


def by_pattern(name: PurePosixPath) -> tuple[Person, str] | None:
    """The person whose a file is by a part of its name, with the file's own name."""
    return next(filter(None, (named_at(name, place, {}) for place in range(len(name.parts)))), None)


def named_at(name: PurePosixPath, place: int, listed: Mapping[PurePosixPath, Person]) -> tuple[Person, str] | None:
    """The same by one part alone; `listed` are Gradescope's."""
    part, own = "".join(name.parts[place : place + 1]), "/".join(name.parts[place + 1 :])
    if found := _MOODLE.fullmatch(part):
        full = f"{found['name']} {found['id']}" if found["name"] == "Participant" else found["name"]
        who = {"platform": "moodle", "id": found["id"], "name": found["name"]}
        return Person(full, who), own or found["file"] or ""
    if _GRADESCOPE.fullmatch(part) and own:
        unknown = Person(part, {"platform": "gradescope", "id": part, "name": part, "file": part})
        return listed.get(PurePosixPath(*name.parts[: place + 1]), unknown), own
    if found := _CANVAS.fullmatch(part):
        user, file = found["id"] or found["secret"], "" if found["typed"] else part[: found.start("file")]
        full = found["name"] or f"anon {user}"
        who = {"platform": "canvas", "id": user, "name": full, "file": file}
        return Person(full, who), own or found["file"] or part
    for platform, pattern in _DATED.items():
        if found := pattern.fullmatch(part):
            who = {"platform": platform, "id": found["id"], "name": found["name"]}
            return Person(found["name"], who, when=_moment(found["when"])), own or found["file"] or part
    return None


def _moment(text: str) -> str:
    """`2027-01-31-12-34-56` or `Jan 31, 2027 1234 PM` as everybody writes it; empty if it is no moment."""
    text = re.sub(r"(\d\d) ([AP]M)$", r":\1 \2", text)
    for form in ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I:%M %p"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, form).isoformat(" ")
    return ""


def attachment(who: Who) -> int:
    """Canvas's number of the file, which grows with time; 0 for what has none."""
    numbers = re.findall(r"\d+", who.get("file", "")) if who.get("platform") == "canvas" else []
    return int(numbers[-1]) if numbers else 0


def gradescope_list(path: Path, beside: PurePosixPath) -> dict[PurePosixPath, Person]:
    """Who handed in which folder of Gradescope's export, by its submission_metadata.yml; empty if it is none.

    It tells of the folders `beside` it alone: one that a student hands in tells of nobody else.
    """
    import yaml

    try:
        text = read_bytes(path, MOST_YAML_MB)[: MOST_YAML_MB << 20].decode()
        content = yaml.load(text, yaml.BaseLoader)  # all as text
    except (Unreadable, yaml.YAMLError, RecursionError, ValueError):
        return {}
    found = {}
    for folder, entry in content.items() if isinstance(content, dict) else ():
        listed = entry.get(":submitters") if isinstance(entry, dict) else None
        people = [_submitter(one, str(folder)) for one in listed if isinstance(one, dict)] if listed else []
        if people:
            found[beside / str(folder)] = replace(people[0], others=tuple(people[1:]), when=_text(entry, ":created_at"))
    return found


def _submitter(entry: Mapping[str, Any], folder: str) -> Person:
    email = _text(entry, ":email")
    name = _text(entry, ":name") or email or folder
    who = {"platform": "gradescope", "id": _text(entry, ":sid") or email or folder, "name": name, "email": email}
    return Person(name, {**who, "file": folder})


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value[:200] if isinstance(value, str) else ""
